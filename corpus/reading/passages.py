"""Sections become passages: the unit that is searched and cited."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from corpus.dutch import sentences
from corpus.reading.blocks import Block
from corpus.reading.hyphens import Spelling, compose
from corpus.reading.sections import Section, number_of
from corpus.types import Box, Passage, PassageKind, Unit, UnitKind

TARGET = 900
"""Characters of a passage of running text: about a section of a guide, six sentences of a law."""

LARGEST = 1200
"""A section or list up to this many characters stays whole."""

LARGEST_LIST = 3000
"""A list is kept whole up to this many characters: ten tips with a sentence each fit twice."""

LARGEST_TABLE = 2500
"""A table is kept whole up to this many characters, then parted between rows."""

LONGEST_ITEM = 320
"""A list item of more characters is quoted by the sentence."""

LIST_OF_HEADINGS = 3
"""From this many numbered headings in a row on, their list is a passage of its own."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block as text, not yet placed in a passage."""

    text: str
    units: tuple[Unit, ...]
    boxes: tuple[Box, ...]
    kind: UnitKind


def passages_of(document: str, sections: Sequence[Section], spelling: Spelling) -> list[Passage]:
    """Return the passages of a document in reading order; a list of numbered headings comes before its parts."""
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    for index, section in enumerate(sections):
        pieces = [_piece(block, spelling) for block in section.blocks]
        overview = _overview(sections[index:], spelling)
        groups = chain(_groups(pieces), [overview] if overview else [])
        for kind, group in groups:
            passage = _passage(document, len(passages), kind, section.path, group)
            count = seen.get(passage.id, 0)
            seen[passage.id] = count + 1
            passages.append(replace(passage, id=_identifier(document, section.path, f"{passage.text}\0{count}")))
    return passages


def split_text(text: str) -> list[str]:
    """Split plain text, paragraphs on lines of their own, into passages as a document of one section would be."""
    paragraphs = [" ".join(line.split()) for line in text.splitlines()]
    pieces = [_plain(paragraph) for paragraph in paragraphs if paragraph]
    return ["\n".join(piece.text for piece in group) for _, group in _groups(pieces)]


def _plain(text: str) -> _Piece:
    units = tuple(Unit(start, end, "sentence") for start, end in sentences(text))
    return _Piece(text, units, (), "sentence")


def _piece(block: Block, spelling: Spelling) -> _Piece:
    text, boxes = compose(block.cells, spelling)
    kind: UnitKind = block.kind if block.kind in ("item", "row") else "sentence"
    units = _units(text, kind)
    if kind == "row" and all(line.bold for line in block.lines):
        units = tuple(replace(unit, kind="heading") for unit in units)
    return _Piece(text, units, tuple(boxes), kind)


def _units(text: str, kind: UnitKind) -> tuple[Unit, ...]:
    start = _after_bullet(text) if kind == "item" else 0
    if kind == "row" or (kind == "item" and len(text) <= LONGEST_ITEM):
        return (Unit(start, len(text), kind),)
    return tuple(Unit(start + first, start + end, kind) for first, end in sentences(text[start:]))


def _after_bullet(text: str) -> int:
    """A bullet is no word to quote, and some makers of PDFs write all bullets at the end of the page."""
    marker, space, rest = text.partition(" ")
    return len(marker) + 1 if space and rest and not any(map(str.isalnum, marker)) else 0


def _groups(pieces: Sequence[_Piece]) -> Iterator[tuple[PassageKind, list[_Piece]]]:
    """Part the pieces of a section into passages: lists with their lead-in, tables, and running text."""
    text: list[_Piece] = []
    for kind, run in _runs(pieces):
        if kind == "text":
            text.extend(run)
            continue
        lead: list[_Piece] = []
        if kind == "list" and text and text[-1].text.endswith(":"):
            lead = [text.pop()]
        yield from (("text", group) for group in _packed(text, LARGEST))
        text = []
        yield from ((kind, group) for group in _packed(lead + run, LARGEST_LIST if kind == "list" else LARGEST_TABLE))
    yield from (("text", group) for group in _packed(text, LARGEST))


