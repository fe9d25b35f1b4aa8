"""What one request may ask: from which documents, for whom, whether it is kept, and in which language it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records.kept import Channel
from assistant.texts import DUTCH


@dataclass(frozen=True, slots=True)
class Scope:
    """From what a question is answered, for whom, whether it is kept, and in which language the page stands.

    `documents` are the names of those to answer from, None for all; `municipality` is who asks. `language` is nl, en or
    fr.
    """

    documents: frozenset[str] | None = None
    municipality: str | None = None
    keeps: bool = True
    channel: Channel = "chat"
    language: str = DUTCH


EVERYTHING = Scope()
"""What the page by itself may ask."""


def no_widgets(_: Mapping[str, str]) -> Scope:
    """Return what every request may ask where there are no widgets."""
    return EVERYTHING
