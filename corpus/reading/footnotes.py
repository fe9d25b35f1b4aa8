"""Footnotes are told from the running text, so that a paragraph that runs over the page stays whole."""

import re
from collections.abc import Sequence
from itertools import groupby

from corpus.pdf.pages import Page
from corpus.reading.layout import Line, usual_size

SMALLER = 0.95
"""Footnotes are set in at most this share of the letter size of the running text (8.4 against 9.5 in EU acts)."""

_MARK = re.compile(r"^(?:\(?\d{1,3}\)?|\(?[*†‡]{1,3}\)?|[¹²³⁴-⁹]+)")


def parted(pages: Sequence[Page]) -> tuple[list[Line], list[Line]]:
    """Return the lines of running text and those of footnotes, both in reading order."""
    largest = SMALLER * usual_size(line for page in pages for line in page.lines)
    text: list[Line] = []
    notes: list[Line] = []
    for page in pages:
        for _, column in groupby(page.lines, key=lambda line: line.column):
            lines = list(column)
            start = _notes_start(lines, largest)
            text += lines[:start]
            notes += lines[start:]
    return text, notes


def _notes_start(lines: Sequence[Line], largest: float) -> int:
    """Return where the footnotes of a column begin: small lines at its foot, the first of them with a mark."""
    small = len(lines)
    while small > 0 and lines[small - 1].size <= largest:
        small -= 1
    if small == 0:
        return len(lines)
    return next((at for at in range(small, len(lines)) if _MARK.match(lines[at].words[0])), len(lines))
