"""The second stage of a search: a small learned ranker over the signals of the best candidates.

Nothing here looks anything up: candidates come with the places of the question's terms, and what leaves is an order.
The weights and how they were learnt stand in `ranking.json` and `ranking.md`; `ranking_training.py` makes them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from corpus.analysis import Query
from corpus.errors import ModelError
from corpus.words import Occurrences

WEIGHTS: Final = Path(__file__).parent / "ranking.json"

# Robertson's usual value, as in the word index.
SATURATION: Final = 1.5
# Terms of about one sentence, and of about three: what answers a question stands together.
NARROW: Final = 12
WIDE: Final = 40
# Terms of the first words of a section, and of its first two sentences: a text opens by naming what it is about.
START: Final = 8
OPENING: Final = 25
# Two terms of the question at most this far apart count as near each other (Metzler and Croft, SIGIR 2005: 8).
NEAR: Final = 8

# Below any sum of weights: keeps a division of nothing by nothing at nothing.
TINY: Final = 1e-9
# Signals beyond this many spreads count as this: what training never saw must not decide.
LIMIT: Final = 4.0

Floats = npt.NDArray[np.float64]

SIGNALS: Final = (
    "words", "words_share", "meaning_share", "heading_words",
    "coverage", "heading_coverage", "whole_coverage", "narrow_coverage", "wide_coverage", "rarest_found",
    "ordered_pairs", "near_pairs", "start_coverage", "opening_coverage",
)  # fmt: skip
"""What the ranker sees of a candidate, in the order of its columns; `signals` says what each is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the first stage found. `words` is its BM25 score, `meaning` its cosine; None where not found.

    `asked` says where the terms of the question stand in it.
    """

    asked: Occurrences
    words: float | None
    meaning: float | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the signals see it: its terms without doubles, what each weighs, and their order."""

    columns: Mapping[str, int]
    weights: Floats
    sequence: tuple[int, ...]


def signals(query: Query, candidates: Sequence[Candidate], rarities: Mapping[str, float]) -> Floats:
    """Return a row for each candidate with the columns SIGNALS.

    `rarities` gives log((N + 1) / (n + 0.5)) of each term of the question. A coverage is the share of the question's
    terms found, each weighing its rarity, in the passage or in the first START or OPENING terms of its section; pairs
    are neighbouring terms of the question found side by side in order, or within NEAR terms.
    """
    asked = _asked(query, rarities)
    found = [[(place, asked.columns[term]) for place, term in one.asked.text] for one in candidates]
    text = _counts([[column for _, column in places] for places in found], len(asked.columns))
    headings = _counts([[asked.columns[term] for term in one.asked.headings] for one in candidates], len(asked.columns))
    columns = {
        **_first_stage(candidates),
        **_fields(asked, text, headings),
        **_openings(asked, candidates),
        **_nearness(asked, found),
    }
    return np.column_stack([columns[name] for name in SIGNALS]).astype(np.float64)


def _asked(query: Query, rarities: Mapping[str, float]) -> _Asked:
    columns: dict[str, int] = {}
    weights: list[float] = []
    for term, weight in query.terms:
        column = columns.setdefault(term, len(columns))
        if column == len(weights):
            weights.append(0.0)
        weights[column] = max(weights[column], weight)
    rarity = np.array([max(rarities[term], 0.0) for term in columns])
    sequence = tuple(columns[term] for term, weight in query.terms if weight >= 1)
    return _Asked(columns, np.array(weights) * rarity, sequence)


def _counts(found: Sequence[Sequence[int]], width: int) -> Floats:
    counts = np.zeros((len(found), width))
    for row, columns in enumerate(found):
        for column in columns:
            counts[row, column] += 1
    return counts


