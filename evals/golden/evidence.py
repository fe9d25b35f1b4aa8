"""Finds the words of golden evidence in an index: where they stand, and what resembles them where they do not.

White space, hyphens and dashes do not count, nor how quotation marks, ligatures and accents are coded: words that
somebody pasted from a PDF reader or a word processor are the same words.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from typing import Final, Protocol

from corpus.quotes import cut
from corpus.types import Document, Hit, Passage
from evals.golden.questions import Evidence, GoldenQuestion

# How many passages are looked at for words that do not occur: the one meant is nearly always the first.
CANDIDATES: Final = 5
_IGNORED: Final = frozenset({"Cc", "Cf", "Cn", "Pd", "Zl", "Zp", "Zs"})
_MARKS: Final = str.maketrans(dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"'))


class Library(Protocol):
    """What is asked of an index; `corpus.index.Index` is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents."""

    def passages(self, document: str) -> tuple[Passage, ...]:
        """Return the passages of a document in order, none for an unknown one."""

    def search(self, question: str, *, k: int, documents: tuple[str, ...] | None) -> tuple[Hit, ...]:
        """Return the best passages."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one passage: `text[start:end]`."""

    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: the page it begins on, its part of each passage, and the words as they stand there."""

    document: str
    page: int
    stretches: tuple[Stretch, ...]
    text: str

    @property
    def passages(self) -> tuple[str, ...]:
        """The ids of the passages."""
        return tuple(stretch.passage for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Missing:
    """Evidence that does not occur in its document, and what comes nearest anywhere.

    `known` tells whether the document is in the index; `heading` that the words are a heading, which is never quoted.
    """

    question: str
    evidence: Evidence
    known: bool
    heading: bool
    nearest: Place | None


def fold(text: str) -> str:
    """Return what counts of a text when quotes are compared."""
    return "".join(_folded(character) for character in text)


class Finder:
    """Looks evidence up in an index, reading each document once."""

    def __init__(self, index: Library) -> None:
        self._index = index
        self._texts: dict[str, _Text] = {}
        self._names = {document.name for document in index.documents}

    def resolve(self, evidence: Evidence) -> Place | None:
        """Return where the quote stands, at the page hinted or else the first time; None when it does not occur."""
        found = list(self._text(evidence.document).find(evidence.quote))
        return next((place for place in found if place.page == evidence.page), found[0] if found else None)

    def missing(self, question: str, evidence: Evidence) -> Missing:
        """Return what can be said of evidence that does not occur; `question` is the id of its question."""
        heading = self._text(evidence.document).has_heading(evidence.quote)
        return Missing(question, evidence, evidence.document in self._names, heading, self.nearest(evidence))

    def nearest(self, evidence: Evidence) -> Place | None:
        """Return the sentence, item or row that resembles a quote most, in its own document if the index has that.

        The very words in another document come before what only resembles them. None when the search finds nothing.
        """
        anywhere = self._found(evidence.quote)
        for passage in anywhere:
            if same := places(evidence, [passage]):
                return same[0]
        own = evidence.document in self._names
        passages = self._found(evidence.quote, (evidence.document,)) if own else anywhere
        units = [_unit(passage, unit.start, unit.end) for passage in passages for unit in passage.units]
        return max(units, key=lambda place: _likeness(evidence.quote, place.text), default=None)

    def _found(self, quote: str, documents: tuple[str, ...] | None = None) -> list[Passage]:
        return [hit.passage for hit in self._index.search(quote, k=CANDIDATES, documents=documents)]

    def _text(self, document: str) -> "_Text":
        if document not in self._texts:
            self._texts[document] = _Text.of(self._index.passages(document))
        return self._texts[document]


def resolve(evidence: Evidence, index: Library) -> Place | None:
    """Return where one quote stands, None when it does not occur; for many, `Finder` reads each document once."""
    return Finder(index).resolve(evidence)


def nearest(evidence: Evidence, index: Library) -> Place | None:
    """Return what resembles a quote most; see `Finder.nearest`."""
    return Finder(index).nearest(evidence)


def resolve_all(questions: Iterable[GoldenQuestion], index: Library) -> dict[Evidence, Place]:
    """Return where each evidence of the questions stands, without what does not occur."""
    finder = Finder(index)
    found = {evidence: finder.resolve(evidence) for question in questions for evidence in question.gold}
    return {evidence: place for evidence, place in found.items() if place}


def places(evidence: Evidence, passages: Sequence[Passage]) -> tuple[Place, ...]:
    """Return every place among the passages of the evidence's document where the quote stands, in order."""
    return tuple(_Text.of(passages).find(evidence.quote))


