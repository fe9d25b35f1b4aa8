"""Running headers, footers, page numbers and amendment marks are taken out: they are not what a document says."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.layout import Line
from corpus.pages import Page

MARGIN = 0.13
"""Running lines stand in the upper or lower 13 % of the page: A4 with margins of up to 3.8 cm."""

SHIFT = 8.0
"""Points by which a running line may move between pages."""

REPEATS = 3
"""A line that returns on this many pages is a running line; in a document of two pages, on both."""

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_AMENDMENT_MARK = re.compile(r"^[►▼◄▲]\s?[A-Z]{1,2}\d{0,2}$")
"""Consolidated EU texts mark in the margin which act changed a paragraph."""


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without lines that only repeat from page to page."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            if _in_margin(line, page):
                places[_shape(line)].append((page.number, line.bottom))
    enough = min(REPEATS, max(len(pages), 2))
    return [
        replace(page, lines=tuple(line for line in page.lines if not _is_running(line, page, places, enough)))
        for page in pages
    ]


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom > (1 - MARGIN) * page.height or line.top < MARGIN * page.height


def _is_running(line: Line, page: Page, places: dict[str, list[tuple[int, float]]], enough: int) -> bool:
    if _AMENDMENT_MARK.match(line.text):
        return True
    if not _in_margin(line, page):
        return False
    if line.text.strip("-–— ") == str(page.number):
        return True
    shape = _shape(line)
    near = {number for number, bottom in places[shape] if abs(bottom - line.bottom) <= SHIFT}
    return len(near) >= enough


def _shape(line: Line) -> str:
    """The line with its numbers left open, so that page numbers do not make it differ."""
    return _NUMBERS.sub("#", line.text.casefold())
