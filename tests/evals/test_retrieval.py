import gzip
import json
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.embedding import Vectors
from corpus.errors import SettingError
from corpus.searching import STAGES, USED
from evals import beir, measures
from evals.retrieval import evaluate, parts_of

DOCUMENTS = [
    {"_id": "d1", "title": "Water", "text": "De gemeente zorgt voor drinkwater."},
    {"_id": "d2", "title": "Vuur", "text": "De brandweer blust branden.\n\nDe zone betaalt."},
    {"_id": "d3", "title": "", "text": "Afval wordt gescheiden opgehaald."},
]
QUESTIONS = [
    {"_id": "q1", "text": "Wie blust branden?"},
    {"_id": "q2", "text": "Wie zorgt voor drinkwater?"},
    {"_id": "q3", "text": "xyzzy"},
    {"_id": "q4", "text": "niet beoordeeld"},
]
GRADES = [("q1", "d2", 1), ("q2", "d1", 1), ("q3", "d3", 1)]


class LetterEmbedder:
    """Counts letters: enough to be an embedder, and anyone can redo it by hand."""

    name = "letters"
    width = 26

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    queries = passages


def _write(folder: Path, grades: Sequence[tuple[str, str, object]] = GRADES) -> Path:
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", DOCUMENTS), ("queries", QUESTIONS)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in grades)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_ndcg_as_computed_by_hand() -> None:
    grades = {"q": {"a": 2, "b": 1, "c": 0}}
    found = measures.means({"q": ["x", "b", "a"]}, grades, ["q"])
    gain = 1 / math.log2(3) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert found["nDCG@10"] == pytest.approx(gain / ideal)
    assert (found["RR@10"], found["Success@1"], found["R@5"]) == (0.5, 0.0, 1.0)


def test_a_question_without_hits_counts_as_zero() -> None:
    grades = {"found": {"a": 1}, "lost": {"b": 1}}
    found = measures.means({"found": ["a"]}, grades, ["found", "lost"])
    assert found == dict.fromkeys(measures.NAMES, 0.5)


def test_what_stands_below_the_tenth_place_counts_for_r_at_100_only() -> None:
    ranking = [f"x{i}" for i in range(10)] + ["a"]
    found = measures.means({"q": ranking}, {"q": {"a": 1}}, ["q"])
    assert found == {**dict.fromkeys(measures.NAMES, 0.0), "R@100": 1.0}


def test_a_collection_holds_the_judged_questions_only(tmp_path: Path) -> None:
    collection = beir.read(_write(tmp_path / "set"))
    assert [question.id for question in collection.questions] == ["q1", "q2", "q3"]
    assert [document.title for document in collection.documents] == ["Water", "Vuur", ""]
    assert collection.grades["q1"] == {"d2": 1}


@pytest.mark.parametrize("name", ["more.jsonl", "more.jsonl.gz"])
def test_distractors_are_searched_and_answer_nothing(name: str, tmp_path: Path) -> None:
    content = (json.dumps({"title": "Afval", "text": "Wie blust branden?"}) + "\n").encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    collection = beir.with_distractors(beir.read(_write(tmp_path / "set")), tmp_path / name)
    assert [document.text for document in collection.documents[len(DOCUMENTS) :]] == ["Wie blust branden?"]
    found = evaluate(collection, LetterEmbedder(), stages=["lexical"])
    assert found["documents"] == len(DOCUMENTS) + 1
    assert found["stages"]["lexical"]["Success@1"] == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize(("name", "content"), [("more.jsonl", b""), ("more.jsonl.gz", b"{}"), ("more.jsonl", b"{}")])
def test_distractors_that_cannot_be_read_are_refused_by_name(name: str, content: bytes, tmp_path: Path) -> None:
    collection = beir.read(_write(tmp_path / "set"))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingError, match=r"more\.jsonl"):
        beir.with_distractors(collection, tmp_path / name)


def _without_queries(folder: Path) -> None:
    (folder / "queries.jsonl").unlink()


def _broken_json(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text("{\n", "utf-8")


def _without_text(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": "d1"}\n', "utf-8")


def _judged_but_missing(folder: Path) -> None:
    with (folder / "qrels" / "test.tsv").open("a") as file:
        file.write("q9\td1\t1\n")


def _grade_in_words(folder: Path) -> None:
    with (folder / "qrels" / "test.tsv").open("a") as file:
        file.write("q1\td1\tgood\n")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (_without_queries, "queries.jsonl"),
        (_broken_json, "corpus.jsonl, line 1"),
        (_without_text, '"text" is missing'),
        (_judged_but_missing, "q9"),
        (_grade_in_words, "test.tsv, line 5"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_by_name(damage: Any, named: str, tmp_path: Path) -> None:
    folder = _write(tmp_path / "set")
    damage(folder)
    with pytest.raises(SettingError, match=named):
        beir.read(folder)


def test_every_stage_is_measured_over_every_judged_question(tmp_path: Path) -> None:
    found = evaluate(beir.read(_write(tmp_path / "set")), LetterEmbedder(), stages=STAGES)
    assert set(found["stages"]) == set(STAGES)
    assert found["used"] == USED
    lexical = found["stages"]["lexical"]
    assert {name: lexical[name] for name in measures.NAMES} == dict.fromkeys(measures.NAMES, 0.6667)
    assert 0 <= lexical["median_milliseconds"] <= lexical["p95_milliseconds"]
    assert found["stages"]["dense"]["R@100"] == 1.0


def test_long_documents_are_split_and_one_without_text_keeps_its_title() -> None:
    paragraphs = "\n\n".join("De gemeenteraad neemt deze beslissing in openbare zitting." for _ in range(60))
    assert len(list(parts_of(beir.Text("d", "Titel", paragraphs)))) > 1
    assert [part.headings for part in parts_of(beir.Text("e", "Titel", ""))] == [("Titel",)]


def _evals(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "evals", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    done = _evals("retrieval", _write(tmp_path / "set"))
    printed: Mapping[str, Any] = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(printed["stages"]) == {"lexical", "dense", "hybrid", "reranked"}
    assert printed["used"] in printed["stages"]
    assert all({*measures.NAMES} <= set(values) for values in printed["stages"].values())


def test_the_command_can_measure_one_stage(tmp_path: Path) -> None:
    done = _evals("retrieval", _write(tmp_path / "set"), "--stage", "lexical")
    assert set(json.loads(done.stdout)["stages"]) == {"lexical"}


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    done = _evals("retrieval", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "BEIR" in done.stderr


def test_a_wrong_command_line_ends_with_status_2(tmp_path: Path) -> None:
    assert _evals("retrieval", tmp_path, "--stage", "magic").returncode == 2
