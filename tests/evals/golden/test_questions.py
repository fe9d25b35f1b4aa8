import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Outcome
from evals.golden import questions
from evals.golden.questions import Evidence, GoldenQuestion, QuestionsError
from tests.evals.golden.conftest import QUESTION, golden_questions


def line(**changes: Any) -> str:
    values = questions.as_json(QUESTION) | changes
    return json.dumps({name: value for name, value in values.items() if value is not ...}, ensure_ascii=False)


@given(st.lists(golden_questions(), min_size=1, max_size=3, unique_by=lambda each: each.id))
@settings(deadline=None)  # the first one loads what finds telephone numbers
def test_what_is_written_is_read(made: list[GoldenQuestion]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "vragen.jsonl"
        questions.write(file, made)
        assert questions.read(file) == tuple(made)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("{", "this is not JSON"),
        ("[]", "not a JSON object"),
        (line(question=" "), 'the text "question" is missing'),
        (line(points=...), 'the list "points" is missing'),
        (line(points=[1]), '"points" must hold texts'),
        (line(kind="raadsel"), "\"kind\" is 'raadsel'; write one of: definition"),
        (line(outcome="misschien"), '"outcome" is'),
        (line(gold=["woorden"]), '"gold" must hold objects'),
        (line(gold=[{"document": "a.pdf", "quote": "woorden", "page": 0}]), '"page" must be a whole number from 1'),
        (line(gold=[{"document": "a.pdf", "quote": "woorden", "page": True}]), '"page" must be a whole number from 1'),
        (line(kind="near"), "kind near cannot end as answered"),
        (line(outcome="unclear"), "kind how_many cannot end as unclear"),
        (line(gold=[]), 'outcome answered needs "gold"'),
        (line(points=[]), 'outcome answered needs "points"'),
        (line(), "line 1 has the id Q1 too"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, wrong: str, says: str) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_text(f"{line()}\n\n{wrong}\n", encoding="utf-8")
    with pytest.raises(QuestionsError) as error:
        questions.read(file)
    assert f"{file}, line 3: " in str(error.value)
    assert says in str(error.value)


def test_a_file_that_is_not_utf_8_holds_nothing_or_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    for content, says in ((b"\xe9", "not UTF-8"), (b"\n", "no questions here"), (None, "cannot be read")):
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        with pytest.raises(QuestionsError, match=says):
            questions.read(file)


def test_a_page_and_a_piece_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_text(line(gold=[{"document": "a.pdf", "quote": "woorden"}]), encoding="utf-8")
    assert questions.read(file)[0].gold == (Evidence("a.pdf", "woorden", None, 1),)


def test_pieces_hold_their_alternatives() -> None:
    gold = [Evidence("a.pdf", "een", 1, 2), Evidence("a.pdf", "twee", 1, 1), Evidence("b.pdf", "een", 1, 2)]
    asked = questions.from_json(questions.as_json(QUESTION) | {"gold": [vars_of(each) for each in gold]})
    assert [[each.quote for each in piece] for piece in asked.pieces] == [["twee"], ["een", "een"]]


def vars_of(evidence: Evidence) -> dict[str, object]:
    return {name: getattr(evidence, name) for name in ("document", "quote", "page", "piece")}


def test_a_question_is_answerable_when_its_outcome_needs_evidence() -> None:
    assert QUESTION.answerable
    values = questions.as_json(QUESTION) | {"outcome": Outcome.NOT_IN_SOURCES, "kind": "near"}
    assert not questions.from_json(values).answerable


def test_a_suite_is_a_part_by_its_name_or_a_file_by_its_path(golden_file: Callable[..., Path], tmp_path: Path) -> None:
    part = golden_file(name="calibration.jsonl")
    own = golden_file(name="eigen.jsonl")
    assert questions.suite("calibration", tmp_path) == part
    assert questions.suite(str(own), tmp_path) == own
    with pytest.raises(QuestionsError, match="give calibration or test"):
        questions.suite("kalibratie", tmp_path)


def test_personal_numbers_are_gone_from_what_is_read_and_an_address_to_answer_with_stays(tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    asked = line(
        question="Wie helpt 85.07.30-033.28?", history=["Bel 0475 12 34 56"], points=["regio@gemeente.example"]
    )
    file.write_text(asked, encoding="utf-8")
    (found,) = questions.read(file)
    assert found.question == "Wie helpt [rijksregisternummer]?"
    assert found.history == ("Bel [telefoonnummer]",)
    assert found.points == ("regio@gemeente.example",)
