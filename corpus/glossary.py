"""Words and phrases of another language with what they are in Dutch, from the lists in `corpus/lists`."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Self

from corpus import dutch, word_lists
from corpus.stemming import WordStemmer

BEGINS: Final = "^"
"""Stands before words that mean this only where a question begins: *qui paie* is *wie*, *les communes qui* is *die*."""

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ELIDED = re.compile(r"([cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_INVERTED = re.compile(
    r"-(?:t-)?(?=(?:il|ils|elle|elles|on|nous|vous|je|tu|ce|y|en|les?|la|leur|moi|lui|là|ci)$)", re.IGNORECASE
)
_SUBJECTS: Final = frozenset({"il", "ils", "elle", "elles"})
_ANDS: Final = frozenset({"and", "but", "et", "mais"})
_PARTED = re.compile(r"[^\w\s'’-]")
_TIED = re.compile(r"'(?:s|re|ve|ll|d|m)$")
# Typed without accents, *approuvees* keeps the endings that Snowball's French takes off *approuvées*.
_PLAIN_ENDING = re.compile(r"(?<=\w{2})e(?=es?$)")

Dutch = tuple[str, ...]
"""Dutch words or phrases, best first; none for a word that says nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text, in pieces where the language ties words together.

    `typed` leaves out what is tied to it; `word` is in lower case with its accents: *ou* is not *où*.
    """

    start: int
    end: int
    typed: str
    word: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a text and its Dutch: None when nobody knows it, as with names."""

    start: int
    end: int
    typed: str
    dutch: Dutch | None


_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Forms:
    """Words under which an entry is found: with accents, folded, and without endings."""

    words: _Words
    folded: _Words
    stems: _Words

    def part(self, start: int, end: int, *, begins: bool = False) -> "_Forms":
        before = (BEGINS,) if begins else ()
        return _Forms(*((*before, *words[start:end]) for words in (self.words, self.folded, self.stems)))


