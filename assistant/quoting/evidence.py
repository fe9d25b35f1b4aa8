"""How well each stretch of the documents found bears on a question: signals, weighed as calibration questions taught.

A stretch is what can be quoted by itself: a sentence, an item of a list, a row of a table.
"""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from assistant.asking import values
from assistant.asking.patterns import content_terms, gives_verdict, leads_in, matches, says_not_found
from assistant.asking.question import Question
from assistant.asking.wanted import Reads, Wanted
from assistant.quoting import wording
from corpus.types import Document, Hit, Passage, Unit

FEWEST_WORDS: Final = 2
"""A stretch of fewer words, such as *Art. 3.* or *§ 1.*, is never quoted."""

LONG: Final = 40
"""Words from which on a stretch counts as long as can be."""

SHORT: Final = 5
"""A stretch of fewer words seldom says a whole thing."""

SIGNALS: Final = (
    "heading", "wording", "heading_coverage", "coverage", "text_coverage", "passage_coverage",
    "likeness", "text_likeness", "first", "heading_first", "rank", "found",
    "verdict", "other_verdict", "value", "lacks_value", "counts", "keyed", "row", "item", "enumerates",
    "defines", "short", "not_found", "leads_in", "numbers", "negation", "turned_round",
    "numbered", "leans_back", "asks", "pairs", "length",
)  # fmt: skip
"""What is seen of a stretch, in the order of its numbers; `_signals` says what each is."""

