"""Segments of a page are put in reading order: columns one after the other, rows of a table across.

Everything here is arithmetic on boxes in PDF points; no PDF library is known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

GUTTER_WIDTH = 6.0
"""Columns stand at least this many points apart; narrower white lines occur within justified text."""

CROSSING = 0.25
"""At most this share of the lines may run across a gutter (titles and full-width paragraphs do)."""

PROSE_WORDS = 3.5
"""Columns hold running text: at least this many words to a segment, where table cells hold fewer."""

PROSE_FILL = 0.6
"""…and a middle line fills at least this share of its column's width, where table cells leave it open."""

COLUMN_LINES = 5
"""A column has at least this many lines; fewer beside each other are a table or a heading with a number."""

BULLETS = frozenset("•▪◦‣■\uf0b7")
"""Signs that open a list item wherever they open a line; a dash or star may also stand in a sentence."""

MARKER = re.compile(
    r"^(?:[-•–▪◦‣■*\uf0b7]|\(?\d{1,2}[°.)]|\d{1,2}[°o]?\)|\(?[a-z]\)|\(?[ivx]{1,5}\)|§\s?\d+\.?)$", re.IGNORECASE
)
"""The first word of a list item."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring words on one line. `lefts` and `rights` give the words' borders."""

    words: tuple[str, ...]
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def left(self) -> float:
        """The left border of the first word."""
        return self.lefts[0]

    @property
    def right(self) -> float:
        """The right border of the widest reach."""
        return max(self.rights)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text, or one physical row of a table.

    `cells` holds the index of the first word of each segment; `column` counts the columns and bands of the page in
    reading order; `column_left` and `column_right` are the borders of the text in it.
    """

    page: int
    column: int
    words: tuple[str, ...]
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    bottom: float
    top: float
    size: float
    bold: bool
    cells: tuple[int, ...]
    column_left: float
    column_right: float

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)

    @property
    def left(self) -> float:
        """The left border of the line."""
        return self.lefts[0]

    @property
    def right(self) -> float:
        """The right border of the line."""
        return max(self.rights)


def reading_order(segments: Sequence[Segment], *, page: int) -> tuple[Line, ...]:
    """Return the lines of a page in the order in which a person reads them."""
    lines: list[Line] = []
    for number, column in enumerate(_columns(list(segments))):
        left = min(segment.left for segment in column)
        right = max(segment.right for segment in column)
        rows = (_line(row, page=page, column=number) for row in _rows(column))
        lines.extend(replace(line, column_left=left, column_right=right) for line in rows)
    return tuple(lines)


def _columns(segments: list[Segment]) -> list[list[Segment]]:
    """Split segments at a gutter, band by band, until none is left."""
    gutter = _gutter(segments)
    if gutter is None:
        return [segments] if segments else []
    columns: list[list[Segment]] = []
    for band in _bands(segments, gutter):
        left = [segment for segment in band if segment.right <= gutter]
        right = [segment for segment in band if segment.left >= gutter]
        if len(left) + len(right) < len(band) or not left or not right:
            columns.append(band)
        else:
            columns.extend(_columns(left))
            columns.extend(_columns(right))
    return columns


def _gutter(segments: list[Segment]) -> float | None:
    """Return the x of a white line between two columns of running text, or None."""
    if len(segments) < 2 * COLUMN_LINES:
        return None
    edge_left = min(segment.left for segment in segments)
    edge_right = max(segment.right for segment in segments)
    width = edge_right - edge_left
    best: tuple[int, float, float] | None = None
    for start, end, crossing in _white_lines(segments, edge_left + 0.2 * width, edge_right - 0.2 * width):
        if end - start < GUTTER_WIDTH or crossing > CROSSING * len(segments):
            continue
        candidate = (crossing, -(end - start), (start + end) / 2)
        if best is None or candidate < best:
            best = candidate
    if best is None:
        return None
    middle = best[2]
    left = [segment for segment in segments if segment.right <= middle]
    right = [segment for segment in segments if segment.left >= middle]
    return middle if _is_prose(left) and _is_prose(right) else None


def _white_lines(segments: list[Segment], start: float, end: float) -> list[tuple[float, float, int]]:
    """Return stretches of x between `start` and `end` with the number of segments that cross each."""
    events = sorted(
        [(segment.left, 1) for segment in segments] + [(segment.right, -1) for segment in segments],
        key=lambda event: (event[0], event[1]),
    )
    limit = CROSSING * len(segments)
    stretches: list[tuple[float, float, int]] = []
    crossing, opened, lowest = 0, None, 0
    for x, change in events:
        crossing += change
        if opened is None and crossing <= limit and x >= start:
            opened, lowest = x, crossing
        elif opened is not None and crossing > limit:
            stretches.append((opened, min(x, end), lowest))
            opened = None
        elif opened is not None:
            if crossing != lowest and x - opened >= GUTTER_WIDTH:
                stretches.append((opened, min(x, end), lowest))
            if crossing != lowest:
                opened, lowest = x, crossing
        if x > end:
            break
    return [(a, b, n) for a, b, n in stretches if b > a]


def _is_prose(segments: list[Segment]) -> bool:
    if len(segments) < COLUMN_LINES:
        return False
    left = min(segment.left for segment in segments)
    right = max(segment.right for segment in segments)
    rows = _rows(segments)
    words = sum(len(segment.words) for segment in segments) / len(rows)
    fill = median((max(s.right for s in row) - min(s.left for s in row)) / (right - left) for row in rows)
    return len(rows) >= COLUMN_LINES and words >= PROSE_WORDS and fill >= PROSE_FILL


def _bands(segments: list[Segment], gutter: float) -> list[list[Segment]]:
    """Cut the page into bands from top to bottom: those that run across the gutter, and those beside it."""
    bands: list[list[Segment]] = []
    kind: bool | None = None
    for row in _rows(segments):
        across = any(segment.left < gutter < segment.right for segment in row)
        if across != kind or not bands:
            bands.append([])
            kind = across
        bands[-1].extend(row)
    return bands


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Group segments that share a line, from top to bottom, each row from left to right."""
    rows: list[list[Segment]] = []
    bottom = top = 0.0
    for segment in sorted(segments, key=lambda item: (-(item.top + item.bottom), item.left)):
        overlap = min(top, segment.top) - max(bottom, segment.bottom)
        if rows and overlap > 0.5 * min(top - bottom, segment.top - segment.bottom):
            rows[-1].append(segment)
        else:
            rows.append([segment])
            bottom, top = segment.bottom, segment.top
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _line(row: list[Segment], *, page: int, column: int) -> Line:
    main = max(row, key=lambda segment: sum(map(len, segment.words)))
    cells, count = [], 0
    for segment in row:
        cells.append(count)
        count += len(segment.words)
    return Line(
        page, column,
        tuple(word for segment in row for word in segment.words),
        tuple(left for segment in row for left in segment.lefts),
        tuple(right for segment in row for right in segment.rights),
        main.bottom, main.top, main.size,
        all(segment.bold for segment in row),
        tuple(cells), row[0].left, main.right,
    )  # fmt: skip
