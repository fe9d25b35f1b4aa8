"""Where the passages of a generation lie: each has a position over all and a place in one of the segments.

A segment keeps what a later generation has removed or replaced; such a place has no position.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

GONE: Final = -1
"""The position of a passage that is no longer in the index."""

Files = Sequence[tuple[str, int]]
"""Names of files with their number of passages, in the order of these."""


@dataclass(frozen=True)
class Places:
    """For each segment the position of each of its passages, GONE where it has none."""

    by_segment: tuple[NDArray[np.int32], ...]

    @classmethod
    def of_one(cls, size: int) -> Self:
        """Return the places of one segment that holds all."""
        return cls((np.arange(size, dtype=np.int32),))

    @classmethod
    def of(cls, files: Sequence[tuple[str, int, int]], segments: Sequence[Files]) -> Self:
        """Return the places of files: name, number of the segment, number of passages, in the order of positions.

        `segments` lists what each segment holds. Raises ValueError for a file that is not as its segment has it.
        """
        starts: dict[tuple[int, str], tuple[int, int]] = {}
        position = 0
        for name, segment, passages in files:
            starts[segment, name] = (position, passages)
            position += passages
        places = tuple(_places(number, held, starts) for number, held in enumerate(segments))
        if starts:
            raise ValueError(f"these files are in no segment: {sorted(starts)}")
        return cls(places)

    def __len__(self) -> int:
        return len(self._owners[0])

    def find(self, position: int) -> tuple[int, int]:
        """Return the segment of a position and the place in it. Raises IndexError."""
        segments, places = self._owners
        return int(segments[position]), int(places[position])

    def positions(self, segment: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the positions of places in a segment."""
        return self.by_segment[segment][places].astype(np.int64)

    def whole(self, segment: int) -> bool:
        """Tell whether the segment holds nothing that is gone."""
        return self._whole[segment]

    def mask(self, segment: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Return which places of a segment may be found; None when all. `allowed` says so by position."""
        if allowed is None and self.whole(segment):
            return None
        places = self.by_segment[segment]
        here: NDArray[np.bool_] = places != GONE
        if allowed is not None and len(allowed):
            here &= allowed[places]
        return here

    @cached_property
    def _whole(self) -> tuple[bool, ...]:
        return tuple(bool((places != GONE).all()) for places in self.by_segment)

    @cached_property
    def _owners(self) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
        size = sum(int((places != GONE).sum()) for places in self.by_segment)
        segments, inner = np.zeros(size, np.int16), np.zeros(size, np.int32)
        for number, places in enumerate(self.by_segment):
            alive = np.flatnonzero(places != GONE)
            segments[places[alive]] = number
            inner[places[alive]] = alive
        return segments, inner


def _places(segment: int, held: Files, starts: dict[tuple[int, str], tuple[int, int]]) -> NDArray[np.int32]:
    parts = [np.zeros(0, np.int32)]
    for name, passages in held:
        start, expected = starts.pop((segment, name), (GONE, passages))
        if expected != passages:
            raise ValueError(f"{name} has {passages} passages where {expected} were expected")
        gone = start == GONE
        parts.append(np.full(passages, GONE, np.int32) if gone else np.arange(start, start + passages, dtype=np.int32))
    return np.concatenate(parts)
