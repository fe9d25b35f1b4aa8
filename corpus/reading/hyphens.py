"""Lines become text again: hyphens at line ends are folded, unless the word is written with a hyphen elsewhere."""

import re
from collections.abc import Iterable, Sequence

from corpus.pdf.pages import LINE_END_HYPHEN
from corpus.reading.layout import Line
from corpus.types import Box

_SOFT_HYPHEN = "\u00ad"
_HYPHENS = (LINE_END_HYPHEN, "-", _SOFT_HYPHEN, "\u2010")
_EDGES = "()[]{}“”\"'‘’«».,;:!?…"
_HANGING = frozenset({"en", "of", "tot", "noch", "dan", "als", "maar", "respectievelijk"})
"""After *gemeente-* at a line end these words mean a hanging hyphen: *gemeente- en OCMW-besturen*."""

LONGEST_ACRONYM = 5
"""Letters; what is longer and wholly in capitals is a word of a title, broken like any other."""

_ADDRESS = re.compile(r"//|www\.|/.*-|-.*/")
"""A web address, or a later part of one: its hyphens are its own."""

_UPPER_OR_DIGIT = re.compile(r"[A-Z0-9À-Ý]")


class Spelling:
    """How a document writes its words where no line ends: the judge over hyphens at line ends."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._hyphenated: set[str] = set()
        for line in lines:
            # The last word is left out: it is the one in question when it ends with a hyphen.
            for word in line.words[:-1] if line.words[-1].endswith(_HYPHENS) else line.words:
                if "-" in word[1:-1]:
                    self._hyphenated.update(_with_starts(word.strip(_EDGES).casefold()))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Tell whether `before` at a line end and `after` on the next line are written with a hyphen between them."""
        first, second = before.lstrip(_EDGES), after.rstrip(_EDGES)
        if not first or not second:
            return False
        if _ADDRESS.search(first):
            return True
        if second.isupper() and len(first) > LONGEST_ACRONYM and first.isupper():
            return f"{first}-{second}".casefold() in self._hyphenated
        if _UPPER_OR_DIGIT.match(second) or (len(first) > 1 and first.isupper()) or first[-1].isdigit():
            return True
        return f"{first}-{second}".casefold() in self._hyphenated


def _with_starts(word: str) -> list[str]:
    """A word of several parts also vouches for its beginnings: *winst-en-verliesrekening* for *winst-en*."""
    parts = word.split("-")
    return ["-".join(parts[:end]) for end in range(2, len(parts) + 1)]


def compose(cells: Sequence[Sequence[Line]], spelling: Spelling, *, offset: int = 0) -> tuple[str, list[Box]]:
    """Return the text of a block, cells parted by tabs, and the box of each word.

    `offset` is added to the positions in the boxes. Boxes keep the borders of the words in PDF points.
    """
    pieces: list[str] = []
    boxes: list[Box] = []
    at = offset
    for number, lines in enumerate(cells):
        glue = "\t" if number else ""
        for index, line in enumerate(lines):
            following = lines[index + 1].words[0] if index + 1 < len(lines) else None
            words, glue_after = _as_read(line.words, following, spelling)
            for word, left, right in zip(words, line.lefts, line.rights, strict=True):
                if not word:
                    continue
                pieces += (glue, word)
                start = at + len(glue)
                at = start + len(word)
                boxes.append(Box(start, at, line.page, left, line.bottom, right, line.top))
                glue = " "
            glue = glue_after if boxes else glue
    return "".join(pieces), boxes


def _as_read(words: tuple[str, ...], following: str | None, spelling: Spelling) -> tuple[Sequence[str], str]:
    """Return the words of a line as they are read, and what stands between them and the next line."""
    read, glue = words, " "
    if following and len(words[-1]) > 1 and words[-1].endswith(_HYPHENS):
        last, glue = _fold(words[-1], following, spelling)
        read = (*words[:-1], last)
    if all(map(str.isascii, read)):
        return read, glue
    # Everything else stays as the page has it, ligatures too: a quote is compared with the page's characters.
    return [word.replace(LINE_END_HYPHEN, "-").replace(_SOFT_HYPHEN, "") for word in read], glue


def _fold(word: str, following: str, spelling: Spelling) -> tuple[str, str]:
    stem = word[:-1]
    if following.strip(_EDGES).casefold() in _HANGING and not spelling.keeps_hyphen(stem, following):
        return f"{stem}-", " "
    return (f"{stem}-", "") if spelling.keeps_hyphen(stem, following) else (stem, "")
