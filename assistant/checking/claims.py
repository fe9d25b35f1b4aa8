"""The words of `assistant/lists/claims.toml`, read once."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.dutch import fold

LANGUAGES = ("nl", "en", "fr")


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern for words and phrases, longest first, matched whole in a folded text."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "Phrases":
        """Return the pattern of these words and phrases."""
        longest_first = sorted({fold(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
        joined = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
        return cls(re.compile(rf"(?<![\w'-])(?:{joined})(?![\w-])"))

    def within(self, folded: str) -> bool:
        """Tell whether one of them stands in a folded text."""
        return bool(self.pattern.search(folded))

    def count(self, folded: str) -> int:
        """Return how many of them stand in a folded text."""
        return len(self.pattern.findall(folded))


@cache
def claims() -> Mapping[str, Any]:
    """Return the file as it stands."""
    return tomllib.loads(resources.files("assistant").joinpath("lists", "claims.toml").read_text(encoding="utf-8"))


@cache
def phrases(section: str, *names: str) -> Phrases:
    """Return the words under these names of a section, all of them together."""
    found = claims()[section]
    return Phrases.of(word for name in names for word in found[name])


@cache
def denying(language: str) -> Phrases:
    """Return what denies in one language."""
    only = claims()["negation"]["only_in"]
    return Phrases.of(word for word in claims()["negation"]["words"] if only.get(word, language) == language)


@cache
def groups(section: str, name: str) -> Mapping[str, int]:
    """Return each folded word with the number of the line it stands on."""
    lines = claims()[section][name]
    return {fold(word): number for number, line in enumerate(lines) for word in line.split()}


@cache
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return pairs of word groups that say the opposite of each other, folded."""
    return tuple(
        (frozenset(map(fold, left.split())), frozenset(map(fold, right.split())))
        for left, right in claims()["opposites"]["pairs"]
    )


@cache
def number_words() -> Mapping[str, int]:
    """Return each folded number in words of the three languages with its value: *vijfentwintig* is 25."""
    listed = claims()["numbers"]
    found = {fold(word): value for language in LANGUAGES for value, word in enumerate(listed[language])}
    for language in LANGUAGES:
        for at, ten in enumerate(listed[f"tens_{language}"], start=2):
            found[fold(ten)] = 10 * at
            for value, unit in enumerate(listed[language][1:10], start=1):
                written = f"{unit}en{ten}" if language == "nl" else f"{ten}-{unit}"
                found[fold(written)] = 10 * at + value
    found |= {f"{word}maal": value for word, value in found.items() if value > 1}
    return found | {fold(word): int(value) for word, value in listed["ordinals"].items()}


@cache
def months() -> Mapping[str, int]:
    """Return each folded month of the three languages with its number, from 1."""
    listed = claims()["months"]
    return {fold(word): number for language in LANGUAGES for number, word in enumerate(listed[language], start=1)}
