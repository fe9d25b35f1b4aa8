"""How well a stretch of the documents bears on a question, and whether that is enough to answer."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.asking.patterns import content_terms
from assistant.asking.question import Question
from assistant.asking.wanted import Reads, Wanted
from corpus.types import Document, Hit, Passage, Unit

HEADING, COVERAGE, LIKENESS, WORDING, FIRST, RANK = 0.30, 0.20, 0.20, 0.20, 0.05, 0.05
"""Shares of the signals in the score of a stretch, which lies between 0 and 1."""

FEWEST_WORDS = 2
"""A stretch of fewer words, such as *Art. 3.* or *§ 1.*, is never quoted."""

KEY_BONUS = 0.15
"""A table row whose first cell was asked for is the row that was looked up."""

_WORD = re.compile(r"\w+")


class Searched(Reads, Protocol):
    """What answering needs from an index."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the index."""

    def section(self, document: str, section: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages directly under a path of headings."""

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text."""

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


def stretches(question: Question, hits: Sequence[Hit], index: Searched, wanted: Wanted) -> list[Stretch]:
    """Return every quotable stretch of the hits, best first; equal scores keep the order of the search."""
    pairs = [
        (rank, hit.passage, unit)
        for rank, hit in enumerate(hits)
        for unit in hit.passage.units
        if unit.kind != "heading" and _says_something(hit.passage.text[unit.start : unit.end])
    ]
    if not pairs:
        return []
    headings = _headings(hits, index, wanted, question)
    likeness = index.likeness(
        question.text, [f"{_heading(passage)} {passage.text[unit.start : unit.end]}" for _, passage, unit in pairs]
    )
    found = [
        _stretch(passage, unit, headings[_heading(passage)], float(like), 1 - rank / len(hits), index, wanted)
        for (rank, passage, unit), like in zip(pairs, likeness, strict=True)
    ]
    return sorted(found, key=lambda stretch: -stretch.score)


@dataclass(frozen=True, slots=True)
class _Heading:
    terms: tuple[str, ...]
    agreement: float
    wording: float
    echo: float


def _headings(hits: Sequence[Hit], index: Searched, wanted: Wanted, question: Question) -> dict[str, _Heading]:
    """Read each heading once; many stretches stand under the same one."""
    titles = {_heading(hit.passage) for hit in hits}
    terms = {title: content_terms(title) for title in titles}
    rarities = index.rarities(tuple({term for found in terms.values() for term in found}))
    return {
        title: _Heading(
            tuple(index.terms(title)),
            _agreement(wanted, index.terms(title), {term: rarities[term] for term in terms[title]}),
            _same_wording(question.text, title),
            wanted.holds(terms[title]),
        )
        for title in titles
    }


def _stretch(
    passage: Passage, unit: Unit, heading: _Heading, likeness: float, rank: float, index: Searched, wanted: Wanted
) -> Stretch:
    text = passage.text[unit.start : unit.end]
    coverage = wanted.covered_by((*heading.terms, *index.terms(text)))
    keyed = unit.kind == "row" and _is_asked_for(text.split("\t")[0], wanted)
    first = unit is passage.units[0]
    return Stretch(
        passage, unit, heading.agreement, coverage, likeness, heading.wording, first, rank, keyed, heading.echo
    )


def _is_asked_for(cell: str, wanted: Wanted) -> bool:
    found = content_terms(cell)
    return bool(found) and wanted.asked.issuperset(found)


def _says_something(text: str) -> bool:
    """Numbers of articles and paragraphs that stand alone prove nothing."""
    letters = [word for word in _WORD.findall(text) if word.isalpha()]
    return len(letters) >= FEWEST_WORDS


def _agreement(wanted: Wanted, heading: Collection[str], own: Mapping[str, float]) -> float:
    """Return the harmonic mean of how much of the question the heading covers, and of the heading the question.

    `own` gives the weights of the heading's own terms, without the parts of its compounds.
    """
    there = wanted.covered_by(heading)
    total = math.fsum(own.values())
    back = math.fsum(weight for term, weight in own.items() if term in wanted.terms) / total if total else 0.0
    return 2 * there * back / (there + back) if there + back else 0.0


def _same_wording(question: str, heading: str) -> float:
    """Return Dice's coefficient over all words, small ones too: *wanneer niet* is not *wanneer*."""
    mine, theirs = set(_WORD.findall(question.lower())), set(_WORD.findall(heading.lower()))
    return 2 * len(mine & theirs) / max(len(mine) + len(theirs), 1)


def _heading(passage: Passage) -> str:
    return passage.section[-1] if passage.section else ""
