"""After an ingest that changed a document: what rests on it is marked, shown, and looked at again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Records, golden, marks, turns, verdicts
from assistant.records.kept import Verdict
from assistant.settings import Settings
from corpus.changes import DocumentChange, Excerpt
from corpus.ingest import sync
from evals.golden import questions
from evals.review.marking import after_ingest, mark_answers, mark_questions
from tests.assistant.records.conftest import answer
from tests.evals.golden.conftest import QUESTION
from tests.evals.review.conftest import Browser, words_of

OLD, NEW = "De regio telt negen gemeenten.", "De regio telt tien gemeenten."
CHANGED = DocumentChange("gids.pdf", "changed", 2, changed=((Excerpt("p1", (), 1, OLD), Excerpt("p2", (), 1, NEW)),))


def log(records: Records, passage: str, *, judged: bool = True, document: str = "gids.pdf") -> str:
    made = answer(cites=((document, passage),))
    turn = turns.log(records, made, conversation=f"c-{passage}-{judged}", channel="chat", generation="g1")
    if judged:
        verdicts.give(records, turn, "anna", Verdict.CORRECT)
    return turn


def test_reviewed_answers_on_changed_passages_are_marked_and_others_not(records: Records) -> None:
    touched = log(records, "p1")
    log(records, "p1", judged=False)
    log(records, "p9")
    assert mark_answers(records, [CHANGED]) == 1
    assert marks.turns(records) == {touched: ("gids.pdf is gewijzigd",)}
    assert mark_answers(records, [CHANGED]) == 0


def test_reviewed_answers_on_a_removed_document_are_marked(records: Records) -> None:
    touched = log(records, "p1")
    log(records, "q1", document="wet.pdf")
    assert mark_answers(records, [DocumentChange("gids.pdf", "removed", 2)]) == 1
    assert list(marks.turns(records)) == [touched]


@pytest.mark.parametrize("state", ["added", "unknown"])
def test_what_nobody_can_tell_marks_nothing(records: Records, state: Any) -> None:
    log(records, "p1")
    assert mark_answers(records, [DocumentChange("gids.pdf", state, 2)]) == 0


def test_golden_questions_on_changed_words_are_marked_and_shown(records: Records, owner: Browser) -> None:
    golden.put(records, "eigen", questions.as_json(QUESTION), origin="upload")
    other = replace(QUESTION, id="Q2", gold=(replace(QUESTION.gold[0], document="wet.pdf"),))
    golden.put(records, "eigen", questions.as_json(other), origin="upload")
    assert mark_questions(records, [CHANGED]) == 1
    page = words_of(owner.get("/opnieuw"))
    assert QUESTION.question in page and "gids.pdf is gewijzigd" in page
    assert "Het bewijs staat niet meer in de documenten." in page
    owner.send("/opnieuw/vraag", {"set": "eigen", "vraag": QUESTION.id})
    assert "Er is niets opnieuw te bekijken." in words_of(owner.get("/opnieuw"))


def test_a_marked_answer_is_looked_at_again_or_left_as_it_is(records: Records, owner: Browser) -> None:
    one, other = log(records, "p1"), log(records, "p2")
    marks.mark_turns(records, [one, other], "gids.pdf is gewijzigd")
    assert words_of(owner.get("/gesprekken?opnieuw=1")).startswith('id="inhoud"')
    owner.send("/opnieuw/antwoord", {"antwoord": one})
    owner.send(f"/gesprekken/{other}/oordeel", {"oordeel": "outdated"})
    assert marks.turns(records) == {}


def test_an_ingest_marks_and_counts(
    pdf: Callable[..., Path], tmp_path: Path, embedder: Any, reader: Any, records: Records
) -> None:
    settings = Settings(index=tmp_path / "index", database=f"sqlite:///{tmp_path}/records.sqlite")
    golden.put(records, "eigen", questions.as_json(QUESTION), origin="upload")
    folder = tmp_path / "documents"
    pdf("gids.pdf", OLD)
    sync([folder], settings.index, embedder=embedder, read=reader)
    pdf("gids.pdf", NEW)
    report = sync([folder], settings.index, embedder=embedder, read=reader)
    assert list(after_ingest(report.changes, settings)) == [
        "to look at again on the review page: 0 reviewed answers, 1 golden questions"
    ]


def test_an_ingest_makes_no_records_where_there_are_none(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "leeg" / "index")
    assert list(after_ingest([CHANGED], settings)) == []
    assert not (tmp_path / "leeg").exists()
