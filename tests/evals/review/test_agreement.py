from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies
from sklearn.metrics import cohen_kappa_score

from assistant.records.kept import GivenVerdict, Verdict
from evals.review.agreement import agreements, cohens_kappa

PAIRS = strategies.lists(strategies.tuples(*[strategies.sampled_from(list(Verdict))] * 2), min_size=2, max_size=40)


def verdict(turn: str, reviewer: str, said: Verdict) -> GivenVerdict:
    return GivenVerdict(turn, reviewer, said, False, "", datetime.now(UTC))


@settings(deadline=None)
@given(PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    kappa = cohens_kappa(pairs)
    if len({word for pair in pairs for word in pair}) > 1:
        assert kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_kappa_of_an_example_worked_out_by_hand() -> None:
    """20 and 15 agreements of 50; expected .5 × .6 + .5 × .4 = .5; so (.7 − .5) / .5."""
    pairs = [("ja", "ja")] * 20 + [("ja", "nee")] * 5 + [("nee", "ja")] * 10 + [("nee", "nee")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)


def test_where_chance_explains_all_there_is_no_kappa() -> None:
    assert cohens_kappa([("ja", "ja")] * 5) is None
    assert cohens_kappa([]) is None


def test_only_answers_that_both_judged_count() -> None:
    said = [
        verdict("1", "anna", Verdict.CORRECT), verdict("1", "bert", Verdict.WRONG), verdict("2", "anna", Verdict.WRONG),
        verdict("3", "bert", Verdict.WRONG), verdict("4", "anna", Verdict.WRONG), verdict("4", "bert", Verdict.WRONG),
    ]  # fmt: skip
    found = agreements(said)
    assert [(each.one, each.other, each.both, each.agreed) for each in found] == [("anna", "bert", 2, 1)]
    assert [one.turn for one, _ in found[0].disagreements] == ["1"]
