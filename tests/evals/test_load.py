"""The load test itself, small: five people for a few seconds on a real server."""

from pathlib import Path

import pytest

from evals.load import LoadError, Plan, as_markdown, measure


def test_a_few_people_are_answered_without_an_error(shipped_index: Path) -> None:
    measured = measure(Plan(people=5, every=1.0, seconds=5.0, idle=5), index=shipped_index)
    found = {figure["what"]: figure["value"] for figure in measured["figures"]}
    assert measured["errors"] == {}
    assert found["questions of 5 people in 5 s"] >= 5
    assert found["errors"] == 0
    assert 0 < found["question to answer, median"] <= found["question to answer, longest"]
    assert found["memory of the server at the beginning"] > 50
    assert "| errors | none | 0 |" in as_markdown(measured)


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"people": 5000}, {"seconds": 3600}, {"seconds": 0}, {"idle": -1}, {"every": 0}]
)
def test_a_run_that_would_not_end_or_begin_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(LoadError, match="--"):
        Plan(**wrong)
