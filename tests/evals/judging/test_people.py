"""A judging model beside people who judged the same answers."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answer import from_json
from assistant.assistant import Assistant
from assistant.records import Records, turns, verdicts
from assistant.records.kept import GivenVerdict, Verdict
from assistant.settings import Settings
from corpus.index import Index
from evals.golden import questions
from evals.judging.judge import ModelJudge
from evals.judging.people import beside_people, judge_again
from evals.review.measuring import Measuring
from tests.assistant.writing.conftest import Scripted, says

CORRECT, WRONG, INCOMPLETE = Verdict.CORRECT, Verdict.WRONG, Verdict.INCOMPLETE


def given(reviewer: str, *said: Verdict) -> list[GivenVerdict]:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return [GivenVerdict(f"t{number}", reviewer, verdict, False, "", at) for number, verdict in enumerate(said)]


def test_kappa_is_told_for_all_verdicts_and_for_correct_or_not() -> None:
    people = given("anna", CORRECT, CORRECT, WRONG, INCOMPLETE)
    model = {"t0": CORRECT, "t1": CORRECT, "t2": INCOMPLETE, "t3": INCOMPLETE}
    (beside,) = beside_people(people, model)
    # Observed 3/4; expected 2/4·2/4 + 1/4·2/4 = 3/8; (3/4 - 3/8) / (5/8) = 0.6.
    assert (beside.both, beside.agreed, beside.empty, beside.kappa) == (4, 3, 0, pytest.approx(0.6))
    assert beside.kappa_correct == pytest.approx(1.0)


def test_an_answer_without_verdict_of_the_model_counts_as_disagreement() -> None:
    people = given("anna", CORRECT, CORRECT, WRONG)
    (beside,) = beside_people(people, {"t0": CORRECT, "t1": None, "t2": WRONG})
    assert (beside.both, beside.agreed, beside.empty) == (3, 2, 1)
    assert beside.kappa is not None and beside.kappa < 1


def test_each_reviewer_stands_apart_and_what_the_model_did_not_see_is_left_out() -> None:
    people = [*given("bert", CORRECT), *given("anna", CORRECT, WRONG)]
    assert [(b.reviewer, b.both) for b in beside_people(people, {"t0": CORRECT})] == [("anna", 1), ("bert", 1)]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records.open(f"sqlite:///{tmp_path}/records.sqlite")


def test_answers_of_a_run_are_judged_with_their_golden_question_those_of_users_without(
    records: Records, shipped: Index, scripted: Scripted, tmp_path: Path
) -> None:
    assistant = Assistant(shipped)
    golden = next(q for q in questions.read(questions.suite("calibration")) if q.answerable and not q.history)
    at_work = Measuring(records, Settings(), lambda: assistant, tmp_path / "runs")
    run = at_work.start("proef", [golden])
    at_work.wait()
    (of_run,) = turns.conversation(records, f"run-{run.id}-{golden.id}")
    of_user = turns.log(
        records, assistant.answer("Wat is regiowerking?"), conversation="g", channel="chat",
        generation=assistant.generation,
    )  # fmt: skip
    for turn in (of_run.id, of_user):
        verdicts.give(records, turn, "anna", Verdict.CORRECT)

    scripted.script = says('{"reden": "Het klopt.", "zin": "", "oordeel": "correct"}')
    people, judged = judge_again(records, ModelJudge(scripted.model(), number=1))
    assert {turn: each.verdict for turn, each in judged.items()} == {of_run.id: CORRECT, of_user: CORRECT}
    asked = {request["messages"][-1]["content"] for request in scripted.requests}
    assert sum("Dit is het bewijs in de documenten" in one for one in asked) == 1
    assert sum("dat is niet bekend" in one for one in asked) == 1
    (beside,) = beside_people(people, {turn: each.verdict for turn, each in judged.items()})
    assert (beside.both, beside.agreed) == (2, 2)
    assert from_json(of_run.answer).question == golden.question
    records.close()
