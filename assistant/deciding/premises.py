"""Whether a question takes for granted what the documents deny: *waarom is dat verplicht* where nothing is.

The sentence that denies it is shown as what comes nearest; the question is not answered.
"""

import re
from typing import Final

from assistant.asking import values
from assistant.asking.patterns import matches, number_of, says_not_found
from assistant.finding import Look
from assistant.quoting.evidence import SIGNALS, Stretch
from corpus.languages import DUTCH

AGREEMENT: Final = 0.45
"""How far the question that a *nee* answers must agree with the one asked (harmonic mean, by rarity)…"""

ECHO: Final = 0.5
"""…and the plain share of its words that must be asked. Of 63 false premises and 260 answerable questions of the
calibration set, both find 11 and 1."""

TAKES_FOR_GRANTED: Final = frozenset(
    {"why", "when", "how_long", "how_often", "how_much", "how_many", "list", "definition"}
)
"""A question for one of these says by itself that the thing exists."""


ASKS_AFTER: Final = TAKES_FOR_GRANTED - {"list", "definition"}
"""A sentence with *geen* or *niet* denies what one of these asks after…"""

SAID_AGAIN: Final = 0.6
"""…when its own words cover this much of the question. Of 80 false premises and 390 answerable questions of the
calibration sets, 4 and 1 are found by it alone."""

_TEXT_COVERAGE: Final = SIGNALS.index("text_coverage")


def denial(look: Look) -> Stretch | None:
    """Return the stretch that denies what the question takes for granted; None when nothing does.

    A follow-up may well ask after what was just denied (*waarom niet?*), so it is left alone.
    """
    question = look.question
    best = look.ranked[0] if look.ranked else None
    if best is None or question.earlier or "yes_no" in question.asked_for:
        return None
    if not question.asked_for & TAKES_FOR_GRANTED:
        return None
    return best if _says_no(best) or _says_otherwise(best, look) or _counts_otherwise(best, look) else None


def _says_no(best: Stretch) -> bool:
    """Tell whether it answers *nee* to a question much like the one asked."""
    heading = best.passage.section[-1] if best.passage.section else ""
    if not matches("verdict", "denies", best.text) or matches("verdict", "of_documents", heading):
        return False
    return best.heading >= AGREEMENT and best.echo >= ECHO


def _says_otherwise(best: Stretch, look: Look) -> bool:
    """Tell whether it says of nearly all that was asked that it is not so."""
    question = look.question
    if (
        look.query.language != DUTCH
        or not question.asked_for & ASKS_AFTER
        or matches("negation", "says", question.asked)
    ):
        return False
    denies = matches("denying", "says", best.text) and not says_not_found(best.text)
    return denies and best.signals[_TEXT_COVERAGE] >= SAID_AGAIN


def _counts_otherwise(best: Stretch, look: Look) -> bool:
    """Tell whether question and proof put another number before the same thing: *twaalf tips*, *tien tips*.

    A question why may be after what others say; it takes no number for granted.
    """
    if "why" in look.question.asked_for:
        return False
    said = values.numbered_things(best.text)
    return any(
        thing in said and number not in said[thing] and not _mentions(number, best.text)
        for thing, numbers in values.numbered_things(look.question.text).items()
        for number in numbers
    )


def _mentions(number: int, text: str) -> bool:
    return any(number_of(word) == number for word in re.findall(r"\w+", text.lower()))
