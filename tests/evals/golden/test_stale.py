from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.changes import DocumentChange, Excerpt
from corpus.ingest import sync
from evals.golden.questions import Evidence
from evals.golden.stale import after_ingest, touched
from tests.evals.golden.conftest import QUESTION

OLD = Excerpt("1", (), 1, "De regio telt negen gemeenten. Elke burge- meester heeft een stem.")
NEW = Excerpt("2", (), 1, "De regio telt tien gemeenten. Elke burgemeester heeft een stem.")
CHANGED = DocumentChange("gids.pdf", "changed", 9, changed=((OLD, NEW),))

STANDS = replace(QUESTION, id="STAAT", gold=(Evidence("gids.pdf", "Elke burgemeester heeft een stem.", 1),))
ELSEWHERE = replace(QUESTION, id="ELDERS", gold=(Evidence("gids.pdf", "Het overleg beslist over de dienst.", 2),))
OTHER = replace(QUESTION, id="ANDER", gold=(Evidence("wet.pdf", "De regio telt negen gemeenten.", 1),))


def test_questions_on_a_changed_passage_are_touched_and_others_not() -> None:
    found = touched([QUESTION, STANDS, ELSEWHERE, OTHER], [CHANGED])
    assert [(each.question.id, each.stands) for each in found] == [("Q1", False), ("STAAT", True)]


def test_every_question_on_a_removed_document_is_touched() -> None:
    found = touched([QUESTION, OTHER], [DocumentChange("wet.pdf", "removed", 3)])
    assert [(each.question.id, each.stands) for each in found] == [("ANDER", False)]


@pytest.mark.parametrize("state", ["added", "unknown"])
def test_a_document_that_is_new_or_cannot_be_compared_touches_nothing(state: Any) -> None:
    assert touched([QUESTION], [DocumentChange("gids.pdf", state, 3)]) == ()


def test_after_an_ingest_the_touched_questions_are_named(
    golden_file: Callable[..., Path], tmp_path: Path, pdf: Callable[..., Path], embedder: Any, reader: Any
) -> None:
    golden_file({"gold": ELSEWHERE.gold}, {}, {"gold": OTHER.gold}, name="test.jsonl")
    folder, index = tmp_path / "documents", tmp_path / "index"
    pdf("gids.pdf", "De regio telt negen gemeenten.", "Het overleg beslist over de dienst.")
    first = sync([folder], index, embedder=embedder, read=reader)
    assert list(after_ingest(first.changes, folder=tmp_path)) == []
    pdf("gids.pdf", "De regio telt tien gemeenten.", "Het overleg beslist over de dienst.")
    second = sync([folder], index, embedder=embedder, read=reader)
    assert list(after_ingest(second.changes, folder=tmp_path)) == [
        "golden questions that rest on changed passages: 2; look at them again",
        "  Q2, gids.pdf: the words are not in what replaced it: De regio telt negen gemeenten.",
        "  Q1, gids.pdf: the words still stand: Het overleg beslist over de dienst.",
    ]


def test_of_a_document_that_is_gone_the_questions_are_counted(golden_file: Callable[..., Path], tmp_path: Path) -> None:
    golden_file({}, {}, {"gold": OTHER.gold}, name="calibration.jsonl")
    changes = [DocumentChange("gids.pdf", "removed", 3), DocumentChange("niemands.pdf", "removed", 3)]
    assert list(after_ingest(changes, folder=tmp_path)) == ["golden questions that rest on gids.pdf, which is gone: 2"]


def test_many_touched_questions_are_counted(golden_file: Callable[..., Path], tmp_path: Path) -> None:
    golden_file(*[{} for _ in range(25)], name="calibration.jsonl")
    lines = list(after_ingest([CHANGED], folder=tmp_path))
    assert lines[0].startswith("golden questions that rest on changed passages: 25;")
    assert lines[-1] == "  and 5 quotes more; run: python -m evals check"


def test_what_cannot_be_compared_asks_for_a_check(golden_file: Callable[..., Path], tmp_path: Path) -> None:
    golden_file(name="calibration.jsonl")
    said = ["golden questions rest on documents that could not be compared; run: python -m evals check"]
    assert list(after_ingest([DocumentChange("gids.pdf", "unknown", 3)], folder=tmp_path)) == said
    assert list(after_ingest([DocumentChange("wet.pdf", "unknown", 3)], folder=tmp_path)) == []
