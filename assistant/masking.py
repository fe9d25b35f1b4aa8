"""Finds personal numbers in what people type, and puts a mark in their place.

National numbers (also bis numbers), account numbers, telephone numbers and e-mail addresses. What looks like one but
fails its check digits stays, unless it is written as only a national number is: dates, years, amounts, articles and the
numbers of laws must reach the search. The only door to python-stdnum and phonenumbers.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.texts import DUTCH_WORDS, Words, table

KINDS = ("national_number", "bank_account", "phone", "email")
"""What is found, by the name of its texts in `texts.nl.toml`."""

FEWEST_DIGITS = 7
"""A text with fewer digits holds no number that is looked for; most questions are done after this."""

LONGEST_ACCOUNT = 34
SHORTEST_ACCOUNT = 15
"""Characters of an IBAN (ISO 13616); the shortest in use is Norway's."""

_BETWEEN = r"[\s._\-/\u00ad\u2010-\u2015]{0,3}"
"""What people type between the groups of a number."""

_ELEVEN_DIGITS = re.compile(rf"(?<![\d+])\d(?:{_BETWEEN}\d){{10}}(?!\d)")
_WRITTEN_AS_ONE = re.compile(r"\d{2}\.[0-5]\d\.[0-3]\d[-\u2010-\u2015]\d{3}\.\d{2}")
"""The way in which a national number is printed on a card: it is one, a typing error or not."""

_ACCOUNT = re.compile(r"(?<![^\W_])[A-Za-z]{2}[\s.\-]?\d{2}(?:[\s.\-]{0,2}[A-Za-z0-9]){11,30}")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+ ?@ ?\w[\w-]*(?:\.\w[\w-]*)+")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal numbers, and the KINDS that were, or had been, in it."""

    text: str
    found: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """What to tell the person who typed it, in Dutch; nothing when nothing was found."""
        return notice(self.found)


def mask(words: str) -> Masked:
    """Return a text with a mark, like `[rijksregisternummer]`, in place of each personal number.

    Masking what is masked changes nothing, and finds the same kinds.
    """
    for kind, find in _FINDERS.items():
        words = _replaced(words, find(words), _mark(kind))
    return Masked(words, tuple(kind for kind in KINDS if _mark(kind) in words))


def without_marks(words: str) -> str:
    """Return a masked text without its marks, as it is searched for."""
    for kind in KINDS:
        words = words.replace(_mark(kind), " ")
    return words


def notice(found: Sequence[str], words: Words = DUTCH_WORDS) -> str:
    """Return what to tell the person whose question held these KINDS; nothing when there are none."""
    if not found:
        return ""
    *others, last = [words.text(f"masked.kinds.{kind}") for kind in found]
    if not others:
        return words.text("masked.one", kind=last)
    return words.text("masked.several", others=", ".join(others), last=last)


Span = tuple[int, int]


def _emails(words: str) -> Iterator[Span]:
    yield from (found.span() for found in _EMAIL.finditer(words)) if "@" in words else ()


def _accounts(words: str) -> Iterator[Span]:
    if not _has_digits(words):
        return
    place = 0
    while found := _ACCOUNT.search(words, place):
        stop = _end_of_account(found)
        if stop:
            yield found.start(), stop
        place = stop or found.start() + 1


def _end_of_account(found: re.Match[str]) -> int | None:
    """Return where the account number ends: the pattern runs on into what follows, so the longest one counts."""
    from stdnum import iban
    from stdnum.iso7064 import mod_97_10

    places = [place for place in range(found.start(), found.end()) if found.string[place].isalnum()]
    signs = "".join(found.string[place] for place in places).upper()
    for length in range(min(len(signs), LONGEST_ACCOUNT), SHORTEST_ACCOUNT - 1, -1):
        # The check digits first: they are wrong nearly always, and the rest of the check takes ten times as long.
        account = signs[:length]
        if mod_97_10.is_valid(account[4:] + account[:4]) and iban.is_valid(account, check_country=False):
            return places[length - 1] + 1
    return None


def _national_numbers(words: str) -> Iterator[Span]:
    if not _has_digits(words):
        return
    from stdnum.be import bis, nn

    place = 0
    while found := _ELEVEN_DIGITS.search(words, place):
        digits = "".join(str(int(sign)) for sign in found[0] if sign.isdecimal())
        valid = bool(_WRITTEN_AS_ONE.fullmatch(found[0])) or nn.is_valid(digits) or bis.is_valid(digits)
        if valid:
            yield found.span()
        place = found.end() if valid else found.start() + 1


def _phones(words: str) -> Iterator[Span]:
    if not _has_digits(words):
        return
    import phonenumbers

    for found in phonenumbers.PhoneNumberMatcher(words, "BE"):
        yield found.start, found.end


_FINDERS: dict[str, Callable[[str], Iterator[Span]]] = {
    "email": _emails,
    "bank_account": _accounts,
    "national_number": _national_numbers,
    "phone": _phones,
}
"""In this order: the digits of an account number could pass for another number."""


def _replaced(words: str, spans: Iterator[Span], mark: str) -> str:
    parts, place = list[str](), 0
    for start, end in spans:
        parts += [words[place:start], mark]
        place = end
    return "".join([*parts, words[place:]])


def _has_digits(words: str) -> bool:
    return sum(sign.isdecimal() for sign in words) >= FEWEST_DIGITS


@cache
def _marks() -> dict[str, str]:
    return table("masked.marks")


def _mark(kind: str) -> str:
    return _marks()[kind]
