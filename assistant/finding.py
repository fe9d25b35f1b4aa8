"""A question is understood and searched, and what may answer it is picked: all that goes before the decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking.conversation import Before, leans
from assistant.asking.patterns import ordinals
from assistant.asking.question import Kind, Question, cleaned, mended, understand
from assistant.asking.wanted import EARLIER_WEIGHT, Wanted, wanted_by
from assistant.quoting.evidence import Stretch
from assistant.quoting.selection import PASSAGES, Selection, select
from corpus.analysis import Query
from corpus.index import Index
from corpus.types import Hit


@dataclass(frozen=True, slots=True)
class Found:
    """A question with the passages found for it."""

    question: Question
    query: Query
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look into the documents gave: the question as read, its passages, and what was picked from them."""

    question: Question
    query: Query
    hits: tuple[Hit, ...]
    wanted: Wanted
    selection: Selection

    @property
    def ranked(self) -> tuple[Stretch, ...]:
        """All stretches that were weighed, best first."""
        return self.selection.ranked


def understood(
    asked: str, history: Sequence[str], index: Index, *, remarks: str = "", documents: frozenset[str] | None = None
) -> Question:
    """Return the stand-alone question; `history` holds the earlier questions of the conversation, oldest first.

    `remarks` is what was typed around the question to introduce it. `documents` are those that are searched.
    """
    before = Before(remarks, belongs=True) if remarks else _before(asked, history, index, documents)
    return understand(asked, before, likeness=index.likeness)


def find(question: Question, index: Index, *, documents: frozenset[str] | None = None) -> Found:
    """Return the passages for a question. What it borrowed from the question before weighs less.

    `documents` limits the search to these, all of them unless given.
    """
    query = own = index.read(question.text)
    if question.earlier:
        # A few words alone do not tell their language; with the question before they do.
        own = index.read(question.own, query.language)
        new = {term for term, _ in own.terms}
        scaled = tuple((term, weight if term in new else EARLIER_WEIGHT * weight) for term, weight in query.terms)
        near = tuple(
            one if new.issuperset(one.asked) else replace(one, weight=EARLIER_WEIGHT * one.weight) for one in query.near
        )
        query = replace(query, terms=scaled, near=near)
    query = _with_numbers(query, question, index)
    return Found(mended(question, query, own), query, index.search(query, k=PASSAGES, documents=documents))


def _with_numbers(query: Query, question: Question, index: Index) -> Query:
    """Return a query that finds *tip 1* for *de eerste tip* as well."""
    numbers = [str(number) for number in ordinals(question.text) if number]
    known = {term for term, _ in query.terms}
    found = [pair for number in numbers for pair in index.read(number).terms if pair[0] not in known]
    return replace(query, terms=(*query.terms, *found)) if found else query


def pick(found: Found, index: Index) -> Look:
    """Pick what may answer from the passages found."""
    wanted = wanted_by(found.question.text, found.question.own, index)
    return Look(found.question, found.query, found.hits, wanted, select(found.question, found.hits, index, wanted))


def _before(asked: str, history: Sequence[str], index: Index, documents: frozenset[str] | None) -> Before | None:
    """Return the question before, with the items of its answer where the new one asks for one of them."""
    if not history or not leans(cleaned(asked)):
        return None
    before = understood(history[-1], history[:-1], index, documents=documents)
    if not ordinals(asked) or before.kind is not Kind.QUESTION:
        return Before(before.text)
    selection = pick(find(before, index, documents=documents), index).selection
    return Before(before.text, tuple(one.text for one in selection.stretches) if selection.is_list else ())
