import numpy as np
import pytest
from scipy.stats import binomtest

from evals.intervals import (
    Estimate,
    difference,
    estimate,
    largest,
    loss,
    mean,
    median,
    percentile_95,
    ratio,
    share_interval,
)


def test_the_interval_of_a_mean_agrees_with_the_formula_for_a_share() -> None:
    found = estimate([(1.0,)] * 80 + [(0.0,)] * 20, mean)
    spread = 1.96 * np.sqrt(0.8 * 0.2 / 100)
    assert (found.value, found.n) == (0.8, 100)
    assert (found.low, found.high) == (pytest.approx(0.8 - spread, abs=0.015), pytest.approx(0.8 + spread, abs=0.015))


def test_the_same_rows_always_give_the_same_interval() -> None:
    rows = [(float(number % 3),) for number in range(50)]
    assert estimate(rows, mean) == estimate(rows, mean)


def test_no_questions_give_no_figure() -> None:
    assert estimate([], mean) == Estimate(None, None, None, 0)


def test_a_ratio_of_nothing_is_no_figure_but_its_questions_are_counted() -> None:
    assert estimate([(0.0, 0.0)] * 3, ratio) == Estimate(None, None, None, 3)


@pytest.mark.parametrize(
    ("statistic", "rows", "expected"),
    [
        (mean, [(1,), (2,), (6,)], 3),
        (median, [(1,), (2,), (6,)], 2),
        (percentile_95, [(float(number),) for number in range(101)], 95),
        (largest, [(1,), (6,), (2,)], 6),
        (ratio, [(1, 1), (0, 1), (1, 2)], 0.5),
        (loss, [(1, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 1)], -0.5),
    ],
)
def test_a_statistic_as_computed_by_hand(statistic, rows, expected) -> None:
    assert estimate(rows, statistic).value == pytest.approx(expected)


def test_the_largest_has_no_interval() -> None:
    assert estimate([(1.0,), (2.0,)], largest).low is None


def test_a_paired_difference_is_surer_than_two_runs_side_by_side() -> None:
    """Every question gained a little, though questions differ much: paired, the gain is beyond doubt."""
    before = [(number / 100,) for number in range(100)]
    after = [(value + 0.02,) for (value,) in before]
    found = difference(before, after, mean)
    assert found.value == pytest.approx(0.02)
    assert (found.low, found.high) == (pytest.approx(0.02), pytest.approx(0.02))
    assert estimate(after, mean).low < estimate(before, mean).high


def test_a_difference_by_chance_has_an_interval_around_nothing() -> None:
    before = [(float(number % 2),) for number in range(40)]
    after = [(float(number % 4 < 2),) for number in range(40)]
    found = difference(before, after, mean)
    assert found.low < 0 < found.high


@pytest.mark.parametrize(("right", "count"), [(0, 12), (12, 12), (7, 12), (300, 428)])
def test_the_interval_of_a_share_is_that_of_wilson(right: int, count: int) -> None:
    expected = binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert share_interval(right / count, count) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_share_of_no_questions_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no questions"):
        share_interval(0.5, 0)
