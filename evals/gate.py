"""Holds a run against the thresholds of gate.toml.

Those were measured with the calibration questions. Over other questions, and over few, a figure above or below such a
border may be chance: `held` tells where it is.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import SettingError
from evals.golden import questions
from evals.golden.questions import CALIBRATION
from evals.intervals import Estimate, share_interval
from evals.scoring import Asked, Measure, parse
from evals.summary import figure, shown_value

THRESHOLDS: Final = Path(__file__).with_name("gate.toml")

ENOUGH: Final = 100
"""Questions from which on a share is known to within 10 points; below that the gate says how far it may be off."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a measure must reach: `least`, or `most` for one of which less is better. `reason` says why this much."""

    measure: Measure
    least: float | None
    most: float | None
    reason: str

    @property
    def border(self) -> float:
        """The number that is to be reached."""
        return (self.least if self.most is None else self.most) or 0.0


@dataclass(frozen=True, slots=True)
class Missed:
    """A threshold that was not reached, or that no question measured (`value` is None)."""

    threshold: Threshold
    value: float | None
    n: int

    def __str__(self) -> str:
        measure = self.threshold.measure
        if self.value is None:
            return f"{measure}: no question measures this; see gate.toml"
        shown = figure(measure, measure(()))
        side = "at least" if self.threshold.most is None else "at most"
        values = shown | {"value": self.value, "wanted": self.threshold.border}
        return (
            f"{measure}: {shown_value(values)} of {self.n} questions, {side} {shown_value(values, 'wanted')} is wanted "
            f"({self.threshold.reason})"
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A threshold beside what was measured. `low` and `high` bound the figure at 95 %; None where nothing does."""

    threshold: Threshold
    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def is_reached(self) -> bool:
        """Whether the figure itself reaches the border."""
        return _is_reached(self.threshold, self.value)

    @property
    def is_chance(self) -> bool:
        """Whether the border lies within the interval, so that other questions might well have said the opposite.

        A figure on the border, such as a promise that every question kept, is no chance.
        """
        border = self.threshold.border
        if self.value is None or self.low is None or self.high is None or self.value == border:
            return False
        return self.low <= border <= self.high

    @property
    def missed(self) -> Missed:
        """The same as a threshold that was not reached."""
        return Missed(self.threshold, self.value, self.n)


def held(asked: Sequence[Asked], thresholds: Sequence[Threshold]) -> tuple[Held, ...]:
    """Return each threshold beside what these answers give, in their order."""
    return tuple(_held(threshold, threshold.measure(asked)) for threshold in thresholds)


def _held(threshold: Threshold, found: Estimate) -> Held:
    low, high = found.low, found.high
    if threshold.measure.unit == "share" and found.value is not None and found.n and 0 <= found.value <= 1:
        low, high = share_interval(found.value, found.n)
    return Held(threshold, found.value, low, high, found.n)


def is_made_for(asked: Sequence[Asked]) -> bool:
    """Whether these are all calibration questions, with which the shipped thresholds were measured."""
    calibration = {(CALIBRATION, each.id) for each in questions.read(questions.suite(CALIBRATION))}
    return {each.key for each in asked} == calibration


def margin(count: int) -> float:
    """Return how far a share of so many questions may lie from the truth, at worst: 0.25 for 12, 0.05 for 428."""
    low, high = share_interval(0.5, count)
    return (high - low) / 2


def read(file: Path = THRESHOLDS) -> tuple[Threshold, ...]:
    """Return the thresholds of a file. Raises SettingError, which names what is wrong in it."""
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("threshold", [])
    except OSError as error:
        raise SettingError(f"{file}: cannot be read ({error.strerror}); give a file of thresholds") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{file}: this is not TOML ({error}); correct it") from error
    if not rows:
        raise SettingError(f"{file}: no [[threshold]] here, so nothing would be checked; add one")
    return tuple(_threshold(row, f"{file}, threshold {number}") for number, row in enumerate(rows, 1))


def missed(asked: Sequence[Asked], thresholds: Sequence[Threshold]) -> tuple[Missed, ...]:
    """Return the thresholds that these answers do not reach, in their order."""
    return tuple(each.missed for each in held(asked, thresholds) if not each.is_reached)


def _is_reached(threshold: Threshold, value: float | None) -> bool:
    if value is None:
        return False
    if threshold.least is not None and value < threshold.least:
        return False
    return threshold.most is None or value <= threshold.most


def _threshold(row: Any, where: str) -> Threshold:
    if not isinstance(row, dict) or not isinstance(row.get("measure"), str) or not row.get("reason"):
        raise SettingError(f"{where}: give measure and reason as texts")
    borders = {name: row.get(name) for name in ("least", "most")}
    given = [name for name, value in borders.items() if value is not None]
    if len(given) != 1 or not isinstance(borders[given[0]], int | float):
        raise SettingError(f"{where}: give least or most, one number")
    try:
        measure = parse(row["measure"])
    except SettingError as error:
        raise SettingError(f"{where}: {error}") from error
    return Threshold(measure, borders["least"], borders["most"], str(row["reason"]))
