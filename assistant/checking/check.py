"""The check of one sentence against the quotes it cites."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.asking.patterns import gives_verdict
from assistant.checking import form
from assistant.checking.claims import claims, groups, months
from assistant.checking.covering import SYNONYM, Reads, Word, Words, share
from assistant.checking.facts import Bound, Facts, Number, facts_of, names_of
from assistant.checking.polarity import (
    clauses,
    flips,
    leaves_out_exception,
    says_more_strongly,
    says_the_opposite,
)
from corpus import languages
from corpus.dutch import fold, is_stop_word, sentences, terms
from corpus.dutch import words as words_of
from corpus.embedding import Entails

COVERED = 0.5
"""Share of a sentence's words, by rarity, that must stand in its quotes and their headings; of other languages, which
are compared word for word through lists, COVERED_FOREIGN."""

COVERED_FOREIGN = 0.35

COVERED_CLAUSE = 0.34
"""The same for each clause of FEWEST_WORDS words or more: nothing may be invented behind a true beginning."""

FEWEST_WORDS = 3
"""So many words in a row that are not in the quotes are invented, wherever they stand."""

ENTAILED = 0.5
"""The least probability, by an entailment model, that the quotes say what the sentence says."""

QUOTED_WORDS = 3
"""Words between quotation marks from which on they must stand in the quote as they are; fewer may be a term."""


class Fault(StrEnum):
    """Why a sentence is not shown."""

    NO_CITATION = "no_citation"
    NO_SENTENCE = "no_sentence"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    CODE = "code"
    QUOTED = "quoted"
    VERDICT = "verdict"
    UNCOVERED = "uncovered"
    NEGATION = "negation"
    EXCEPTION = "exception"
    OPPOSITE = "opposite"
    STRONGER = "stronger"
    NOT_ENTAILED = "not_entailed"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote that a sentence cites, and the headings it stands under."""

    quote: str
    headings: str = ""


class Check:
    """Checks sentences with the words of one index. Threads may share it."""

    def __init__(self, index: Reads, *, entails: Entails | None = None, covered: float = COVERED) -> None:
        """`entails` is asked last, when all other tests are passed; `covered` is for measuring."""
        self._words = Words(index)
        self._entails = entails
        self._covered = covered

    def fault(self, sentence: str, cited: Sequence[Cited], language: str = languages.DUTCH) -> Fault | None:
        """Return why a sentence in this language (nl, en, fr) may not be shown, None when it may.

        The sentence comes without its citation marks.
        """
        if not cited:
            return Fault.NO_CITATION
        quote = "\n".join(one.quote for one in cited)
        around = "\n".join(one.headings for one in cited)
        return (
            self._changed_fact(sentence, quote, around, language)
            or (None if _says_the_same(sentence, quote) else self._changed_sense(sentence, quote, around, language))
            or self._not_entailed(sentence, quote)
        )

    def unsaid(self, sentence: str, text: str, language: str = languages.DUTCH) -> bool:
        """Tell whether a sentence has a word that says something and that a text does not hold."""
        found = self._words.terms(text)
        if language != languages.DUTCH:
            # Words of the same language are compared with each other, not through Dutch.
            held = set(terms(text))
            return any(not held.issuperset(terms(word)) for word in words_of(sentence) if not is_stop_word(word))
        return any(word.there(found) < SYNONYM for word, _ in self._words.of(sentence, language))

    def _changed_sense(self, sentence: str, quote: str, around: str, language: str) -> Fault | None:
        if not form.is_sentence(sentence, language):
            return Fault.NO_SENTENCE
        return self._uncovered(sentence, quote, around, language) or self._turned(sentence, quote, language)

    def _changed_fact(self, sentence: str, quote: str, around: str, language: str) -> Fault | None:
        said, there = facts_of(sentence), facts_of(quote, articles=True)
        for date in said.dates:
            if not any(date.fits(other) and _may_bound(date.bound, other.bound) for other in there.dates):
                return Fault.DATE
        if not all(_has_number(number, there) for number in said.numbers) or _swapped(sentence, quote):
            return Fault.NUMBER
        if not all(code in fold(quote) for code in said.codes):
            return Fault.CODE
        if not all(self._has_name(name, opens, quote, around, language) for name, opens in names_of(sentence)):
            return Fault.NAME
        if not _quotes_exactly(sentence, quote):
            return Fault.QUOTED
        return Fault.VERDICT if _opens_with_verdict(sentence) and not _same_verdict(sentence, quote) else None

    def _has_name(self, name: str, opens: bool, quote: str, around: str, language: str) -> bool:
        if _holds(name, quote, language):
            return True
        if not opens:
            return False
        # What opens a sentence has a capital anyway; only a word that is surely none may be missing from the quote.
        if _is_ordinary(name, language) or _holds(name, around, language):
            return True
        found = self._words.terms(quote)
        return language == languages.DUTCH and any(
            word.there(found) >= SYNONYM for word, _ in self._words.of(name, language)
        )

    def _uncovered(self, sentence: str, quote: str, around: str, language: str) -> Fault | None:
        found = self._words.terms(f"{around}\n{quote}")
        least = self._covered if language == languages.DUTCH else COVERED_FOREIGN
        if share(self._words.of(sentence, language), found) < least:
            return Fault.UNCOVERED
        if language != languages.DUTCH:
            return None
        if _longest_run(self._words.of(sentence, language), found) >= FEWEST_WORDS:
            return Fault.UNCOVERED
        if not form.follows(sentence, f"{around}\n{quote}"):
            return Fault.UNCOVERED
        for clause in clauses(sentence, language, self._words, fine=True):
            if len(clause.words) >= FEWEST_WORDS and share(clause.words, found) < COVERED_CLAUSE:
                return Fault.UNCOVERED
        return None

    def _turned(self, sentence: str, quote: str, language: str) -> Fault | None:
        if flips(sentence, quote, language, self._words):
            return Fault.NEGATION
        if leaves_out_exception(sentence, quote):
            return Fault.EXCEPTION
        if says_the_opposite(sentence, quote):
            return Fault.OPPOSITE
        return Fault.STRONGER if says_more_strongly(sentence, quote) else None

    def _not_entailed(self, sentence: str, quote: str) -> Fault | None:
        if self._entails is None or self._entails([(" ".join(quote.split()), sentence)])[0] >= ENTAILED:
            return None
        return Fault.NOT_ENTAILED


