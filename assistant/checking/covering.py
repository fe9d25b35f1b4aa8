"""How much of what a sentence says stands in a text, by how rare its words are."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from assistant.asking.patterns import number_word, unasked_terms
from assistant.checking.claims import claims
from corpus import dutch, languages
from corpus.analysis import Query

OTHERWISE = 0.9
"""What a word counts for when only parts of it or words that mean the same are there."""

SYNONYM = 0.5
"""The weight that the index gives to a synonym; one of these, or two parts of a compound, stand for the whole word."""

REMEMBERED = 50_000
"""Words whose terms are kept; an assistant that runs for months sees names and typing errors without end."""


class Reads(Protocol):
    """How an index reads words and weighs terms."""

    def read(self, question: str) -> Query:
        """Return a text as the search reads it."""

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text."""

    def rarities(self, terms: Sequence[str]) -> dict[str, float]:
        """Return, for each index term, how rare it is."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something: its index terms, and what may stand in their place with its worth.

    A word of another language has the Dutch words it may stand for in `instead` and no terms of its own. `parts` are
    its terms and those of the words it is made of: what a text that holds it is found by.
    """

    terms: frozenset[str]
    instead: Mapping[str, float]
    parts: frozenset[str]

    def there(self, found: Collection[str]) -> float:
        """Return how far these terms hold the word, between 0 and 1."""
        whole = sum(term in found for term in self.terms) / len(self.terms) if self.terms else 0.0
        instead = math.fsum(worth for term, worth in self.instead.items() if term in found)
        return max(whole, OTHERWISE if instead >= SYNONYM else instead)


class Words:
    """Reads the words of sentences with one index. Threads may share it: a word read twice is the same word."""

    def __init__(self, index: Reads) -> None:
        """`index` knows compounds, synonyms and how rare each term is."""
        self._index = index
        self._known: dict[tuple[str, str], tuple[Word, float] | None] = {}

    def of(self, text: str, language: str) -> list[tuple[Word, float]]:
        """Return the words of a text that say something, each with its weight: how rare it is."""
        found = (self._word(word, language) for word in dict.fromkeys(dutch.words(text)))
        return [pair for pair in found if pair is not None]

    def terms(self, text: str) -> frozenset[str]:
        """Return the index terms of a Dutch text, with small numbers in words and verbs without their particles."""
        found = set(self._index.terms(text))
        found |= {name for term in found if (name := number_word(term))}
        for word in dutch.words(text):
            found.update(_verb(word))
        return frozenset(found)

    def _word(self, word: str, language: str) -> tuple[Word, float] | None:
        key = (word, language)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = self._made(word, language)
        return self._known[key]

    def _made(self, word: str, language: str) -> tuple[Word, float] | None:
        if not any(letter.isalpha() for letter in word):
            return None  # numbers are compared by their value
        made = _dutch(word, self._index) if language == languages.DUTCH else _foreign(word, language, self._index)
        if made is None:
            return None
        weighed = made.terms or frozenset(made.instead)
        rarities = self._index.rarities(tuple(weighed))
        return made, math.fsum(rarities.values()) / len(weighed)


def share(words: Sequence[tuple[Word, float]], found: Collection[str]) -> float:
    """Return the share of these words, by rarity, that stands among the terms found; 1 when there are no words."""
    total = math.fsum(weight for _, weight in words)
    return math.fsum(weight * word.there(found) for word, weight in words) / total if total else 1.0


def _dutch(word: str, index: Reads) -> Word | None:
    own = frozenset(dutch.terms(word)) - unasked_terms()
    if not own or dutch.fold(word) in _framing():
        return None
    names = dict.fromkeys(_verb(word), OTHERWISE) | {name: OTHERWISE for term in own if (name := number_word(term))}
    widened = {term: weight for term, weight in index.read(word).terms if term not in own}
    return Word(own, widened | names, frozenset(index.terms(word)))


@cache
def _framing() -> frozenset[str]:
    return frozenset(map(dutch.fold, claims()["framing"]["words"]))


SHORTEST_VERB = 4
"""Letters of what is left of a verb without its particle; shorter ones are chance."""


@cache
def _particles() -> re.Pattern[str]:
    listed = "|".join(sorted(claims()["verbs"]["particles"], key=len, reverse=True))
    return re.compile(rf"(?P<particle>{listed})?(?P<ge>ge)?(?P<rest>[a-z]{{{SHORTEST_VERB},}})")


def _verb(word: str) -> Iterator[str]:
    """Yield the index terms of a word's other forms: *aangemoedigd* is *aanmoedigen* and *moedigen*."""
    whole = dutch.fold(word)
    found = _particles().fullmatch(whole)
    if not found:
        return
    rest, particle = found["rest"], found["particle"] or ""
    bases = {whole, rest, particle + rest} if particle or found["ge"] else {whole}
    for base in sorted(bases):
        for form in (base, *_without_ending(base)):
            if form != whole:
                yield from dutch.terms(form)


def _without_ending(form: str) -> Iterator[str]:
    """Yield a form without the endings that the stemmer leaves: *vervalt*, *ingedeeld*, *aanvulling*."""
    if len(form) > SHORTEST_VERB and form[-1] in "td":
        yield form[:-1]
    if form.endswith("ing") and len(form) > SHORTEST_VERB + 3:
        yield form[:-3] + "en"


def _foreign(word: str, language: str, index: Reads) -> Word | None:
    found = languages.in_dutch(dutch.without_endings(word), language)
    if found == ():
        return None
    own = frozenset(dutch.terms(word))
    if found is None:
        return Word(own, {}, own) if own else None
    # Each Dutch word is enough by itself, and so are all parts of a compound; names are the same in every language.
    instead = {term: OTHERWISE for translation in found for term in index.terms(translation)} | dict.fromkeys(own, 1.0)
    return Word(frozenset(), instead, frozenset(instead)) if instead else None