class Glossary:
    """What is known of one language. Threads may share it."""

    def __init__(self, language: str, entries: Iterable[tuple[str, Dutch]]) -> None:
        """`language` is en or fr; `entries` are words or phrases with their Dutch, of which the first one counts."""
        entries = [*entries]
        self._language = language
        self._stemmer = WordStemmer({"en": "english", "fr": "french"}[language])
        self._tied = {word for entry, _ in entries for word in dutch.fold(entry.lstrip(BEGINS)).split() if "'" in word}
        self._exact: dict[_Words, Dutch] = {}
        self._folded: dict[_Words, Dutch] = {}
        self._bent: dict[_Words, list[_Words]] = {}
        self._longest = 1
        for entry, meaning in entries:
            tokens = [*self._split(entry.lstrip(BEGINS))]
            forms = self._forms(tokens).part(0, len(tokens), begins=entry.startswith(BEGINS))
            if not tokens or forms.words in self._exact:
                continue
            self._exact[forms.words] = meaning
            self._longest = max(self._longest, len(tokens))
            if forms.folded not in self._folded:
                self._folded[forms.folded] = meaning
                if "'" not in entry or language == "fr":
                    self._bent.setdefault(forms.stems, []).append(forms.folded)

    @classmethod
    def shipped(cls, language: str, *lists: str) -> Self:
        """Return the glossary of these lists that come with the product; the first of two meanings counts."""
        return cls(language, (entry for name in lists for entry in read(word_lists.shipped(name))))

    def __len__(self) -> int:
        """How many words and phrases there are."""
        return len(self._exact)

    def of_word(self, word: str) -> Dutch | None:
        """Return the Dutch for one word, folded or not; None when it is not known."""
        return self._meaning(self._forms([self._token(word, 0)]))

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text. Words tied by hyphens are one when they begin with a capital, as names do."""
        found: list[Token] = []
        for token in self._split(text):
            if found and self._are_one_name(text, found[-1], token):
                whole = text[found[-1].start : token.end]
                found[-1] = Token(found[-1].start, token.end, whole, whole.lower())
            else:
                found.append(token)
        return found

    def units(self, text: str, *, is_name: Callable[[str], bool] = str.isdigit) -> list[Unit]:
        """Return the words and phrases of a text, the longest known ones, in order.

        `is_name` tells of a word with a capital inside a sentence whether to keep it rather than bend it.
        """
        tokens = self.tokens(text)
        forms = self._forms(tokens)
        units: list[Unit] = []
        position, begins = 0, True
        while position < len(tokens):
            together = _together(text, tokens[position : position + self._longest])
            length, meaning = self._longest_at(forms, position, together, begins=begins)
            first, last = tokens[position], tokens[position + length - 1]
            if length == 1 and position and first.typed[:1].isupper() and is_name(first.typed):
                known = forms.words[position : position + 1] in self._exact
                meaning = meaning if known and not _is_small(meaning) else None
            typed = first.typed if length == 1 else text[first.start : last.end]
            units.append(Unit(first.start, last.end, typed, meaning))
            # *Et qui paie ?* begins behind its first word.
            begins = begins and first.word in _ANDS
            position += length
        return units

    def _longest_at(self, forms: _Forms, position: int, together: int, *, begins: bool) -> tuple[int, Dutch | None]:
        for length in range(together, 0, -1):
            end = position + length
            if begins and (found := self._meaning(forms.part(position, end, begins=True))) is not None:
                return length, found
            if (found := self._meaning(forms.part(position, end))) is not None:
                return length, found
        return 1, None

    def _meaning(self, forms: _Forms) -> Dutch | None:
        """Return the Dutch of these words, or of those with the same stems that look most like them."""
        found = self._exact.get(forms.words)
        if found is None:
            found = self._folded.get(forms.folded)
        if found is not None or (near := self._bent.get(forms.stems)) is None:
            return found
        typed = " ".join(forms.folded)
        return self._folded[max(near, key=lambda key: (_shared(" ".join(key), typed), -sum(map(len, key))))]

    def _forms(self, tokens: Sequence[Token]) -> _Forms:
        words = tuple(token.word for token in tokens)
        return _Forms(words, tuple(map(dutch.fold, words)), tuple(map(self._stem, words)))

    # ---- words as they are tied together ----

    def _split(self, text: str) -> Iterator[Token]:
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            while self._language == "fr" and (elided := _ELIDED.match(text, start, end)):
                yield Token(start, elided.end(), elided.group(), f"{elided[1].lower()}e")
                start = elided.end()
            yield from self._parts(text[start:end], start)

    def _parts(self, piece: str, start: int) -> Iterator[Token]:
        inverted = _INVERTED.search(piece) if self._language == "fr" else None
        body = piece[: inverted.start()] if inverted else piece
        parts = body.split("-") if all(part.isalpha() for part in body.split("-")) else [body]
        tokens: list[Token] = []
        for part in parts:
            tokens.append(self._token(part, start + sum(len(token.typed) + 1 for token in tokens)))
        if inverted and dutch.fold(piece[inverted.end() :]) in _SUBJECTS:
            # *Peut-elle* says no more than *peut*.
            tokens[-1] = replace(tokens[-1], end=start + len(piece))
        elif inverted:
            tokens.append(self._token(piece[inverted.end() :], start + inverted.end()))
        yield from tokens

    def _token(self, typed: str, start: int) -> Token:
        word = typed.lower().replace("’", "'")
        tied = _TIED.search(word) if self._language == "en" and dutch.fold(word) not in self._tied else None
        if tied:
            return Token(start, start + len(typed), typed[: tied.start()], word[: tied.start()])
        return Token(start, start + len(typed), typed, word)

    def _are_one_name(self, text: str, one: Token, other: Token) -> bool:
        is_tied = one.end + 1 == other.start and text[one.end] == "-" and one.typed[:1].isupper()
        is_verb = self._language == "fr" and _INVERTED.match(f"-{other.typed}")
        return is_tied and not is_verb and (one.word, other.word) not in self._exact

    def _stem(self, word: str) -> str:
        if self._language == "en":
            return self._stemmer.of(dutch.fold(word))
        return dutch.fold(self._stemmer.of(_PLAIN_ENDING.sub("é", word) if word.isascii() else word))


def read(text: str) -> Iterator[tuple[str, Dutch]]:
    """Yield the entries of a list: `word, phrase = Dutch, Dutch`; lines without = go on below."""
    for left, right in word_lists.pairs(word_lists.continued(text)):
        meaning = tuple(filter(None, (part.strip() for part in right.split(","))))
        yield from ((entry.strip(), meaning) for entry in left.split(",") if entry.strip())


def _together(text: str, tokens: Sequence[Token]) -> int:
    """Return how many of these words stand together, with no comma or bracket between them."""
    pairs = enumerate(pairwise(tokens), 1)
    return next((count for count, (one, other) in pairs if _PARTED.search(text, one.end, other.start)), len(tokens))


def _shared(one: str, other: str) -> int:
    """Return how many letters two words have in common from the beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _is_small(meaning: Dutch | None) -> bool:
    return meaning is not None and says_nothing(meaning)


def says_nothing(meaning: Dutch) -> bool:
    """Tell whether Dutch words are all such as say nothing about a subject: *wie*, *van de*."""
    return all(dutch.is_stop_word(word) for phrase in meaning for word in phrase.split())
