"""One segment of the words index: postings, and the terms of each passage in reading order. scipy is used here only.

The arrays lie in files of their own and are memory-mapped, so that opening a segment costs nothing and what is not
asked for is not in memory.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

# Robertson's usual values; on the two public sets no pair in k1 .9-1.8, b .4-.9 was better on both.
SATURATION: Final = 1.5
LENGTH_WEIGHT: Final = 0.75
# A heading names what its text calls `it`. Once, twice, three times on the second public set: .9355, .9368, .9374.
HEADING_WEIGHT: Final = 2.0
# A long path of headings is no long-winded one. 0, .3, .5, .75 on the same set: .9368, .9371, .9368, .9368.
HEADING_LENGTH_WEIGHT: Final = 0.5

Floats = NDArray[np.float32]


class Terms(NamedTuple):
    """The index terms of a passage, by field, in reading order; `opens` tells that it is the first of its section."""

    headings: Sequence[str]
    text: Sequence[str]
    opens: bool = True


class Occurrences(NamedTuple):
    """Where some terms stand in a passage: those in its headings, those in its text with their place, from 0.

    `opening` are those at the beginning of its section, with their place there.
    """

    headings: Sequence[str]
    text: Sequence[tuple[int, str]]
    opening: Sequence[tuple[int, str]]


class Vocabulary(Sequence[str]):
    """Sorted terms, each known by its number, from 0."""

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        """`letters` are all terms in UTF-8, one after the other; `ends` says where each ends."""
        self._letters, self._ends = letters, ends

    @classmethod
    def of(cls, terms: Iterable[str]) -> Self:
        """Return the vocabulary of sorted terms."""
        encoded = [term.encode() for term in terms]
        return cls(np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([len(term) for term in encoded], dtype="i8"))

    @property
    def arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """What `__init__` takes."""
        return self._letters, self._ends

    def number(self, term: str) -> int | None:
        """Return the number of a term, None when it is not there."""
        number = bisect_left(self, term)
        return number if number < len(self) and self[number] == term else None

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        start = int(self._ends[number - 1]) if number else 0
        return self._letters[start : int(self._ends[number])].tobytes().decode()


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many terms the fields of a passage have on average, passages without the field left out."""

    headings: float
    text: float


