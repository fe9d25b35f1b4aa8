"""The facts of a text that must not be changed: numbers with their unit, dates, references to articles, names.

Numbers are read as Dutch, English and French write them: 897.000, 897,000 and 897 000 are one number; *vijftien* is 15.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from assistant.checking.claims import claims, groups, months, number_words, phrases
from corpus.dutch import fold

Unit = Literal["", "euro", "percent"]
Bound = Literal["", "lower", "upper"]

BOUND_REACH = 30
"""Characters before a number in which a word like *minstens* bounds it: *uiterlijk op 1 januari*."""

LABEL_REACH = 3
"""Numbers that one label counts for: *artikelen 3, 4 en 8*."""

# 1.234.567,89 and its like in other languages; the groups of three must be parted by one and the same sign.
_NUMBER = r"\d{1,3}(?P<group>[.,\u00a0\u202f ])\d{3}(?:(?P=group)\d{3})*(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_FIGURE = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})(?P<tail>[^\W\d_]*)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_EMPHATIC = re.compile(r"(?<!\w)[éÉ][ée]n(?!\w)")
_ARTICLE = re.compile(r"(?:een|un|une|one)(?!\w)")
_ORDINALS = frozenset({"de", "ste", "e", "st", "nd", "rd", "th", "er", "eme"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number: its value, its unit, which side it bounds, and the label before it (`artikel`), as a line number."""

    value: Decimal
    unit: Unit = ""
    bound: Bound = ""
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is given: *december 2024* has no day."""

    day: int | None
    month: int
    year: int | None
    bound: Bound = ""

    def fits(self, other: "Date") -> bool:
        """Tell whether all that is given here is so in the other date."""
        mine, theirs = (self.day, self.month, self.year), (other.day, other.month, other.year)
        return all(one is None or one == another for one, another in zip(mine, theirs, strict=True))


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text. `codes` are numbers with letters in them and addresses, folded."""

    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    codes: frozenset[str]


def facts_of(text: str, *, articles: bool = False) -> Facts:
    """Return the facts of a text. With `articles`, *een* and *un* are the number 1; *één* always is."""
    # Folding turns no-break spaces into plain ones, and takes the accents that make a number of an article.
    folded = fold(_EMPHATIC.sub(" 1 ", text))
    codes = {match.group().rstrip(".,;:!?)]") for match in _ADDRESS.finditer(folded)}
    folded = _ADDRESS.sub(" ", folded)
    dates, rest = _take_dates(folded)
    numbers: list[tuple[int, Number]] = []
    for match in _FIGURE.finditer(rest):
        tail = match["tail"]
        if tail and tail not in _ORDINALS and tail not in _units():
            codes.add(match.group())
            continue
        numbers.append((match.start(), _number(rest, match)))
    numbers += (found for found in _in_words(rest) if articles or not _ARTICLE.match(rest, found[0]))
    ordered = [number for _, number in sorted(numbers, key=lambda found: found[0])]
    years = [Number(Decimal(date.year), bound=date.bound) for date in dates if date.year]
    return Facts((*ordered, *years), tuple(dates), frozenset(codes))


