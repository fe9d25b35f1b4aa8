"""Whether what a model wrote is a sentence at all: babble repeats the words of a quote in an order that says nothing.

The words of a quote pass every comparison with that quote, so their number, their verb and their order are looked at.
Word lists stand in `assistant/lists/claims.toml`, under `form`. One of the quote's own sentences need not pass.
"""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Final

from assistant.checking.claims import claims, number_words
from corpus.dutch import fold, is_stop_word, sentences, terms

FEWEST_SAID: Final = 2
"""Different words, numbers counted, that are no mere form words; with one, nothing is said of it: *Een gemeente is.*"""

MOST_REPEATED: Final = 3
"""Times that one word may stand in a sentence; of the 170 in `evals/sentences` none has one 4 times."""

ENGLISH: Final = "en"

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_EMPHATIC = re.compile(r"(?<!\w)[éÉ][ée]n(?!\w)")
_DOUBLED = re.compile(r"(?<![\w'-])([^\W\d_]+)\s+\1(?![\w'-])")
_STOP_INSIDE = re.compile(r"(?<![\d.])([.!?…])\s+(?=[a-zà-ÿ])")


def is_sentence(text: str, language: str) -> bool:
    """Tell whether a text in this language (nl, en, fr) reads as one sentence.

    It has a verb, FEWEST_SAID words that are no mere form words, no stop inside, no word twice in a row, nothing that
    needs a noun without one (*een is*), and no word more than MOST_REPEATED times.
    """
    words = _words(text)
    said = Counter(word for word in words if not is_stop_word(word))
    if len(said) < FEWEST_SAID or max(said.values()) > MOST_REPEATED or _has_stop_inside(text):
        return False
    return not _stumbles(words, text, language) and _has_verb(words, language)


def follows(text: str, quote: str) -> bool:
    """Tell whether some two neighbouring words of a Dutch text stand so, or with one word between, in its quote."""
    return bool(_neighbours(text, 1) & (_neighbours(quote, 1) | _neighbours(quote, 2)))


def _has_stop_inside(text: str) -> bool:
    # The splitter knows abbreviations; what it leaves whole before a small letter is none of them.
    inside = [found for found in _STOP_INSIDE.finditer(text) if not _abbreviates(text[: found.end(1)])]
    return bool(inside) or len(list(sentences(text))) > 1


def _abbreviates(before: str) -> bool:
    """Tell whether the last word of a text is an abbreviation: with a capital behind it the text goes on."""
    last = before.split()[-1]
    return last.endswith(".") and len(list(sentences(f"De {last} Behoort erbij."))) == 1


def _stumbles(words: list[str], text: str, language: str) -> bool:
    form = _form(language)
    if words[-1:] and words[-1] in form["needs_noun"]:
        return True
    if any(found[1] not in form["may_double"] for found in _DOUBLED.finditer(fold(text))):
        return True
    for one, other in pairwise(words):
        if (one in form["needs_noun"] and other in form["no_noun"]) or f"{one} {other}" in form["never_pairs"]:
            return True
    return any(mark in form["needs_noun"] for mark in _before_marks(text))


def _before_marks(text: str) -> list[str]:
    """Return the words right before a mark that ends a clause."""
    return [fold(word) for word in re.findall(r"([^\W\d_]+)\s*[.;!?](?:\s|$)", text)]


def _has_verb(words: list[str], language: str) -> bool:
    if language == ENGLISH:
        return True  # a noun and a verb look alike: *mayors love*
    form = _form(language)
    if any(word in form["verbs"] for word in words):
        return True
    endings = tuple(claims()["form"][f"endings_{language}"])
    # A word behind an article or a preposition is a noun or an adjective; the first word only a verb if it commands.
    first = words[0]
    no_command = first in form["before_nouns"] or is_stop_word(first) or first.endswith(tuple(form["no_command"]))
    inflected = any(
        other.endswith(endings) and one not in form["before_nouns"] and not is_stop_word(other)
        for one, other in pairwise(words)
    )
    return inflected or not no_command


@cache
def _form(language: str) -> dict[str, frozenset[str]]:
    listed = claims()["form"]
    verbs = [*claims()["verbs"]["finite"], *claims()["must"]["words"], *claims()["may"]["words"], *listed["verbs"]]
    found = {
        "verbs": verbs,
        "needs_noun": listed[f"needs_noun_{language}"],
        "no_noun": listed[f"no_noun_{language}"],
        "before_nouns": [*listed[f"needs_noun_{language}"], *listed[f"prepositions_{language}"], *number_words()],
        "no_command": listed["no_command"],
        "may_double": listed["may_double"],
        "never_pairs": listed["never_pairs"],
    }
    return {name: frozenset(map(fold, words)) for name, words in found.items()}


def _words(text: str) -> list[str]:
    # *Eén van de vele* counts; folded it would be the article.
    return [fold(word) for word in _WORD.findall(_EMPHATIC.sub("1", text))]


def _neighbours(text: str, apart: int) -> set[tuple[str, str]]:
    stems = [(terms(word) or [fold(word)])[0] for word in _WORD.findall(text)]
    return set(zip(stems, stems[apart:], strict=False))
