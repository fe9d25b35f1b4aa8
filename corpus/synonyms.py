"""Other words for what was asked, from files that people edit."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from corpus import dutch, word_lists
from corpus.errors import SettingError

# The weight of one word that means the same; the words of a longer term share more than that between them.
ONE_WORD = 0.5
MANY_WORDS = 0.3
# Longer terms than this many content words are not looked for.
LONGEST = 5

_Term = tuple[str, ...]


class Synonyms:
    """Which terms may stand for which. Threads may share it."""

    def __init__(self, others: Mapping[_Term, Sequence[_Term]], capitals: frozenset[str]) -> None:
        """`others` maps index terms of a word or phrase to those of its synonyms; `capitals` must be typed so."""
        self._others = others
        self._capitals = capitals

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
        return cls.of("\n".join(texts))

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the synonyms of a text in the form of synonyms.nl.txt."""
        others: dict[_Term, dict[_Term, None]] = {}
        capitals: set[str] = set()
        for line in word_lists.lines(text):
            left, arrow, right = line.partition("=>")
            from_words = [word.strip() for word in left.split(",") if word.strip()]
            to_words = [word.strip() for word in right.split(",") if word.strip()] if arrow else from_words
            capitals.update(word.lower() for word in from_words if len(word) <= 2 and word.isupper())
            targets = dict.fromkeys(tuple(dutch.terms(word)) for word in to_words)
            for word in from_words:
                if term := tuple(dutch.terms(word)):
                    others.setdefault(term, {}).update({other: None for other in targets if other and other != term})
        return cls({term: tuple(found) for term, found in others.items()}, frozenset(capitals))

    def widened(self, words: Sequence[tuple[str, str]]) -> Iterator[tuple[str, float]]:
        """Yield other terms with their weight; `words` are the words as typed with their index term, in order."""
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                term = tuple(term for _, term in words[start:end])
                if term in self._others and not self._unlike_typed(term, words[start][0]):
                    yield from self._weighted(term)

    def _unlike_typed(self, term: _Term, typed: str) -> bool:
        return len(term) == 1 and typed.lower() in self._capitals and not typed.isupper()

    def _weighted(self, term: _Term) -> Iterator[tuple[str, float]]:
        for other in self._others[term]:
            weight = ONE_WORD if len(other) == 1 else MANY_WORDS
            yield from ((word, weight) for word in other)
