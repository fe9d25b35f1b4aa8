"""How officials ask and how documents answer: the patterns and word lists of `assistant/lists`."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from corpus.dutch import terms
from corpus.languages import small_words

NAMES: Final = ("number_words", "ordinals")
"""The sections of `questions.toml` that hold words, not patterns."""


def content_terms(text: str) -> tuple[str, ...]:
    """Return the index terms that say what a text is about, each once, in order of appearance."""
    return tuple(dict.fromkeys(term for term in terms(text) if term not in _unasked()))


def unasked_terms() -> frozenset[str]:
    """Return the index terms that only frame a question and weigh nothing."""
    return _unasked()


def number_word(term: str) -> str | None:
    """Return the Dutch word for a small number written in digits: *drie* for *3*."""
    names = _lists()["number_words"]["names"]
    return str(names[int(term)]) if term.isdecimal() and int(term) < len(names) else None


def number_of(word: str) -> int | None:
    """Return the number that a word stands for, in digits or in letters up to twelve; None for another word."""
    if word.isdecimal():
        return int(word)
    names: list[str] = _lists()["number_words"]["names"]
    return names.index(word) if word in names else None


def says_not_found(text: str) -> bool:
    """Tell whether a sentence says that something was not found; such a sentence proves nothing else."""
    return matches("not_found", "says", text)


def gives_verdict(text: str) -> bool:
    """Tell whether a sentence begins with *ja* or *nee*: it answers its own heading and no other question."""
    return matches("verdict", "opens", text)


def verdict_before(text: str) -> str:
    """Return the *Ja, * or *Nee, * with which a sentence begins; empty for none."""
    opening = next((match for one in patterns()["verdict"]["opens"] if (match := one.match(text.lower()))), None)
    if opening is None:
        return ""
    rest = text[opening.end() :]
    return text[: opening.end() + len(rest) - len(rest.lstrip(" ,.:;"))]


def is_synonym_line(text: str) -> bool:
    """Tell whether a sentence only lists other words for something."""
    return matches("aside", "synonyms", text)


def leads_in(text: str) -> bool:
    """Tell whether a sentence announces a list and says nothing without it."""
    return text.rstrip().endswith(":")


def matches(section: str, name: str, text: str) -> bool:
    """Tell whether one of the patterns of this name in `questions.toml` occurs in a text."""
    return any(pattern.search(text.lower()) for pattern in patterns()[section][name])


def all_found(section: str, name: str, text: str) -> tuple[str, ...]:
    """Return every stretch of a text, in lower case, that one of these patterns matches."""
    return tuple(match[0] for pattern in patterns()[section][name] for match in pattern.finditer(text.lower()))


def found(section: str, name: str, text: str, group: str) -> str:
    """Return what a named group of these patterns finds in a text, as typed; empty when none fits."""
    for pattern in patterns()[section][name]:
        if match := pattern.search(text.lower()):
            return text[slice(*match.span(group))]
    return ""


def ordinals(text: str) -> tuple[int, ...]:
    """Return the numbers in a row that a text names, from 1: *de vijfde*, *5de*, *tip vijf*; 0 for the last."""
    names, lower = _lists()["ordinals"], text.lower()
    places = {name: place for place, name in enumerate(names["names"], 1)} | {names["last"]: 0}
    numbers = [places[word] for word in re.findall(r"\w+", lower) if word in places]
    numbers += [int(number) for number in re.findall(r"\b(\d{1,2})(?:de|ste|e)\b", lower)]
    borne = (number_of(word) for word in _borne().findall(lower))
    numbers += [number for number in borne if number]
    return tuple(dict.fromkeys(numbers))


@cache
def patterns() -> dict[str, dict[str, tuple[re.Pattern[str], ...]]]:
    """Return the patterns of `questions.toml` by section and name."""
    return {
        section: {name: tuple(map(re.compile, patterns)) for name, patterns in names.items()}
        for section, names in _lists().items()
        if section not in NAMES
    }


@cache
def _borne() -> re.Pattern[str]:
    """Find the number right behind a word that bears one."""
    bearers = "|".join(map(re.escape, _lists()["ordinals"]["bearers"]))
    cardinals = "|".join(_lists()["number_words"]["names"])
    return re.compile(rf"\b(?:{bearers}) ?(\d{{1,2}}|{cardinals})\b")


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_read("questions.toml"))


@cache
def _unasked() -> frozenset[str]:
    lines = (line.strip() for line in _read("unasked-words.txt").splitlines())
    said = [line for line in lines if line and not line.startswith("#")]
    # A follow-up is taken apart as typed, before it is read in Dutch.
    return frozenset(term for line in (*said, *small_words()) for term in terms(line))


def _read(name: str) -> str:
    return resources.files("assistant").joinpath("lists", name).read_text(encoding="utf-8")
