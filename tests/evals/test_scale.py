import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import NothingToIndex
from evals import scale


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    rows = [
        {"title": f"Wet {n} | Artikel {n}", "text": f"De gemeente {n} beslist over woord{n}. " * 60} for n in range(12)
    ]
    (folder / "wetten.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def test_windows_overlap_when_there_is_too_little_text(texts: Path) -> None:
    sources = list(scale.read_sources(texts))
    assert scale.window_step(sources, 10) == scale.CHARACTERS
    for size in (10, 300):
        made = [passage for _, passages in scale.documents(sources, size) for passage in passages]
        assert len(made) == len({passage.id for passage in made}) == size


def test_documents_come_in_the_order_of_their_names(texts: Path) -> None:
    names = [file.name for file, _ in scale.documents(list(scale.read_sources(texts)), 50)]
    assert names == sorted(names)


def test_every_figure_is_measured_at_every_size(texts: Path, embedder: Any) -> None:
    measured = scale.measure(texts, [20, 60], embedder)
    assert [row["passages"] for row in measured["sizes"]] == [20, 60]
    assert all(row["HNSW recall@10"] == 1.0 for row in measured["sizes"])
    table = scale.as_markdown(measured)
    for name in ("indexing, passages/s", "hybrid search, median ms", "memory while searching, MB"):
        assert f"| {name} |" in table


def test_a_folder_without_text_is_refused(tmp_path: Path, embedder: Any) -> None:
    with pytest.raises(NothingToIndex, match="no text here"):
        scale.measure(tmp_path, [10], embedder)
