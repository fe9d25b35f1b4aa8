"""Segments: the passages and vectors of some files, written once and shared by every generation that names them.

    segments/<name>/     files.json, passages.sqlite, ids.npy, vectors/
    words/<name>/        analysis/, and for each segment a folder with its words as that analysis sees them

What changed since the last ingest goes into a new, small segment, so that one document added to a million passages
costs what one document costs. Small segments are merged before they slow the search.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from corpus.embedding import Vectors
from corpus.storing.durable import write
from corpus.storing.manifest import Manifest
from corpus.storing.shelf import Shelf
from corpus.storing.vectors import VectorStore
from corpus.types import Passage

FILES: Final = "files.json"
SHELF: Final = "passages.sqlite"
IDS: Final = "ids.npy"
VECTORS: Final = "vectors"


@dataclass(frozen=True, slots=True)
class Upkeep:
    """When what lies apart is put together, in passages.

    `small`: an index of at most so many is written anew by each ingest that changes it, in two seconds, vectors taken
    over: it stays in one piece, with word statistics of just what it holds. `largest`: a segment of so many is full,
    which bounds the memory of an ingest; four of them search a million. `fanout`: so many segments of like size are
    merged; each costs a search about a millisecond, and a passage is copied once for every sixfold growth.
    `growth`: the share of new passages after which the words are learnt anew; until then the analysis and the average
    lengths stay those of what was learnt from, so that an addition costs what the added texts cost.
    """

    small: int = 5_000
    largest: int = 250_000
    fanout: int = 6
    growth: float = 0.1


USUAL: Final = Upkeep()


class SegmentWriter:
    """A segment in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = 0
        self._files: list[tuple[str, int]] = []
        self._shelf = Shelf.create(folder / SHELF)
        self._store = VectorStore.create(folder / VECTORS)

    def add(self, name: str, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add some passages of a file, maybe none, with their vectors; all those of one file follow each other."""
        ids = [str(place) for place in range(self.size, self.size + len(passages))]
        self._store.add(ids, vectors, document=name)
        self._shelf.add(passages)
        self.size += len(passages)
        before = self._files.pop()[1] if self._files and self._files[-1][0] == name else 0
        self._files.append((name, before + len(passages)))

    def finish(self) -> None:
        """Write all to disk, the graph included, so that no reader need write."""
        self._shelf.save()
        np.save(self.folder / IDS, np.array([id_.encode() for id_ in self._shelf.ids()], dtype=np.bytes_))
        write(self.folder / FILES, json.dumps(self._files, ensure_ascii=False))
        self._store.seal()
        self.close()

    def close(self) -> None:
        """Release files and memory. A second call does nothing."""
        self._shelf.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def files_of(folder: Path) -> list[tuple[str, int]]:
    """Return the names of a segment's files with their numbers of passages. Raises OSError and ValueError."""
    return [(str(name), int(passages)) for name, passages in json.loads((folder / FILES).read_text(encoding="utf-8"))]


def size_of(folder: Path) -> int:
    """Return the number of passages in a segment. Raises OSError and ValueError."""
    return sum(passages for _, passages in files_of(folder))


def shared(
    live: Manifest, changed: Collection[str], sizes: Mapping[str, int], upkeep: Upkeep = USUAL
) -> frozenset[str]:
    """Return the segments of the live generation that the next one shares; the files of the others are copied.

    `changed` are the files of the live generation that are removed or replaced; `sizes` are the passages in each
    segment, those removed earlier included. A segment of which half or more is gone is not worth keeping.
    """
    if live.passages <= upkeep.small:
        return frozenset()
    staying = dict.fromkeys(live.segments, 0)
    for file in live.files:
        staying[file.segment] += 0 if file.name in changed else file.passages
    return frozenset(name for name, passages in staying.items() if 2 * passages > sizes[name])


def mergeable(live: Manifest, upkeep: Upkeep = USUAL) -> frozenset[str]:
    """Return segments to merge: `fanout` or more of like size, as far as they fit into one; empty when none."""
    staying = dict.fromkeys(live.segments, 0)
    for file in live.files:
        staying[file.segment] += file.passages
    tiers: dict[int, list[str]] = {}
    for name, passages in sorted(staying.items(), key=lambda pair: (pair[1], pair[0])):
        tiers.setdefault(_tier(passages, upkeep), []).append(name)
    for names in tiers.values():
        totals = accumulate(staying[name] for name in names)
        fitting = [name for name, total in zip(names, totals, strict=True) if total <= upkeep.largest]
        if len(fitting) >= upkeep.fanout:
            return frozenset(fitting)
    return frozenset()


def _tier(passages: int, upkeep: Upkeep) -> int:
    tier, border = 0, max(upkeep.small, 1)
    while passages >= border:
        tier, border = tier + 1, border * upkeep.fanout
    return tier
