"""When a citation holds golden evidence, and when a text holds an expected point."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from assistant.asking.patterns import number_word
from corpus.dutch import terms
from evals.golden.evidence import fold
from evals.golden.questions import Evidence

OVERLAP: Final = 0.5
"""Two quotes are of the same words when they share a run of at least this share of the shorter one's words. A run, not
words here and there: exact quotes of one place share an unbroken run, while those of two places share *de gemeente*
and *in de* as well."""

POINT: Final = 0.5
"""A point is there when at least this share of its words is, and every number: points are shorthand, and may name two
ways of saying the same."""


def holds_gold(citation: Mapping[str, Any], evidence: Evidence) -> bool:
    """Tell whether a citation quotes this evidence: the same document, and words that overlap."""
    return citation["document"] == evidence.document and overlap(citation["quote"], evidence.quote)


def overlap(one: str, other: str) -> bool:
    """Tell whether two quotes overlap: one holds the other, or they share half of the shorter one's words in a row.

    White space, hyphens and how signs are coded do not count, as where golden evidence is looked up in an index.
    """
    plain, other_plain = fold(one), fold(other)
    if not plain or not other_plain:
        return False
    if plain in other_plain or other_plain in plain:
        return True
    words, other_words = _words(one), _words(other)
    run = SequenceMatcher(None, words, other_words, autojunk=False).find_longest_match().size
    return run >= OVERLAP * min(len(words), len(other_words))


def holds_point(text: str, point: str) -> bool:
    """Tell whether a text holds an expected point, word forms and ways to write a number left out of account."""
    wanted, found = set(_said(point)), set(_said(text))
    numbers = {term for term in wanted if any(map(str.isdecimal, term))}
    return numbers <= found and len(wanted & found) >= POINT * len(wanted)


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers that a text names in digits, as the search reads them."""
    return frozenset(term for term in terms(text) if term.isdecimal())


def _said(text: str) -> Iterable[str]:
    return (number_word(term) or term for term in terms(text))


def _words(text: str) -> list[str]:
    return [word for word in map(fold, text.split()) if word]
