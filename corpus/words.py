"""The words of an index: BM25F over segments that share their statistics."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.storing.places import Places
from corpus.storing.postings import Collected, Lengths, Occurrences, Segment, Terms, usual_lengths

__all__ = ["Occurrences", "Terms", "WordIndex"]


class WordIndex:
    """Which passages hold which terms, with their BM25 weights. Passages are known by position, from 0."""

    def __init__(self, segments: Sequence[Segment], places: Places) -> None:
        self._segments = tuple(segments)
        self._places = places
        self._size = sum(map(len, segments))

    @property
    def size(self) -> int:
        """How many passages the counts are of; those removed count until their segment is merged."""
        return self._size

    @property
    def sizes(self) -> list[int]:
        """The number of passages in each segment, those removed included."""
        return [len(segment) for segment in self._segments]

    @classmethod
    def build(cls, passages: Iterable[Terms | Sequence[str]]) -> Self:
        """Return an index of passages; terms without fields count as text."""
        collected = Collected.of(each if isinstance(each, Terms) else Terms((), each) for each in passages)
        segment = Segment.of(collected, usual_lengths([collected]))
        return cls([segment], Places.of_one(len(segment)))

    def save(self, folder: Path) -> None:
        """Write the index, which must have one segment, into a folder, made where needed."""
        (segment,) = self._segments
        segment.save(folder)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index of one segment saved in a folder, memory-mapped. Raises FileNotFoundError and ValueError."""
        segment = Segment.open(folder)
        return cls([segment], Places.of_one(len(segment)))

    @classmethod
    def join(cls, folders: Sequence[Path], places: Places) -> Self:
        """Return the index over the segments saved in folders. Raises FileNotFoundError and ValueError."""
        return cls([Segment.open(folder) for folder in folders], places)

    def counts(self, terms: Sequence[str]) -> dict[str, int]:
        """Return, for each term, how many passages hold it; those removed count until their segment is merged."""
        return self._counts(terms, [segment.numbers(terms) for segment in self._segments])

    def rarities(self, terms: Sequence[str]) -> dict[str, float]:
        """Return, for each term, how rare it is: log((N + 1) / (n + 0.5)) for n of N passages that hold it."""
        return {term: math.log((self._size + 1) / (count + 0.5)) for term, count in self.counts(terms).items()}

    def terms(self, position: int) -> Terms:
        """Return the terms of a passage in reading order, by field, for who wants to know how near they stand."""
        segment, local = self._places.find(position)
        return self._segments[segment].terms(local)

    def occurrences(self, positions: Sequence[int], terms: Sequence[str], *, opening: int) -> list[Occurrences]:
        """Return where terms stand in passages, and among the first `opening` terms of the sections of these."""
        numbers = [segment.numbers(terms) for segment in self._segments]
        places = [self._places.find(position) for position in positions]
        return [self._segments[segment].occurrences(place, numbers[segment], opening) for segment, place in places]

    def search(
        self, terms: Sequence[tuple[str, float]], k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return positions and BM25 scores of at most `k` passages that hold a term, best first.

        Each term comes with the weight of its score. `allowed` says by position which passages may be found; all
        when None. Equal scores keep the order of the passages. Formula: Lucene's BM25 (Kamphuis et al., ECIR 2020)
        with the fields of BM25F.
        """
        asked = [term for term, _ in terms]
        numbers = [segment.numbers(asked) for segment in self._segments]
        rarities = {term: self._rarity(count) for term, count in self._counts(asked, numbers).items()}
        positions, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for number, segment in enumerate(self._segments):
            known = numbers[number]
            found = segment.scores((known[term], weight * rarities[term]) for term, weight in terms if term in known)
            mask = self._places.mask(number, allowed)
            if mask is not None:
                found[~mask] = 0
            best = _best(found, k)
            positions.append(self._places.positions(number, best))
            scores.append(found[best])
        return _merged(np.concatenate(positions), np.concatenate(scores), k)

    def _counts(self, terms: Sequence[str], numbers: Sequence[Mapping[str, int]]) -> dict[str, int]:
        counts = dict.fromkeys(terms, 0)
        for segment, known in zip(self._segments, numbers, strict=True):
            for term, number in known.items():
                counts[term] += segment.count(number)
        return counts

    def _rarity(self, count: int) -> float:
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5))


def write_segments(parts: Iterable[tuple[Path, Iterable[Terms]]], usual: Lengths | None = None) -> None:
    """Write a segment of words into each folder, made where needed.

    `usual` are the average lengths that the other segments of the index rest on; None when these are all.
    """
    collected = [(folder, Collected.of(passages)) for folder, passages in parts]
    usual = usual or usual_lengths([each for _, each in collected])
    while collected:
        folder, each = collected.pop()
        Segment.of(each, usual).save(folder)


def lengths_of(folder: Path) -> Lengths:
    """Return the average lengths that a saved segment rests on. Raises FileNotFoundError and ValueError."""
    return Segment.open(folder).lengths


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return where the k highest scores above 0 stand, with all that equal the last of them, in order of place."""
    found = np.flatnonzero(scores > 0)
    if k < 1:
        return found[:0]
    if len(found) > k:
        floor = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= floor]
    return found


def _merged(
    positions: NDArray[np.int64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    order = np.lexsort((positions, -scores))[: max(k, 0)]
    return positions[order], scores[order]
