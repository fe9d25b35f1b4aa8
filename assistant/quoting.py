"""The writer that quotes: it picks the stretches that answer, in the order in which they are best read.

It needs no language model and states nothing of its own but a lead-in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Searched, Stretch, stretches, weights_of
from assistant.question import Question, is_synonym_line, leads_in, says_not_found
from corpus.dutch import terms
from corpus.types import Hit, Passage

PASSAGES = 30
"""Passages that are looked at for an answer: short sections make the right one easy to miss among the first ten."""

CLOSE = 0.78
"""A further stretch is quoted when its score is at least this share of the best one's."""

MOST_QUOTES = 4
"""Quotes in an answer that is not a list."""

SAME_WORDS = 0.7
"""Two stretches that share this much of their terms say the same; only the better one is quoted."""

LIST_CLOSE = 0.6
"""Where a list is asked for, a stretch with at least this share of the best score may lead to it."""

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
    if "list" in question.asked_for or leads_in(best.text):
        items = _list_of(best, ranked, index)
        if items:
            return Selection(items, items[0], True, nearest, weights)
    return Selection(_answering(best, ranked), best, False, nearest, weights)


def _answering(best: Stretch, ranked: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The best stretch first; those of its own section follow in the order of the document, then others."""
    opening = _opening(best, ranked)
    further = [s for s in ranked if s.score >= CLOSE * opening.score and not _is_aside(s)]
    picked = _distinct([opening, *further], MOST_QUOTES)
    home = sorted((s for s in picked if s is not opening and _same_section(s, opening)), key=_place)
    away = [s for s in picked if s is not opening and not _same_section(s, opening)]
    return (opening, *home, *away)


def _is_aside(stretch: Stretch) -> bool:
    return leads_in(stretch.text) or says_not_found(stretch.text) or is_synonym_line(stretch.text)


def _opening(best: Stretch, ranked: Sequence[Stretch]) -> Stretch:
    """Where the heading is the question, its first sentence is the whole answer."""
    if best.heading < HEADING_ANSWERS or best.first:
        return best
    for stretch in ranked:
        if stretch.first and stretch.passage.ordinal <= best.passage.ordinal and _same_section(stretch, best):
            return stretch if stretch.score >= CLOSE * best.score else best
    return best


def _list_of(best: Stretch, ranked: Sequence[Stretch], index: Searched) -> tuple[Stretch, ...]:
    """Return all items of the list that the question is about, in order; none where there is no such list."""
    for stretch in ranked:
        if stretch.score < LIST_CLOSE * best.score:
            break
        for passage in _home(stretch.passage, index):
            if passage.kind == "list" and (stretch.heading >= HEADING_ANSWERS or leads_in(stretch.text)):
                return _items(passage, stretch)
    return ()


def _home(passage: Passage, index: Searched) -> tuple[Passage, ...]:
    return (passage,) if passage.kind == "list" else index.section(passage.document, passage.section)


def _items(passage: Passage, like: Stretch) -> tuple[Stretch, ...]:
    return tuple(replace(like, passage=passage, unit=unit) for unit in passage.units if unit.kind == "item")


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
