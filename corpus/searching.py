"""The stages of a search, as plain functions: question in, ranked passages out. Scores: higher is better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from corpus.analysis import Analysis, Query
from corpus.embedding import Vectors
from corpus.words import WordIndex

Stage = Literal["lexical", "dense", "hybrid", "reranked"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

USED: Final[Stage] = "hybrid"
"""The stage that answers questions."""

CANDIDATES: Final = 200
"""Passages that each search hands to the fusion. Fixed, so that scores do not depend on how many are asked for."""

DENSE_WEIGHT: Final = 0.3
"""Share of the vectors in the fused score, the rest is BM25's: from .1 to .3 the sum beats both parts on both public
sets (evals/README.md)."""

HEADING_WEIGHT: Final = 2
"""How often the words of title and headings count in BM25: a heading names what its text calls `it`."""

Nearest = Callable[[Vectors, int], Sequence[tuple[str, float]]]
"""The ids of the k passages nearest to a unit vector, with their cosine, best first."""


class QueryEmbedder(Protocol):
    """The part of an embedder that a search needs."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length for each question; a text without known words gives zeros."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is searched. `ids` are the passages by their position in `words`; `allowed` masks positions."""

    words: WordIndex
    ids: Sequence[str]
    embedder: QueryEmbedder
    nearest: Nearest
    allowed: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Find:
    """A passage found. `lexical` is its BM25 score, `dense` its cosine; None where that search did not find it."""

    id: str
    score: float
    lexical: float | None = None
    dense: float | None = None


def indexed(analysis: Analysis, headings: Sequence[str], text: str) -> list[str]:
    """Return the terms under which a passage is found by its words: title and headings, then text."""
    return analysis.terms("\n".join(headings)) * HEADING_WEIGHT + analysis.terms(text)


def search(query: Query, sources: Sources, *, k: int, stage: Stage = USED) -> list[Find]:
    """Return at most `k` passages for a question by one of the stages, best first, equal scores by id.

    The fused stages rank what the two searches hand them, so they never return more than twice CANDIDATES.
    """
    return _BY_STAGE[stage](query, sources, k)


def lexical(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the passages that share words with the question, by BM25; equal scores in the order of the index."""
    positions, scores = sources.words.search(query.terms, k, allowed=sources.allowed)
    pairs = zip(positions.tolist(), scores.tolist(), strict=True)
    return [Find(sources.ids[position], score, lexical=score) for position, score in pairs]


def dense(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the passages nearest in meaning, by cosine; none for a question without known words."""
    vector = sources.embedder.queries([query.text])[0]
    if k < 1 or not vector.any():
        return []
    return [Find(identifier, score, dense=score) for identifier, score in sources.nearest(vector, k)]


def hybrid(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return passages by the weighted sum of both scores, each scaled to 0-1 over its own candidates.

    BM25's 0 means that no word is shared, so its scale begins there; a cosine has no such floor, so its scale begins
    at the last candidate. What one search did not find gets 0 from it. Formula: Bruch et al., TOIS 2023.
    """
    by_words = {find.id: find.score for find in lexical(query, sources, CANDIDATES)}
    by_meaning = {find.id: find.score for find in dense(query, sources, CANDIDATES)}
    words = _scaled(by_words, lowest=0.0)
    meaning = _scaled(by_meaning, lowest=min(by_meaning.values(), default=0.0))
    finds = [
        Find(
            identifier,
            (1 - DENSE_WEIGHT) * words.get(identifier, 0.0) + DENSE_WEIGHT * meaning.get(identifier, 0.0),
            by_words.get(identifier),
            by_meaning.get(identifier),
        )
        for identifier in by_words | by_meaning
    ]
    return sorted(finds, key=lambda find: (-find.score, find.id))[: max(k, 0)]


def reranked(query: Query, sources: Sources, k: int) -> list[Find]:
    """Return the fused ranking: nothing tried so far on top of it paid on both public sets (evals/README.md)."""
    return hybrid(query, sources, k)


def _scaled(scores: Mapping[str, float], *, lowest: float) -> dict[str, float]:
    highest = max(scores.values(), default=lowest)
    if highest == lowest:
        return dict.fromkeys(scores, 1.0)
    return {identifier: (score - lowest) / (highest - lowest) for identifier, score in scores.items()}


_BY_STAGE: Final[Mapping[Stage, Callable[[Query, Sources, int], list[Find]]]] = {
    "lexical": lexical,
    "dense": dense,
    "hybrid": hybrid,
    "reranked": reranked,
}
