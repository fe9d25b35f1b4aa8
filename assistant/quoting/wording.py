"""How a sentence is worded, beside how a question is: signals that need no search, only the two texts."""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from assistant.asking.patterns import content_terms, found, matches, ordinals
from assistant.asking.wanted import Wanted

ENUMERATION: Final = 2
"""A sentence with as many commas names several things."""

_BETWEEN_THINGS: Final = re.compile(r",|;|\ben\b")
_OPENING_MARKS: Final = '“„"«'
_WORD: Final = re.compile(r"\w+")
_NUMBERED: Final = re.compile(r"\W*(?:[^\W\d]+ (?=\d)|(?=\d+\s*[:.)]\s))(\d{1,2})\b")


def defines(text: str, wanted: Wanted) -> bool:
    """Tell whether a sentence begins with what was asked and then says what it is."""
    subject = content_terms(found("defining", "says", text, "subject"))
    return bool(subject) and wanted.terms.issuperset(subject)


def enumerates(text: str) -> bool:
    """Tell whether a sentence names several things."""
    return text.count(",") >= ENUMERATION or matches("enumerating", "says", text)


def things_named(text: str) -> int:
    """Return how many things a sentence names at most, by its commas and *en*."""
    return 1 + len(_BETWEEN_THINGS.findall(text))


def numbered(question: str, text: str, heading: str) -> bool:
    """Tell whether a question asks for the one of a number (*de vierde tip*, *tip 7*), and text or heading bears it."""
    asked = ordinals(question)
    return any(match and int(match[1]) in asked for match in (_NUMBERED.match(text), _NUMBERED.match(heading)))


def leans_back(text: str) -> bool:
    """Tell whether a sentence begins by pointing to the one before it."""
    return matches("leaning", "begins", text)


def asks(text: str) -> bool:
    """Tell whether a sentence is a question itself."""
    return text.rstrip().endswith("?")


def is_spoken(text: str) -> bool:
    """Tell whether a sentence begins with the words of somebody: what people say proves nothing of how things are."""
    return text.lstrip().startswith(tuple(_OPENING_MARKS))


def pairs_met(question: Sequence[str], text: Sequence[str]) -> float:
    """Return the share of the neighbouring terms of the question that are neighbours in the text; 0 for none."""
    mine, theirs = set(itertools.pairwise(question)), set(itertools.pairwise(text))
    return len(mine & theirs) / len(mine) if mine else 0.0