@dataclass(frozen=True, slots=True)
class Collected:
    """The terms of passages as numbers: those of field f of passage p stand between borders 2p + f and 2p + f + 1.

    `openings` says for each passage which one is the first of its section.
    """

    vocabulary: Vocabulary
    tokens: NDArray[np.int32]
    borders: NDArray[np.int64]
    openings: NDArray[np.int32]

    @classmethod
    def of(cls, passages: Iterable[Terms]) -> Self:
        """Number the terms of passages."""
        numbers: dict[str, int] = {}
        tokens, borders, openings = array("i"), array("q", [0]), array("i")
        for number, passage in enumerate(passages):
            openings.append(number if passage.opens or not number else openings[-1])
            for field in (passage.headings, passage.text):
                tokens.extend([numbers.setdefault(term, len(numbers)) for term in field])
                borders.append(len(tokens))
        names = sorted(numbers)
        ranks = np.empty(len(names), np.int32)
        ranks[[numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        return cls(
            Vocabulary.of(names),
            ranks[np.frombuffer(tokens, np.int32)],
            np.array(borders, np.int64),
            np.array(openings, np.int32),
        )

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The number of terms of each passage, a column for each field."""
        return np.diff(self.borders).reshape(-1, 2)


def usual_lengths(parts: Sequence[Collected]) -> Lengths:
    """Return the average lengths of the fields over all parts."""
    lengths = np.concatenate([part.lengths for part in parts]) if parts else np.zeros((0, 2))
    held = np.maximum((lengths > 0).sum(axis=0), 1)
    headings, text = np.maximum(lengths.sum(axis=0) / held, 1.0)
    return Lengths(float(headings), float(text))


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of a term of number t stand from starts[t] to starts[t + 1]: passages and what it weighs in them.

    The weight is BM25F without the rarity of the term, which depends on the other segments too.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]
    tokens: NDArray[np.int32]
    borders: NDArray[np.int64]
    openings: NDArray[np.int32]
    starts: NDArray[np.int64]
    holders: NDArray[np.int32]
    weights: Floats
    usual: NDArray[np.float64]

    @classmethod
    def of(cls, collected: Collected, usual: Lengths) -> Self:
        """Make the postings. Formula: BM25F of Zaragoza et al., TREC 2004, a weight and a length for each field."""
        lengths = collected.lengths
        borders = collected.borders[::2]
        shape = (len(lengths), len(collected.vocabulary))
        counted = np.repeat(_field_weights(lengths, usual).ravel(), lengths.ravel())
        columns = csr_array((counted, collected.tokens, borders), shape=shape).tocsc()
        columns.sum_duplicates()
        letters, ends = collected.vocabulary.arrays
        return cls(
            letters,
            ends,
            collected.tokens,
            collected.borders,
            collected.openings,
            columns.indptr.astype(np.int64),
            columns.indices.astype(np.int32),
            columns.data / (columns.data + np.float32(SATURATION)),
            np.array([usual.headings, usual.text]),
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the segment saved in a folder. Raises FileNotFoundError and ValueError."""
        return cls(*(np.load(folder / f"{field.name}.npy", mmap_mode="r") for field in fields(cls)))

    def save(self, folder: Path) -> None:
        """Write the segment into a folder, made where needed."""
        folder.mkdir(parents=True, exist_ok=True)
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))

    @property
    def lengths(self) -> Lengths:
        """The average lengths that the weights rest on."""
        return Lengths(*self.usual.tolist())

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms by number."""
        return Vocabulary(self.letters, self.ends)

    def count(self, number: int) -> int:
        """Return how many passages hold the term of a number."""
        return int(self.starts[number + 1] - self.starts[number])

    def numbers(self, terms: Iterable[str]) -> dict[str, int]:
        """Return the numbers of those terms that are there."""
        vocabulary = self.vocabulary
        found = {term: vocabulary.number(term) for term in terms}
        return {term: number for term, number in found.items() if number is not None}

    def scores(self, factors: Iterable[tuple[int, float]]) -> Floats:
        """Return the score of every passage: the sum of what terms, by number, weigh there times their factor."""
        scores = np.zeros(len(self), np.float32)
        for number, factor in factors:
            start, end = self.starts[number : number + 2].tolist()
            scores[self.holders[start:end]] += np.float32(factor) * self.weights[start:end]
        return scores

    def terms(self, passage: int) -> Terms:
        """Return the terms of a passage."""
        vocabulary = self.vocabulary
        first, middle, last = self.borders[2 * passage : 2 * passage + 3].tolist()
        headings, text = self.tokens[first:middle].tolist(), self.tokens[middle:last].tolist()
        opens = bool(self.openings[passage] == passage)
        return Terms([vocabulary[number] for number in headings], [vocabulary[number] for number in text], opens)

    def occurrences(self, passage: int, numbers: Mapping[str, int], opening: int) -> Occurrences:
        """Return where terms, by number, stand in a passage and among the first `opening` of its section."""
        first, middle, last = self.borders[2 * passage : 2 * passage + 3].tolist()
        beginning, end = self.borders[2 * int(self.openings[passage]) + 1 :][:2].tolist()
        return Occurrences(
            [term for _, term in self._found(first, middle, numbers)],
            self._found(middle, last, numbers),
            self._found(beginning, min(beginning + opening, end), numbers),
        )

    def _found(self, start: int, end: int, numbers: Mapping[str, int]) -> list[tuple[int, str]]:
        """Return terms with their place among the tokens from `start` to `end`."""
        terms, wanted = list(numbers), np.fromiter(numbers.values(), np.int32, len(numbers))
        places, columns = np.nonzero(self.tokens[start:end, None] == wanted)
        return [(place, terms[column]) for place, column in zip(places.tolist(), columns.tolist(), strict=True)]

    def __len__(self) -> int:
        return len(self.borders) // 2


def _field_weights(lengths: NDArray[np.int64], usual: Lengths) -> Floats:
    headings = HEADING_WEIGHT / (1 - HEADING_LENGTH_WEIGHT + HEADING_LENGTH_WEIGHT * lengths[:, 0] / usual.headings)
    text = 1 / (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[:, 1] / usual.text)
    weights: Floats = np.column_stack([headings, text]).astype(np.float32)
    return weights
