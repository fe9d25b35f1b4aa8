"""Whether a question takes for granted what the documents deny: *waarom is dat verplicht* where nothing is.

The sentence that denies it is shown as what comes nearest; the question is not answered.
"""

from typing import Final

from assistant.asking.patterns import matches
from assistant.finding import Look
from assistant.quoting.evidence import Stretch

AGREEMENT: Final = 0.45
"""How far the question that a *nee* answers must agree with the one asked (harmonic mean, by rarity)…"""

ECHO: Final = 0.5
"""…and the plain share of its words that must be asked. Of 63 false premises and 260 answerable questions of the
calibration set, both find 11 and 1."""

TAKES_FOR_GRANTED: Final = frozenset(
    {"why", "when", "how_long", "how_often", "how_much", "how_many", "list", "definition"}
)
"""A question for one of these says by itself that the thing exists."""


def denial(look: Look) -> Stretch | None:
    """Return the stretch that denies what the question takes for granted; None when nothing does.

    A follow-up may well ask after what was just denied (*waarom niet?*), so it is left alone.
    """
    question = look.question
    if question.earlier or "yes_no" in question.asked_for or not question.asked_for & TAKES_FOR_GRANTED:
        return None
    best = look.ranked[0] if look.ranked else None
    if best is None or not matches("verdict", "denies", best.text):
        return None
    heading = best.passage.section[-1] if best.passage.section else ""
    if best.heading < AGREEMENT or best.echo < ECHO or matches("verdict", "of_documents", heading):
        return None
    return best
