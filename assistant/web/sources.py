"""One quote with everything a reader needs to judge it: whose words, from when, which page, resting on what."""

from dataclasses import dataclass

from assistant.texts import DUTCH_WORDS, Words
from assistant.web.port import Answering
from corpus.quotes import cut
from corpus.types import Basis, Document, Passage, Quote, Rectangle

CONTEXT = 1.7
"""Lines of context above and below the quote in a cropped picture; the crop then grows to whole lines."""

SIDE = 4.0
"""Points of white left and right of the lines in a cropped picture."""


@dataclass(frozen=True, slots=True)
class Source:
    """One quote, its document, what the quoted words are based on, and what the owner remarks on them."""

    quote: Quote
    document: Document
    based_on: tuple[Basis, ...]
    note: str | None = None


def find_source(answering: Answering, passage: str, start: int, end: int) -> Source | None:
    """Return the quote at `start` to `end` of a passage, or None when this generation does not hold it."""
    found = answering.passage(passage)
    if found is None or not 0 <= start < end <= len(found.text):
        return None
    document = next((known for known in answering.documents if known.name == found.document), None)
    if document is None or not any(box.start < end and box.end > start for box in found.boxes):
        return None
    note = answering.note(passage, start, end)
    return Source(cut(found, start, end)[0], document, _basis(found, start, end), note)


def whole_lines(source: Source) -> Rectangle:
    """Return the part of the page to show on a phone: the lines of the quote over their whole width, and context."""
    marked = source.quote.rectangles
    line = max(box.top - box.bottom for box in marked)
    bottom = min(box.bottom for box in marked) - CONTEXT * line
    top = max(box.top for box in marked) + CONTEXT * line
    near = [
        box
        for box in source.quote.passage.boxes
        if box.page == source.quote.page and box.bottom < top and box.top > bottom
    ]
    left = min(box.left for box in near) - SIDE
    right = max(box.right for box in near) + SIDE
    return Rectangle(source.quote.page, left, bottom, right, top)


def origin(document: Document, words: Words = DUTCH_WORDS) -> str:
    """Return publisher, date and version of a document in one line."""
    parts = (
        [] if document.kind == "own_summary" and not document.publisher else [publisher_of(document.publisher, words)]
    )
    parts += [
        words.text("source.as_of", date=words.long_date(document.as_of))
        if document.as_of
        else words.text("source.without_date"),
    ]
    if document.version:
        parts.append(words.text("source.version", version=document.version))
    return " · ".join(parts)


def publisher_of(publisher: str | None, words: Words = DUTCH_WORDS) -> str:
    """Return who published it, or that nobody says so."""
    return words.text("source.publisher", publisher=publisher) if publisher else words.text("source.unknown_publisher")


def basis_line(basis: Basis, words: Words = DUTCH_WORDS) -> str:
    """Return kind and date of what a quote is based on, without its title."""
    kind = words.text(f"basis.{basis.kind}")
    return f"{kind}, {words.long_date(basis.date)}" if basis.date else kind


def _basis(passage: Passage, start: int, end: int) -> tuple[Basis, ...]:
    touched = [unit for unit in passage.units if unit.start < end and unit.end > start]
    return tuple(dict.fromkeys(basis for unit in touched for basis in unit.basis))
