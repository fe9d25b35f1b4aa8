"""Learns what the answering weighs from golden questions: which stretch goes first, and when that is enough.

`python -m evals calibrate` uses the calibration part only, never the test part. Both models are linear, so that the
numbers that ship can be read: one for the order of stretches (a softmax over the stretches of a question, those that
hold golden words being right; the list-wise loss of Cao et al., ICML 2007), one for the decision (logistic
regression). Weights are drawn to a prior, zero but for what few questions can teach.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax

from assistant.assistant import Assistant
from assistant.deciding import confidence
from assistant.finding import Look
from assistant.quoting import evidence
from corpus.index import Index
from evals.golden.evidence import fold
from evals.golden.questions import GoldenQuestion

Floats = npt.NDArray[np.float64]

STRETCH_WEIGHTS: Final = Path(evidence.__file__).parent / "weights.json"
DECISION_WEIGHTS: Final = Path(confidence.__file__).parent / "weights.json"

# A row that was looked up goes first; too few calibration questions look one up to teach it.
PRIOR: Final[Mapping[str, float]] = {"keyed": 6.0}
# How hard weights are drawn to the prior: of .00001 to .1, best over questions left out (evals/README.md).
PULL_OF_ORDER: Final = 0.0001
PULL_OF_DECISION: Final = 0.03
FOLDS: Final = 8
SEED: Final = 1
# The share of right answers that the border may cost.
LOST: Final = 0.10


@dataclass(frozen=True, slots=True)
class Ranked:
    """The stretches of one question: their signals, a row each, and whether each holds golden words."""

    question: GoldenQuestion
    signals: Floats
    right: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the decision sees of one question, and whether what was picked answers it.

    Picked words without the golden ones are no answer, though the documents hold one: they are better refused.
    """

    question: GoldenQuestion
    signals: Floats
    answered: bool


def rankings(questions: Iterable[GoldenQuestion], index: Index) -> list[Ranked]:
    """Return the stretches of each answerable question whose golden words are among them."""
    found, assistant = [], Assistant(index)
    for question in questions:
        look = (
            assistant.look(question.question, question.history, municipality=question.municipality)
            if question.answerable
            else None
        )
        if look is None or not look.ranked:
            continue
        right = [_is_golden(one, question) for one in look.ranked]
        if any(right):
            found.append(Ranked(question, np.array([one.signals for one in look.ranked]), np.array(right)))
    return found


def decisions(questions: Iterable[GoldenQuestion], index: Index) -> list[Decided]:
    """Return what the decision sees of each question to the documents; others never come to it."""
    found, assistant = [], Assistant(index)
    for question in questions:
        look = _look(assistant, question)
        if look is not None and look.selection.best is not None:
            picked = look.selection.stretches or (look.selection.best,)
            answered = question.answerable and any(_is_golden(one, question) for one in picked)
            found.append(Decided(question, confidence.signals(look, index), answered))
    return found


def fit_order(lists: Sequence[Ranked], *, pull: float = PULL_OF_ORDER) -> Floats:
    """Return the weight of each signal of a stretch."""
    prior = np.array([PRIOR.get(name, 0.0) for name in evidence.SIGNALS])

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for one in lists:
            scores = one.signals @ weights
            chances = log_softmax(scores)
            right = chances[one.right]
            total -= np.logaddexp.reduce(right)
            slope -= softmax(right) @ one.signals[one.right] - np.exp(chances) @ one.signals
        apart = weights - prior
        return total / len(lists) + pull * (apart @ apart), slope / len(lists) + 2 * pull * apart

    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B").x, dtype=np.float64)


def fit_decision(rows: Sequence[Decided], *, pull: float = PULL_OF_DECISION) -> confidence.Decider:
    """Return the decision learnt from these questions."""
    columns = np.array([row.signals for row in rows])
    mean, spread = columns.mean(0), columns.std(0) + 1e-6
    scaled, answered = (columns - mean) / spread, np.array([row.answered for row in rows], dtype=np.float64)

    def loss(values: Floats) -> tuple[float, Floats]:
        weights, constant = values[:-1], values[-1]
        logits = scaled @ weights + constant
        total = np.mean(np.logaddexp(0, logits) - answered * logits) + pull * (weights @ weights)
        off = (expit(logits) - answered) / len(rows)
        return float(total), np.append(off @ scaled + 2 * pull * weights, off.sum())

    best = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return confidence.Decider(mean, spread, np.asarray(best[:-1]), float(best[-1]))


