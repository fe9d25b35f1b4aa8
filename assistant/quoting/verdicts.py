"""When the *ja* or *nee* of a passage may be quoted: only where the question above it is the one that was asked.

A verdict answers its own heading. Under another question, or under the same one turned round (*mag* for *moet*,
*zonder*, *anders*), an exact quote says the wrong thing.
"""

from dataclasses import replace
from typing import Final

from assistant.asking.patterns import gives_verdict, matches, verdict_before
from assistant.asking.question import Question
from assistant.quoting.evidence import SIGNALS, Stretch

HEADING_AGREES: Final = 0.55
"""The heading and the question agree at least this far (harmonic mean, by rarity)…"""

HEADING_ASKED: Final = 0.99
"""…every word of the heading is asked, or one that stands in its place: *mag een interlokale vereniging met een andere
regio?* does not ask whether it *valt onder het regiodecreet*…"""

HEADING_COVERS: Final = 0.5
"""…and the heading covers this much of the question. Of 38 calibration questions whose evidence is a verdict, 15 keep
it; with .6 asked it were 23, but then 6 of 26 verdicts were wrong under questions that turn those headings round."""

WHOLE: Final = 6
"""Words that what follows a verdict must have to be quoted without it; fewer, such as *alleen gemeenten*, say nothing
by themselves."""

TURNS: Final = ("denies", "differs", "alike")
"""What stands in both, or in neither, of the question asked and the one answered."""

_HEADING_COVERAGE = SIGNALS.index("heading_coverage")


def fitting(stretch: Stretch, question: Question) -> Stretch | None:
    """Return a stretch as it may be quoted under a question: without its verdict where that answers another one.

    None when nothing whole is left.
    """
    if not gives_verdict(stretch.text) or _answers(stretch, question.text):
        return stretch
    verdict = verdict_before(stretch.text)
    if len(stretch.text[len(verdict) :].split()) < WHOLE:
        return None
    return replace(stretch, unit=replace(stretch.unit, start=stretch.unit.start + len(verdict)))


def _answers(stretch: Stretch, question: str) -> bool:
    """Tell whether the question above a verdict is the one that is asked."""
    agrees = stretch.heading >= HEADING_AGREES and stretch.echo >= HEADING_ASKED
    if not agrees or stretch.signals[_HEADING_COVERAGE] < HEADING_COVERS:
        return False
    heading = stretch.passage.section[-1] if stretch.passage.section else ""
    # *Ja, de gids noemt die* answers what a document says; few of these words count as asked.
    if matches("verdict", "of_documents", heading) and not matches("verdict", "of_documents", question):
        return False
    return _turn_alike(question, heading)


def _turn_alike(one: str, other: str) -> bool:
    if any(matches("turning", turn, one) != matches("turning", turn, other) for turn in TURNS):
        return False
    may, must = ([matches("turning", modal, text) for text in (one, other)] for modal in ("may", "must"))
    return not ((may[0] and must[1] and not must[0]) or (must[0] and may[1] and not may[0]))
