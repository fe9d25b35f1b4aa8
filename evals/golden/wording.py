"""The Dutch words of spreadsheets with questions, from `sheet.nl.toml`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def table(key: str) -> dict[str, Any]:
    """Return a table of texts, in the order of the file. Raises KeyError."""
    found: Any = _all()
    for part in key.split("."):
        found = found[part]
    return dict(found)


def text(key: str, **values: object) -> str:
    """Return one text with `{name}` replaced by the value given. Raises KeyError."""
    where, _, name = key.rpartition(".")
    return str(table(where)[name]).format(**values)


def heading(field: str, number: int | None = None) -> str:
    """Return the title of a column: `Vraag`, or `Citaat 2` for evidence."""
    return text(f"headings.{field}") + (f" {number}" if number else "")


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(resources.files("evals").joinpath("golden/sheet.nl.toml").read_text(encoding="utf-8"))