def left_out_order(lists: Sequence[Ranked], *, pull: float = PULL_OF_ORDER) -> dict[str, float]:
    """Return how often the first stretch, and one of the first three, is right for questions left out."""
    first, three = [], []
    for learnt, held in _folds(lists):
        weights = fit_order(learnt, pull=pull)
        for one in held:
            order = np.argsort(-(one.signals @ weights), kind="stable")
            first.append(bool(one.right[order[0]]))
            three.append(bool(one.right[order[:3]].any()))
    return {"first": float(np.mean(first)), "first three": float(np.mean(three)), "questions": len(first)}


def left_out_decision(rows: Sequence[Decided], *, pull: float = PULL_OF_DECISION) -> list[tuple[Decided, float]]:
    """Return the probability given to each question by a decision learnt from the others."""
    return [
        (row, decider.probability(row.signals))
        for learnt, held in _folds(rows)
        for decider in (fit_decision(learnt, pull=pull),)
        for row in held
    ]


def curve(judged: Sequence[tuple[Decided, float]]) -> list[tuple[float, float]]:
    """Return pairs, as the border moves: the share of right answers lost, and that of wrong ones refused."""
    good = np.array([probability for row, probability in judged if row.answered])
    bad = np.array([probability for row, probability in judged if not row.answered])
    borders = np.unique(np.concatenate([good, bad]))
    return [(float((good < border).mean()), float((bad < border).mean())) for border in borders]


def border(judged: Sequence[tuple[Decided, float]], *, lost: float = LOST) -> float:
    """Return the probability below which this share of the right answers lies."""
    return float(np.quantile([probability for row, probability in judged if row.answered], lost))


def calibrate(sets: Sequence[tuple[Sequence[GoldenQuestion], Index]], say: Callable[[str], None]) -> None:
    """Learn both models from questions with their indexes and write the files that the product reads.

    The order is learnt and written first, because the decision looks at what it puts first.
    """
    lists = [one for questions, index in sets for one in rankings(questions, index)]
    order = fit_order(lists)
    figures = left_out_order(lists)
    say(f"first stretch right for {figures['first']:.3f} of {figures['questions']} questions left out")
    named = {name: round(float(weight), 3) for name, weight in zip(evidence.SIGNALS, order, strict=True)}
    _write(STRETCH_WEIGHTS, {"stretch": named, "left out": figures})
    evidence.built_in.cache_clear()

    rows = [one for questions, index in sets for one in decisions(questions, index)]
    decider = fit_decision(rows)
    judged = left_out_decision(rows)
    chosen = border(judged)
    refused = float(np.mean([probability < chosen for row, probability in judged if not row.answered]))
    say(f"{refused:.3f} of wrong answers refused where {LOST} of the right ones are lost, questions left out")
    numbers = zip(confidence.SIGNALS, decider.mean, decider.spread, decider.weights, strict=True)
    signals = {
        name: {"mean": round(float(mean), 4), "spread": round(float(spread), 4), "weight": round(float(weight), 4)}
        for name, mean, spread, weight in numbers
    }
    _write(
        DECISION_WEIGHTS,
        {
            "constant": round(decider.constant, 4),
            "enough": round(chosen, 4),
            "signals": signals,
            "left out": {"questions": len(rows), "right answers lost": LOST, "refused": round(refused, 4)},
        },
    )
    confidence.built_in.cache_clear()
    confidence.enough.cache_clear()


def _look(assistant: Assistant, question: GoldenQuestion) -> Look | None:
    return assistant.look(question.question, question.history, municipality=question.municipality)


def _is_golden(stretch: evidence.Stretch, question: GoldenQuestion) -> bool:
    """Tell whether a stretch holds golden words of a question, or stands in them."""
    text = fold(stretch.text)
    golden = [fold(one.quote) for one in question.gold if one.document == stretch.passage.document]
    return any(text in words or words in text for words in golden)


def _folds(rows: Sequence[Any]) -> Iterable[tuple[list[Any], list[Any]]]:
    order = np.random.default_rng(SEED).permutation(len(rows))
    for fold_number in range(FOLDS):
        held = set(order[fold_number::FOLDS].tolist())
        yield (
            [row for place, row in enumerate(rows) if place not in held],
            [row for place, row in enumerate(rows) if place in held],
        )


def _write(file: Path, values: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
