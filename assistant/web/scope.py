"""What one request may ask: from which documents, for whom, and whether it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records.kept import Channel


@dataclass(frozen=True, slots=True)
class Scope:
    """From what a question is answered, for whom, and whether it is kept.

    `documents` are the names of those to answer from, None for all; `municipality` is who asks.
    """

    documents: frozenset[str] | None = None
    municipality: str | None = None
    keeps: bool = True
    channel: Channel = "chat"


EVERYTHING = Scope()
"""What the page by itself may ask."""


def no_widgets(_: Mapping[str, str]) -> Scope:
    """Return what every request may ask where there are no widgets."""
    return EVERYTHING
