"""Holds a run against the thresholds of gate.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import SettingError
from evals.scoring import Asked, Measure, parse
from evals.summary import figure, shown_value

THRESHOLDS: Final = Path(__file__).with_name("gate.toml")


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a measure must reach: `least`, or `most` for one of which less is better. `reason` says why this much."""

    measure: Measure
    least: float | None
    most: float | None
    reason: str


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
        wanted = self.threshold.least if self.threshold.most is None else self.threshold.most
        side = "at least" if self.threshold.most is None else "at most"
        values = shown | {"value": self.value, "wanted": wanted}
        return (
            f"{measure}: {shown_value(values)} of {self.n} questions, {side} {shown_value(values, 'wanted')} is wanted "
            f"({self.threshold.reason})"
        )


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
    estimates = [(threshold, threshold.measure(asked)) for threshold in thresholds]
    return tuple(Missed(t, e.value, e.n) for t, e in estimates if not _is_reached(t, e.value))


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
