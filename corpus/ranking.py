"""The second stage of a search: a small learned ranker over the signals of the best candidates.

Nothing here looks anything up: candidates come with their texts as index terms, and what leaves is an order. The
weights and how they were learnt stand in `ranking.json` and `ranking.md`; `ranking_training.py` makes them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from corpus.analysis import Query
from corpus.errors import ModelError

WEIGHTS: Final = Path(__file__).parent / "ranking.json"

# Robertson's usual values, as in the word index.
SATURATION: Final = 1.5
LENGTH_WEIGHT: Final = 0.75
# Terms of about one sentence, and of about three: what answers a question stands together.
NARROW: Final = 12
WIDE: Final = 40
# Two terms of the question at most this far apart count as near each other (Metzler and Croft, SIGIR 2005: 8).
NEAR: Final = 8

Floats = npt.NDArray[np.float64]

SIGNALS: Final = (
    "words", "words_share", "meaning", "meaning_share", "fused", "words_rank", "meaning_rank",
    "text_words", "heading_words", "coverage", "heading_coverage", "whole_coverage", "narrow_coverage",
    "wide_coverage", "rarest_found", "ordered_pairs", "near_pairs", "longest_run",
    "document_fused", "document_others", "document_coverage", "document_words", "document_best_meaning",
    "neighbours", "length", "question_terms", "question_unknown", "question_rarity", "best_coverage", "meaning_spread",
)  # fmt: skip
"""What the ranker sees of a candidate, in the order of its columns; `signals` says what each is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that the first stage found. `words` is its BM25 score, `meaning` its cosine; None where not found."""

    document: str
    ordinal: int
    headings: Sequence[str]
    text: Sequence[str]
    fused: float
    words: float | None
    meaning: float | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the signals see it: its terms without doubles, what each weighs, and their order."""

    columns: Mapping[str, int]
    weights: Floats
    sequence: tuple[int, ...]
    unknown: float


def signals(query: Query, candidates: Sequence[Candidate], rarities: Mapping[str, float]) -> Floats:
    """Return a row for each candidate with the columns SIGNALS.

    `rarities` gives log((N + 1) / (n + 0.5)) of each term of the question. A coverage is the share of the question's
    terms found, each weighing its rarity; pairs are neighbouring terms of the question found side by side in order,
    or within NEAR terms; sums over a document are over its passages among the candidates.
    """
    asked = _asked(query, rarities)
    found = [_found(candidate.text, asked.columns) for candidate in candidates]
    text = _counts(found, len(asked.columns))
    headings = _counts([_found(one.headings, asked.columns) for one in candidates], len(asked.columns))
    lengths = np.array([len(one.text) for one in candidates], dtype=np.float64)
    columns = {
        **_first_stage(candidates),
        **_fields(asked, text, headings, lengths),
        **_nearness(asked, found),
        **_documents(candidates, asked, text + headings, lengths),
        "length": np.log1p(lengths),
    }
    of_question = _of_question(asked, columns)
    whole = np.ones(len(candidates))
    return np.column_stack([columns[name] if name in columns else of_question[name] * whole for name in SIGNALS])


def _asked(query: Query, rarities: Mapping[str, float]) -> _Asked:
    columns: dict[str, int] = {}
    weights: list[float] = []
    for term, weight in query.terms:
        column = columns.setdefault(term, len(columns))
        if column == len(weights):
            weights.append(0.0)
        weights[column] = max(weights[column], weight)
    rarity = np.array([max(rarities[term], 0.0) for term in columns])
    highest = max(rarities.values(), default=0.0)
    sequence = tuple(columns[term] for term, weight in query.terms if weight >= 1)
    known = float(np.mean(rarity < highest)) if len(rarity) else 0.0
    return _Asked(columns, np.array(weights) * rarity, sequence, 1 - known)


def _found(terms: Sequence[str], columns: Mapping[str, int]) -> list[tuple[int, int]]:
    """Return where the terms of the question stand, as (position, column)."""
    return [(position, columns[term]) for position, term in enumerate(terms) if term in columns]


def _counts(found: Sequence[Sequence[tuple[int, int]]], width: int) -> Floats:
    counts = np.zeros((len(found), width))
    for row, places in enumerate(found):
        for _, column in places:
            counts[row, column] += 1
    return counts


def _first_stage(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    words = np.array([one.words or 0.0 for one in candidates])
    cosines = [one.meaning for one in candidates if one.meaning is not None]
    lowest, highest = min(cosines, default=0.0), max(cosines, default=0.0)
    meaning = np.array([lowest if one.meaning is None else one.meaning for one in candidates])
    return {
        "words": np.log1p(words),
        "words_share": words / max(words.max(initial=0.0), 1e-9),
        "meaning": meaning,
        "meaning_share": (meaning - lowest) / max(highest - lowest, 1e-9),
        "fused": np.array([one.fused for one in candidates]),
        "words_rank": np.log1p(_ranks(words)),
        "meaning_rank": np.log1p(_ranks(meaning)),
        "meaning_spread": np.full(len(candidates), highest - lowest),
    }


def _ranks(scores: Floats) -> Floats:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return ranks


def _fields(asked: _Asked, text: Floats, headings: Floats, lengths: Floats) -> dict[str, Floats]:
    weights, total = asked.weights, max(asked.weights.sum(), 1e-9)
    rarest = asked.weights == asked.weights.max(initial=0.0)
    return {
        "text_words": _saturated(text, lengths) @ weights / total,
        "heading_words": headings / (headings + SATURATION) @ weights / total,
        "coverage": (text > 0) @ weights / total,
        "heading_coverage": (headings > 0) @ weights / total,
        "whole_coverage": (text + headings > 0) @ weights / total,
        "rarest_found": ((text + headings)[:, rarest] > 0).any(axis=1),
    }


def _saturated(counts: Floats, lengths: Floats) -> Floats:
    usual = max(lengths.mean(), 1.0) if len(lengths) else 1.0
    norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths / usual)
    return np.asarray(counts / (counts + norm[:, None]), dtype=np.float64)


