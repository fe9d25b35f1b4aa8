"""What tests of the assistant share: an assistant on an index of the shipped documents, made once."""

import pytest

from assistant.assistant import Assistant
from corpus.index import Index
from corpus.types import Box, Passage, Unit

ADDRESS = "https://assistent.voorbeeld.be"


@pytest.fixture(scope="session")
def assistant(shipped: Index) -> Assistant:
    return Assistant(shipped, public_address=ADDRESS)


def passage(text: str, *, section: tuple[str, ...] = (), page_of: dict[int, int] | None = None) -> Passage:
    """Make a passage of one unit whose words stand on page 1, or on the page that `page_of` gives their start."""
    boxes, at = [], 0
    for word in text.split(" "):
        page = max((p for start, p in (page_of or {0: 1}).items() if start <= at), default=1)
        boxes.append(Box(at, at + len(word), page, float(at), 700.0, float(at + len(word)), 710.0))
        at += len(word) + 1
    units = (Unit(0, len(text), "sentence"),)
    return Passage("proef", "proef.pdf", 0, "text", section, text, units, tuple(boxes))
