"""The writer that quotes: it picks the stretches that answer, in the order in which they are best read.

It needs no language model and states nothing of its own but a lead-in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import Searched, Stretch, stretches, weights_of
from assistant.question import Question, says_not_found
from corpus.dutch import terms
from corpus.types import Hit, Passage

PASSAGES = 30
"""Passages that are looked at for an answer: short sections make the right one easy to miss among the first ten."""

CLOSE = 0.72
"""A further stretch is quoted when its score is at least this share of the best one's."""

MOST_QUOTES = 4
"""Quotes in an answer that is not a list."""

SAME_WORDS = 0.7
"""Two stretches that share this much of their terms say the same; only the better one is quoted."""

HEADING_ANSWERS = 0.55
"""From this agreement between question and heading on, the section was written to answer the question."""

NEAREST = 3
"""Stretches shown beside a refusal."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was picked for an answer. `stretches` is what to quote, `best` the strongest found, `is_list` its form."""

    stretches: tuple[Stretch, ...]
    best: Stretch | None
    is_list: bool
    nearest: tuple[Stretch, ...]
    weights: Mapping[str, float]


def select(question: Question, hits: Sequence[Hit], index: Searched) -> Selection:
    """Pick the stretches that answer a question from the passages found for it."""
    weights = weights_of(question, index)
    ranked = stretches(question, hits[:PASSAGES], index, weights)
    if not ranked:
        return Selection((), None, False, (), weights)
    best = ranked[0]
    nearest = tuple(_distinct(ranked, NEAREST))
    if "list" in question.asked_for:
        items = _list_of(best, ranked, index)
        if items:
            return Selection(items, best, True, nearest, weights)
    return Selection(_answering(best, ranked), best, False, nearest, weights)


def _answering(best: Stretch, ranked: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The best stretch first; those of its own section follow in the order of the document, then others."""
    proof = [s for s in ranked if not says_not_found(s.text) or s is best]
    close = [stretch for stretch in proof if stretch.score >= CLOSE * best.score]
    opening = _opening(best, proof)
    picked = list(_distinct([opening, *close], MOST_QUOTES))
    home = sorted((s for s in picked if s is not opening and _same_section(s, best)), key=_place)
    away = [s for s in picked if s is not opening and not _same_section(s, best)]
    return (opening, *home, *away)


def _opening(best: Stretch, ranked: Sequence[Stretch]) -> Stretch:
    """Where the heading is the question, its first sentence is the whole answer."""
    if best.heading < HEADING_ANSWERS or best.first:
        return best
    for stretch in ranked:
        if stretch.first and stretch.passage.ordinal <= best.passage.ordinal and _same_section(stretch, best):
            return stretch if stretch.score >= CLOSE * best.score else best
    return best


def _list_of(best: Stretch, ranked: Sequence[Stretch], index: Searched) -> tuple[Stretch, ...]:
    """Return all items of the list that the best stretches belong to or lead in to, in order."""
    for stretch in ranked[:MOST_QUOTES]:
        if stretch.score < CLOSE * best.score:
            break
        for passage in _home(stretch.passage, index):
            if passage.kind == "list" and (passage.id == stretch.passage.id or stretch.heading >= HEADING_ANSWERS):
                return _items(passage, stretch)
    return ()


def _home(passage: Passage, index: Searched) -> tuple[Passage, ...]:
    return (passage,) if passage.kind == "list" else index.section(passage.document, passage.section)


def _items(passage: Passage, like: Stretch) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(passage, unit, like.heading, like.coverage, like.likeness, like.first, like.rank)
        for unit in passage.units
        if unit.kind == "item"
    )


def _distinct(ranked: Sequence[Stretch], most: int) -> list[Stretch]:
    chosen: list[Stretch] = []
    for stretch in ranked:
        if len(chosen) == most:
            break
        if not any(_same(stretch, other) for other in chosen):
            chosen.append(stretch)
    return chosen


def _same(one: Stretch, other: Stretch) -> bool:
    mine, theirs = set(terms(one.text)), set(terms(other.text))
    return len(mine & theirs) >= SAME_WORDS * max(min(len(mine), len(theirs)), 1)


def _same_section(one: Stretch, other: Stretch) -> bool:
    return one.passage.document == other.passage.document and one.passage.section == other.passage.section


def _place(stretch: Stretch) -> tuple[int, int]:
    return stretch.passage.ordinal, stretch.unit.start
