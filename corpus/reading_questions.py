"""A question, read: what people type in a hurry, split or misspell, in words of the index; and what these also mean."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus import dutch, languages, word_lists
from corpus.compounds import Splitter
from corpus.ledger import Ledger
from corpus.spelling import Speller
from corpus.synonyms import Near, Synonyms
from corpus.translating import Translator, written

PART_WEIGHT = 0.4
"""Weight of the parts of a compound that was asked: nDCG@10 of the lexical stage on the two public sets .858 · .941
at 0, .862 · .945 at .2, .868 · .947 at .4, .868 · .947 at .5, .865 · .948 at .7 (evals/README.md)."""

TRANSLATED, ALSO_TRANSLATED = 1.0, 0.5
"""Weights of the first Dutch word for a word in another language, and of the other ones."""

KNOWN_IN_DUTCH = 2.0
"""A word this common, on the Zipf scale, is right as typed: 1 in 10 million words. Rarer ones of the lexicon are
typing errors too often."""

SHORTEST_HALF = 3
"""Letters of the halves of a word that was split by mistake."""

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ONE_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the mended text, index terms with their weight, and the words that were read as others.

    `near` are terms near in meaning to what was asked, which are not asked for themselves.
    """

    text: str
    terms: dict[str, float]
    read_as: tuple[tuple[str, str], ...] = ()
    language: str = languages.DUTCH
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class _Repair:
    """A stretch of the question and what it is read as; `shown` when a reader would be surprised."""

    start: int
    end: int
    read: str
    shown: bool


class Reader:
    """Reads questions with the words of one index. Threads may share it."""

    def __init__(
        self, vocabulary: Ledger, known: Ledger, splitter: Splitter, terms: dutch.TermsOfWord, synonyms: Synonyms
    ) -> None:
        """`vocabulary` are the words of the index, `known` those of Dutch; `terms` gives a word's index terms."""
        self._vocabulary, self._known, self._splitter, self._synonyms = vocabulary, known, splitter, synonyms
        self._terms = terms
        self._speller = Speller(vocabulary, stem=lambda word: tuple(dutch.terms(word)), parts=splitter.split)

    def read(self, question: str, language: str | None = None) -> Reading:
        """Return a question, read; in this language (nl, en, fr) where somebody knows it."""
        language = language or languages.asked_in(question)
        if language != languages.DUTCH:
            return self._translated(question, language)
        text = in_full(question)
        repairs = [*self._repairs(text)]
        mended = _mended(text, repairs)
        terms = self._weighted(mended)
        for repair in repairs:
            if " " in text[repair.start : repair.end]:
                _add(terms, ((term, 1.0) for term in dutch.terms(text[repair.start : repair.end])))
        typed = _typed(mended)
        _add(terms, self._synonyms.widened(typed))
        near = tuple(one for one in self._synonyms.near(typed) if one.term not in terms)
        read_as = tuple((text[repair.start : repair.end], repair.read) for repair in repairs if repair.shown)
        return Reading(mended, terms, tuple(dict.fromkeys(read_as)), near=near)

    def _weighted(self, text: str) -> dict[str, float]:
        terms: dict[str, float] = {}
        for word in dutch.words(text):
            asked = dutch.terms(word)
            _add(terms, ((term, 1.0 if term in asked else PART_WEIGHT) for term in self._terms[word]))
        return terms

    def _translated(self, text: str, language: str) -> Reading:
        parts = Translator(self._vocabulary).parts(text, language)
        terms: dict[str, float] = {}
        for part in parts:
            _add(terms, ((term, value * part.weight) for term, value in self._weighted(part.typed).items()))
            for position, said in enumerate(part.dutch):
                share = ALSO_TRANSLATED if position else TRANSLATED
                _add(terms, ((term, value * share) for term, value in self._weighted(said).items()))
        in_dutch = written(text, parts)
        for words in (_typed(text), _typed(in_dutch)):
            _add(terms, self._synonyms.widened(words))
        near = tuple(one for one in self._synonyms.near(_typed(in_dutch)) if one.term not in terms)
        return Reading(in_dutch, terms, language=language, near=near)

    # ---- repairs ----

    def _repairs(self, text: str) -> Iterator[_Repair]:
        tokens = [*_TOKEN.finditer(text)]
        position = 0
        while position < len(tokens):
            one, other = tokens[position], tokens[position + 1] if position + 1 < len(tokens) else None
            if other and (joined := self._joined(text, one, other)):
                yield joined
                position += 2
                continue
            if read := self._meant(text, one, first=position == 0):
                yield read
            position += 1

    def _joined(self, text: str, one: re.Match[str], other: re.Match[str]) -> _Repair | None:
        """Return the word of the index that was typed as two."""
        if not _ONE_SPACE.fullmatch(text, one.end(), other.start()):
            return None
        first, second = dutch.fold(one.group()), dutch.fold(other.group())
        halves = (first, second)
        if any(len(half) < SHORTEST_HALF or not half.isalpha() or dutch.is_stop_word(half) for half in halves):
            return None
        for whole in (first + second, f"{first}s{second}"):
            if (note := self._vocabulary.get(whole)) is not None:
                surface = note.partition(" ")[2] or whole
                shown = not all(half in self._vocabulary for half in halves)
                return _Repair(one.start(), other.end(), surface, shown)
        return None

    def _meant(self, text: str, token: re.Match[str], *, first: bool) -> _Repair | None:
        typed, word = token.group(), dutch.fold(token.group())
        note = self._vocabulary.get(word)
        if note is not None:
            surface = note.partition(" ")[2]
            return _Repair(token.start(), token.end(), surface, False) if surface else None
        if word.endswith("s") and word[-2:-1] in tuple("aiouw") and word[:-1] in self._vocabulary:
            return _Repair(token.start(), token.end(), f"{word[:-1]}'s", False)
        if not self._is_strange(typed):
            return self._linked(token, word)
        if text[token.end() : token.end() + 1] == "." and (whole := self._speller.completed(word)):
            return _Repair(token.start(), token.end() + 1, whole, True)
        is_name = typed[:1].isupper() and not first
        found = None if is_name or (word.endswith("s") and word[:-1] in self._known) else self._speller.meant(word)
        return _Repair(token.start(), token.end(), found, True) if found else None

    def _linked(self, token: re.Match[str], word: str) -> _Repair | None:
        """Return the compound of the index with the same parts as this one, linked otherwise."""
        found = self._speller.meant(word) if self._splitter.split(word) and word not in self._known else None
        return _Repair(token.start(), token.end(), found, True) if found else None

    def _is_new(self, typed: str) -> bool:
        """Tell whether the index does not hold a word, which says nothing about whether it is right."""
        word = dutch.fold(typed)
        if not any(character.isalpha() for character in word) or dutch.is_stop_word(word):
            return False
        forms = (dutch.unmarked(word), *dutch.forms(word))
        return not any(form in self._vocabulary for form in forms)

    def _is_strange(self, typed: str) -> bool:
        """Tell whether a word is in no list: not of the index, not of Dutch, no compound of known words."""
        plain = dutch.unmarked(dutch.fold(typed))
        is_known = float(self._known.get(plain) or 0) >= KNOWN_IN_DUTCH or self._splitter.split(plain)
        return self._is_new(typed) and not is_known


