from dataclasses import replace
from pathlib import Path

import pytest

from evals.compare import SAME, as_markdown, compare
from evals.runs import Run, RunError
from evals.scoring import Asked
from tests.evals.answers import answer, asked, citation, question, refusal


def _run(name: str, *of: Asked) -> Run:
    return Run(Path(name), {}, of)


def _verdicts(before: Run, after: Run) -> dict[str, str]:
    return {str(d.measure): d.verdict for d in compare(before, after).differences}


GOOD = [asked(question(f"v{n}"), answer(citation())) for n in range(20)]
POOR = [asked(each.golden, refusal()) for each in GOOD]


def test_a_gain_is_better_and_a_loss_worse() -> None:
    better, worse = _verdicts(_run("a", *POOR), _run("b", *GOOD)), _verdicts(_run("b", *GOOD), _run("a", *POOR))
    assert (better["OutcomeAccuracy"], better["FalseRefusals"]) == ("better", "better")
    assert (worse["OutcomeAccuracy"], worse["FalseRefusals"]) == ("worse", "worse")


def test_runs_that_are_the_same_show_no_difference() -> None:
    found = compare(_run("a", *GOOD), _run("b", *GOOD))
    assert {d.verdict for d in found.differences} == {SAME, "–"}
    assert found.changed == ()
    assert SAME in as_markdown(found)


def test_one_question_of_twenty_is_no_difference_to_be_seen_but_is_shown() -> None:
    found = compare(_run("a", *GOOD), _run("b", POOR[0], *GOOD[1:]))
    accuracy = next(d for d in found.differences if str(d.measure) == "OutcomeAccuracy")
    assert (accuracy.change.value, accuracy.verdict) == (pytest.approx(-0.05), SAME)
    assert [c.after.golden.id for c in found.changed] == ["v0"]
    assert ("OutcomeAccuracy", 1.0, 0.0) in found.changed[0].scores


def test_another_quote_changes_a_question_and_another_time_does_not() -> None:
    slower = replace(GOOD[0], milliseconds=999.0)
    other = asked(GOOD[1].golden, answer(citation(page=4)))
    found = compare(_run("a", *GOOD[:2]), _run("b", slower, other))
    assert [c.after.golden.id for c in found.changed] == ["v1"]


def test_questions_that_changed_themselves_are_not_paired() -> None:
    mended = replace(GOOD[0], golden=replace(GOOD[0].golden, points=("raad",)))
    found = compare(_run("a", *GOOD[:2]), _run("b", mended, GOOD[1], GOOD[2]))
    assert (found.paired, found.only_before, found.only_after) == (1, ("v0",), ("v0", "v2"))


def test_measures_of_answers_given_are_compared_where_both_gave_one() -> None:
    found = compare(_run("a", *GOOD[:4]), _run("b", *POOR[:1], *GOOD[1:4]))
    words = next(d for d in found.differences if str(d.measure) == "QuotedWords")
    assert (words.before, words.after, words.change.n, words.verdict) == (11, 11, 3, SAME)


def test_runs_that_share_no_question_are_not_compared() -> None:
    with pytest.raises(RunError, match="no question is in both"):
        compare(_run("a", *GOOD[:2]), _run("b", *GOOD[2:]))
