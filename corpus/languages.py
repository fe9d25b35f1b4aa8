"""English and French questions, read in Dutch. lingua is used here only."""

from functools import cache
from typing import TYPE_CHECKING

from corpus import dutch, freedict
from corpus.glossary import Dutch, Glossary, read, says_nothing
from corpus.word_lists import lines, shipped

if TYPE_CHECKING:
    from lingua import LanguageDetector

DUTCH = "nl"
_LISTS = {"en": ("english-small.txt", "english.txt"), "fr": ("french-small.txt", "french.txt")}
OTHERS = tuple(_LISTS)
# Shorter texts, or less sure ones, are taken for Dutch: `deadline` alone is as Dutch as it is English.
FEWEST_WORDS = 3
SURE = 0.8
# One small word more than the other languages have may stand in a name: the detector must agree.
CLEAR_LEAD = 2
LIKELY = 0.5
# Without any small word, this share of the words must stand in the glossary.
KNOWN_SHARE = 0.5


def language_of(text: str) -> str:
    """Return the language of a text by its letters: nl, en or fr."""
    if len(text.split()) < FEWEST_WORDS:
        return DUTCH
    best = _detector().compute_language_confidence_values(text)[0]
    found: str = best.language.iso_code_639_1.name.lower()
    return found if best.value >= SURE else DUTCH


def asked_in(question: str) -> str:
    """Return the language of a question, nl, en or fr, by its small words first.

    Names mislead a detector: *Wat zong Lady Gaga?* is not English; and it knows too little of *Who pays?*
    """
    words = [dutch.without_endings(part) for word in dutch.words(question) for part in _parts(word)]
    if len(words) < FEWEST_WORDS - 1:
        return DUTCH
    leads = {language: _lead(words, language) for language in OTHERS}
    best = max(OTHERS, key=leads.__getitem__)
    if leads[best] >= CLEAR_LEAD or (leads[best] == 1 and (len(words) < FEWEST_WORDS or _likely(question, best))):
        return best
    if len(words) < FEWEST_WORDS or (found := language_of(question)) == DUTCH or _has_dutch(words, found):
        return DUTCH
    known = sum(in_dutch(word, found) is not None for word in words)
    return found if known >= KNOWN_SHARE * len(words) else DUTCH


def small_words() -> frozenset[str]:
    """Return the folded small words of English and French that are not small words of Dutch."""
    return frozenset[str]().union(*map(_small, OTHERS))


def in_dutch(word: str, language: str) -> Dutch | None:
    """Return Dutch words or phrases for one English or French word, best first.

    None for a word that nobody knows; an empty tuple for one that says nothing about a subject.
    """
    found = glossary(language).of_word(word)
    if found is None:
        return freedict.translations(dutch.fold(word), language)
    return () if says_nothing(found) else found


@cache
def glossary(language: str) -> Glossary:
    """Return what is known of English (en) or French (fr)."""
    return Glossary.shipped(language, *_LISTS[language])


def _parts(word: str) -> list[str]:
    """Return *est* and *il* for *est-il*; a word with a small word on neither side stays whole."""
    parts = word.split("-")
    return (
        parts if len(parts) > 1 and any(part in _small(language) for part in parts for language in OTHERS) else [word]
    )


def _has_dutch(words: list[str], language: str) -> bool:
    """Tell whether a small word of Dutch is among these that this language does not have as well, such as *is*."""
    return any(dutch.is_stop_word(word) and word not in _folded(language) for word in words)


def _lead(words: list[str], language: str) -> int:
    """Return how many more words are small ones of this language than of Dutch or the other language."""
    shared = _folded(language)
    own = sum(word in _small(language) for word in words)
    dutch_ones = sum(dutch.is_stop_word(word) and word not in shared for word in words)
    others = [sum(word in _small(other) for word in words) for other in OTHERS if other != language]
    return own - max(dutch_ones, *others)


@cache
def _small(language: str) -> frozenset[str]:
    return frozenset(word for word in _folded(language) - _also_dutch() if not dutch.is_stop_word(word))


@cache
def _folded(language: str) -> frozenset[str]:
    entries = (dutch.fold(entry.lstrip("^ ")) for entry, _ in read(shipped(_LISTS[language][0])))
    return frozenset(word for word in entries if word.isalpha())


@cache
def _also_dutch() -> frozenset[str]:
    return frozenset(word for line in lines(shipped("also-dutch.txt")) for word in line.split())


def _likely(question: str, language: str) -> bool:
    values = _detector().compute_language_confidence_values(question)
    return any(one.value >= LIKELY and one.language.iso_code_639_1.name.lower() == language for one in values)


@cache
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    three = (Language.DUTCH, Language.ENGLISH, Language.FRENCH)
    return LanguageDetectorBuilder.from_languages(*three).with_low_accuracy_mode().build()
