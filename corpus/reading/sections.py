"""Blocks become sections: headings are told from text by size, weight, numbering and the document's own outline."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.pdf.pages import OutlineEntry
from corpus.reading.blocks import Block, body_is_bold
from corpus.reading.hyphens import Spelling, compose
from corpus.reading.layout import usual_size

LARGER = 1.08
"""A heading is set at least this much larger than the running text."""

LONGEST_HEADING = 200
"""Characters; larger letters over more than that are an introduction, not a heading."""

LONGEST_BOLD_HEADING = 140
"""Characters; a longer paragraph in bold is an emphasised paragraph."""

_LEGAL = (
    (1, re.compile(r"^(?:BOEK|DEEL|BIJLAGE|LIVRE)\b", re.IGNORECASE)),
    (2, re.compile(r"^TITEL\s+[\dIVXLC]+", re.IGNORECASE)),
    (3, re.compile(r"^(?:HOOFDSTUK|CHAPITRE)\s+[\dIVXLC]+", re.IGNORECASE)),
    (4, re.compile(r"^AFDELING\s+[\dIVXLC]+", re.IGNORECASE)),
    (5, re.compile(r"^ONDERAFDELING\s+[\dIVXLC]+", re.IGNORECASE)),
)
"""The divisions of Belgian acts, outermost first."""

_INSERTED = r"(?:\s?(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies))"
_ARTICLE = re.compile(
    r"^((?:Art(?:ikel|icle|\.)|ARTIKEL|ARTICLE)\s?"
    rf"(?:[IVXL]+\.)?\d+(?:[:./]\d+)*(?:{_INSERTED}|/\d+)?)(?P<closed>[.:]?)(?=\s|$)"
)
_AFTER_NUMBER = ("§", "-", "–", "—")
_ONLY_NUMBER = re.compile(rf"\w+\s+[\dIVXLC]+{_INSERTED}?\.?", re.IGNORECASE)
"""A division of which the name stands on a line of its own."""

ARTICLE_LEVEL = 20
"""Articles are the innermost numbered section of an act."""

BOLD_LEVEL = 21
"""A heading that only its weight sets apart is the innermost of all: it names what an article is about."""

_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)[.:)]?\s")
_LETTERS = re.compile(r"[^\W\d_]")
_NO_HEADING_END = (",", ";", " en", " of")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its level (1 is outermost) and its block."""

    title: str
    level: int
    block: Block


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks between a heading and the next; `path` holds the titles from the outermost heading inwards."""

    path: tuple[str, ...]
    heading: Heading | None
    blocks: tuple[Block, ...]


def sections_of(blocks: Sequence[Block], outline: Sequence[OutlineEntry], spelling: Spelling) -> list[Section]:
    """Return the sections of a document in reading order.

    The one largest heading at the beginning is taken as the document's title and left out of the paths.
    """
    marked = list(_named(_marked(blocks, outline, spelling)))
    title = _document_title([item for item in marked if isinstance(item, Heading)])
    sections: list[Section] = []
    stack: list[Heading] = []
    heading: Heading | None = None
    body: list[Block] = []
    for item in marked:
        if isinstance(item, Block):
            body.append(item)
            continue
        if body or heading is not None:
            sections.append(_section(stack, heading, body))
        heading, body = item, []
        stack = [above for above in stack if above.level < item.level] + ([item] if item is not title else [])
    sections.append(_section(stack, heading, body))
    return [section for section in sections if section.blocks or section.heading]


def _section(stack: list[Heading], heading: Heading | None, body: list[Block]) -> Section:
    # A footnote may not come between the items of a list or the paragraphs that it is about.
    blocks = sorted(body, key=lambda block: block.kind == "note")
    return Section(tuple(above.title for above in stack), heading, tuple(blocks))


def _document_title(headings: list[Heading]) -> Heading | None:
    if len(headings) < 2 or headings[0].level >= min(other.level for other in headings[1:]):
        return None
    return headings[0] if headings[0].block.first.page == 1 else None


def _marked(blocks: Sequence[Block], outline: Sequence[OutlineEntry], spelling: Spelling) -> Iterator[Heading | Block]:
    """Yield headings and blocks; a legal article that runs into its text yields both."""
    style = _Style(blocks, outline)
    for block in _joined_headings(blocks, style):
        if block.kind in ("row", "note"):
            yield block
            continue
        text = _opening(block, spelling)
        level = style.level(block, text)
        if level is not None:
            yield Heading(text.rstrip(".") if level == ARTICLE_LEVEL else text, level, block)
            continue
        article = _run_in_article(text)
        if article is not None:
            yield Heading(article, ARTICLE_LEVEL, block)
        yield block


def _run_in_article(text: str) -> str | None:
    """Return the number of the article that a paragraph opens (*Art. 5. De raad…*); a mention of one opens none."""
    found = _ARTICLE.match(text)
    if found is None or not (found["closed"] or text[found.end() :].lstrip().startswith(_AFTER_NUMBER)):
        return None
    return found.group(1)


def _named(items: Iterable[Heading | Block]) -> Iterator[Heading | Block]:
    """Give a division that is only numbered (*HOOFDSTUK 2*) the name that stands under it."""
    held: Heading | None = None
    for item in items:
        if held is not None and isinstance(item, Heading) and item.level > ARTICLE_LEVEL:
            item, held = replace(held, title=f"{held.title}: {item.title}"), None
        elif held is not None:
            yield held
            held = None
        if isinstance(item, Heading) and item.level < ARTICLE_LEVEL and _ONLY_NUMBER.fullmatch(item.title):
            held = item
        else:
            yield item
    if held is not None:
        yield held


def _opening(block: Block, spelling: Spelling) -> str:
    """Return the text of a block, or of as many lines as show that it is no heading; ligatures are taken apart."""
    lines, length = 0, 0
    for line in block.lines:
        lines, length = lines + 1, length + sum(map(len, line.words))
        if length > LONGEST_HEADING:
            break
    text = compose((block.lines[:lines],), spelling)[0]
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _joined_headings(blocks: Sequence[Block], style: "_Style") -> Iterator[Block]:
    """Join the lines of one heading that were taken for two blocks."""
    held: Block | None = None
    for block in blocks:
        if held is not None and style.belong_together(held, block):
            held = Block(held.kind, (held.lines + block.lines,))
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


class _Style:
    """What sets headings apart in this document."""

    def __init__(self, blocks: Sequence[Block], outline: Sequence[OutlineEntry]) -> None:
        self._body = usual_size(line for block in blocks for line in block.lines)
        self._bold_body = body_is_bold(blocks)
        self._outline = {(_key(entry.title), entry.page): entry.level for entry in outline}
        large = {block.first.size for block in blocks if self._is_large(block)}
        self._ranks = {size: rank for rank, size in enumerate(sorted(large, reverse=True), start=6)}

    def level(self, block: Block, text: str) -> int | None:
        """Return the level of a heading, or None for text."""
        if len(text) > LONGEST_HEADING or not _LETTERS.search(text):
            return None
        outlined = self._outline.get((_key(text), block.first.page)) if self._outline else None
        if outlined is not None:
            return outlined
        large, bold = self._is_large(block), self._is_bold(block, text)
        for level, pattern in _LEGAL:
            if pattern.match(text) and (large or bold or len(block.lines) <= 2) and not text.endswith(_NO_HEADING_END):
                return level
        if _ARTICLE.fullmatch(text.rstrip(". ")):
            return ARTICLE_LEVEL
        if large:
            return self._ranks[block.first.size]
        return BOLD_LEVEL if bold else None

    def belong_together(self, above: Block, below: Block) -> bool:
        """Tell whether two blocks are the lines of one large heading."""
        if not (self._is_large(above) and self._is_large(below)):
            return False
        last, first = above.lines[-1], below.first
        close = 0 < last.bottom - first.bottom < 2.0 * first.size
        same_place = last.page == first.page and last.column == first.column
        return same_place and close and last.size == first.size and last.bold == first.bold

    def _is_large(self, block: Block) -> bool:
        return block.kind not in ("row", "note") and all(line.size >= LARGER * self._body for line in block.lines)

    def _is_bold(self, block: Block, text: str) -> bool:
        if self._bold_body or len(text) > LONGEST_BOLD_HEADING or text.endswith(_NO_HEADING_END):
            return False
        return all(line.bold for line in block.lines) and len(block.lines) <= 2


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def number_of(title: str) -> str | None:
    """Return the number that a heading begins with (*3* of *3: Wees geduldig*), or None."""
    found = _NUMBERED.match(title)
    return found.group(1) if found else None
