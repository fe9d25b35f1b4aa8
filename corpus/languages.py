"""English and French questions, read in Dutch. lingua is used here only."""

from functools import cache
from typing import TYPE_CHECKING

from corpus import dutch, freedict, word_lists

if TYPE_CHECKING:
    from lingua import LanguageDetector

DUTCH = "nl"
_LISTS = {"en": "english.txt", "fr": "french.txt"}
# Shorter questions, or less sure ones, are taken for Dutch: `deadline` alone is as Dutch as it is English.
FEWEST_WORDS = 3
SURE = 0.8


def language_of(question: str) -> str:
    """Return the language of a question: nl, en or fr."""
    if len(question.split()) < FEWEST_WORDS:
        return DUTCH
    best = _detector().compute_language_confidence_values(question)[0]
    found: str = best.language.iso_code_639_1.name.lower()
    return found if best.value >= SURE else DUTCH


def is_borne_out(words: list[str], language: str) -> bool:
    """Tell whether the small words of a question are those of this language rather than Dutch ones.

    Names mislead the detector: *Wat zong Lady Gaga?* is not English.
    """
    own = _own_list(language)
    folded = [dutch.without_endings(word) for word in words]
    foreign = sum(own.get(word) == () for word in folded)
    return foreign > sum(dutch.is_stop_word(word) and own.get(word) != () for word in folded)


@cache
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    three = (Language.DUTCH, Language.ENGLISH, Language.FRENCH)
    return LanguageDetectorBuilder.from_languages(*three).with_low_accuracy_mode().build()


def in_dutch(word: str, language: str) -> tuple[str, ...] | None:
    """Return Dutch words for one folded English or French word, best first.

    None for a word that nobody knows; an empty tuple for one that says nothing about a subject.
    """
    found = _own_list(language).get(word)
    return freedict.translations(word, language) if found is None else found


@cache
def _own_list(language: str) -> dict[str, tuple[str, ...]]:
    text = word_lists.continued(word_lists.shipped(_LISTS[language]))
    return {dutch.fold(word): tuple(right.split()) for left, right in word_lists.pairs(text) for word in left.split()}
