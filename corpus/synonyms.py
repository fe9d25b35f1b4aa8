"""Other words for what was asked, from files that people edit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from corpus import dutch, word_lists
from corpus.errors import SettingError

# The weight of one word that means the same; the words of a longer term share more than that between them.
ONE_WORD = 0.5
MANY_WORDS = 0.3
# The same for general-synonyms.nl.txt, whose words are near in meaning, not the same. At 0, .3, .4, .5 the first
# stretch is right for 148, 151, 152, 154 of 248 questions; above .4 the public sets fall (evals/README.md).
NEAR = 0.4
NEAR_MANY = 0.24
# Another form of a verb that was asked: more than a word near it. At .7 no better.
FORM = 0.5
# Longer terms than this many content words are not looked for.
LONGEST = 5

_Term = tuple[str, ...]
_Others = Mapping[_Term, Mapping[_Term, float]]
"""For each term those that may stand for it, with the weight of each of their words."""


@dataclass(frozen=True, slots=True)
class Near:
    """A term near in meaning to terms of a question, one or those of a phrase, with the weight of its score."""

    asked: _Term
    term: str
    weight: float


class Synonyms:
    """Which terms may stand for which. Threads may share it."""

    def __init__(self, others: _Others, capitals: frozenset[str], near: _Others) -> None:
        """`others` maps index terms of a word or phrase to its synonyms, `near` to words near in meaning.

        `capitals` must be typed so.
        """
        self._others, self._capitals, self._near = others, capitals, near

    @classmethod
    def read(cls, extra: Path | None = None) -> Self:
        """Return the shipped synonyms with those of a user's own file. Raises SettingError when it cannot be read."""
        texts = [word_lists.shipped("synonyms.nl.txt")]
        if extra is not None:
            try:
                texts.append(extra.read_text("utf-8"))
            except (OSError, UnicodeDecodeError) as error:
                message = f"{extra}: this file of synonyms cannot be read ({error}); correct the path or save as UTF-8"
                raise SettingError(message) from error
        return cls(*_gathered("\n".join(texts), ONE_WORD, MANY_WORDS), _shipped_near())

    @classmethod
    def of(cls, text: str, *, general: str = "", forms: str = "") -> Self:
        """Return the synonyms of texts in the form of synonyms.nl.txt; those of `general` are only near.

        `forms` are verbs in the form of verb-forms.nl.txt.
        """
        return cls(*_gathered(text, ONE_WORD, MANY_WORDS), _near(general, forms))

    def widened(self, words: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float]]:
        """Yield other terms with their weight; `words` are the words as typed with their index term, in order."""
        for first, term in _stretches(words):
            if term in self._others and not self._unlike_typed(term, first):
                yield from _each(self._others[term])

    def near(self, words: Sequence[tuple[str, str]]) -> Iterator[Near]:
        """Yield terms of general Dutch near in meaning to these words, given as for `widened`."""
        for _, term in _stretches(words):
            if term in self._near:
                yield from (Near(term, other, weight) for other, weight in _each(self._near[term]))

    def _unlike_typed(self, term: _Term, typed: str) -> bool:
        return len(term) == 1 and typed.lower() in self._capitals and not typed.isupper()


def _stretches(words: Sequence[tuple[str, str]]) -> Iterator[tuple[str, _Term]]:
    """Yield the terms of each stretch of words, short enough to be a term of the list, with its first word."""
    for start, (first, _) in enumerate(words):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            yield first, tuple(term for _, term in words[start:end])


def _each(others: Mapping[_Term, float]) -> Iterator[tuple[str, float]]:
    for other, weight in others.items():
        yield from ((word, weight) for word in other)


def _gathered(text: str, one: float, many: float) -> tuple[_Others, frozenset[str]]:
    """Return the synonyms of a text with the weights of one word and of many, and what counts in capitals only."""
    others: dict[_Term, dict[_Term, float]] = {}
    capitals: set[str] = set()
    for line in word_lists.lines(text):
        left, arrow, right = line.partition("=>")
        from_words = [word.strip() for word in left.split(",") if word.strip()]
        to_words = [word.strip() for word in right.split(",") if word.strip()] if arrow else from_words
        capitals.update(word.lower() for word in from_words if len(word) <= 2 and word.isupper())
        targets = {tuple(dutch.terms(word)): None for word in to_words}
        for word in from_words:
            if term := tuple(dutch.terms(word)):
                weighed = {other: one if len(other) == 1 else many for other in targets if other and other != term}
                others.setdefault(term, {}).update(weighed)
    return others, frozenset(capitals)


@cache
def _shipped_near() -> _Others:
    # An index is opened anew after each ingest; these lists take some 20 ms to read and never change.
    return _near(word_lists.shipped("general-synonyms.nl.txt"), word_lists.shipped("verb-forms.nl.txt"))


def _near(general: str, forms: str) -> _Others:
    others, _ = _gathered(general, NEAR, NEAR_MANY)
    return _in_all_forms(others, _forms(forms))


def _forms(text: str) -> dict[_Term, tuple[_Term, ...]]:
    """Return, for the index term of each form of a verb, those of all its forms."""
    found: dict[_Term, tuple[_Term, ...]] = {}
    for line in word_lists.lines(text):
        terms = tuple(dict.fromkeys(tuple(dutch.terms(form)) for form in line.split()))
        found.update(dict.fromkeys(terms, terms))
    return found


def _in_all_forms(near: _Others, forms: Mapping[_Term, tuple[_Term, ...]]) -> _Others:
    """Return words near in meaning for all forms of verbs, and the forms of one verb for each other."""
    found: dict[_Term, dict[_Term, float]] = {}
    for term, others in near.items():
        for form in forms.get(term, (term,)):
            weighed = found.setdefault(form, {})
            for other, weight in others.items():
                for one in forms.get(other, (other,)):
                    if one != form:
                        weighed[one] = max(weight, weighed.get(one, 0.0))
    for term, same in forms.items():
        found.setdefault(term, {}).update({other: FORM for other in same if other != term})
    return found
