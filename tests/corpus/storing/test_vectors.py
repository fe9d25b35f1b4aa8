import hashlib
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SearchIndexError
from corpus.storing.vectors import VectorStore


def axes(*numbers: int) -> np.ndarray:
    return np.eye(8, dtype=np.float32)[list(numbers)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = VectorStore.create(tmp_path / "vectors")
    store.add(["a", "b"], axes(0, 1), document="een.pdf")
    store.add(["c"], (axes(0) + axes(1)) / np.float32(np.sqrt(2)), document="twee.pdf")
    store.seal()
    store.close()
    return tmp_path / "vectors"


def test_the_nearest_come_first_with_their_cosine(folder: Path) -> None:
    store = VectorStore.open(folder)
    found = store.nearest(axes(0)[0], k=3)
    assert [id_ for id_, _ in found] == ["a", "c", "b"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.5**0.5, 0.0], abs=1e-5)
    store.close()


def test_a_search_can_be_limited_to_documents(folder: Path) -> None:
    store = VectorStore.open(folder)
    assert [id_ for id_, _ in store.nearest(axes(0)[0], k=3, documents=["twee.pdf"])] == ["c"]
    assert store.nearest(axes(0)[0], k=3, documents=[]) == ()
    store.close()


def test_vectors_come_back_exactly_in_the_order_asked(folder: Path) -> None:
    store = VectorStore.open(folder)
    assert np.array_equal(store.vectors(["b", "a"]), axes(1, 0))
    with pytest.raises(KeyError):
        store.vectors(["unknown"])
    store.close()


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "vectors")
    assert (len(store), store.nearest(axes(0)[0], k=3)) == (0, ())
    store.close()


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        VectorStore.open(tmp_path)


def test_readers_of_a_sealed_store_do_not_write_its_graph(folder: Path) -> None:
    def graph() -> dict[str, str]:
        return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.bin"))}

    def read() -> None:
        store = VectorStore.open(folder)
        store.nearest(axes(0)[0], k=1)
        store.close()

    read()  # the check of a new generation
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.bin")}
    content = graph()
    read()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.bin")} == before
    assert graph() == content


def test_a_spoiled_store_is_refused_with_the_way_out(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"geen databank" * 1000)
    with pytest.raises(SearchIndexError, match=r"damaged.*--rebuild"):
        VectorStore.open(folder)


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").mkdir()
    with pytest.raises(SearchIndexError, match=r"could not be written .*make room"):
        VectorStore.create(tmp_path)
