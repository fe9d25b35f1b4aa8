"""Sentences that stand side by side are quoted as one: the second often says what the first only begins.

A quote holds two sentences at most, in the order of the page, with nothing between them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.asking.patterns import leads_in
from assistant.quoting import wording
from assistant.quoting.evidence import Stretch
from corpus.types import Unit

NEIGHBOUR: Final = 3.0
"""How far below an opening sentence the score of its neighbour may lie to be quoted with it. Of 2.5 to 6 and any, best
over the calibration questions (evals/README.md)."""

FEWEST_WORDS: Final = 2
"""What has fewer words is what a page break left of a sentence."""


def with_neighbour(stretch: Stretch, ranked: Sequence[Stretch], *, close: float = NEIGHBOUR) -> Stretch:
    """Return a sentence with the better of its two neighbours, by itself where neither is `close`.

    One that leans back (*Daarom …*) takes the sentence before it, whatever that scores. `ranked` are the stretches
    that may be quoted.
    """
    beside = [one for one in ranked if _may_join(one, stretch)]
    before = next((one for one in beside if _touch(one, stretch)), None)
    after = next((one for one in beside if _touch(stretch, one)), None)
    if before and wording.leans_back(stretch.text):
        return _joined(stretch, before)
    near = [one for one in (before, after) if one and one.score >= stretch.score - close]
    if not near:
        return stretch
    return _joined(stretch, max(near, key=lambda one: one.score))


def overlap(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches share words of a passage."""
    return one.passage.id == other.passage.id and one.unit.start < other.unit.end and other.unit.start < one.unit.end


def _may_join(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches stand on one page of a passage, and the first says something by itself."""
    passage = one.passage
    if passage.id != other.passage.id or len(one.text.split()) < FEWEST_WORDS:
        return False
    if wording.asks(one.text) or leads_in(one.text) or wording.is_spoken(one.text):
        return False
    start, end = min(one.unit.start, other.unit.start), max(one.unit.end, other.unit.end)
    return len({box.page for box in passage.boxes if box.start < end and box.end > start}) == 1


def _touch(first: Stretch, second: Stretch) -> bool:
    """Tell whether two sentences of one passage follow each other."""
    if not first.unit.kind == second.unit.kind == "sentence":
        return False
    between = first.passage.text[first.unit.end : second.unit.start]
    return first.unit.end <= second.unit.start and not between.strip()


def _joined(stretch: Stretch, beside: Stretch) -> Stretch:
    """Return a stretch grown by the one beside it; it keeps its own score and signals."""
    first, second = sorted((stretch.unit, beside.unit), key=lambda unit: unit.start)
    basis = tuple(dict.fromkeys((*first.basis, *second.basis)))
    return replace(stretch, unit=Unit(first.start, second.end, "sentence", basis))
