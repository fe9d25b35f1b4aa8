"""The contest, as far as it needs no rival installed: ours runs in a process of its own; the table is made."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import SettingError
from evals import rivals

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    documents = [
        {"_id": "d1", "title": "Water", "text": "De gemeente zorgt voor drinkwater."},
        {"_id": "d2", "title": "Vuur", "text": "De brandweer blust branden."},
    ]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in documents), "utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "Wie blust branden?"}) + "\n", "utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n", "utf-8")
    return tmp_path


def test_ours_finds_the_document_and_tells_what_it_cost(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "evals.contenders.ours", str(folder), str(out)]
    subprocess.run(command, check=True, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)})
    found = json.loads(out.read_text("utf-8"))
    assert found["rankings"]["q1"][0] == "d2"
    assert len(found["milliseconds"]) == 1
    assert found["passages"] == 2
    assert min(found["loading_seconds"], found["indexing_seconds"], found["memory_megabytes"]) > 0


def test_the_table_has_a_row_for_each_contender_and_tells_how_it_was_made() -> None:
    row = {
        "nDCG@10": 0.9, "RR@10": 0.81234, "R@10": 1.0, "median_milliseconds": 1.24, "memory_megabytes": 100.0,
        "indexing_seconds": 0.5, "loading_seconds": 1.0, "passages": 12,
    }  # fmt: skip
    measured = {
        "date": "2026-11-23",
        "commit": "abc1234",
        "versions": ["haystack-ai==3.4.0"],
        "contenders": rivals.CONTENDERS,
        "sets": {"proef": dict.fromkeys(rivals.CONTENDERS, row)},
    }
    table = rivals.as_markdown(measured)
    assert table.startswith("| `proef` | nDCG@10 |")
    assert table.count("| .900 | .812 | 1.000 | 1.2 | 100.0 | 0.5 | 12 |") == 3
    assert table.endswith("commit `abc1234`; haystack-ai==3.4.0.")


def test_a_folder_that_is_no_collection_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=str(tmp_path)):
        rivals.measure([tmp_path])


def test_every_version_of_the_rivals_is_pinned() -> None:
    lines = rivals.CONSTRAINTS.read_text("utf-8").split()
    assert all(line.count("==") == 1 for line in lines)
    assert set(rivals.NAMED) <= {line.split("==")[0] for line in lines}