def in_full(question: str) -> str:
    """Return a question with everyday spellings written in full: `wnr` is wanneer."""
    pattern, full = _everyday()

    def written(found: re.Match[str]) -> str:
        read = full[_spaced(found.group())]
        return read.capitalize() if found.group()[0].isupper() and found.start() == 0 else read

    return pattern.sub(written, question)


@cache
def _everyday() -> tuple[re.Pattern[str], Mapping[str, str]]:
    full = {_spaced(typed): read for typed, read in word_lists.pairs(word_lists.shipped("everyday.nl.txt"))}
    longest_first = sorted(full, key=lambda typed: (-len(typed), typed))
    typed = "|".join(re.escape(words).replace(r"\ ", r"\s+").replace("'", "['’]") for words in longest_first)
    return re.compile(rf"(?<![\w'’.-])(?:{typed})(?![\w'’-])", re.IGNORECASE), full


def _spaced(typed: str) -> str:
    return " ".join(typed.lower().replace("’", "'").split())


def _typed(text: str) -> list[tuple[str, str]]:
    """Return the words of a text with their whole index term, without those that give none."""
    return [(token.group(), terms[0]) for token in _TOKEN.finditer(text) if (terms := dutch.terms(token.group()))]


def _add(terms: dict[str, float], more: Iterator[tuple[str, float]]) -> None:
    for term, weight in more:
        if weight:
            terms[term] = max(min(weight, 1.0), terms.get(term, 0.0))


def _mended(text: str, repairs: list[_Repair]) -> str:
    for repair in reversed(repairs):
        text = f"{text[: repair.start]}{repair.read}{text[repair.end :]}"
    return text