def _runs(pieces: Sequence[_Piece]) -> Iterator[tuple[PassageKind, list[_Piece]]]:
    kinds: dict[UnitKind, PassageKind] = {"item": "list", "row": "table"}
    run: list[_Piece] = []
    for piece in pieces:
        if run and piece.kind != run[-1].kind:
            yield kinds.get(run[-1].kind, "text"), run
            run = []
        run.append(piece)
    if run:
        yield kinds.get(run[-1].kind, "text"), run


def _packed(pieces: Sequence[_Piece], largest: int) -> Iterator[list[_Piece]]:
    """Part pieces into groups of about equal length, none over `largest` characters unless one unit is."""
    if not pieces:
        return
    total = _length(pieces)
    if total <= largest:
        yield list(pieces)
        return
    wanted = total / -(-total // min(TARGET, largest))
    groups: list[list[_Piece]] = [[]]
    for piece in chain.from_iterable(_short_pieces(piece, largest) for piece in pieces):
        length = _length(groups[-1])
        if groups[-1] and (length + len(piece.text) / 2 > wanted or length + 1 + len(piece.text) > largest):
            groups.append([])
        groups[-1].append(piece)
    if len(groups) > 1 and _length(groups[-1]) < wanted / 2 and _length(groups[-2] + groups[-1]) <= largest:
        rest = groups.pop()
        groups[-1] += rest
    yield from groups


def _length(pieces: Sequence[_Piece]) -> int:
    """The characters of pieces on lines of their own."""
    return sum(len(piece.text) for piece in pieces) + max(len(pieces) - 1, 0)


def _short_pieces(piece: _Piece, largest: int) -> Iterator[_Piece]:
    """Part a piece between sentences when it is too long for one passage."""
    if len(piece.text) <= largest or len(piece.units) < 2:
        yield piece
        return
    start = 0
    for unit, following in zip(piece.units, (*piece.units[1:], None), strict=True):
        if following is None or following.end - piece.units[start].start > TARGET:
            last = piece.units.index(unit)
            yield _slice(piece, piece.units[start : last + 1])
            start = last + 1


def _slice(piece: _Piece, units: Sequence[Unit]) -> _Piece:
    begin, end = units[0].start, units[-1].end
    return _Piece(
        piece.text[begin:end],
        tuple(replace(unit, start=unit.start - begin, end=unit.end - begin) for unit in units),
        tuple(_moved([box for box in piece.boxes if begin <= box.start and box.end <= end], -begin)),
        piece.kind,
    )


def _overview(sections: Sequence[Section], spelling: Spelling) -> tuple[PassageKind, list[_Piece]] | None:
    """Return the numbered headings right under the first section as one list, when they count from 1 without gaps."""
    parent = sections[0]
    pieces: list[_Piece] = []
    for section in sections[1:]:
        if len(section.path) <= len(parent.path) or section.path[: len(parent.path)] != parent.path:
            break
        if section.heading is None or len(section.path) != len(parent.path) + 1:
            continue
        if number_of(section.path[-1]) != str(len(pieces) + 1):
            return None
        text, boxes = compose(section.heading.block.cells, spelling)
        pieces.append(_Piece(text, (Unit(0, len(text), "item"),), tuple(boxes), "item"))
    if len(pieces) < LIST_OF_HEADINGS or not parent.path:
        return None
    return "list", pieces


def _passage(
    document: str, ordinal: int, kind: PassageKind, path: tuple[str, ...], pieces: Sequence[_Piece]
) -> Passage:
    texts: list[str] = []
    units: list[Unit] = []
    boxes: list[Box] = []
    at = 0
    for piece in pieces:
        texts.append(piece.text)
        units += [replace(unit, start=unit.start + at, end=unit.end + at) for unit in piece.units]
        boxes += _moved(piece.boxes, at) if at else piece.boxes
        at += len(piece.text) + 1
    text = "\n".join(texts)
    return Passage(_identifier(document, path, text), document, ordinal, kind, path, text, tuple(units), tuple(boxes))


def _moved(boxes: Sequence[Box], by: int) -> list[Box]:
    # Written out, because dataclasses.replace takes three times as long and runs for every word of a document.
    return [Box(box.start + by, box.end + by, box.page, box.left, box.bottom, box.right, box.top) for box in boxes]


def _identifier(document: str, path: tuple[str, ...], text: str) -> str:
    return hashlib.sha256("\0".join((document, *path, text)).encode()).hexdigest()[:16]
