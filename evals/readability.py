"""How easily a Dutch text reads: the Flesch-Douma index. pyphen is used here only."""

import re
from functools import cache

import pyphen

from corpus.dutch import sentences

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def flesch_douma(text: str) -> float | None:
    """Return 206.835 − 0.93 × words a sentence − 77 × syllables a word; None for a text without words.

    From 90 a text is very easy, below 30 very hard; long compounds push official Dutch below 0. Formula: W. H. Douma,
    De leesbaarheid van landbouwbladen (Wageningen, 1960), Flesch's reading ease fitted to Dutch.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    a_sentence = len(words) / max(len(sentences(text)), 1)
    a_word = sum(map(syllables, words)) / len(words)
    return 206.835 - 0.93 * a_sentence - 77 * a_word


def syllables(word: str) -> int:
    """Return the number of syllables of a Dutch word, by the places where it may be broken."""
    return len(_breaker().positions(word.lower())) + 1


@cache
def _breaker() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=1, right=1)
