"""Running headers, footers, page numbers and amendment marks are taken out: they are not what a document says."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.pdf.pages import Page
from corpus.reading.layout import Line, usual_size

MARGIN = 0.13
"""Running lines stand in the upper or lower 13 % of the page: A4 with margins of up to 3.8 cm."""

SHIFT = 8.0
"""Points by which a running line may move between pages."""

REPEATS = 3
"""A line that returns on this many pages is a running line; in a document of two pages, on both."""

LARGER = 1.2
"""A line at least this much larger than the text is a heading when only its number moves with the pages, like *Tip 1*;
the header of the Staatsblad is 1.13 times as large as its text."""

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_WORD_AND_NUMBER = re.compile(r"(?!pag|page|blz|blad|p\b)[^\W\d]+\.?\s+(?:\d+|[ivxlc]+)")
"""A heading of one word and a number, like *Bijlage 5*: its number may move with the pages for a while by chance."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_AMENDMENT_MARK = re.compile(r"^[►▼◄▲]\s?[A-Z]{1,2}\d{0,2}$")
"""Consolidated EU texts mark in the margin which act changed a paragraph."""


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without lines that only repeat from page to page."""
    running = _RunningLines(pages)
    return [replace(page, lines=tuple(line for line in page.lines if not running.holds(line, page))) for page in pages]


class _RunningLines:
    """Where lines in the margins of a document return from page to page."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._enough = min(REPEATS, max(len(pages), 2))
        self._often = max(self._enough, len(pages) // 2)
        self._heading = LARGER * usual_size(line for page in pages for line in page.lines)
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for page in pages:
            for line in page.lines:
                if _in_margin(line, page):
                    for shape in self._shapes(line, page.number):
                        self._places[shape].append((page.number, line.bottom))

    def holds(self, line: Line, page: Page) -> bool:
        """Tell whether the line repeats, or is the page's number or an amendment mark."""
        if _AMENDMENT_MARK.match(line.text):
            return True
        if not _in_margin(line, page):
            return False
        if line.text.strip("-–— ") == str(page.number):
            return True
        enough = self._often if _WORD_AND_NUMBER.fullmatch(line.text.casefold()) else self._enough
        return any(self._returns(shape, line, enough) for shape in self._shapes(line, page.number))

    def _returns(self, shape: str, line: Line, enough: int) -> bool:
        near = {number for number, bottom in self._places[shape] if abs(bottom - line.bottom) <= SHIFT}
        return len(near) >= enough

    def _shapes(self, line: Line, page: int) -> Iterator[str]:
        """Yield the line as it stands, and with each of its numbers counted from the page's own.

        *Artikel 5* and *Artikel 9* at the top of two pages are no running line, *Gids 5* and *Gids 9* four pages
        further are.
        """
        text = line.text.casefold()
        yield text
        if line.size > self._heading:
            return
        for number in _NUMBER.finditer(text):
            yield f"{text[: number.start()]}\0{_value(number.group()) - page}\0{text[number.end() :]}"


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom > (1 - MARGIN) * page.height or line.top < MARGIN * page.height


def _value(number: str) -> int:
    """Return the value of a decimal or Roman number."""
    if number.isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