def names_of(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a text that are written as names, folded, each with whether it only opens a sentence.

    Of a word with hyphens each part counts by itself: *OCMW-raad* gives `ocmw`.
    """
    never = {fold(word) for word in claims()["names"]["never"]} | set(months())
    for match in _NAME.finditer(_ADDRESS.sub(" ", text)):
        opens = _opens(text, match.start())
        for part in match.group().split("-"):
            word = fold(part)
            written = part[:1].isupper() or any(letter.isupper() for letter in part[1:])
            if not written or word in never:
                continue
            yield (
                word,
                opens and not any(letter.isupper() for letter in part[1:]) and part == match.group().split("-")[0],
            )


_NAME = re.compile(r"[^\W\d_]+(?:[-][^\W\d_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:;…“”\"‘(\[»«*•–—-])\s*[“\"‘(\[«]*$")


def _opens(text: str, at: int) -> bool:
    return bool(_OPENING.search(text[max(at - 6, 0) : at])) if at else True


def _number(text: str, match: re.Match[str]) -> Number:
    value = _value(match["number"], match["group"])
    after = text[match.end() :].lstrip()
    scale, after = _scale(after)
    unit = _unit(text[: match.start()].rstrip(), match["tail"], after)
    return Number(value * scale, unit, _bound(text, match.start()), _label(text, match.start()))


def _value(written: str, group: str | None) -> Decimal:
    if group:
        whole = re.match(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", written)
        digits = whole.group().replace(group, "") if whole else written
        rest = written[whole.end() :] if whole else ""
        return Decimal(digits + (f".{rest[1:]}" if rest else ""))
    parts = re.split("[.,]", written)
    return Decimal(parts[0] + (f".{''.join(parts[1:])}" if parts[1:] else "")).normalize()


def _scale(after: str) -> tuple[Decimal, str]:
    word = _WORD.match(after)
    scale = _scales().get(word.group()) if word else None
    if word is None or scale is None:
        return Decimal(1), after
    return Decimal(scale), after[word.end() :].lstrip()


def _unit(before: str, tail: str, after: str) -> Unit:
    for name, unit in _units().items():
        if tail == name or (before.endswith(name) and not before[-len(name) - 1 : -len(name)].isalpha()):
            return unit
        if after.startswith(name) and not after[len(name) : len(name) + 1].isalpha():
            return unit
        if re.match(rf"(?:d'|de\s+){re.escape(name)}(?!\w)", after):
            return unit
    return ""


def _bound(text: str, at: int, *, date: bool = False) -> Bound:
    """Return which side the words right before a place bound: *minstens 3*, *uiterlijk op 1 januari*."""
    before = text[max(at - BOUND_REACH, 0) : at].rstrip()
    before = _BETWEEN.sub("", before)
    upper = _ending("upper", "upper_date") if date else _ending("upper")
    if upper.search(before):
        return "upper"
    return "lower" if _ending("lower").search(before) else ""


_BETWEEN = re.compile(r"(?:\s+(?:op|het|de|the|on|le|du|ongeveer|circa|€|jaar))+$")


@cache
def _ending(*names: str) -> re.Pattern[str]:
    """Return a pattern for these words at the end of a text."""
    return re.compile(rf"{phrases('bounds', *names).pattern.pattern}$")


def _label(text: str, at: int) -> int | None:
    """Return the kind of reference that the words before a number make of it, None for a plain number."""
    before = text[max(at - BOUND_REACH, 0) : at]
    found = _labelled().search(before)
    return groups("labels", "same")[found["label"]] if found else None


@cache
def _labelled() -> re.Pattern[str]:
    listed = "|".join(re.escape(label) for label in sorted(groups("labels", "same"), key=len, reverse=True))
    listing = r"\d+\s*(?:,|en|of|tot|and|or|to|et|ou|à|a|-)\s*"
    return re.compile(rf"(?<!\w)(?P<label>{listed})\s*(?:{listing}){{0,{LABEL_REACH}}}$")


def _in_words(text: str) -> Iterator[tuple[int, Number]]:
    values = number_words()
    for match in _WORD.finditer(text):
        word = match.group()
        if word in values:
            scale, after = _scale(text[match.end() :].lstrip())
            unit = _unit("", "", after)
            value = Decimal(values[word]) * scale
            yield match.start(), Number(value, unit, _bound(text, match.start()), _label(text, match.start()))


# ---- dates ----


def _take_dates(text: str) -> tuple[list[Date], str]:
    """Return the dates of a folded text, and the text with blanks where they stood."""
    dates: list[Date] = []

    def take(match: re.Match[str]) -> str:
        parts = match.groupdict()
        day, year = parts.get("day"), parts.get("year")
        month = months().get(parts["month"]) or (int(parts["month"]) if parts["month"].isdecimal() else 0)
        if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
            return match.group()
        bound = _bound(match.string, match.start(), date=True)
        dates.append(Date(int(day) if day else None, month, int(year) if year else None, bound))
        return " " * len(match.group())

    for pattern in _date_patterns():
        text = pattern.sub(take, text)
    return dates, text


@cache
def _date_patterns() -> tuple[re.Pattern[str], ...]:
    named = "|".join(sorted(months(), key=len, reverse=True))
    # *may* and *mei* alone, *mars*: a month without day or year is one only where it cannot be another word.
    alone = "|".join(
        month for month in sorted(months(), key=len, reverse=True) if month not in ("may", "mars", "march")
    )
    year = r"(?P<year>(?:18|19|20)\d\d)"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?<!\d){year}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?!\d)",
            rf"(?<![\d.])(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-]{year}(?!\d)",
            rf"(?<![\d.])(?P<day>\d{{1,2}})(?:de|ste|e|st|nd|rd|th|er)?\s+(?:of\s+)?(?P<month>{named})(?:\s+(?:van\s+|of\s+)?|,\s*){year}(?!\d)",
            rf"(?<!\w)(?P<month>{named})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}(?!\d)",
            rf"(?<![\d.])(?P<day>\d{{1,2}})(?:de|ste|e|st|nd|rd|th|er)?\s+(?:of\s+)?(?P<month>{named})(?!\w)",
            rf"(?<!\w)(?P<month>{named})\s+(?:van\s+|of\s+|de\s+)?{year}(?!\d)",
            rf"(?<!\w)(?P<month>{alone})(?!\w)",
        )
    )


@cache
def _units() -> dict[str, Unit]:
    listed = claims()["units"]
    return {fold(word): unit for unit in ("euro", "percent") for word in sorted(listed[unit], key=len, reverse=True)}


@cache
def _scales() -> dict[str, int]:
    return {fold(word): int(value) for word, value in claims()["numbers"]["scales"].items()}