def _first_stage(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    words = np.array([one.words or 0.0 for one in candidates])
    cosines = [one.meaning for one in candidates if one.meaning is not None]
    lowest, highest = min(cosines, default=0.0), max(cosines, default=0.0)
    meaning = np.array([lowest if one.meaning is None else one.meaning for one in candidates])
    return {
        "words": np.log1p(words),
        "words_share": words / max(words.max(initial=0.0), TINY),
        "meaning_share": (meaning - lowest) / max(highest - lowest, TINY),
    }


def _fields(asked: _Asked, text: Floats, headings: Floats) -> dict[str, Floats]:
    weights, total = asked.weights, max(asked.weights.sum(), TINY)
    rarest = asked.weights == asked.weights.max(initial=0.0)
    return {
        "heading_words": headings / (headings + SATURATION) @ weights / total,
        "coverage": (text > 0) @ weights / total,
        "heading_coverage": (headings > 0) @ weights / total,
        "whole_coverage": (text + headings > 0) @ weights / total,
        "rarest_found": ((text + headings)[:, rarest] > 0).any(axis=1),
    }


def _openings(asked: _Asked, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    weights, total = asked.weights.tolist(), max(asked.weights.sum(), TINY)

    def coverage(one: Candidate, width: int) -> float:
        found = {asked.columns[term] for place, term in one.asked.opening if place < width}
        return float(sum(weights[column] for column in found) / total)

    names = {"start_coverage": START, "opening_coverage": OPENING}
    return {name: np.array([coverage(one, width) for one in candidates]) for name, width in names.items()}


def _nearness(asked: _Asked, found: Sequence[Sequence[tuple[int, int]]]) -> dict[str, Floats]:
    total = max(asked.weights.sum(), TINY)
    pairs = {pair: asked.weights[list(pair)].sum() for pair in zip(asked.sequence, asked.sequence[1:], strict=False)}
    of_pairs = max(sum(pairs.values()), TINY)
    weights = asked.weights.tolist()
    rows = []
    for places in found:
        ordered, near = _pairs_found(places, pairs)
        rows.append(
            (
                _best_window(places, weights, NARROW) / total,
                _best_window(places, weights, WIDE) / total,
                sum(pairs[pair] for pair in ordered) / of_pairs,
                sum(pairs[pair] for pair in near) / of_pairs,
            )
        )
    names = ("narrow_coverage", "wide_coverage", "ordered_pairs", "near_pairs")
    return dict(zip(names, np.array(rows, dtype=np.float64).reshape(-1, len(names)).T, strict=True))


def _pairs_found(
    places: Sequence[tuple[int, int]], pairs: Mapping[tuple[int, int], float]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs found side by side in order, and those found near each other in either order."""
    ordered, near = set(), set()
    for number, (position, column) in enumerate(places):
        for further, other in places[number + 1 : number + 1 + NEAR]:
            if further - position > NEAR:
                break
            if (column, other) in pairs:
                near.add((column, other))
                if further == position + 1:
                    ordered.add((column, other))
            if (other, column) in pairs:
                near.add((other, column))
    return ordered, near


def _best_window(places: Sequence[tuple[int, int]], weights: Sequence[float], width: int) -> float:
    """Return the most that the terms found within `width` terms of the text weigh, each counted once."""
    inside = [0] * len(weights)
    best = held = 0.0
    first = 0
    for position, column in places:
        if not inside[column]:
            held += weights[column]
        inside[column] += 1
        while position - places[first][0] >= width:
            out = places[first][1]
            inside[out] -= 1
            if not inside[out]:
                held -= weights[out]
            first += 1
        best = max(best, held)
    return best


@dataclass(frozen=True, slots=True)
class Ranker:
    """A weight for each signal, brought to mean 0 and spread 1 over the candidates of the training."""

    mean: Floats
    spread: Floats
    weights: Floats

    def scores(self, rows: Floats) -> Floats:
        """Return a score for each row of signals: higher is better; only the differences mean anything."""
        scores: Floats = np.clip((rows - self.mean) / self.spread, -LIMIT, LIMIT) @ self.weights
        return scores

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote. Raises KeyError, TypeError and ValueError."""
        if set(values["signals"]) != set(SIGNALS):
            raise ValueError("made for other signals")
        columns = [[float(values["signals"][name][part]) for name in SIGNALS] for part in ("mean", "spread", "weight")]
        return cls(*map(np.array, columns))

    def as_json(self) -> dict[str, Any]:
        """Return the weights by the names of their signals."""
        columns = zip(SIGNALS, self.mean.tolist(), self.spread.tolist(), self.weights.tolist(), strict=True)
        return {
            "signals": {
                name: {"mean": round(mean, 5), "spread": round(spread, 5), "weight": round(weight, 5)}
                for name, mean, spread, weight in columns
            }
        }


@cache
def built_in() -> Ranker:
    """Return the ranker that travels with the product. Raises ModelError when its file is missing or damaged."""
    return load(WEIGHTS)


def load(file: Path) -> Ranker:
    """Return the ranker in a file. Raises ModelError when it is missing or damaged."""
    try:
        return Ranker.from_json(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{file}: cannot be read as a ranker ({error}); install this version again") from error
