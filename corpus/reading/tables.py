"""Tables are recognised by cells that stand under each other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.reading.layout import MARKER, Line

ALIGNED = 4.0
"""Points by which the left borders of cells in one column may differ."""

ROWS = 3
"""A table has at least this many lines with aligned cells; fewer may be chance in justified text."""

ROW_GAP = 0.25
"""White space of this many letter sizes between two lines parts two rows; within a cell lines touch."""

WITHIN_CELL = 1.7
"""Lines of one cell stand at most this many letter sizes under each other."""

WIDER = 1.2
"""The step to the next row is at least this many times the step within a cell."""

WIDE_STEPS = 0.15
"""Fewer such steps than this share part groups of rows, or a heading from the rows, not the rows."""

GOING_ON = 0.3
"""…unless at least this share of the lines begins in lower case, as the lines of long cells do."""

Row = tuple[tuple[Line, ...], ...]
"""The cells of one row, each with its lines."""


def table_rows(lines: Sequence[Line]) -> Iterator[Line | Row]:
    """Pass lines of running text through; join those of a table into rows, each a tuple of cells.

    A table that runs over a page goes on with the same columns; the header that is repeated there is left out.
    """
    at = 0
    known: list[float] = []
    header = ""
    while at < len(lines):
        end = _table_end(lines, at, known)
        if end == at:
            yield lines[at]
            at, known = at + 1, []
            continue
        table = lines[at:end]
        goes_on = bool(known)
        known = _grid([*table]) if not goes_on else known
        rows = list(_rows(table, known))
        if goes_on and _text(rows[0]) == header:
            rows = rows[1:]
        elif not goes_on:
            header = _text(rows[0])
        yield from rows
        at = end


def _text(row: Row) -> str:
    return "\t".join(" ".join(line.text for line in cell) for cell in row)


def _table_end(lines: Sequence[Line], start: int, known: list[float]) -> int:
    """Return the index after the last line of a table that begins at `start`, or `start` itself.

    `known` holds the borders of the table that ends right before, when this may be its next page.
    """
    if not _has_cells(lines[start]):
        return start
    goes_on = bool(known) and lines[start].page != lines[start - 1].page and _matches(lines[start], known)
    borders = [*known] if goes_on else _borders(lines[start])
    celled, end = 1, start + 1
    for above, line in pairwise(lines[start:]):
        if (line.page, line.column) != (above.page, above.column) or not _fits(line, borders):
            break
        if _has_cells(line):
            celled += 1
            borders = sorted({*borders, *_new_borders(line, borders)})
        end += 1
    if celled < ROWS and not goes_on:
        return start
    while not _has_cells(lines[end - 1]) and lines[end - 2].bottom - lines[end - 1].top > ROW_GAP * lines[end - 1].size:
        end -= 1
    return end


def _matches(line: Line, borders: list[float]) -> bool:
    return all(_near(left, borders) for left in _borders(line))


def _has_cells(line: Line) -> bool:
    return len(line.cells) > 1 and not (MARKER.match(line.words[0]) and line.cells[1] == 1)


def _borders(line: Line) -> list[float]:
    return [line.lefts[cell] for cell in line.cells]


def _new_borders(line: Line, borders: list[float]) -> list[float]:
    return [left for left in _borders(line) if not _near(left, borders)]


def _near(left: float, borders: Sequence[float]) -> bool:
    return any(abs(left - border) <= ALIGNED for border in borders)


def _fits(line: Line, borders: list[float]) -> bool:
    """A line fits a table when it begins under a column, and so do most of its cells."""
    lefts = _borders(line)
    aligned = sum(_near(left, borders) for left in lefts)
    if len(lefts) == 1:
        following = [border for border in borders if border > lefts[0] + ALIGNED]
        return aligned == 1 and (not following or line.right <= min(following))
    return aligned >= 2 or (aligned == 1 and len(lefts) == 2)


def _grid(table: Sequence[Line]) -> list[float]:
    """Return the left border of each column, from left to right."""
    grid: list[float] = []
    for left in sorted(left for line in table if _has_cells(line) for left in _borders(line)):
        if not grid or left - grid[-1] > ALIGNED:
            grid.append(left)
    return grid


def _rows(table: Sequence[Line], grid: list[float]) -> Iterator[Row]:
    cells: list[list[Line]] = [[] for _ in grid]
    gap = _row_gap(table)
    above: Line | None = None
    for line in table:
        if above is not None and _begins_row(above, line, grid, gap):
            yield tuple(tuple(cell) for cell in cells if cell)
            cells = [[] for _ in grid]
        for part in _parts(line):
            cells[_column(part.left, grid)].append(part)
        above = line
    if any(cells):
        yield tuple(tuple(cell) for cell in cells if cell)


def _row_gap(table: Sequence[Line]) -> float | None:
    """Return the step between two lines from which they are of two rows, or None when steps do not tell."""
    steps = [above.bottom - line.bottom for above, line in pairwise(table)]
    within = max(min(steps, default=0.0), table[0].size)
    if within > WITHIN_CELL * table[0].size:
        return None
    gap = WIDER * within
    wide = sum(step > gap for step in steps)
    going_on = sum(line.words[0][0].islower() for line in table)
    return gap if wide >= WIDE_STEPS * len(steps) or going_on >= GOING_ON * len(table) else None


def _begins_row(above: Line, line: Line, grid: list[float], gap: float | None) -> bool:
    if gap is not None:
        return above.bottom - line.bottom > gap
    if _column(line.left, grid) > 0:
        return False
    return above.bottom - line.top > ROW_GAP * line.size or len(line.cells) >= len(grid)


def _column(left: float, grid: list[float]) -> int:
    return max((index for index, border in enumerate(grid) if border <= left + ALIGNED), default=0)


def _parts(line: Line) -> Iterator[Line]:
    """Cut a line into one line for each of its cells."""
    for start, end in pairwise((*line.cells, len(line.words))):
        yield replace(
            line, words=line.words[start:end], lefts=line.lefts[start:end], rights=line.rights[start:end], cells=(0,)
        )
