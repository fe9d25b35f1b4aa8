"""The Dutch texts of the review page, from `texts.nl.toml`, and numbers and days as Belgians write them."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from assistant.texts import long_date
from evals.golden.questions import CALIBRATION

BELGIUM = ZoneInfo("Europe/Brussels")


def words(key: str) -> Any:
    """Return what stands under a key such as `samples.title`: a text, a list or a table. Raises KeyError."""
    found: Any = _all()
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            raise KeyError(f"{key} is missing in evals/review/texts.nl.toml")
        found = found[part]
    return found


def text(key: str, **values: object) -> str:
    """Return one text with `{name}` replaced by the value given. Raises KeyError."""
    return str(words(key)).format(**values)


def number(value: float, decimals: int = 0) -> str:
    """Return a number with a decimal comma."""
    return f"{value:.{decimals}f}".replace(".", ",")


def percent(share: float) -> str:
    """Return a share from 0 to 1 as whole per cents, rounded as people do."""
    return f"{int(100 * share + 0.5)}"


def day(moment: datetime | date | str) -> str:
    """Return a day as “23 november 2026”; a moment as the day it is in Belgium."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(BELGIUM).date()
    return long_date(moment if isinstance(moment, str) else moment.isoformat())


def hour(moment: datetime) -> str:
    """Return a moment as “23 november 2026, 14.05 uur”, in Belgian time."""
    return text("common.moment", day=day(moment), time=moment.astimezone(BELGIUM).strftime("%H.%M"))


def set_name(suite: str) -> str:
    """Return the name of a set of questions as people read it: that of the shipped ones is in English."""
    return text("sets.shipped") if suite == CALIBRATION else suite


def enumerated(parts: list[str]) -> str:
    """Return “a, b en c”."""
    *others, last = parts
    return text("common.and", others=", ".join(others), last=last) if others else last


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(resources.files("evals.review").joinpath("texts.nl.toml").read_text(encoding="utf-8"))
