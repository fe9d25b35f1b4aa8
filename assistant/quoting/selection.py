"""The writer that quotes: it picks the stretches that answer, in the order in which they are best read.

It needs no language model and states nothing of its own but a lead-in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking import values
from assistant.asking.patterns import (
    content_terms,
    gives_verdict,
    is_synonym_line,
    leads_in,
    ordinals,
    says_not_found,
)
from assistant.asking.question import Question
from assistant.asking.wanted import Wanted
from assistant.quoting import verdicts, wording
from assistant.quoting.evidence import SIGNALS, Searched, Stretch, stretches
from assistant.quoting.joining import overlap, with_neighbour
from corpus.dutch import terms
from corpus.types import Hit, Passage

PASSAGES = 30
"""Passages that are looked at for an answer: short sections make the right one easy to miss among the first ten."""

CLOSE = 2.5
"""A further stretch is quoted when its score is at most this much below the best one's."""

MOST_QUOTES = 3
"""Quotes, of two sentences at most, in an answer that is not a list: a fourth holds the golden words of 1 question in
100 and is as long as the others (evals/README.md)."""

SAME_WORDS = 0.7
"""Two stretches that share this much of their terms say the same; only the better one is quoted."""

LIST_CLOSE = 2.0
"""Where a list is asked for, a stretch at most this much below the best score may lead to it."""

COUNTED_LIST_CLOSE = 8.0
"""A list of as many items as the question counts (*de tien gouden tips*) may lie this far below the best score."""

MOST_ROWS = 25
"""Rows of a table that are still a list; the 300 of the municipalities are to be looked up one by one."""

HEADING_ANSWERS = 0.55
"""From this agreement between question and heading on, the section was written to answer the question."""

NOT_FOUND_COVERAGE = 0.05
"""What says that nothing was found decides when it covers this much more of the question than the best proof…"""

NOT_FOUND_HEADING = 0.7
"""…and from this agreement on, a section that begins by saying that nothing was found decides. *Wat is een SERR?*
agrees for .67 with the section that asks whether one still exists, and is answered from it."""

WORD_FOR_WORD = 0.99
"""From this share of common words on, small ones too, heading and question are the same (Dice's coefficient)."""

_WORDING = SIGNALS.index("wording")
_NUMBERED = SIGNALS.index("numbered")

NEAREST = 3
"""Stretches shown beside a refusal."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was picked for an answer. `stretches` is what to quote, `best` the strongest found, `is_list` its form."""

    stretches: tuple[Stretch, ...]
    best: Stretch | None
    is_list: bool
    nearest: tuple[Stretch, ...]
    ranked: tuple[Stretch, ...] = ()


def select(question: Question, hits: Sequence[Hit], index: Searched, wanted: Wanted) -> Selection:
    """Pick the stretches that answer a question from the passages found for it."""
    ranked = stretches(question, hits[:PASSAGES], index, wanted)
    if not ranked:
        return Selection((), None, False, ())
    nearest = tuple(_distinct(ranked, NEAREST))
    proof = [found for stretch in ranked if (found := _proof(stretch, question)) is not None]
    if not proof or _rules_out(ranked[0], proof[0]):
        return Selection((), ranked[0], False, nearest, tuple(ranked))
    best = _looked_up(question, proof) or _numbered(question, proof) or proof[0]
    if "list" in question.asked_for or leads_in(best.text):
        items = _rows_of(question, proof, index, wanted) or _list_of(best, proof, index, _counted(question))
        if items:
            return Selection(items, items[0], True, nearest, tuple(ranked))
    return Selection(_answering(best, proof), best, False, nearest, tuple(ranked))


def _looked_up(question: Question, proof: Sequence[Stretch]) -> Stretch | None:
    """Return the table row of the place that a question for *where* names, when it answers about as well."""
    if "where" not in question.asked_for:
        return None
    return next((one for one in proof if one.keyed and one.score >= proof[0].score - CLOSE), None)


def _numbered(question: Question, proof: Sequence[Stretch]) -> Stretch | None:
    """Return what bears the one number that a question asks for: *Tip 3* for *de derde gouden tip*."""
    if len(ordinals(question.asked)) != 1:
        return None
    least = proof[0].score - COUNTED_LIST_CLOSE
    close = [one for one in proof if one.signals[_NUMBERED] and one.score >= least]
    found = [one for one in close if wording.bears(question.asked, one.text, one.passage.section)]
    return max(found, key=lambda one: (one.coverage, one.score), default=None)


def _rules_out(best: Stretch, proof: Stretch) -> bool:
    """Tell whether what says that nothing was found fits the question better than what could prove an answer."""
    if not says_not_found(best.text):
        return False
    fits_better = best.coverage > proof.coverage + NOT_FOUND_COVERAGE
    return fits_better or (best.first and best.heading >= max(NOT_FOUND_HEADING, proof.heading))


def _proof(stretch: Stretch, question: Question) -> Stretch | None:
    """Return what of a stretch may be quoted as proof, None for nothing."""
    if says_not_found(stretch.text) or is_synonym_line(stretch.text) or wording.asks(stretch.text):
        return None
    return verdicts.fitting(stretch, question)


