"""Whether a figure is too old for a question about now: then the answer is partial, and says from when it is."""

import re
from datetime import date
from typing import Final

from assistant.asking.patterns import matches
from assistant.finding import Look

STALE_YEARS: Final = 2
"""A figure of more years ago is not passed off as today's."""

DATED: Final = frozenset({"how_many", "how_much"})
"""Kinds of value that change with the years."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def old_figure(look: Look, today: date) -> int | None:
    """Return the year of the newest figure quoted when that is too old for what was asked; None when it is not.

    A question that names a year, or asks what was, is answered by the figure of then.
    """
    question, selection = look.question, look.selection
    if not question.asked_for & DATED or selection.is_list:
        return None
    if _YEAR.search(question.text) or matches("dating", "past", question.asked):
        return None
    if not selection.stretches:
        return None
    years = [int(year) for stretch in selection.stretches for year in _YEAR.findall(stretch.text)]
    best = [int(year) for year in _YEAR.findall(selection.stretches[0].text)]
    if matches("dating", "lasting", selection.stretches[0].text):
        return None
    if not best or max(years) >= today.year - STALE_YEARS:
        return None
    return max(best)
