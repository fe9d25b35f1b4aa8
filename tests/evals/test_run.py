"""Runs from the first question to the report, interrupted ones too."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.index import Index
from evals import runs
from evals.golden.questions import QuestionsError
from evals.run import Suite, ask, finish, read_suite, read_suites, record, start, take_up
from evals.runs import RunError
from evals.scoring import Asked
from evals.subject import Subject
from tests.evals.conftest import Script


def _by_id(asked: list[Asked]) -> dict[str, Asked]:
    return {each.golden.id: each for each in asked}


def test_each_question_is_asked_once_with_what_went_before_it(suite: Suite, subject: Subject, script: Script) -> None:
    list(ask([suite], subject))
    assert script.asked == [
        ("Wie stemt over het plan?", ()),
        ("En wat kost dat?", ("Wie stemt over het plan?",)),
        ("Wie is de koning?", ()),
    ]


def test_quotes_are_looked_up_on_their_page_those_beside_a_refusal_too(suite: Suite, small_index: Index) -> None:
    wrong = Script()("Wie stemt over het plan?", ())
    wrong = {**wrong, "citations": [{**wrong["citations"][0], "page": 2}]}
    found = _by_id(list(ask([suite], Subject(Script(**{"Wie stemt over het plan?": wrong}), small_index))))
    assert [found[id_].exact for id_ in ("v1", "v2", "n1")] == [(False,), (True,), (True,)]


def test_a_page_that_does_not_exist_holds_no_quote(suite: Suite, small_index: Index) -> None:
    wrong = Script()("Wie stemt over het plan?", ())
    wrong = {**wrong, "citations": [{**wrong["citations"][0], "page": 9}]}
    found = _by_id(list(ask([suite], Subject(Script(**{"Wie stemt over het plan?": wrong}), small_index))))
    assert found["v1"].exact == (False,)


def test_a_follow_up_is_searched_for_as_the_answer_says(suite: Suite, subject: Subject) -> None:
    """As typed, *En wat kost dat?* shares no word with the sentence that tells what the consultation costs."""
    found = _by_id(list(ask([suite], subject)))
    assert found["v2"].found["lexical.Success@1"] == 1.0
    assert found["n1"].found == {}


def test_an_answer_that_breaks_off_is_a_finding_and_the_run_goes_on(suite: Suite, small_index: Index) -> None:
    def answering(question: str, history: Any, municipality: str | None) -> dict[str, Any]:
        if question == "En wat kost dat?":
            raise ZeroDivisionError("door nul")
        return Script()(question, history)

    found = _by_id(list(ask([suite], Subject(answering, small_index))))
    assert found["v2"].answer is None
    assert found["v2"].error == "ZeroDivisionError: door nul"
    assert found["n1"].error is None


def test_questions_can_be_asked_at_once_and_come_to_the_same(suite: Suite, subject: Subject) -> None:
    alone, together = (list(ask([suite], subject, jobs=jobs)) for jobs in (1, 3))
    assert [replace(each, milliseconds=0) for each in alone] == [replace(each, milliseconds=0) for each in together]


def test_a_question_asked_in_full_is_paired_with_its_follow_up(suite: Suite, subject: Subject) -> None:
    in_full = replace(suite.questions[0], id="v2-full")
    found = _by_id(list(ask([replace(suite, questions=(*suite.questions, in_full))], subject)))
    assert {id_: each.paired for id_, each in found.items()} == {"v1": False, "v2": True, "n1": False, "v2-full": True}


def test_a_judge_adds_its_verdicts(suite: Suite, subject: Subject) -> None:
    asked = list(ask([suite], subject, judge=lambda golden, answer: {"oordeel": golden.id + answer["outcome"]}))
    assert asked[0].verdicts == {"oordeel": "v1answered"}
    assert runs.from_json(json.loads(runs.line(asked[0]))) == replace(
        asked[0], milliseconds=round(asked[0].milliseconds, 2)
    )


def _whole_run(suite: Suite, subject: Subject, settings: Settings, to: Path) -> Path:
    folder = start([suite], subject, settings, to=to)
    record(folder, ask([suite], subject))
    finish(folder, [suite], subject.index)
    return folder


def test_a_run_keeps_everything(suite: Suite, subject: Subject, settings: Settings, tmp_path: Path) -> None:
    folder = _whole_run(suite, subject, settings, tmp_path / "runs")
    assert {file.name for file in folder.iterdir()} == {"settings.json", "answers.jsonl", "summary.json", "report.html"}
    kept = json.loads((folder / "settings.json").read_text("utf-8"))
    assert folder.name.endswith(f"-{kept['commit']}")
    assert [(s["name"], s["questions"]) for s in kept["suites"]] == [("vragen.jsonl", 3)]
    assert {d["name"]: d["pages"] for d in kept["documents"]} == {"gids.pdf": 2, "wet.pdf": 1}
    assert all(len(d["sha256"]) == 64 for d in [*kept["documents"], *kept["suites"]])
    first = json.loads((folder / "answers.jsonl").read_text("utf-8").splitlines()[0])
    assert first["golden"]["id"] == "v1"
    assert first["scores"]["FirstCitationHoldsGold"] == 1.0
    assert first["answer"]["citations"][0]["quote"]
    assert first["stages"]["hybrid.R@5"] == 1.0
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    accuracy = next(f for f in summary["figures"] if f["measure"] == "OutcomeAccuracy")
    assert (accuracy["value"], accuracy["n"]) == (1.0, 3)
    assert summary["pages_cited"] == {"gids.pdf": [1, 1], "wet.pdf": [0]}


def test_an_interrupted_run_goes_on_where_it_was(suite, subject, script, settings, tmp_path: Path) -> None:
    """The power failed while a line was being written."""
    folder = start([suite], subject, settings, to=tmp_path / "runs")
    record(folder, list(ask([suite], subject))[:2])
    answers = folder / "answers.jsonl"
    answers.write_bytes(answers.read_bytes()[:-40])
    script.asked.clear()
    done = take_up(folder, [suite], subject, settings).asked
    assert [each.golden.id for each in done] == ["v1"]
    record(folder, ask([suite], subject, done={each.key for each in done}))
    finish(folder, [suite], subject.index)
    assert [question for question, _ in script.asked] == ["En wat kost dat?", "Wie is de koning?"]
    assert [each.golden.id for each in runs.read(folder).asked] == ["v1", "v2", "n1"]


@pytest.mark.parametrize(
    ("changed", "named"), [({"limit": 2}, "suites, limit"), ({"settings": Settings(port=99)}, "assistant")]
)
def test_a_run_is_not_taken_up_again_to_measure_something_else(
    changed, named, suite, subject, settings, tmp_path: Path
) -> None:
    folder = start([suite], subject, settings, to=tmp_path / "runs")
    now = {"settings": settings, "limit": None} | changed
    with pytest.raises(RunError, match=named):
        take_up(folder, [suite], subject, now["settings"], limit=now["limit"])


def test_damage_within_the_answers_is_named(suite, subject, settings, tmp_path: Path) -> None:
    folder = _whole_run(suite, subject, settings, tmp_path / "runs")
    answers = folder / "answers.jsonl"
    lines = answers.read_text("utf-8").splitlines(keepends=True)
    answers.write_text(lines[0] + "{kapot\n" + lines[2], "utf-8")
    with pytest.raises(RunError, match="line 2"):
        runs.read(folder)
    answers.write_text('{"suite": "calibration"}\n', "utf-8")
    with pytest.raises(RunError, match="line 1: a part is missing"):
        runs.read(folder)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run here"):
        runs.find(str(tmp_path))


def test_two_files_of_the_same_name_cannot_be_told_apart(suite: Suite, tmp_path: Path) -> None:
    other = tmp_path / "elders" / "vragen.jsonl"
    other.parent.mkdir()
    other.write_bytes((tmp_path / "vragen.jsonl").read_bytes())
    with pytest.raises(RunError, match="two suites have this name"):
        read_suites([str(tmp_path / "vragen.jsonl"), str(other)])


def test_an_unknown_suite_is_refused() -> None:
    with pytest.raises(QuestionsError):
        read_suite("niets")
