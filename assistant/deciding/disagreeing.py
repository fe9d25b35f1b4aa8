"""Whether two documents say different things: then both are quoted."""

import re
from typing import Final

from assistant.asking.patterns import content_terms, matches
from assistant.finding import Look
from assistant.quoting.evidence import Stretch

VALUES: Final = frozenset({"when", "how_many", "how_much", "how_long"})
"""Kinds of value of which only one can be right."""

SAME_SUBJECT: Final = 0.75
"""Two stretches that share this much of the words of the shorter one, numbers left out, speak of the same thing."""

CLOSE: Final = 1.5
"""The other stretch answers about as well: its score is at most this much lower."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def contradiction(look: Look) -> Stretch | None:
    """Return a stretch that gives another value than the first one picked; None when nothing contradicts it.

    A stretch that says itself that the sources disagree is its own contradiction and is returned.
    """
    picked = look.selection.stretches
    if not picked or look.selection.is_list:
        return None
    first = picked[0]
    if matches("disagreeing", "says", first.text):
        return first
    if not look.question.asked_for & VALUES or not _numbers(first):
        return None
    return next((other for other in look.ranked if _contradicts(other, first)), None)


def _contradicts(other: Stretch, first: Stretch) -> bool:
    if other.passage.document == first.passage.document or other.score < first.score - CLOSE:
        return False
    mine, theirs = _words(first), _words(other)
    shared = len(mine & theirs) / max(min(len(mine), len(theirs)), 1)
    numbers = _numbers(other)
    return shared >= SAME_SUBJECT and bool(numbers) and numbers.isdisjoint(_numbers(first))


def _words(stretch: Stretch) -> set[str]:
    return {term for term in content_terms(stretch.text) if not term.isdecimal()}


def _numbers(stretch: Stretch) -> set[str]:
    return set(_NUMBER.findall(stretch.text))
