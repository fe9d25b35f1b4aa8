"""Segments of a page are put in reading order: columns one after the other, rows of a table across.

Everything here is arithmetic on boxes in PDF points; no PDF library is known.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

GUTTER_WIDTH = 6.0
"""Columns stand at least this many points apart; narrower white lines occur within justified text."""

CROSSING = 0.25
"""At most this share of the lines may run across a gutter (titles and full-width paragraphs do)."""

PROSE_WORDS = 3.0
"""Columns hold running text: at least this many words to a line, where table cells hold fewer."""

GOING_ON = 0.2
"""…and at least this share of the lines begins in lower case, where each cell begins with a capital or a number."""

START_GAP = 1.15
"""A paragraph or cell begins after a step of this many usual line steps."""

ROW_SHIFT = 2.0
"""Points by which the cells of a row may begin higher or lower than each other."""

TABLE_ROWS = 3
"""Columns with fewer beginnings than this say nothing of rows."""

SHARED_STARTS = 0.8
"""In a table at least this share of the cells begins beside another; the paragraphs of the Staatsblad, Dutch beside
French, do so too, but those are indented."""

COLUMN_LINES = 5
"""A column has at least this many lines; fewer beside each other are a table or a heading with a number…"""

SHORT_COLUMN = 3
"""…except at the end of a text in columns, where lines are few but go on from one to the next."""

SHORT_GOING_ON = 0.6
"""In so short a column at least this share of the lines begins in lower case."""

GOING_ON = 0.2
"""…and at least this share of the lines begins in lower case, where each cell begins with a capital or a number."""

START_GAP = 1.15
"""A paragraph or cell begins after a step of this many usual line steps."""

ROW_SHIFT = 2.0
"""Points by which the cells of a row may begin higher or lower than each other."""

TABLE_ROWS = 3
"""Columns with fewer beginnings than this say nothing of rows."""

SHARED_STARTS = 0.8
"""In a table at least this share of the cells begins beside another; the paragraphs of the Staatsblad, Dutch beside
French, do so too, but those are indented."""

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


def usual_size(lines: Iterable[Line]) -> float:
    """Return the letter size in which most of the text is set; 0.0 for no text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += sum(map(len, line.words))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def reading_order(segments: Sequence[Segment], *, page: int) -> tuple[Line, ...]:
    """Return the lines of a page in the order in which a person reads them."""
    lines: list[Line] = []
    for number, column in enumerate(_columns(list(segments))):
        left = min(segment.left for segment in column)
        right = max(segment.right for segment in column)
        lines += (_line(row, page=page, column=number, left=left, right=right) for row in _rows(column))
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
    if len(segments) < 2 * SHORT_COLUMN:
        return None
    edge_left = min(segment.left for segment in segments)
    edge_right = max(segment.right for segment in segments)
    margin = 0.2 * (edge_right - edge_left)
    candidates = sorted(
        (crossing, start - end, (start + end) / 2)
        for start, end, crossing in _white_lines(segments, edge_left + margin, edge_right - margin)
        if end - start >= GUTTER_WIDTH and crossing <= CROSSING * len(segments)
    )
    clearest = (middle for crossing, _, middle in candidates if crossing == candidates[0][0])
    return next((middle for middle in clearest if _parts_columns(segments, middle)), None)


def _parts_columns(segments: list[Segment], gutter: float) -> bool:
    left = _rows([segment for segment in segments if segment.right <= gutter])
    right = _rows([segment for segment in segments if segment.left >= gutter])
    return _is_prose(left) and _is_prose(right) and not _share_rows(left, right)


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


def _is_prose(rows: list[list[Segment]]) -> bool:
    """Tell whether lines are running text: enough words, and sentences that go on from line to line."""
    if len(rows) < SHORT_COLUMN:
        return False
    words = sum(len(segment.words) for row in rows for segment in row) / len(rows)
    going_on = sum(row[0].words[0][0].islower() for row in rows) / len(rows)
    return words >= PROSE_WORDS and going_on >= (GOING_ON if len(rows) >= COLUMN_LINES else SHORT_GOING_ON)


def _share_rows(left: list[list[Segment]], right: list[list[Segment]]) -> bool:
    """Tell whether two columns are those of a table: what begins in one has a beginning beside it."""
    fewer, more = sorted((_starts(left), _starts(right)), key=len)
    if len(fewer) < (TABLE_ROWS if min(len(left), len(right)) >= COLUMN_LINES else 1):
        return False
    shared = sum(any(abs(top - other) <= ROW_SHIFT for other in more) for top in fewer)
    return shared >= SHARED_STARTS * len(fewer)


def _starts(rows: list[list[Segment]]) -> list[float]:
    """Return the tops of lines at the column's border that have more white above them than lines usually have."""
    border = min(row[0].left for row in rows)
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    sized = zip(rows[1:], steps, strict=True)
    usual = min((step for row, step in sized if step > 0.8 * row[0].size), default=0.0)
    return [
        row[0].top
        for row, step in zip(rows[1:], steps, strict=True)
        if step > START_GAP * usual and row[0].left - border <= ROW_SHIFT
    ]


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


def _line(row: list[Segment], *, page: int, column: int, left: float, right: float) -> Line:
    main = max(row, key=lambda segment: sum(map(len, segment.words)))
    cells, count = [], 0
    for segment in row:
        cells.append(count)
        count += len(segment.words)
    return Line(
        page, column,
        tuple(word for segment in row for word in segment.words),
        tuple(border for segment in row for border in segment.lefts),
        tuple(border for segment in row for border in segment.rights),
        main.bottom, main.top, main.size,
        all(segment.bold for segment in row),
        tuple(cells), left, right,
    )  # fmt: skip