def check(questions: Iterable[GoldenQuestion], index: Library) -> tuple[Missing, ...]:
    """Return the evidence that does not occur in the index, in the order of the questions."""
    finder = Finder(index)
    return tuple(
        finder.missing(question.id, evidence)
        for question in questions
        for evidence in question.gold
        if not finder.resolve(evidence)
    )


def moved(questions: Sequence[GoldenQuestion], index: Library) -> tuple[tuple[str, Evidence, Place], ...]:
    """Return the evidence that stands, but not on the page hinted: the question's id, the evidence and its place."""
    placed = resolve_all(questions, index)
    return tuple(
        (question.id, evidence, place)
        for question in questions
        for evidence in question.gold
        if (place := placed.get(evidence)) and evidence.page not in (None, place.page)
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """The passages of a document as one folded text.

    `starts` holds where each passage begins in it, `offsets` for each passage the place of each folded character.
    """

    passages: tuple[Passage, ...]
    folded: str
    starts: tuple[int, ...]
    offsets: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "_Text":
        parts = [[(_folded(character), at) for at, character in enumerate(each.text)] for each in passages]
        offsets = tuple(tuple(at for piece, at in part for _ in piece) for part in parts)
        starts = tuple(accumulate((len(each) for each in offsets), initial=0))
        return cls(tuple(passages), "".join(piece for part in parts for piece, _ in part), starts, offsets)

    def find(self, quote: str) -> Iterator[Place]:
        """Yield where a quote stands, from the first."""
        wanted = fold(quote)
        at = self.folded.find(wanted) if wanted else -1
        while at >= 0:
            yield self._place(at, at + len(wanted))
            at = self.folded.find(wanted, at + 1)

    def has_heading(self, quote: str) -> bool:
        """Whether a heading says this."""
        return any(fold(quote) in fold(" ".join(each.section)) for each in self.passages)

    def _place(self, start: int, end: int) -> Place:
        first, last = (bisect_right(self.starts, at) - 1 for at in (start, end - 1))
        stretches, words = [], []
        for number in range(first, last + 1):
            offsets, begin = self.offsets[number], self.starts[number]
            if not offsets:
                continue
            low, high = max(start - begin, 0), min(end - begin, len(offsets))
            stretch = Stretch(self.passages[number].id, offsets[low], offsets[high - 1] + 1)
            stretches.append(stretch)
            words.append(self.passages[number].text[stretch.start : stretch.end])
        passage = self.passages[first]
        return Place(passage.document, _page(passage, stretches[0].start), tuple(stretches), _joined(words))


def _unit(passage: Passage, start: int, end: int) -> Place:
    quote = cut(passage, start, end)[0]
    stretch = Stretch(passage.id, quote.start, quote.end)
    return Place(passage.document, quote.page, (stretch,), quote.text)


def _page(passage: Passage, at: int) -> int:
    """Return the page of the character at `at`: that of the last box that begins before it."""
    return next((box.page for box in reversed(passage.boxes) if box.start <= at), passage.first_page)


def _joined(words: Sequence[str]) -> str:
    return " ".join(" ".join(words).split())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio()


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.translate(_MARKS)).translate(_MARKS)
    return "".join(each for each in plain if unicodedata.category(each) not in _IGNORED)
