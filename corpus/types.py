"""The common language of the product: what a document, a passage and a find are.

Positions are PDF points (1/72 inch) from the lower left corner of a page; pages count from 1.
"""

from dataclasses import dataclass
from typing import Literal

DocumentKind = Literal["own_summary", "publication"]
BasisKind = Literal["official", "official_before_decree", "other", "own_inference"]
PassageKind = Literal["text", "list", "table"]
UnitKind = Literal["sentence", "item", "row", "heading"]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A box on one page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Basis:
    """What a paragraph of a document rests on: somebody else's publication."""

    title: str
    url: str
    date: str | None
    kind: BasisKind


@dataclass(frozen=True, slots=True)
class Document:
    """One indexed file. `name` is its file name, `sha256` the hash of its bytes; dates are ISO texts."""

    name: str
    sha256: str
    title: str
    pages: int
    publisher: str | None = None
    version: str | None = None
    kind: DocumentKind = "publication"
    as_of: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    owner: str | None = None
    checked_on: str | None = None
    check_by: str | None = None
    url: str | None = None
    page_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Where `text[start:end]` of a passage stands: one stretch of characters on one line of one page.

    Boxes of a passage stand in the order of its text and never overlap; white space may lie between them.
    """

    start: int
    end: int
    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a passage's text that may be quoted by itself: a sentence, list item, table row or heading."""

    start: int
    end: int
    kind: UnitKind
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched and cited.

    `id` depends on the document's name, the section and the text only, so it survives a new ingest. `section`
    is the path of headings, outermost first. `text` is the page's words with white space and line-end hyphens
    folded; `units` cover what may be quoted, `boxes` say where each word stands. A passage may cross a page.
    """

    id: str
    document: str
    ordinal: int
    kind: PassageKind
    section: tuple[str, ...]
    text: str
    units: tuple[Unit, ...]
    boxes: tuple[Box, ...]

    @property
    def first_page(self) -> int:
        """The page on which the passage begins, from 1."""
        return self.boxes[0].page

    @property
    def last_page(self) -> int:
        """The page on which the passage ends, from 1."""
        return self.boxes[-1].page


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one page, with their place in the passage and on the page."""

    passage: Passage
    start: int
    end: int
    text: str
    page: int
    rectangles: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Scores: higher is better; `None` where that search did not find it."""

    passage: Passage
    score: float
    lexical: float | None = None
    dense: float | None = None
