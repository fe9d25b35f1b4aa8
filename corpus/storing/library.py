"""The passages and vectors of a generation, over all its segments: who asks sees one shelf and one store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from corpus.embedding import Vectors
from corpus.storing.manifest import Manifest
from corpus.storing.places import GONE, Places
from corpus.storing.segments import IDS, SHELF, VECTORS, files_of
from corpus.storing.shelf import Shelf
from corpus.storing.vectors import VectorStore
from corpus.types import Passage


class Ids(Sequence[str]):
    """The ids of passages by position, read from disk as they are asked for."""

    def __init__(self, arrays: Sequence[NDArray[np.bytes_]], places: Places) -> None:
        self._arrays, self._places = arrays, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, position: int) -> str:  # type: ignore[override]
        segment, place = self._places.find(position)
        return cast(bytes, self._arrays[segment][place]).decode()


@dataclass(frozen=True, slots=True)
class Library:
    """The segments of a generation, open for reading. Threads may share it."""

    places: Places
    ids: Ids
    shelves: tuple[Shelf, ...]
    stores: tuple[VectorStore, ...]
    segment_of: Mapping[str, int]

    @classmethod
    def open(cls, folders: Sequence[Path], manifest: Manifest) -> Self:
        """Open the segments of a manifest, given their folders. Raises FileNotFoundError and ValueError."""
        numbers = {name: number for number, name in enumerate(manifest.segments)}
        files = [(file.name, numbers[file.segment], file.passages) for file in manifest.files]
        places = Places.of(files, [files_of(folder) for folder in folders])
        arrays = [np.load(folder / IDS, mmap_mode="r") for folder in folders]
        shelves = tuple(Shelf.open(folder / SHELF) for folder in folders)
        stores = tuple(VectorStore.open(folder / VECTORS) for folder in folders)
        segment_of = {name: number for name, number, _ in files}
        return cls(places, Ids(arrays, places), shelves, stores, segment_of)

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return the passages that are there, by id."""
        found: dict[str, Passage] = {}
        for number, places in enumerate(self._places_of(ids)):
            found |= self.shelves[number].get(list(places))
        return found

    def texts(self, ids: Sequence[str]) -> dict[str, tuple[str, int, tuple[str, ...], str]]:
        """Return document, ordinal, section and text of the passages that are there, by id."""
        found: dict[str, tuple[str, int, tuple[str, ...], str]] = {}
        for number, places in enumerate(self._places_of(ids)):
            found |= self.shelves[number].readings(list(places))
        return found

    def document(self, name: str) -> tuple[Passage, ...]:
        """Return all passages of a document, in order; none for an unknown one."""
        return self._shelf(name).document(name) if name in self.segment_of else ()

    def section(self, document: str, section: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages that stand directly under this path of headings, in order."""
        return self._shelf(document).section(document, section) if document in self.segment_of else ()

    def between(self, document: str, first: int, last: int) -> tuple[Passage, ...]:
        """Return the passages of a document whose ordinals lie from `first` to `last`, both included, in order."""
        return self._shelf(document).between(document, first, last) if document in self.segment_of else ()

    def nearest(self, vector: Vectors, *, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Return the positions of the `k` passages nearest to a unit vector with their cosine, best first."""
        found = [pair for number in range(len(self.stores)) for pair in self._nearest(number, vector, k, documents)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of `ids`, a row each, in their order. Raises KeyError for an id that is not there."""
        rows: dict[str, Any] = {}
        for number, places in enumerate(self._places_of(ids)):
            vectors = self.stores[number].vectors([str(place) for place in places.values()]) if places else ()
            rows.update(zip(places, vectors, strict=True))
        return np.asarray([rows[id_] for id_ in ids], dtype=np.float32)

    def close(self) -> None:
        """Release files and memory. A second call does nothing."""
        for shelf in self.shelves:
            shelf.close()
        for store in self.stores:
            store.close()

    def _shelf(self, document: str) -> Shelf:
        return self.shelves[self.segment_of[document]]

    def _places_of(self, ids: Sequence[str]) -> Iterator[dict[str, int]]:
        """Yield for each segment the places of those ids that are in the index there."""
        for number, shelf in enumerate(self.shelves):
            here = self.places.by_segment[number]
            yield {id_: place for id_, place in shelf.places(ids).items() if here[place] != GONE}

    def _nearest(
        self, number: int, vector: Vectors, k: int, documents: Collection[str] | None
    ) -> list[tuple[int, float]]:
        """Return positions and cosines from one segment; what is gone is passed over by asking for more."""
        here = self.places.by_segment[number]
        if documents is not None:
            documents = [name for name in documents if self.segment_of.get(name) == number]
        many = k
        while True:
            found = self.stores[number].nearest(vector, k=many, documents=documents)
            alive = [(int(here[int(place)]), cosine) for place, cosine in found if here[int(place)] != GONE]
            if len(alive) >= k or len(found) < many or many >= len(here):
                return alive
            many *= 2
