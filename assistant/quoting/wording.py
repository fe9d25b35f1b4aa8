"""How a sentence is worded, beside how a question is: signals that need no search, only the two texts."""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from assistant.asking.patterns import content_terms, found, matches, ordinals
from assistant.asking.wanted import Wanted

ENUMERATION: Final = 2
"""A sentence with as many commas names several things."""

BESIDE: Final = 2
"""What is the fifth stands at most this many words behind the number: *de vijfde gouden tip*."""

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


def bears(question: str, text: str, section: Sequence[str]) -> bool:
    """Tell whether a text, or the headings above it, is the one of the number that a question asks for.

    The thing numbered must be there as well: *1: Begin klein* is the first tip and no first letter.
    """
    said = "\n".join((*section, text))
    things = _numbered_things(question)
    is_it = numbered(question, text, section[-1] if section else "") or set(ordinals(question)) <= set(ordinals(said))
    # The second *nota* may be a *kadernota*.
    return is_it and (not things or any(term.endswith(thing) for thing in things for term in content_terms(said)))


def _numbered_things(question: str) -> frozenset[str]:
    """Return the terms right beside the number: *stap* for *de vijfde stap* and for *stap 5*."""
    typed = _WORD.findall(question)
    place = next((place for place, word in enumerate(typed) if ordinals(word)), None)
    if place is not None:
        return frozenset(content_terms(" ".join(typed[place + 1 : place + 1 + BESIDE])))
    pairs = [pair for pair in itertools.pairwise(typed) if ordinals(" ".join(pair))]
    terms = (term for first, _ in pairs for term in content_terms(first))
    return frozenset(term for term in terms if not matches("counting", "number", term))


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
