"""Every text that an official reads, from one Dutch file: `texts.nl.toml`.

A key is a section and a name, joined by a dot: `text("page.title")`. Values in braces are filled in by the caller.
"""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any


def text(key: str, **values: object) -> str:
    """Return one text, with `{name}` replaced by the value given. Raises KeyError for an unknown key or value."""
    found = _find(key)
    if not isinstance(found, str):
        raise KeyError(f"{key} in texts.nl.toml is not a single text")
    return found.format(**values)


def texts(key: str) -> tuple[str, ...]:
    """Return a list of texts, such as the first questions. Raises KeyError for an unknown key."""
    found = _find(key)
    if not isinstance(found, list):
        raise KeyError(f"{key} in texts.nl.toml is not a list of texts")
    return tuple(found)


def table(key: str) -> dict[str, str]:
    """Return a table of texts by name, in the order of the file. Raises KeyError for an unknown key."""
    found = _find(key)
    if not isinstance(found, dict):
        raise KeyError(f"{key} in texts.nl.toml is not a table of texts")
    return dict(found)


def long_date(iso: str) -> str:
    """Return `2026-11-12` as “12 november 2026”; a text that is no full ISO date comes back as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {texts('dates.months')[day.month - 1]} {day.year}"


def _find(key: str) -> Any:
    found: Any = _all()
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            raise KeyError(f"{key} is missing in texts.nl.toml")
        found = found[part]
    return found


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant").joinpath("texts.nl.toml").read_text(encoding="utf-8"))
