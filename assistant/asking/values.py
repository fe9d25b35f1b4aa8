"""Whether a text holds the kind of value asked for: a date, a number of things, an amount, somebody, a reason."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from assistant.asking.patterns import matches, number_of
from corpus.dutch import is_stop_word
from corpus.dutch import terms as terms_of

KINDS: Final = (
    "when",
    "how_long",
    "how_often",
    "how_much",
    "how_many",
    "who",
    "name",
    "person",
    "where",
    "why",
    "phone",
    "address",
)
"""The kinds of question that only a value answers. How long, how often and how much go before how many."""

MORE_PRECISE: Final = {
    "how_many": ("how_long", "how_often", "how_much"),
    "who": ("name", "person"),
    "name": ("person",),
    "when": ("how_long",),
}
"""A kind that is not looked for when one of these was asked for as well."""

NEW: Final = ("when", "how_long", "how_much", "how_many", "name", "person", "where", "who")
"""Kinds whose value must be new: a year or a name that the question names is no answer to it."""

UNITS: Final = ("how_long", "how_much", "how_many")
"""Of these only numbers are named: *hoeveel euro* and *hoeveel jaar* are answered in euro and in years."""

ANOTHER: Final = "x"
"""What stands in the place of a word that the question names."""

BESIDE: Final = 3
"""The thing counted stands at most this many words after its number: *15 Vlaamse referentieregio's*."""

LARGEST_COUNT: Final = 1000
"""A larger number is a year or an amount, and counts nothing that could be listed or contradicted."""

Terms = Callable[[str], Collection[str]]

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_THING = re.compile(r"\b(?:welke?|which|quelles?|quels?|wat voor|hoeveel|aantal|how many)\s+(.*)", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:hoeveel|aantal|how many|combien de|combien d['’])\s+(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    asks: tuple[re.Pattern[str], ...]
    lower: tuple[re.Pattern[str], ...]
    as_is: tuple[re.Pattern[str], ...]

    def stands_in(self, text: str) -> bool:
        return any(one.search(text.lower()) for one in self.lower) or any(one.search(text) for one in self.as_is)


def asked_for(question: str) -> frozenset[str]:
    """Return the kinds of value that a question asks for, among KINDS."""
    lower = question.lower()
    found = {name for name, kind in _kinds().items() if any(one.search(lower) for one in kind.asks)}
    return frozenset(name for name in found if not found.intersection(MORE_PRECISE.get(name, ())))


def holds(kind: str, text: str, question: str = "") -> bool:
    """Tell whether a text holds a value of one of KINDS that the question does not name itself."""
    named = {word.lower() for word in _WORD.findall(question) if kind not in UNITS or any(map(str.isdigit, word))}
    named = named if kind in NEW else set()
    fresh = _WORD.sub(lambda word: ANOTHER if word[0].lower() in named else word[0], text) if named else text
    return _kinds()[kind].stands_in(fresh)


def counted(question: str) -> str:
    """Return the first word that says what is counted: *gemeenten* in *Hoeveel Vlaamse gemeenten…*; empty for none."""
    match = _COUNTED.search(question)
    words = _WORD.findall(match[1]) if match else []
    return next((word for word in words if not is_stop_word(word.lower())), "")


def thing(question: str) -> str:
    """Return the first word that says what is looked for: *gemeenten* in *Welke Vlaamse gemeenten…*; empty for none."""
    match = _THING.search(question)
    words = _WORD.findall(match[1]) if match else []
    return next((word for word in words if not is_stop_word(word.lower())), "")


def counts(text: str, things: Set[str], terms: Terms) -> bool:
    """Tell whether a text has a number with one of these terms close behind it."""
    words = _WORD.findall(text)
    for place, word in enumerate(words):
        if _kinds()["how_many"].stands_in(word) and not _is_an_article(words, place):
            beside = " ".join(words[place + 1 : place + 1 + BESIDE])
            if not things.isdisjoint(terms(beside)):
                return True
    return False


def _is_an_article(words: Sequence[str], place: int) -> bool:
    """Tell whether *één* only stresses *een*: *binnen één regio* counts no regions, *slechts één regio* does."""
    return matches("counting", "article", " ".join(words[max(place - 1, 0) : place + 1]))


def numbered_things(text: str) -> dict[str, frozenset[int]]:
    """Return the numbers, in digits or words, that stand right before each thing, by its index term."""
    found: dict[str, set[int]] = {}
    for match in re.finditer(r"(?<![\d.,/])\b(\w+) (?=((?:\w+ )?\w{4,}))", text.lower()):
        number = number_of(match[1])
        if number is None or not 1 < number < LARGEST_COUNT:
            continue
        for term in terms_of(match[2].split()[-1]) + terms_of(match[2].split()[0]):
            found.setdefault(term, set()).add(number)
    return {term: frozenset(numbers) for term, numbers in found.items()}


@cache
def _kinds() -> Mapping[str, _Kind]:
    found = tomllib.loads(resources.files("assistant").joinpath("lists", "values.toml").read_text(encoding="utf-8"))
    return {
        name: _Kind(*(tuple(map(re.compile, found[name].get(part, ()))) for part in ("asks", "lower", "as_is")))
        for name in KINDS
    }
