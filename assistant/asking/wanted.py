"""What a question wants to see in a proof: its terms as the index reads them, weighed by how rare they are."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.asking.patterns import all_found, number_word, ordinals, unasked_terms
from corpus.analysis import Query
from corpus.dutch import words
from corpus.synonyms import Near

EARLIER_WEIGHT = 0.5
"""What a follow-up borrows from the question before it weighs half: the new words say what is wanted."""

ASKED = 1.0
"""The weight of a term that was asked; the index gives less to parts of compounds and to synonyms."""


class Reads(Protocol):
    """How an index reads questions and weighs terms."""

    def read(self, question: str) -> Query:
        """Return a question as the search reads it."""

    def rarities(self, terms: Sequence[str]) -> dict[str, float]:
        """Return, for each term, how rare it is."""


SOURCE_WEIGHT = 0.25
"""What a question says the answer stands in (*volgens de VVSG*) weighs a quarter: that word is on every page of it. Of
.5, .25 and 0 over the calibration questions."""

NOWHERE = "\0"
"""A term that no text holds: as rare as a word that no document knows."""

INSTEAD = 0.9
"""The most that parts and synonyms together count for a word that was asked and is not there."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question: its terms, what may stand in their place with its worth, and the word's weight.

    `unknown` tells that no document has it. `near` are terms near in meaning with their worth: they count a little
    where nothing else of the word is there, and are never taken for what was asked.
    """

    terms: frozenset[str]
    instead: Mapping[str, float]
    weight: float
    unknown: bool = False
    near: Mapping[str, float] = field(default_factory=dict)

    def met_by(self, found: Collection[str]) -> float:
        """Return how far these terms meet the word, between 0 and 1."""
        there = sum(term in found for term in self.terms) / len(self.terms)
        instead = math.fsum(worth for term, worth in self.instead.items() if term in found)
        near = max((worth for term, worth in self.near.items() if term in found), default=0.0)
        return max(there, min(instead, INSTEAD), near)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question that a proof should hold."""

    words: tuple[Word, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The terms of the words as they were asked."""
        return frozenset(term for word in self.words for term in word.terms)

    @property
    def terms(self) -> frozenset[str]:
        """The terms that were asked and those that may stand in their place."""
        return self.asked | {term for word in self.words for term in word.instead}

    @property
    def worths(self) -> dict[str, float]:
        """What each term counts for that a text may hold: 1 for what was asked or stands in its place."""
        near = {term: worth for word in self.words for term, worth in word.near.items()}
        return near | dict.fromkeys(self.terms, 1.0)

    def covered_by(self, found: Collection[str]) -> float:
        """Return the share of what was asked that these terms cover, between 0 and 1; 0 when nothing was asked."""
        total = math.fsum(word.weight for word in self.words)
        there = frozenset(found)
        return math.fsum(word.weight * word.met_by(there) for word in self.words) / total if total else 0.0

    def holds(self, terms: Collection[str]) -> float:
        """Return the plain share of these terms that the question holds, between 0 and 1; 1 for none."""
        plain = set(terms)
        return len(plain & self.terms) / len(plain) if plain else 1.0


def wanted_by(text: str, own: str, index: Reads) -> Wanted:
    """Return what a question wants. `text` is the stand-alone question as read, `own` the words typed last, mended."""
    typed = set(words(own))
    found = [(word, _terms_of(word, index)) for word in dict.fromkeys(words(text))]
    near = index.read(text).near
    sources = set(words(" ".join(all_found("source", "named", text))))
    rarities = index.rarities((NOWHERE, *{term for _, terms in found for term in terms}))
    return Wanted(
        tuple(
            _word(terms, rarities, _share(word, typed, sources), near)
            for word, terms in found
            if any(weight >= ASKED for weight in terms.values())
        )
    )


def _share(word: str, typed: Collection[str], sources: Collection[str]) -> float:
    """Return how much of a word's weight counts."""
    return (1.0 if word in typed else EARLIER_WEIGHT) * (SOURCE_WEIGHT if word in sources else 1.0)


def _terms_of(word: str, index: Reads) -> dict[str, float]:
    terms = {term: weight for term, weight in index.read(word).terms if term not in unasked_terms()}
    names = {name: INSTEAD for term in terms if (name := number_word(term))}
    # *De derde tip* is *tip 3*.
    places = {str(place): INSTEAD for place in ordinals(word) if place}
    return places | names | terms


def _word(terms: Mapping[str, float], rarities: Mapping[str, float], share: float, near: Sequence[Near]) -> Word:
    asked = frozenset(term for term, weight in terms.items() if weight >= ASKED)
    weight = share * math.fsum(rarities[term] for term in asked) / len(asked)
    unknown = all(rarities[term] >= rarities[NOWHERE] for term in asked)
    instead = {term: weight for term, weight in terms.items() if term not in asked}
    return Word(asked, instead, weight, unknown, _near(asked, near))


def _near(asked: frozenset[str], near: Sequence[Near]) -> dict[str, float]:
    """Return what is near one of these terms, or near a phrase that holds one."""
    return {one.term: one.weight for one in near if not asked.isdisjoint(one.asked)}
