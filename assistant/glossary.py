"""The hard words of an answer, each with the sentence of the documents that says what it means.

A meaning is found where the documents ask for it themselves: under a heading such as *Wat is een X?* or *Wat betekent
X?*, whose first sentence begins with X. Nothing is made up: a word without such a heading has no meaning here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from assistant.answer import Answer
from corpus.dutch import fold, terms
from corpus.types import Document, Passage

MOST: Final = 6
"""Words explained in one answer; with more, the marks hide the sentence."""

_ASKS = re.compile(r"^wat (?:is|zijn|betekent|betekenen) (?:(?:een|de|het) )?(?P<term>[^?,]{3,60})\?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:een|de|het|’t|'t) ", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


class Reads(Protocol):
    """What a glossary needs of an index."""

    @property
    def documents(self) -> Sequence[Document]:
        """The documents it holds."""

    def passages(self, document: str) -> Sequence[Passage]:
        """The passages of a document, in its order."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means: the sentence at `start` to `end` of a passage, its document's title and its page, from 1."""

    term: str
    words: str
    passage: str
    start: int
    end: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word of an answer: which statement, from 0, where in its words with single spaces, and what it means."""

    statement: int
    start: int
    end: int
    meaning: Meaning


class Glossary:
    """The meanings that the documents of one index give. Threads may share it."""

    def __init__(self, index: Reads) -> None:
        """Nothing is read yet."""
        self._index = index

    def hard_words(self, answer: Answer) -> tuple[HardWord, ...]:
        """Return the words of an answer that have a meaning, each once, unless the answer quotes that meaning."""
        said = {(citation.passage, citation.start) for citation in answer.citations}
        found: list[HardWord] = []
        known: set[Meaning] = set()
        for number, statement in enumerate(answer.statements):
            for start, end, meaning in self._in(" ".join(statement.text.split())):
                if meaning not in known and (meaning.passage, meaning.start) not in said and len(found) < MOST:
                    known.add(meaning)
                    found.append(HardWord(number, start, end, meaning))
        return tuple(found)

    def _in(self, words: str) -> Iterable[tuple[int, int, Meaning]]:
        """Yield where terms stand, the longest at each place."""
        tokens = [(found.start(), found.end(), _stem(found[0])) for found in _TOKEN.finditer(words)]
        place = 0
        while place < len(tokens):
            for length in range(min(self._longest, len(tokens) - place), 0, -1):
                meaning = self._meanings.get(tuple(stem for _, _, stem in tokens[place : place + length]))
                if meaning is not None:
                    yield tokens[place][0], tokens[place + length - 1][1], meaning
                    place += length - 1
                    break
            place += 1

    @cached_property
    def _meanings(self) -> Mapping[tuple[str, ...], Meaning]:
        found = [
            (document.name, meaning)
            for document in self._index.documents
            for passage in self._index.passages(document.name)
            if (meaning := _meaning(passage, document.title))
        ]
        # A list of words says what a word means in the fewest words; other documents say more of it.
        count = Counter(name for name, _ in found)
        found.sort(key=lambda pair: -count[pair[0]])
        meanings: dict[tuple[str, ...], Meaning] = {}
        for _, meaning in found:
            meanings.setdefault(_stems(meaning.term), meaning)
        return meanings

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._meanings), default=0)


def _meaning(passage: Passage, title: str) -> Meaning | None:
    asks = _ASKS.match(passage.section[-1]) if passage.section else None
    if asks is None or not passage.units or passage.units[0].kind != "sentence":
        return None
    unit = passage.units[0]
    words = passage.text[unit.start : unit.end]
    begins = fold(_ARTICLE.sub("", words)).startswith(fold(asks["term"]))
    if not begins or not passage.boxes:
        return None
    page = next((box.page for box in passage.boxes if box.end > unit.start), passage.boxes[0].page)
    return Meaning(asks["term"], " ".join(words.split()), passage.id, unit.start, unit.end, title, page)


def _stems(words: str) -> tuple[str, ...]:
    return tuple(_stem(found[0]) for found in _TOKEN.finditer(words))


def _stem(word: str) -> str:
    return (terms(word) or [fold(word)])[0]
