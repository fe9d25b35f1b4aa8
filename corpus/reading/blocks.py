"""Lines become blocks: paragraphs, list items and table rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import pairwise
from typing import Literal

from corpus.pdf.pages import LINE_END_HYPHEN, Page
from corpus.reading.footnotes import parted
from corpus.reading.layout import BULLETS, MARKER, Line
from corpus.reading.tables import table_rows

BlockKind = Literal["paragraph", "item", "row", "note"]

PARAGRAPH_GAP = 1.3
"""Lines further apart than this many usual line steps belong to different paragraphs."""

INDENT = 0.4
"""A first line is indented by at least this many letter sizes (Belgian law sets 0.6)."""

SHORT_LINE = 0.75
"""A line that ends before this share of the column and closes a sentence ends its paragraph."""

ALIGNED = 3.0
"""Points by which two left borders may differ and still be the same."""

_ARTICLE = frozenset({"Art.", "Artikel", "Article"})
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…", "”", "»", ".)", ".’", '."')
_HYPHENS = (LINE_END_HYPHEN, "-", "\u00ad")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, row or footnote. `cells` holds one tuple of lines, or one for each cell of a row."""

    kind: BlockKind
    cells: tuple[tuple[Line, ...], ...]

    @property
    def first(self) -> Line:
        """The first line."""
        return self.cells[0][0]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order."""
        return tuple(line for cell in self.cells for line in cell)


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """Return the blocks of a document in reading order; a paragraph may run over columns and pages."""
    lines, notes = parted(pages)
    step = _line_step(lines)
    blocks = _blocks(lines, step)
    if not notes:
        return blocks
    note_blocks = [Block("note", block.cells) for block in _blocks(notes, step)]
    # Sorted by the page on which they begin; a paragraph that runs on to the next page comes before the notes.
    return list(merge(blocks, note_blocks, key=lambda block: block.first.page))


def _blocks(lines: Sequence[Line], step: dict[float, float]) -> list[Block]:
    blocks: list[Block] = []
    open_lines: list[Line] = []
    for part in table_rows(lines):
        if isinstance(part, Line):
            if open_lines and _begins_block(open_lines, part, step):
                blocks.append(_text_block(open_lines))
                open_lines = []
            open_lines.append(part)
            continue
        if open_lines:
            blocks.append(_text_block(open_lines))
            open_lines = []
        blocks.append(Block("row", part))
    if open_lines:
        blocks.append(_text_block(open_lines))
    return blocks


def _text_block(lines: list[Line]) -> Block:
    return Block("item" if MARKER.match(lines[0].words[0]) else "paragraph", (tuple(lines),))


def _line_step(lines: Sequence[Line]) -> dict[float, float]:
    """Return, for each letter size, the usual distance between two lines."""
    steps: dict[float, Counter[float]] = {}
    for above, below in pairwise(lines):
        distance = round(2 * (above.bottom - below.bottom)) / 2
        if _same_column(above, below) and above.size == below.size and 0 < distance < 3 * above.size:
            steps.setdefault(above.size, Counter())[distance] += 1
    return {size: _usual(counts) for size, counts in steps.items()}


def _usual(counts: Counter[float]) -> float:
    """The smallest distance that occurs often; paragraphs may outnumber the lines within them."""
    often = 0.2 * max(counts.values())
    return min(distance for distance, count in counts.items() if count >= often)


def _same_column(above: Line, below: Line) -> bool:
    return above.page == below.page and above.column == below.column


def _begins_block(lines: list[Line], line: Line, step: dict[float, float]) -> bool:
    above = lines[-1]
    if abs(above.size - line.size) > 0.6 or above.bold != line.bold:
        return True
    if not _same_column(above, line):
        return not _continues_elsewhere(above, line)
    distance = above.bottom - line.bottom
    if distance <= 0 or distance > PARAGRAPH_GAP * step.get(line.size, 1.5 * line.size):
        return True
    if line.words[0] in BULLETS or (_opens(line) and (_closes(above) or _is_next_item(lines[0], line))):
        return True
    return _is_indented(lines, line) or _ends_short(above) or _changes_centring(above, line)


def _opens(line: Line) -> bool:
    """Tell whether a line begins with the number of an item or article."""
    return bool(MARKER.match(line.words[0])) or (line.words[0] in _ARTICLE and len(line.words) > 2)


def _is_next_item(first: Line, line: Line) -> bool:
    """Tell whether a line opens as the block did, with a marker at the same place."""
    return bool(MARKER.match(first.words[0])) and abs(first.left - line.left) <= ALIGNED


def _changes_centring(above: Line, line: Line) -> bool:
    """Tell whether a centred title ends or begins between two lines."""
    return abs(above.left - line.left) > ALIGNED and _is_centred(above) != _is_centred(line)


def _is_centred(line: Line) -> bool:
    before, after = line.left - line.column_left, line.column_right - line.right
    return min(before, after) > 2 * line.size and abs(before - after) <= line.size


def _continues_elsewhere(above: Line, line: Line) -> bool:
    """Tell whether a paragraph runs on in the next column or page."""
    if MARKER.match(line.words[0]):
        return False
    if above.words[-1].endswith(_HYPHENS):
        return True
    return line.words[0][0].islower() or not (_closes(above) or _is_short(above))


def _closes(line: Line) -> bool:
    return line.words[-1].endswith(_SENTENCE_ENDS)


def _is_indented(lines: list[Line], line: Line) -> bool:
    above = lines[-1]
    shift = line.left - above.left
    if _hangs(lines[0], line):
        return False
    if MARKER.match(lines[0].words[0]) and shift < -INDENT * line.size:
        return _closes(above)
    return shift >= INDENT * line.size and _closes(above)


def _hangs(first: Line, line: Line) -> bool:
    """Tell whether a line stands under the text of a list item, right of its marker."""
    if not MARKER.match(first.words[0]) or len(first.words) < 2:
        return False
    return abs(line.left - first.lefts[1]) <= ALIGNED


def _ends_short(line: Line) -> bool:
    return _closes(line) and _is_short(line)


def _is_short(line: Line) -> bool:
    return line.right - line.column_left < SHORT_LINE * (line.column_right - line.column_left)


def body_is_bold(blocks: Sequence[Block]) -> bool:
    """Tell whether most of the text is bold, so that bold letters do not make a heading."""
    weight = Counter[bool]()
    for line in _all_lines(blocks):
        weight[line.bold] += sum(map(len, line.words))
    return weight[True] > weight[False]


def _all_lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        yield from block.lines
