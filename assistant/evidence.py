"""How well a stretch of the documents bears on a question, and whether that is enough to answer."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from assistant.question import Question, content_terms
from corpus.types import Document, Hit, Passage, Unit

EARLIER_WEIGHT = 0.5
"""What a follow-up borrows from the question before it weighs half: the new words say what is wanted."""

HEADING, COVERAGE, LIKENESS, WORDING, FIRST, RANK = 0.30, 0.20, 0.20, 0.20, 0.05, 0.05
"""Shares of the signals in the score of a stretch, which lies between 0 and 1."""

FEWEST_WORDS = 2
"""A stretch of fewer words, such as *Art. 3.* or *§ 1.*, is never quoted."""

KEY_BONUS = 0.15
"""A table row whose first cell was asked for is the row that was looked up."""

_WORD = re.compile(r"\w+")


class Searched(Protocol):
    """What answering needs from an index."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the index."""

    def search(self, question: str, *, k: int = 10, documents: Collection[str] | None = None) -> tuple[Hit, ...]:
        """Return passages, best first."""

    def section(self, document: str, section: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages directly under a path of headings."""

    def rarities(self, terms: Sequence[str]) -> dict[str, float]:
        """Return, for each term, how rare it is: the natural logarithm of passages over passages that hold it."""

    def likeness(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """Return the cosine between a question and each text."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A unit of a passage with the signals that bear on the question, each between 0 and 1.

    `heading` and `coverage` weigh words by their rarity; `echo` is the plain share of the heading's words that the
    question holds. `keyed` marks a table row whose first cell was asked for.
    """

    passage: Passage
    unit: Unit
    heading: float
    coverage: float
    likeness: float
    wording: float
    first: bool
    rank: float
    keyed: bool = False
    echo: float = 1.0

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.unit.start : self.unit.end]

    @property
    def score(self) -> float:
        """How well the stretch answers, between 0 and 1."""
        signals = (self.heading, self.coverage, max(self.likeness, 0.0), self.wording, float(self.first), self.rank)
        shares = (HEADING, COVERAGE, LIKENESS, WORDING, FIRST, RANK)
        summed = math.fsum(share * signal for share, signal in zip(shares, signals, strict=True))
        return min(summed + (KEY_BONUS if self.keyed else 0.0), 1.0)


def weights_of(question: Question, index: Searched) -> dict[str, float]:
    """Return the weight of each term of the question: its rarity, less for what a follow-up borrows."""
    rarities = index.rarities((*question.terms, *question.earlier_terms))
    earlier = set(question.earlier_terms)
    return {term: value * (EARLIER_WEIGHT if term in earlier else 1.0) for term, value in rarities.items()}


def stretches(question: Question, hits: Sequence[Hit], index: Searched, weights: Mapping[str, float]) -> list[Stretch]:
    """Return every quotable stretch of the hits, best first; equal scores keep the order of the search."""
    pairs = [
        (rank, hit.passage, unit)
        for rank, hit in enumerate(hits)
        for unit in hit.passage.units
        if unit.kind != "heading" and _says_something(hit.passage.text[unit.start : unit.end])
    ]
    if not pairs:
        return []
    heading_weights = index.rarities(tuple({t for h in hits for t in _terms(_heading(h.passage))}))
    likeness = index.likeness(
        question.text, [f"{_heading(passage)} {passage.text[unit.start : unit.end]}" for _, passage, unit in pairs]
    )
    found = [
        Stretch(
            passage,
            unit,
            _agreement(weights, _terms(_heading(passage)), heading_weights),
            covered(weights, (*_terms(_heading(passage)), *_terms(passage.text[unit.start : unit.end]))),
            float(like),
            _same_wording(question.asked, _heading(passage)),
            unit is passage.units[0],
            1 - rank / len(hits),
            unit.kind == "row" and _is_asked_for(passage.text[unit.start : unit.end].split("\t")[0], weights),
            _echo(_terms(_heading(passage)), weights),
        )
        for (rank, passage, unit), like in zip(pairs, likeness, strict=True)
    ]
    return sorted(found, key=lambda stretch: -stretch.score)


def _echo(heading: Collection[str], weights: Mapping[str, float]) -> float:
    return len(weights.keys() & set(heading)) / max(len(set(heading)), 1)


def _is_asked_for(cell: str, weights: Mapping[str, float]) -> bool:
    found = _terms(cell)
    return bool(found) and all(term in weights for term in found)


def _says_something(text: str) -> bool:
    """Numbers of articles and paragraphs that stand alone prove nothing."""
    return sum(word.isalpha() for word in _WORD.findall(text)) >= FEWEST_WORDS


def covered(weights: Mapping[str, float], found: Collection[str]) -> float:
    """Return the share of the question's weight that these terms cover, between 0 and 1; 1 for a weightless one."""
    total = math.fsum(weights.values())
    return math.fsum(weights[term] for term in weights.keys() & set(found)) / total if total else 1.0


def _agreement(weights: Mapping[str, float], heading: Collection[str], heading_weights: Mapping[str, float]) -> float:
    """Return Dice's coefficient between question and heading, each term by its weight."""
    total = math.fsum(weights.values()) + math.fsum(heading_weights.get(term, 0.0) for term in heading)
    shared = math.fsum(weights[term] for term in weights.keys() & set(heading))
    return min(2 * shared / total, 1.0) if total else 0.0


def _same_wording(question: str, heading: str) -> float:
    """Return Dice's coefficient over all words, small ones too: *wanneer niet* is not *wanneer*."""
    mine, theirs = set(_WORD.findall(question.lower())), set(_WORD.findall(heading.lower()))
    return 2 * len(mine & theirs) / max(len(mine) + len(theirs), 1)


def _heading(passage: Passage) -> str:
    return passage.section[-1] if passage.section else ""


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[str, ...]:
    return content_terms(text)
