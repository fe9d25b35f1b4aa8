"""A conversation becomes one stand-alone question, and a question says what it asks for."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.asking import values
from assistant.asking.conversation import Before, Likeness, stand_alone, unlike
from assistant.asking.patterns import content_terms, matches, number_word, patterns
from corpus.analysis import Query
from corpus.languages import DUTCH

LONGEST = 2_000
"""Characters of a question; more is a document, not a question."""


_UNTYPED = re.compile(
    "[\ud800-\udfff\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)


class Kind(StrEnum):
    """What somebody typed."""

    QUESTION = "question"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOISE = "noise"
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"
    OTHER_WORK = "other_work"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands by itself.

    `asked` are the words as typed, `text` what is searched for; `terms` are the content terms of the last question,
    `earlier_terms` those it borrows from the question before; `own` and `earlier` are the words behind them.
    `asked_for` holds names such as `when` and `list`.
    """

    asked: str
    text: str
    kind: Kind
    terms: tuple[str, ...]
    earlier_terms: tuple[str, ...]
    asked_for: frozenset[str]
    own: str = ""
    earlier: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that the question names and that a text does not write as words: years, articles, amounts."""
        return frozenset(term for term in self.terms if term.isdecimal() and number_word(term) is None)


def understand(asked: str, before: Before | None = None, *, likeness: Likeness = unlike) -> Question:
    """Return the stand-alone question behind the words typed.

    `before` is the question before, for one that leans on it; `likeness` finds which of its words new ones replace.
    """
    asked = cleaned(asked)
    whole = stand_alone(asked, before, likeness)
    own = content_terms(whole.own)
    borrowed = tuple(term for term in content_terms(whole.earlier) if term not in own)
    asked_for = _asked_for(asked) or (
        _asked_for(whole.text) if _is_another_question(whole.text, asked) else frozenset()
    )
    return Question(asked, whole.text, kind_of(asked), own, borrowed, asked_for, whole.own, whole.earlier)


def _is_another_question(text: str, asked: str) -> bool:
    """Tell whether the stand-alone text asks something: an item of a list, found for *en de derde?*, does not."""
    return text != asked and (text.endswith(("?", ")")) or matches("parts", "asks", text))


def cleaned(text: str) -> str:
    """Return the words typed, with single spaces, without lone surrogates and marks that turn text around."""
    return " ".join(without_untyped(text).split())


def without_untyped(text: str) -> str:
    """Return the text as it stands, without those signs: they break JSON or show the words back to front."""
    return _UNTYPED.sub("", text)


def mended(question: Question, query: Query, own: Query | None = None) -> Question:
    """Return the question in the words that the search reads: typing errors mended, other languages in Dutch.

    `own` is its part without what it borrowed from the question before, read alike. What was asked stays as typed.
    """
    if query.text == question.text:
        return question
    if query.language != DUTCH:
        said = (own or query).text
        asked_for = question.asked_for | _asked_for(said)
        return replace(question, text=query.text, terms=content_terms(said), own=said, asked_for=asked_for)
    said = query.text if not question.earlier else mend(question.own, query)
    return replace(question, text=query.text, terms=content_terms(said), own=said)


def mend(text: str, query: Query) -> str:
    """Return a text with the words that were mended in the query."""
    for typed, read in query.read_as:
        # A backslash in what was read must not be taken for a reference to a group.
        plain = read.replace("\\", r"\\")
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", plain, text, flags=re.IGNORECASE)
    return text


def kind_of(asked: str) -> Kind:
    """Return what somebody typed, cleaned: a question, or what is none."""
    if not asked:
        return Kind.EMPTY
    if len(asked) > LONGEST:
        return Kind.TOO_LONG
    for kind, section, name in (
        (Kind.GREETING, "small_talk", "greeting"),
        (Kind.THANKS, "small_talk", "thanks"),
        (Kind.ABOUT, "small_talk", "about"),
        (Kind.OTHER_WORK, "other_work", "write"),
        (Kind.OTHER_WORK, "other_work", "instructions"),
    ):
        if matches(section, name, asked):
            return kind
    return Kind.NOISE if not re.search(r"[^\W\d_]{2}", asked) else Kind.QUESTION


def _asked_for(asked: str) -> frozenset[str]:
    return frozenset(name for name in patterns()["asked_for"] if matches("asked_for", name, asked)) | values.asked_for(
        asked
    )
