"""BM25 over index terms. bm25s is used here only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
from numpy.typing import NDArray

# Robertson's usual values; on the two public sets no pair in k1 .9-1.8, b .4-.9 was better on both.
SATURATION = 1.5
LENGTH_WEIGHT = 0.75


class WordIndex:
    """Which passages hold which terms, with their BM25 weights. Passages are known by position, from 0."""

    def __init__(self, engine: bm25s.BM25 | None) -> None:
        """`engine` is None when no passage holds any term: bm25s cannot hold nothing."""
        self._engine = engine

    @classmethod
    def build(cls, passages: list[list[str]]) -> Self:
        """Return an index of passages, each given as its terms."""
        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(term, len(numbers)) for term in terms] for terms in passages]
        if not numbers:
            return cls(None)
        engine = bm25s.BM25(k1=SATURATION, b=LENGTH_WEIGHT)
        engine.index((ids, numbers), create_empty_token=False, show_progress=False)
        return cls(engine)

    def save(self, folder: Path) -> None:
        """Write the index into a folder, made where needed."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._engine is not None:
            self._engine.save(folder, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index saved in a folder, its weights memory-mapped. Raises FileNotFoundError without a folder."""
        if not any(folder.iterdir()):
            return cls(None)
        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False))

    def counts(self, terms: Sequence[str]) -> dict[str, int]:
        """Return, for each term, how many passages hold it."""
        if self._engine is None:
            return dict.fromkeys(terms, 0)
        borders, numbers = self._engine.scores["indptr"], self._engine.vocab_dict
        found = {term: numbers[term] for term in terms if term in numbers}
        return {term: int(borders[found[term] + 1] - borders[found[term]]) if term in found else 0 for term in terms}

    def search(
        self, terms: Sequence[tuple[str, float]], k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return positions and BM25 scores of at most `k` passages that hold a term, best first.

        Each term comes with the weight of its score. `allowed` says by position which passages may be found; all
        when None. Equal scores keep the order of the passages. Formula: Lucene's BM25 (Kamphuis et al., ECIR 2020).
        """
        scores = np.zeros(0, np.float32) if k < 1 else self._scores(terms, allowed)
        return _best(scores, k)

    def _scores(self, terms: Sequence[tuple[str, float]], allowed: NDArray[np.bool_] | None) -> NDArray[np.float32]:
        total = np.zeros(0, np.float32)
        for weight in dict.fromkeys(weight for _, weight in terms):
            alike = [term for term, its_weight in terms if its_weight == weight]
            numbers = [] if self._engine is None else self._engine.get_tokens_ids(alike)
            if self._engine is not None and numbers:
                scores = weight * self._engine.get_scores_from_ids(numbers, weight_mask=allowed)
                total = total + scores if len(total) else scores
        return total


def _best(scores: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    found = np.flatnonzero(scores > 0)
    if len(found) > k:
        floor = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= floor]
    order = np.argsort(-scores[found], kind="stable")[:k]
    return found[order], scores[found[order]]
