"""Every text that an official reads, from one file a language: `texts.nl.toml`, `texts.en.toml`, `texts.fr.toml`.

A key is a section and a name, joined by a dot: `text("page.title")`. Values in braces are filled in by the caller.
The functions of this module give the Dutch texts, which every installation speaks; `words_in` gives those of a page in
another language. What ONLY_DUTCH names stands in the Dutch file alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

Language = Literal["nl", "en", "fr"]
DUTCH: Final = "nl"

TAGS: Final[Mapping[str, str]] = {DUTCH: "nl-BE", "en": "en", "fr": "fr-BE"}
"""The languages there is a file for, each with its tag for HTML and Word: the Dutch and the French are of Belgium."""

ONLY_DUTCH: Final = (
    "masked.marks",
    "help_desk.subject",
    "help_desk.question",
    "help_desk.searched",
    "help_desk.not_found",
    "remark",
    "languages",
    "writing.languages",
    "writing.lead",
    "writing.failed",
    "writing.resting",
    "writing.too_little",
    "api",
    "access",
    "edge",
    "switch",
    "controle",
    "demo",
)
"""What the other files leave out: marks and remarks that are kept, the mail to a help desk, texts that stand there in
every language already, and what is no part of the chat page: signing in, refusals of the server, the check for who
places a widget, and the intranet of the demonstration."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language: nl, en or fr."""

    language: str

    @property
    def tag(self) -> str:
        """The language as HTML names it: nl-BE."""
        return TAGS[self.language]

    def text(self, key: str, **values: object) -> str:
        """Return one text, with `{name}` replaced by the value given. Raises KeyError for an unknown key or value."""
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(f"{key} in {_file(self.language)} is not a single text")
        return found.format(**values)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, such as the first questions. Raises KeyError for an unknown key."""
        found = self._find(key)
        if not isinstance(found, list):
            raise KeyError(f"{key} in {_file(self.language)} is not a list of texts")
        return tuple(found)

    def table(self, key: str) -> dict[str, str]:
        """Return a table of texts by name, in the order of the file. Raises KeyError for an unknown key."""
        found = self._find(key)
        if not isinstance(found, dict):
            raise KeyError(f"{key} in {_file(self.language)} is not a table of texts")
        return dict(found)

    def long_date(self, iso: str) -> str:
        """Return `2026-11-12` as “12 november 2026”; a text that is no full ISO date comes back as it is."""
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return iso
        number = self.text("dates.first") if day.day == 1 else day.day
        return f"{number} {self.texts('dates.months')[day.month - 1]} {day.year}"

    def _find(self, key: str) -> Any:
        found: Any = _all(self.language)
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise KeyError(f"{key} is missing in {_file(self.language)}")
            found = found[part]
        return found


DUTCH_WORDS: Final = Words(DUTCH)


def words_in(language: str) -> Words:
    """Return the texts in a language, nl, en or fr. Raises KeyError for another one."""
    if language not in TAGS:
        raise KeyError(f"there is no {_file(language)}; the languages are {', '.join(TAGS)}")
    return Words(language)


def text(key: str, **values: object) -> str:
    """Return one Dutch text, as Words.text does."""
    return DUTCH_WORDS.text(key, **values)


def texts(key: str) -> tuple[str, ...]:
    """Return a list of Dutch texts, as Words.texts does."""
    return DUTCH_WORDS.texts(key)


def table(key: str) -> dict[str, str]:
    """Return a table of Dutch texts, as Words.table does."""
    return DUTCH_WORDS.table(key)


def long_date(iso: str) -> str:
    """Return a date in Dutch, as Words.long_date does."""
    return DUTCH_WORDS.long_date(iso)


def _file(language: str) -> str:
    return f"texts.{language}.toml"


@cache
def _all(language: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant").joinpath(_file(language)).read_text(encoding="utf-8"))