def _longest_run(words: Sequence[tuple[Word, float]], found: Collection[str]) -> int:
    """Return how many words in a row are not among the terms found, at most."""
    there = "".join("x" if word.there(found) >= SYNONYM else " " for word, _ in words)
    return max(map(len, there.split("x")), default=0)


def _says_the_same(sentence: str, quote: str) -> bool:
    """Tell whether a sentence is one of the quote's own, perhaps without its verdict."""
    said = _bare(sentence)
    return any(said == _bare(quote[start:end]) for start, end in sentences(quote))


def _bare(sentence: str) -> str:
    return " ".join(_VERDICT.sub("", fold(sentence)).split()).rstrip(".;:!? ")


_VERDICT = re.compile(r"^\W*(?:ja|nee|neen),\s*")


# ---- numbers ----


def _has_number(number: Number, there: Facts) -> bool:
    return any(
        number.value == other.value
        and (not number.unit or number.unit == other.unit)
        and number.label == other.label
        and _may_bound(number.bound, other.bound)
        for other in there.numbers
    )


def _may_bound(mine: Bound, theirs: Bound) -> bool:
    return not mine or not theirs or mine == theirs


def _swapped(sentence: str, quote: str) -> bool:
    """Tell whether a number counts something else than in the quote: *3 gemeenten en 5 provincies*, turned round."""
    theirs = _counted(quote)
    for value, what in _counted(sentence):
        counts = {number for number, counted in theirs if counted == what}
        if counts and value not in counts:
            return True
    return False


def _counted(text: str) -> set[tuple[str, str]]:
    """Return each plain number with the word right behind it."""
    words = [word.strip(".,;:()!?“”\"'‘’") for word in text.split()]
    found: set[tuple[str, str]] = set()
    for one, other in pairwise(words):
        numbers = facts_of(one).numbers
        if len(numbers) == 1 and other[:1].isalpha() and fold(other) not in months() and (what := terms(other)):
            found.add((str(numbers[0].value), what[0]))
    return found


# ---- names, quotation marks, verdicts ----


def _is_ordinary(word: str, language: str) -> bool:
    openers = claims()["openers"]
    if is_stop_word(word) or word in {fold(listed) for listed in openers["words"]}:
        return True
    if language == languages.DUTCH:
        return word.endswith(tuple(openers["endings"]))
    return languages.in_dutch(word, language) is not None


def _holds(name: str, text: str, language: str) -> bool:
    """Tell whether a text holds a folded name, under any of its names, bent or within a word with hyphens."""
    forms = {name}
    if language != languages.DUTCH:
        same = groups("names", "same")
        forms |= {word for word, line in same.items() if line == same.get(name)}
        forms |= set(languages.in_dutch(name, language) or ())
    there = {part for word in fold(text).split() for part in _parts(word)}
    if forms & there:
        return True
    stems = {stem for part in there for stem in terms(part)}
    return any(stem in stems for form in forms for stem in terms(form))


def _parts(word: str) -> list[str]:
    whole = word.strip(".,;:()!?\"'“”‘’«»[]…/")
    return [whole, *whole.replace("/", "-").replace("'", "-").split("-")]


def _quotes_exactly(sentence: str, quote: str) -> bool:
    there = " ".join(fold(quote).split())
    for opening, closing in (("“", "”"), ("„", "”"), ('"', '"'), ("«", "»"), ("‘", "’")):
        _, *rest = sentence.split(opening)
        if opening == closing:
            rest = rest[::2]
        for part in rest:
            said, mark, _ = part.partition(closing)
            if mark or opening == closing:
                words = " ".join(fold(said).split()).strip(".,;:!? ")
                if len(words.split()) >= QUOTED_WORDS and words not in there:
                    return False
    return True


def _opens_with_verdict(sentence: str) -> bool:
    return _verdict(sentence) is not None


def _same_verdict(sentence: str, quote: str) -> bool:
    return any(gives_verdict(line) and _verdict(line) == _verdict(sentence) for line in quote.splitlines())


def _verdict(text: str) -> bool | None:
    """Return what a sentence that begins with *ja* or *nee* says, None for any other."""
    word = fold(text).lstrip(" “\"'‘«").split(" ", 1)[0].rstrip(",.:;!")
    return {"ja": True, "yes": True, "oui": True, "nee": False, "neen": False, "no": False, "non": False}.get(word)