Floats = npt.NDArray[np.float64]

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
    """A unit of a passage that bears on a question.

    `score` compares stretches of one question: the higher, the sooner it answers. `heading` is how far the heading
    above it and the question agree, `echo` the plain share of the heading's words that the question holds,
    `coverage` the share of the question, by rarity, that heading and text cover: each between 0 and 1. `keyed` marks
    a table row whose first cell was asked for. `signals` are the numbers behind the score, in the order of SIGNALS.
    """

    passage: Passage
    unit: Unit
    score: float
    heading: float
    echo: float
    coverage: float
    first: bool = False
    keyed: bool = False
    signals: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.unit.start : self.unit.end]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for in the score of a stretch."""

    values: Floats

    @classmethod
    def of(cls, named: Mapping[str, float]) -> "Weights":
        """Return the weights given by name. Raises KeyError when a signal has none."""
        return cls(np.array([named[name] for name in SIGNALS]))


@cache
def built_in() -> Weights:
    """Return the weights that travel with the product; `python -m evals calibrate` makes them."""
    file = resources.files("assistant").joinpath("quoting", "weights.json")
    return Weights.of(json.loads(file.read_text(encoding="utf-8"))["stretch"])


def stretches(
    question: Question, hits: Sequence[Hit], index: Searched, wanted: Wanted, *, weights: Weights | None = None
) -> list[Stretch]:
    """Return every quotable stretch of the hits, best first; equal scores keep the order of the search."""
    pairs = [
        (rank, hit, unit)
        for rank, hit in enumerate(hits)
        for unit in hit.passage.units
        if unit.kind != "heading" and _says_something(hit.passage.text[unit.start : unit.end])
    ]
    if not pairs:
        return []
    headings = _headings([hit.passage for hit in hits], index, wanted, question)
    texts = [hit.passage.text[unit.start : unit.end] for _, hit, unit in pairs]
    titled = [f"{_heading(hit.passage)} {text}" for (_, hit, _), text in zip(pairs, texts, strict=True)]
    like = index.likeness(question.text, [*titled, *texts]).reshape(2, -1).T.tolist()
    things = things_counted(question, index)
    covered = {hit.passage.id: _covered(hit.passage, index, wanted) for hit in hits}
    seen = [
        _seen(question, place, headings[_heading(place[1].passage)], covered, likeness, (index, wanted, hits, things))
        for place, likeness in zip(pairs, like, strict=True)
    ]
    scores = np.array([one.signals for one in seen]) @ (weights or built_in()).values
    found = [one.stretch(float(score)) for one, score in zip(seen, scores, strict=True)]
    return sorted(found, key=lambda stretch: -stretch.score)


@dataclass(frozen=True, slots=True)
class _Heading:
    terms: tuple[str, ...]
    agreement: float
    wording: float
    coverage: float
    echo: float


@dataclass(frozen=True, slots=True)
class _Seen:
    passage: Passage
    unit: Unit
    heading: _Heading
    coverage: float
    first: bool
    keyed: bool
    signals: tuple[float, ...]

    def stretch(self, score: float) -> Stretch:
        return Stretch(
            self.passage,
            self.unit,
            score,
            self.heading.agreement,
            self.heading.echo,
            self.coverage,
            self.first,
            self.keyed,
            self.signals,
        )


def _seen(
    question: Question,
    place: tuple[int, Hit, Unit],
    heading: _Heading,
    covered: Mapping[str, float],
    likeness: Sequence[float],
    around: tuple[Searched, Wanted, Sequence[Hit], frozenset[str]],
) -> _Seen:
    rank, hit, unit = place
    index, wanted, hits, things = around
    passage, text = hit.passage, hit.passage.text[unit.start : unit.end]
    terms = index.terms(text)
    coverage = wanted.covered_by((*heading.terms, *terms))
    keyed = unit.kind == "row" and _is_asked_for(text.split("\t")[0], wanted)
    first = unit is passage.units[0]
    signals = _what_it_says(question, text, wanted) | {
        # The heading above it: harmonic mean of how far it and the question cover each other; the same small words;
        # how much of the question it covers.
        "heading": heading.agreement,
        "wording": heading.wording,
        "heading_coverage": heading.coverage,
        # How much of the question is covered by heading and text, by the text alone, by the whole passage.
        "coverage": coverage,
        "text_coverage": wanted.covered_by(terms),
        "passage_coverage": covered[passage.id],
        # Cosine between the question and heading with text, and the text alone.
        "likeness": likeness[0],
        "text_likeness": likeness[1],
        # Whether it opens its passage, and under a heading that agrees; where the search put its passage.
        "first": first,
        "heading_first": heading.agreement * first,
        "rank": 1 - rank / len(hits),
        "found": math.exp(min(hit.score - hits[0].score, 0.0)),
        # A number right before what is counted.
        "counts": bool(things) and values.counts(text, things, index.terms),
        "keyed": keyed,
        "row": unit.kind == "row",
        "item": unit.kind == "item",
        "numbers": bool(question.numbers) and question.numbers <= {*heading.terms, *terms},
        # Whether it, or its heading, bears the number asked for (*tip 7*).
        "numbered": wording.numbered(question.asked, text, _heading(passage)),
    }
    return _Seen(passage, unit, heading, coverage, first, keyed, tuple(float(signals[name]) for name in SIGNALS))


def _what_it_says(question: Question, text: str, wanted: Wanted) -> dict[str, float]:
    """Return the signals that need only the question and the words of a stretch."""
    kinds = question.asked_for.intersection(values.KINDS)
    met = sum(values.holds(kind, text, question.text) for kind in kinds)
    yes_no, verdict = "yes_no" in question.asked_for, gives_verdict(text)
    not_asked, not_said = (matches("negation", "says", words) for words in (question.asked, text))
    length = len(_WORD.findall(text))
    return {
        # What kind of sentence it is, beside what was asked for.
        "verdict": yes_no and verdict,
        "other_verdict": verdict and not yes_no,
        # The share of the kinds of value asked for that it holds, or lacks.
        "value": met / len(kinds) if kinds else 0.0,
        "lacks_value": 1 - met / len(kinds) if kinds else 0.0,
        "enumerates": "list" in question.asked_for and wording.enumerates(text),
        "defines": "definition" in question.asked_for and wording.defines(text, wanted),
        "not_found": says_not_found(text),
        "leads_in": leads_in(text),
        "negation": not_asked and not_said,
        "turned_round": not_said and not not_asked,
        # Whether it points to the sentence before it, or asks something itself; the share of neighbouring words of the
        # question that are neighbours here; how long it is.
        "leans_back": wording.leans_back(text),
        "asks": wording.asks(text),
        "pairs": wording.pairs_met(content_terms(question.text), content_terms(text)),
        "short": length < SHORT,
        "length": min(length, LONG) / LONG,
    }


def things_counted(question: Question, index: Reads) -> frozenset[str]:
    """Return the index terms of what a question wants counted, and of what may stand in its place; none for none."""
    word = values.counted(question.text) if "how_many" in question.asked_for else ""
    return frozenset(term for term, _ in index.read(word).terms) if word else frozenset()


def _covered(passage: Passage, index: Searched, wanted: Wanted) -> float:
    return wanted.covered_by(index.terms("\n".join((*passage.section, passage.text))))


def _headings(passages: Sequence[Passage], index: Searched, wanted: Wanted, question: Question) -> dict[str, _Heading]:
    """Read each heading once; many stretches stand under the same one."""
    titles = {_heading(passage) for passage in passages}
    terms = {title: content_terms(title) for title in titles}
    rarities = index.rarities(tuple({term for found in terms.values() for term in found}))
    return {
        title: _Heading(
            tuple(index.terms(title)),
            _agreement(wanted, index.terms(title), {term: rarities[term] for term in terms[title]}),
            _same_wording(question.text, title),
            wanted.covered_by(index.terms(title)),
            wanted.holds(terms[title]),
        )
        for title in titles
    }


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
    worths = wanted.worths
    back = math.fsum(weight * worths.get(term, 0.0) for term, weight in own.items()) / total if total else 0.0
    return 2 * there * back / (there + back) if there + back else 0.0


def _same_wording(question: str, heading: str) -> float:
    """Return Dice's coefficient over all words, small ones too: *wanneer niet* is not *wanneer*."""
    mine, theirs = set(_WORD.findall(question.lower())), set(_WORD.findall(heading.lower()))
    return 2 * len(mine & theirs) / max(len(mine) + len(theirs), 1)


def _heading(passage: Passage) -> str:
    return passage.section[-1] if passage.section else ""