def _nearness(asked: _Asked, found: Sequence[Sequence[tuple[int, int]]]) -> dict[str, Floats]:
    total = max(asked.weights.sum(), 1e-9)
    pairs = {pair: asked.weights[list(pair)].sum() for pair in zip(asked.sequence, asked.sequence[1:], strict=False)}
    of_pairs = max(sum(pairs.values()), 1e-9)
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
                _longest_run(places, ordered) / max(len(asked.sequence), 1),
            )
        )
    names = ("narrow_coverage", "wide_coverage", "ordered_pairs", "near_pairs", "longest_run")
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


def _longest_run(places: Sequence[tuple[int, int]], ordered: set[tuple[int, int]]) -> int:
    """Return how many terms of the question stand side by side in its order, at most."""
    longest = run = 1 if places else 0
    for (position, column), (further, other) in zip(places, places[1:], strict=False):
        run = run + 1 if further == position + 1 and (column, other) in ordered else 1
        longest = max(longest, run)
    return longest


def _documents(
    candidates: Sequence[Candidate], asked: _Asked, counts: Floats, lengths: Floats
) -> dict[str, Floats]:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.document for one in candidates))}
    of = np.array([numbers[one.document] for one in candidates], dtype=np.int64)
    fused = np.array([one.fused for one in candidates])
    meaning = np.array([one.meaning or 0.0 for one in candidates])
    whole, long = np.zeros((len(numbers), counts.shape[1])), np.zeros(len(numbers))
    best, summed = np.zeros(len(numbers)), np.zeros(len(numbers))
    np.add.at(whole, of, counts)
    np.add.at(long, of, lengths)
    np.maximum.at(best, of, meaning)
    np.add.at(summed, of, fused)
    total = max(asked.weights.sum(), 1e-9)
    fused_at = {(one.document, one.ordinal): one.fused for one in candidates}
    return {
        "document_fused": np.array([fused[of == number].max() for number in range(len(numbers))])[of],
        "document_others": np.log1p(summed[of] - fused),
        "document_coverage": ((whole > 0) @ asked.weights / total)[of],
        "document_words": (_saturated(whole, long) @ asked.weights / total)[of],
        "document_best_meaning": best[of],
        "neighbours": np.array(list(_neighbours(candidates, fused_at))),
    }


def _neighbours(candidates: Sequence[Candidate], fused: Mapping[tuple[str, int], float]) -> Iterator[float]:
    for one in candidates:
        before, after = (one.document, one.ordinal - 1), (one.document, one.ordinal + 1)
        yield max(fused.get(before, 0.0), fused.get(after, 0.0))


def _of_question(asked: _Asked, columns: Mapping[str, Floats]) -> dict[str, float]:
    return {
        "question_terms": float(np.log1p(len(asked.columns))),
        "question_unknown": asked.unknown,
        "question_rarity": float(asked.weights.mean()) if len(asked.weights) else 0.0,
        "best_coverage": float(columns["whole_coverage"].max(initial=0.0)),
    }


@dataclass(frozen=True, slots=True)
class Ranker:
    """Layers of weights, tanh between them, over signals brought to mean 0 and spread 1."""

    mean: Floats
    spread: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    def scores(self, rows: Floats) -> Floats:
        """Return a score for each row of signals: higher is better; only the differences mean anything."""
        values = np.clip((rows - self.mean) / self.spread, -LIMIT, LIMIT)
        for weights, bias in self.layers[:-1]:
            values = np.tanh(values @ weights + bias)
        weights, bias = self.layers[-1]
        scores: Floats = (values @ weights + bias)[:, 0]
        return scores

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote. Raises KeyError, TypeError and ValueError."""
        if tuple(values["signals"]) != SIGNALS:
            raise ValueError("made for other signals")
        layers = tuple((np.array(one["weights"], float), np.array(one["bias"], float)) for one in values["layers"])
        return cls(np.array(values["mean"], float), np.array(values["spread"], float), layers)

    def as_json(self) -> dict[str, Any]:
        """Return the weights with the names of their signals."""
        return {
            "signals": list(SIGNALS),
            "mean": _rounded(self.mean),
            "spread": _rounded(self.spread),
            "layers": [{"weights": _rounded(weights), "bias": _rounded(bias)} for weights, bias in self.layers],
        }


LIMIT: Final = 4.0
"""Signals beyond this many spreads count as this: what training never saw must not decide."""


def _rounded(values: Floats) -> Any:
    return np.round(values, 5).tolist()


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
