"""Reads the Markdown of the shipped documents as blocks, each with the facts that it rests on.

Only what our documents use is known: headings, paragraphs, lists, pipe tables, and a comment such as
`<!-- basis: F4.3, F17.1 -->` after each block. This module needs no Markdown library, so that ingest does not either.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list", "table"]

BASIS = re.compile(r"<!--\s*basis:\s*(.*?)\s*-->", re.DOTALL)
LIST_MARK = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+")
_RULE = re.compile(r"^\|[\s:|-]+\|?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list or table. `parts` are its sentences' carriers: items, rows or the one text.

    `level` is 1 to 6 for a heading, else 0. `facts` are the keys of the comment that follows the block.
    """

    kind: BlockKind
    level: int
    parts: tuple[str, ...]
    facts: tuple[str, ...] = ()


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a document in order. Cells of a table row are parted by one tab in its part.

    A block that no comment follows has no facts; headings take the facts of the block that follows them.
    """
    found: list[Block] = []
    for lines in _stretches(markdown):
        comment = BASIS.fullmatch("\n".join(lines))
        if not comment:
            found.append(_block(lines))
        elif found:
            found[-1] = _resting_on(found[-1], comment[1])
    return tuple(_with_headings(found))


def letters(text: str) -> str:
    """Return only the letters and digits of a text, in one case: what stays the same from Markdown to page."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _stretches(markdown: str) -> Iterator[list[str]]:
    """Yield the lines between blank lines; comments and headings stand by themselves even without one."""
    apart = BASIS.sub(lambda comment: f"\n\n{' '.join(comment[0].split())}\n\n", markdown)
    apart = re.sub(r"^(#+ .*)$", r"\n\1\n", apart, flags=re.MULTILINE)
    for filled, lines in groupby(apart.splitlines(), key=lambda line: bool(line.strip())):
        if filled:
            yield [line.rstrip() for line in lines]


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if heading := re.match(r"(#+) +(.*)", first):
        return Block("heading", len(heading[1]), (heading[2].strip(),))
    if first.lstrip().startswith("|"):
        return Block("table", 0, tuple(_row(line) for line in lines if not _RULE.match(line.strip())))
    if LIST_MARK.match(first):
        return Block("list", 0, tuple(_items(lines)))
    return Block("paragraph", 0, (" ".join(line.strip() for line in lines),))


def _row(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))


def _items(lines: list[str]) -> Iterator[str]:
    item: list[str] = []
    for line in lines:
        if LIST_MARK.match(line) and item:
            yield " ".join(item)
            item = []
        item.append(LIST_MARK.sub("", line).strip())
    yield " ".join(item)


def _resting_on(block: Block, keys: str) -> Block:
    facts = tuple(key for key in re.split(r"[,\s]+", keys) if key)
    return Block(block.kind, block.level, block.parts, (*block.facts, *facts))


def _with_headings(found: list[Block]) -> list[Block]:
    following: tuple[str, ...] = ()
    done = []
    for block in reversed(found):
        if block.kind == "heading":
            done.append(Block("heading", block.level, block.parts, following))
        else:
            done.append(block)
            following = block.facts
    return done[::-1]
