"""The text of an English or French question, in Dutch: word for word, in the words that an index holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from corpus import dutch, freedict, languages
from corpus.glossary import Unit, says_nothing
from corpus.ledger import Ledger

FOREIGN: Final = 0.5
"""Weight of the typed word beside its translation: names and loanwords are the same in both languages."""

TRIED: Final = 2
"""Translations of a word that are tried as part of a compound."""

SHORTEST_PART: Final = 3
"""Letters of the parts of a compound."""

_ENDINGS: Final = ("", "s", "n", "en", "es")
_LINKS: Final = ("", "s")
_OF: Final = frozenset({"of", "de", "du", "des", "d"})
_ARTICLES: Final = frozenset({"the", "la", "le", "les", "l"})
_TIES: Final = frozenset({"", "-", "-t-"})
_WITHIN = re.compile(r"[\w\s'’]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a question with its Dutch, best first, and what the words typed still weigh."""

    start: int
    end: int
    typed: str
    dutch: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates questions to an index with these words. Threads may share it."""

    vocabulary: Ledger

    def parts(self, text: str, language: str) -> list[Part]:
        """Return the words and phrases of a question with their Dutch, in order; compounds of the index as one."""
        units = languages.glossary(language).units(text, is_name=self._holds)
        return [*self._joined(text, [_looked_up(unit, language) for unit in units], language)]

    def _joined(self, text: str, units: Sequence[Unit], language: str) -> Iterator[Part]:
        position = 0
        while position < len(units):
            head = units[position]
            tail = _second(units, position)
            turned = tail is not None and (tail > position + 1 or language == "fr")
            if tail and (compound := self._compound(text, head, units[tail], turned=turned)):
                yield compound
                position = tail + 1
            else:
                yield self._part(head)
                position += 1

    def _part(self, unit: Unit) -> Part:
        if unit.dutch is None:
            return Part(unit.start, unit.end, unit.typed, (), 1.0)
        weight = FOREIGN if not says_nothing(unit.dutch) and self._holds(unit.typed) else 0.0
        return Part(unit.start, unit.end, unit.typed, self._known_first(unit.dutch), weight)

    def _known_first(self, said: tuple[str, ...]) -> tuple[str, ...]:
        """Return translations with the first one that the index holds in front."""
        if len(said) < 2 or says_nothing(said[:1]):
            return said
        known = (one for one in said if all(map(self._holds, one.split())))
        first = next(known, said[0])
        return (first, *(one for one in said if one != first))

    def _compound(self, text: str, head: Unit, tail: Unit, *, turned: bool) -> Part | None:
        """Return the compound of the index that two words make: *transport region* is vervoerregio."""
        if not _WITHIN.fullmatch(text, head.end, tail.start):
            return None
        one, other = (tail, head) if turned else (head, tail)
        for first, link, second in product(_single(one), _LINKS, _single(other)):
            whole = f"{first}{link}{second}"
            found = {word: note for word, note in self.vocabulary.beginning(whole) if word[len(whole) :] in _ENDINGS}
            if found:
                word = min(found, key=len)
                surface = found[word].partition(" ")[2] or word
                said = (surface, *_single(one)[:1], *_single(other)[:1])
                return Part(head.start, tail.end, text[head.start : tail.end], said, 0.0)
        return None

    def _holds(self, typed: str) -> bool:
        return dutch.unmarked(dutch.fold(typed)) in self.vocabulary


def _looked_up(unit: Unit, language: str) -> Unit:
    """Return a unit that no list knows with what an installed dictionary says, but for names."""
    if unit.dutch is not None or (unit.start and unit.typed[:1].isupper()):
        return unit
    return replace(unit, dutch=freedict.translations(dutch.fold(unit.typed), language))


def written(text: str, parts: Sequence[Part]) -> str:
    """Return the text with the first Dutch of each part in its place; names and signs stay."""
    pieces, end = [], 0
    for part in parts:
        between = text[end : part.start]
        # What ties words together in French: *c'est*, *a-t-on*.
        pieces += [" " if end and between in _TIES else between, _said(part)]
        end = part.end
    return " ".join("".join([*pieces, text[end:]]).split())


def _said(part: Part) -> str:
    if part.dutch:
        return part.dutch[0]
    return part.typed if part.weight == 1.0 else ""


def _second(units: Sequence[Unit], position: int) -> int | None:
    """Return where the word stands that may make a compound with this one: the next, or that behind *of* or *de la*."""
    place, between = position + 1, set[str]()
    while place < len(units) and (small := units[place].typed.lower().rstrip("'’")) in _OF | _ARTICLES:
        between.add(small)
        place += 1
    if place >= len(units) or (between and between.isdisjoint(_OF)):
        return None
    return place if _single(units[position]) and _single(units[place]) else None


def _single(unit: Unit) -> list[str]:
    """Return what may be part of a compound: single Dutch words that say something."""
    said = unit.dutch if unit.dutch is not None else (unit.typed,)
    folded = (dutch.unmarked(dutch.fold(word)) for word in said[:TRIED] if " " not in word)
    return [word for word in folded if len(word) >= SHORTEST_PART and not dutch.is_stop_word(word)]
