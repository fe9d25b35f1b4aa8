"""How the texts and questions of one index become weighted terms. It is made at ingest and kept with the index."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from corpus import dutch, lexicon
from corpus.compounds import Splitter, parts_of, usual_parts
from corpus.ledger import Ledger
from corpus.reading_questions import Reader
from corpus.spelling import count_of
from corpus.synonyms import Near, Synonyms

VOCABULARY = "vocabulary.txt"
LEXICON = "lexicon.txt"
PARTS = "parts.txt"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search reads it.

    `typed` are the words as given, `text` those words with typing errors mended, or in Dutch for a question in another
    language; `terms` are index terms, each once, with their weight (1 for a word that was asked, less for what it may
    also mean). `read_as` pairs each mended word with what was read. `language` is an ISO 639-1 code. `near` are terms
    near in meaning: they help to find passages and are never taken for what was asked.
    """

    typed: str
    text: str
    terms: tuple[tuple[str, float], ...]
    read_as: tuple[tuple[str, str], ...] = ()
    language: str = "nl"
    near: tuple[Near, ...] = ()


class Analysis:
    """What an index knows of words: enough to split, mend and widen them. Threads may share it."""

    def __init__(self, vocabulary: Ledger, known: Ledger, parts: dict[str, float], synonyms: Synonyms) -> None:
        """`vocabulary` are the words of the index, `known` those of Dutch, `parts` those that compounds are made of."""
        self._vocabulary, self._known, self._parts, self._synonyms = vocabulary, known, parts, synonyms
        splitter = Splitter(parts)
        self._terms = dutch.TermsOfWord(splitter.split)
        self._reader = Reader(vocabulary, known, splitter, self._terms, synonyms)

    @classmethod
    def build(cls, texts: Iterable[str], *, extra: Path | None = None) -> Self:
        """Learn the words of these texts: those of all passages of an index, with titles and headings.

        `extra` is a file of somebody's own synonyms. Raises SettingError when it cannot be read.
        """
        counts = _counted(texts)
        parts = parts_of(_usual_parts(), counts)
        return cls(Ledger.of(_noted(counts)), _dutch_words(), parts, Synonyms.read(extra))

    @classmethod
    def open(cls, folder: Path, *, extra: Path | None = None) -> Self:
        """Return what `save` wrote. Raises OSError, ValueError, and SettingError for synonyms that cannot be read."""
        parts = dict(line.split("\t") for line in (folder / PARTS).read_text("utf-8").splitlines())
        frequencies = {part: float(frequency) for part, frequency in parts.items()}
        vocabulary, known = Ledger.open(folder / VOCABULARY), Ledger.open(folder / LEXICON)
        return cls(vocabulary, known, frequencies, Synonyms.read(extra))

    def grown(self, texts: Iterable[str]) -> Self:
        """Return it with the words of more texts. Compounds are split as before, so that old terms stay right."""
        notes = _noted(_counted(texts))
        for word, note in self._vocabulary:
            count, _, surface = note.partition(" ")
            more = count_of(notes[word]) if word in notes else 0
            is_marked = surface and (word not in notes or " " in notes[word])
            notes[word] = f"{int(count) + more} {surface}" if is_marked else str(int(count) + more)
        return type(self)(Ledger.of(notes), self._known, self._parts, self._synonyms)

    def save(self, folder: Path) -> None:
        """Write it into a folder, made where needed."""
        folder.mkdir(parents=True, exist_ok=True)
        self._vocabulary.save(folder / VOCABULARY)
        self._known.save(folder / LEXICON)
        lines = (f"{part}\t{frequency:.2f}\n" for part, frequency in sorted(self._parts.items()))
        (folder / PARTS).write_text("".join(lines), encoding="utf-8")

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text, in reading order; a compound is followed by its parts."""
        return self._terms.of(text)

    def read(self, question: str, language: str | None = None) -> Query:
        """Return a question as the search reads it; in this language (nl, en, fr) where somebody knows it."""
        reading = self._reader.read(question, language)
        return Query(
            question, reading.text, tuple(reading.terms.items()), reading.read_as, reading.language, reading.near
        )


def _counted(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(dutch.words(text)))
    folded: Counter[str] = Counter()
    for word, count in counts.items():
        if any(character.isalpha() for character in word):
            for form in dutch.fold(word).split():
                folded[form] += count
    return folded


def _noted(counts: Counter[str]) -> dict[str, str]:
    """Return words without hyphens and apostrophes with their count; and as written, when they always have these."""
    notes = {word: str(count) for word, count in counts.items() if word.isalnum()}
    for word, count in counts.items():
        if not word.isalnum() and (plain := dutch.unmarked(word)) not in counts:
            notes[plain] = f"{count} {word}"
    return notes


@cache
def _usual_parts() -> dict[str, float]:
    return usual_parts(lexicon.frequencies())


@cache
def _dutch_words() -> Ledger:
    return Ledger.of({word: f"{zipf:.1f}" for word, zipf in lexicon.frequencies().items() if word.isalpha()})
