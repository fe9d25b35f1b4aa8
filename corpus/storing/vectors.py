"""Vectors on disk: the only module that knows chromadb.

Chroma holds ids and vectors, and the document's name for filters; the text of a passage lives on the shelf.
"""

import logging
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from corpus.errors import SearchIndexError
from corpus.storing.recipe import REBUILD

Vectors = NDArray[np.float32]

COLLECTION = "passages"
# Neighbours of each vector in the graph, and candidates looked through when one is added and when one is sought.
# Measured with 200 headings as questions. Chroma's own 16, 100, 100 find .97 of the exact ten nearest of 10,000
# passages drawn from all texts, and .946 of the first 10,000, of which most questions know nothing; 24, 100, 200: .951;
# 32, 200, 200: .970; 48, 200, 200: .976; 24, 200, 400: .991, in 0.7 ms. Of 100,000, 24, 100, 400 find .992.
# Writing the graph after each 1,000 additions, as Chroma does by itself, is as fast as after 200,000.
NEIGHBOURS = 24
BUILD_WIDTH = 200
SEARCH_WIDTH = 500
# Vectors a call; Chroma refuses more than 5,461 with SQLite's own limit on variables.
BATCH = 2000
# Chroma writes its graph to disk after this many additions only, and until then every reader that opens the
# folder builds and writes the rest itself. The lowest value that Chroma accepts makes the last load write all.
WRITE_ALL = 2

# Chroma counts its open clients per path without a lock.
_opening = threading.Lock()


class VectorStore:
    """The vectors of one generation. Higher scores are nearer: 1 is the same direction."""

    def __init__(self, client: Any, collection: Any) -> None:
        self._client = client
        self._collection = collection
        # Asking Chroma takes longer than searching 3,000 passages.
        self._size = int(collection.count())
        # A call costs Chroma 6 ms, whatever it adds: many documents have a passage or two.
        self._waiting: list[tuple[str, Vectors, str]] = []

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an empty store in `folder`, which must not have held a store in this process.

        Raises SearchIndexError where disk or memory are too small.
        """
        with _room():
            client = _client(folder)
        graph = {
            "space": "ip",
            "max_neighbors": NEIGHBOURS,
            "ef_construction": BUILD_WIDTH,
            "ef_search": SEARCH_WIDTH,
        }
        with _room():
            made = client.create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": graph})
            return cls(client, made)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the store in `folder`. Raises FileNotFoundError when there is none, and SearchIndexError (damaged)."""
        # Chroma would make what is not there.
        if not (folder / "chroma.sqlite3").is_file():
            raise FileNotFoundError(folder)
        try:
            client = _client(folder)
        except ChromaError as error:
            raise SearchIndexError(
                f"{folder}: these vectors are damaged, or there is no memory to open them ({error}); run: {REBUILD}"
            ) from error
        try:
            return cls(client, client.get_collection(COLLECTION, embedding_function=None))
        except ChromaError as error:
            client.close()
            raise FileNotFoundError(folder) from error

    def add(self, ids: Sequence[str], vectors: Vectors, *, document: str) -> None:
        """Add the unit vectors of one document's passages. They can be found after `seal` or a further BATCH.

        Raises SearchIndexError where disk or memory are too small.
        """
        self._waiting += zip(ids, vectors, [document] * len(ids), strict=True)
        self._size += len(ids)
        while len(self._waiting) >= BATCH:
            self._write(self._waiting[:BATCH])
            del self._waiting[:BATCH]

    def _write(self, rows: Sequence[tuple[str, Vectors, str]]) -> None:
        ids, vectors, documents = zip(*rows, strict=True)
        metadatas = [{"document": document} for document in documents]
        with _room():
            self._collection.add(ids=list(ids), embeddings=np.array(vectors), metadatas=metadatas)

    def nearest(
        self, vector: Vectors, *, k: int, documents: Collection[str] | None = None
    ) -> tuple[tuple[str, float], ...]:
        """Return the ids of the `k` passages nearest to a unit vector with their cosine, best first.

        `documents` limits the search to these documents. Raises SearchIndexError when the files are damaged.
        """
        where = None if documents is None else {"document": {"$in": sorted(documents)}}
        if k <= 0 or where == {"document": {"$in": []}} or not len(self):
            return ()
        try:
            found = self._collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32).reshape(1, -1),
                n_results=min(k, len(self)),
                where=where,
                include=["distances"],
            )
        except ChromaError as error:
            raise SearchIndexError(f"the vectors of this index are damaged ({error}); run: {REBUILD}") from error
        # Chroma's inner-product distance is 1 - cosine for unit vectors.
        pairs = [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of `ids`, a row each, in their order. Raises KeyError for an id that is not there."""
        rows: dict[str, Any] = {}
        for start in range(0, len(ids), BATCH):
            found = self._collection.get(ids=list(ids[start : start + BATCH]), include=["embeddings"])
            rows.update(zip(found["ids"], found["embeddings"], strict=True))
        return np.asarray([rows[id_] for id_ in ids], dtype=np.float32)

    def __len__(self) -> int:
        return self._size

    def seal(self) -> None:
        """Write what waits, and let the next search that opens the folder write all to disk: readers write nothing.

        Raises SearchIndexError where disk or memory are too small.
        """
        if self._waiting:
            self._write(self._waiting)
            self._waiting.clear()
        with _room():
            self._collection.modify(configuration={"hnsw": {"sync_threshold": WRITE_ALL, "batch_size": WRITE_ALL}})

    def close(self) -> None:
        """Release files and memory. A second call does nothing."""
        with _opening:
            self._client.close()


def _client(folder: Path) -> Any:
    logging.getLogger("chromadb").setLevel(logging.ERROR)
    folder.mkdir(parents=True, exist_ok=True)
    # All that could send something elsewhere is pinned here, because Chroma also reads the environment.
    settings = Settings(
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_otel_granularity=None,
        allow_reset=False,
    )
    with _opening:
        return chromadb.PersistentClient(path=str(folder), settings=settings)


@contextmanager
def _room() -> Iterator[None]:
    """Say in our own words what Chroma says when the disk is full, or when it gets no memory or thread."""
    try:
        yield
    except ChromaError as error:
        raise SearchIndexError(
            f"the vectors of the index could not be written ({error}); make room on the disk and in memory, "
            "and run the command again"
        ) from error
