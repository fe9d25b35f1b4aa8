"""Which words a model wants before a question and before a passage."""

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FAMILIES: Final = Path(__file__).parent / "families.toml"

# The names under which sentence-transformers' models save the prompt for passages, in its own order.
PASSAGE_NAMES: Final = ("document", "passage", "corpus")
CACHED: Final = "models--"


class Prompts(NamedTuple):
    """Text put before each question and before each passage."""

    query: str = ""
    passage: str = ""


def prompts_of(model: str, saved: Mapping[str, str | None]) -> Prompts:
    """Return the prompts saved with a model; if it has none, those of its family; else empty ones."""
    passage = next((text for name in PASSAGE_NAMES if (text := saved.get(name))), "")
    own = Prompts(saved.get("query") or "", passage)
    return own if any(own) else _of_family(model)


def _of_family(model: str) -> Prompts:
    fits = _fits_folder if Path(model).is_dir() else _fits_name
    return next(
        (prompts for patterns, prompts in _families() if any(fits(model, pattern) for pattern in patterns)), Prompts()
    )


def _fits_name(name: str, pattern: str) -> bool:
    return fnmatchcase(name.lower(), pattern.lower())


def _fits_folder(folder: str, pattern: str) -> bool:
    """Tell whether a folder is called like the model, or lies in the hub's cache under the model's name."""
    place = Path(folder).resolve()
    cached = [part.removeprefix(CACHED).replace("--", "/", 1) for part in place.parts if part.startswith(CACHED)]
    return _fits_name(place.name, pattern.split("/")[-1]) or any(_fits_name(name, pattern) for name in cached)


@cache
def _families() -> tuple[tuple[tuple[str, ...], Prompts], ...]:
    table = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))
    return tuple((tuple(row["models"]), Prompts(row["query"], row["passage"])) for row in table["family"])
