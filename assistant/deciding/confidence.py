"""How sure it is that what was picked answers the question: a probability, learnt from the calibration questions.

Logistic regression over signals of the best stretch and of what in the question stays without proof.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.asking import values
from assistant.asking.patterns import content_terms, gives_verdict, says_not_found
from assistant.asking.question import Question
from assistant.finding import Look
from assistant.quoting.evidence import SIGNALS as OF_STRETCH
from assistant.quoting.evidence import Searched, Stretch

SIGNALS: Final = (
    "heading", "wording", "heading_coverage", "coverage", "text_coverage", "passage_coverage", "likeness",
    "text_likeness", "value", "lacks_value", "counts", "defines", "verdict", "row", "negation", "turned_round",
    "together", "heaviest_unmet", "rarest_unmet", "heaviest_untold", "unknown", "names_unmet", "names_untold",
    "numbers_unmet", "nothing_found", "denied", "first_score", "words", "list", "thing_untold", "foreign", "lacks_any",
)  # fmt: skip
"""What the decision sees; `signals` says what each is."""

PARTS: Final = ("mean", "spread", "weight")
"""What is kept of each signal."""

FROM_STRETCH: Final = SIGNALS[:16]
"""Those that the best stretch brings along."""

Floats = npt.NDArray[np.float64]

_NAME = re.compile(r"(?<=\s)[A-ZÀ-Þ][\wÀ-ÿ'’-]+")


@dataclass(frozen=True, slots=True)
class Decider:
    """What each signal counts for; `mean` and `spread` bring signals to a common scale."""

    mean: Floats
    spread: Floats
    weights: Floats
    constant: float

    def probability(self, found: Floats) -> float:
        """Return the probability, between 0 and 1, that the question is answered."""
        return float(1 / (1 + math.exp(-(self.constant + ((found - self.mean) / self.spread) @ self.weights))))

    @classmethod
    def from_json(cls, numbers: Mapping[str, Mapping[str, float]], constant: float) -> "Decider":
        """Read the numbers of each signal. Raises KeyError when a signal has none."""
        mean, spread, weights = (np.array([numbers[name][part] for name in SIGNALS]) for part in PARTS)
        return cls(mean, spread, weights, constant)


@cache
def built_in() -> Decider:
    """Return the numbers that travel with the product; `python -m evals calibrate` makes them."""
    file = resources.files("assistant").joinpath("deciding", "weights.json")
    read = json.loads(file.read_text(encoding="utf-8"))
    return Decider.from_json(read["signals"], read["constant"])


@cache
def enough() -> float:
    """Return the probability from which on a question is answered."""
    file = resources.files("assistant").joinpath("deciding", "weights.json")
    return float(json.loads(file.read_text(encoding="utf-8"))["enough"])


def probability(look: Look, index: Searched) -> float:
    """Return the probability, between 0 and 1, that what was picked answers the question; 0 when nothing was."""
    return built_in().probability(signals(look, index)) if look.selection.best else 0.0


def signals(look: Look, index: Searched) -> Floats:
    """Return the columns SIGNALS for what was picked. Raises ValueError when nothing was."""
    question, wanted, ranked = look.question, look.wanted, look.ranked
    best, picked, is_list = look.selection.best, look.selection.stretches, look.selection.is_list
    if best is None:
        raise ValueError("nothing was picked")
    of_best = dict(zip(OF_STRETCH, best.signals, strict=True))
    sections = {(one.passage.document, one.passage.section): one.passage for one in picked or [best]}
    proof = "\n".join(part for one in sections.values() for part in (*one.section, one.text))
    titles = [document.title for document in index.documents if document.name in {name for name, _ in sections}]
    there = frozenset(index.terms("\n".join([proof, *titles])))
    total = math.fsum(word.weight for word in wanted.words) or 1.0
    unmet = [(word, word.weight * (1 - word.met_by(there))) for word in wanted.words]
    heaviest = max((lack for _, lack in unmet), default=0.0)
    said = frozenset(index.terms("\n".join([*best.passage.section[-1:], best.text])))
    untold = max((word.weight * (1 - word.met_by(said)) for word in wanted.words), default=0.0)
    word = values.thing(question.text)
    things = set(content_terms(word)) if word else set[str]()
    quoted = " ".join(one.text for one in picked or [best])
    kinds = question.asked_for.intersection(values.KINDS)
    names = _names(question, ranked, index)
    found = {name: of_best[name] for name in FROM_STRETCH} | {
        # The share of the question that all that is quoted covers, with its whole sections and titles.
        "together": wanted.covered_by(there),
        # The heaviest word without proof: its share of the question, and how rare it is; the share of words that no
        # document knows.
        "heaviest_unmet": heaviest / total,
        "rarest_unmet": heaviest / 10,
        "heaviest_untold": untold / total,
        "unknown": math.fsum(word.weight for word in wanted.words if word.unknown) / total,
        # Names and numbers of the question that are not there.
        "names_unmet": min(sum(not name <= there for name in names), 3),
        "names_untold": min(sum(not name <= said for name in names), 3),
        "numbers_unmet": float(not question.numbers <= there),
        # Whether the best sections say that something was not found.
        "nothing_found": float(says_not_found(best.passage.text)),
        # Whether what fits best denies what a question with *who*, *when* or *how* takes for granted.
        "denied": float("yes_no" not in question.asked_for and gives_verdict(ranked[0].text)),
        "first_score": best.score / 10,
        "words": min(len(wanted.words), 12) / 12,
        "list": float(is_list),
        # Whether the thing after *welke* or *hoeveel* is named neither in the heading nor in the text.
        "thing_untold": float(bool(things) and things.isdisjoint(said)),
        "foreign": float(look.query.language != "nl"),
        # The kinds of value asked for that nothing picked holds.
        "lacks_any": float(any(not values.holds(kind, quoted, question.text) for kind in kinds)),
    }
    return np.array([float(found[name]) for name in SIGNALS])


def _names(question: Question, ranked: Sequence[Stretch], index: Searched) -> set[frozenset[str]]:
    """Return the terms of each name in the question: what it, or a text found, writes with a capital mid-sentence."""
    texts = " ".join(stretch.text for stretch in ranked)
    known = {name.lower() for name in _NAME.findall(texts)}
    words = re.findall(r"[\w'’-]+", question.text)
    found = [word for place, word in enumerate(words) if word.lower() in known or (place and word[0].isupper())]
    return {terms for word in found if (terms := frozenset(content_terms(word)))}
