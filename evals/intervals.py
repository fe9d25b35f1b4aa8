"""Figures over questions, and how far chance could have moved them: the percentile bootstrap.

A statistic takes an array of rows (… × questions × columns) and returns one number for each leading place, so that
thousands of resamples are one call. Method: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
Statistic = Callable[[Rows], NDArray[np.float64]]

CONFIDENCE: Final = 0.95

_NORMAL: Final = 1.959964
"""Standard deviations of the normal distribution between which 95 % lies."""

RESAMPLES: Final = 2_000
"""Enough for two stable digits of a 95 % interval; more cost time and say no more."""

SEED: Final = 20_261_123
"""The same answers always give the same interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` questions, with its 95 % interval; all None where no question bears on it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def mean(rows: Rows) -> NDArray[np.float64]:
    """Return the mean of the first column."""
    return np.asarray(rows[..., 0].mean(axis=-1))


def median(rows: Rows) -> NDArray[np.float64]:
    """Return the median of the first column."""
    return np.asarray(np.median(rows[..., 0], axis=-1))


def percentile_95(rows: Rows) -> NDArray[np.float64]:
    """Return the 95th percentile of the first column."""
    return np.asarray(np.percentile(rows[..., 0], 95, axis=-1))


def largest(rows: Rows) -> NDArray[np.float64]:
    """Return the largest of the first column."""
    return np.asarray(rows[..., 0].max(axis=-1))


def ratio(rows: Rows) -> NDArray[np.float64]:
    """Return the sum of the first column as a share of the sum of the second; nan where that is 0."""
    sums = rows.sum(axis=-2)
    return _divided(sums[..., 0], sums[..., 1])


def loss(rows: Rows) -> NDArray[np.float64]:
    """Return by how much the mean of one group exceeds that of the other; nan where one is empty.

    Columns: value and 1 for a member of the first group, value and 1 for one of the second; 0 elsewhere.
    """
    sums = rows.sum(axis=-2)
    return _divided(sums[..., 0], sums[..., 1]) - _divided(sums[..., 2], sums[..., 3])


def estimate(rows: Sequence[Sequence[float]], statistic: Statistic) -> Estimate:
    """Return a statistic over rows, a row for each question, with its interval."""
    if not rows:
        return Estimate(None, None, None, 0)
    table = np.array(rows, dtype=np.float64)
    value = float(statistic(table))
    if np.isnan(value):
        return Estimate(None, None, None, len(rows))
    if statistic is largest:
        # Resampling can only take the largest away, so its interval would say nothing.
        return Estimate(value, None, None, len(rows))
    return Estimate(value, *_interval(statistic(table[_picks(len(rows))])), len(rows))


def difference(before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], statistic: Statistic) -> Estimate:
    """Return how much a statistic changed from `before` to `after`, rows of the same questions in the same order."""
    if not before:
        return Estimate(None, None, None, 0)
    old, new = np.array(before, dtype=np.float64), np.array(after, dtype=np.float64)
    value = float(statistic(new) - statistic(old))
    if np.isnan(value):
        return Estimate(None, None, None, len(before))
    picks = _picks(len(before))  # the same questions for both: that is what makes it paired
    return Estimate(value, *_interval(statistic(new[picks]) - statistic(old[picks])), len(before))


def share_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (0 to 1) of `count` questions: E. B. Wilson, JASA 22 (1927), 209–212.

    Also where all questions agree, of which the bootstrap makes a point. For values between 0 and 1 rather than 0 or 1
    it is wider than need be. Raises ValueError without a question.
    """
    if count < 1:
        raise ValueError("a share of no questions has no interval")
    weight = _NORMAL**2 / count
    middle = (share + weight / 2) / (1 + weight)
    half = _NORMAL / (1 + weight) * sqrt(share * (1 - share) / count + weight / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _picks(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, count, size=(RESAMPLES, count))


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    outside = 100 * (1 - CONFIDENCE) / 2
    low, high = np.nanpercentile(values, [outside, 100 - outside])
    return float(low), float(high)


def _divided(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(over, under, out=np.full_like(over, np.nan, dtype=np.float64), where=under != 0)