def _answering(best: Stretch, ranked: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The best stretch first; those of its own section follow in the order of the document, then others."""
    opening = with_neighbour(_opening(best, ranked), ranked)
    further = [s for s in ranked if s.score >= opening.score - CLOSE and _adds(s, opening)]
    picked = _quotes(opening, [*_announced(opening, ranked), *further])
    home = sorted((s for s in picked if s is not opening and _same_section(s, opening)), key=_place)
    away = [s for s in picked if s is not opening and not _same_section(s, opening)]
    return (opening, *home, *away)


def _announced(opening: Stretch, ranked: Sequence[Stretch]) -> list[Stretch]:
    """Return what follows an opening that only announces it, in the order of the document.

    An opening does when it ends in a colon (*De VVSG schreef:*), and when it is the heading of a section (*Tip 4: …*).
    """
    after = [one for one in ranked if one.passage.section and one.passage.section[-1] == opening.text.strip()]
    if leads_in(opening.text):
        after = [one for one in ranked if _same_section(one, opening) and _place(one) > _place(opening)]
    return sorted(after, key=_place)[: MOST_QUOTES - 1]


def _quotes(opening: Stretch, further: Sequence[Stretch]) -> list[Stretch]:
    """Return the opening and what is quoted behind it: each sentence once, neighbours as one quote."""
    chosen = [opening]
    for stretch in further:
        if len(chosen) == MOST_QUOTES:
            break
        fresh = [one for one in further if not any(overlap(one, other) for other in chosen)]
        if stretch in fresh and not any(_same(stretch, other) for other in chosen):
            chosen.append(with_neighbour(stretch, fresh, close=CLOSE))
    return chosen


def _adds(stretch: Stretch, opening: Stretch) -> bool:
    """Tell whether a stretch may stand behind the opening.

    No aside, question or spoken word does, no second verdict, and no row that was not asked for.
    """
    if leads_in(stretch.text) or wording.asks(stretch.text) or wording.is_spoken(stretch.text):
        return False
    if gives_verdict(stretch.text) and gives_verdict(opening.text):
        return False
    return stretch.unit.kind != "row" or (stretch.keyed and opening.unit.kind == "row")


def is_word_for_word(stretch: Stretch) -> bool:
    """Tell whether the heading above a stretch is the very question: *Voor wie doe je het?*."""
    return stretch.signals[_WORDING] >= WORD_FOR_WORD


def _opening(best: Stretch, ranked: Sequence[Stretch]) -> Stretch:
    """Where the heading is the question, its first sentence is the whole answer."""
    if best.first or (best.heading < HEADING_ANSWERS and not is_word_for_word(best)):
        return best
    for stretch in ranked:
        if stretch.first and stretch.passage.ordinal <= best.passage.ordinal and _same_section(stretch, best):
            return stretch if stretch.score >= best.score - CLOSE else best
    return best


def _rows_of(question: Question, ranked: Sequence[Stretch], index: Searched, wanted: Wanted) -> tuple[Stretch, ...]:
    """Return the rows of the table whose first column holds what a bare question asks for: *Welke regio's zijn er?*."""
    asked = {term for term in question.terms if not term.isdecimal()}
    if len(asked) != 1 or "list" not in question.asked_for or not ranked:
        return ()
    for stretch in ranked:
        if stretch.score < ranked[0].score - COUNTED_LIST_CLOSE:
            break
        for passage in index.section(stretch.passage.document, stretch.passage.section):
            rows = [unit for unit in passage.units if unit.kind == "row"]
            if passage.kind == "table" and len(rows) <= MOST_ROWS and _is_about(passage, wanted):
                return tuple(replace(stretch, passage=passage, unit=row) for row in rows)
    return ()


def _is_about(table: Passage, wanted: Wanted) -> bool:
    """Tell whether the first column of a table holds what is wanted, by its heading."""
    heading = next((table.text[unit.start : unit.end] for unit in table.units if unit.kind == "heading"), "")
    column = content_terms(heading.split("\t")[0])
    return bool(column) and wanted.terms.issuperset(column)


def _counted(question: Question) -> frozenset[int]:
    """Return how many things the question asks to name."""
    return frozenset().union(*values.numbered_things(question.text).values())


def _list_of(best: Stretch, ranked: Sequence[Stretch], index: Searched, counted: frozenset[int]) -> tuple[Stretch, ...]:
    """Return all items of the list that the question is about, in order; none where there is no such list."""
    for stretch in ranked:
        if stretch.score < best.score - COUNTED_LIST_CLOSE:
            break
        for passage in _home(stretch.passage, index):
            if passage.kind != "list":
                continue
            items = _items(passage, stretch)
            close = stretch.score >= best.score - LIST_CLOSE
            is_item = stretch is best and stretch.unit.kind == "item"
            about = is_item or stretch.heading >= HEADING_ANSWERS or leads_in(stretch.text)
            if about and (close or len(items) in counted):
                return items
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
