"""Finds the words of golden evidence in an index: where they stand, and what resembles them where they do not.

White space, hyphens and dashes do not count, nor how quotation marks, ligatures and accents are coded: words that
somebody pasted from a PDF reader or a word processor are the same words.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def resolve(evidence: Evidence, index: Library) -> Place | None:
    """Return where the quote stands, at the page hinted or else the first time; None when it does not occur."""
    return _at_hint(evidence, _Text.of(index.passages(evidence.document)))


def resolve_all(questions: Iterable[GoldenQuestion], index: Library) -> dict[Evidence, Place]:
    """Return where each evidence of the questions stands, without what does not occur; reads each document once."""
    texts = _texts(questions, index)
    found = {evidence: _at_hint(evidence, texts[evidence.document]) for each in questions for evidence in each.gold}
    return {evidence: place for evidence, place in found.items() if place}


def places(evidence: Evidence, passages: Sequence[Passage]) -> tuple[Place, ...]:
    """Return every place among the passages of the evidence's document where the quote stands, in order."""
    return tuple(_Text.of(passages).find(evidence.quote))


def nearest(evidence: Evidence, index: Library) -> Place | None:
    """Return the sentence, item or row that resembles a quote most, in its own document if the index has that.

    The very words in another document come before what only resembles them. None when the search finds nothing.
    """
    own = (evidence.document,) if evidence.document in _names(index) else None
    anywhere = [hit.passage for hit in index.search(evidence.quote, k=CANDIDATES, documents=None)]
    for passage in anywhere:
        if same := places(evidence, [passage]):
            return same[0]
    passages = [hit.passage for hit in index.search(evidence.quote, k=CANDIDATES, documents=own)] if own else anywhere
    units = [_unit(passage, unit.start, unit.end) for passage in passages for unit in passage.units]
    return max(units, key=lambda place: _likeness(evidence.quote, place.text), default=None)


def check(questions: Iterable[GoldenQuestion], index: Library) -> tuple[Missing, ...]:
    """Return the evidence that does not occur in the index, in the order of the questions."""
    texts, names = _texts(questions, index), _names(index)
    return tuple(
        Missing(
            question.id,
            evidence,
            evidence.document in names,
            texts[evidence.document].has_heading(evidence.quote),
            nearest(evidence, index),
        )
        for question in questions
        for evidence in question.gold
        if not _at_hint(evidence, texts[evidence.document])
    )


def moved(questions: Iterable[GoldenQuestion], index: Library) -> tuple[tuple[str, Evidence, Place], ...]:
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


def _at_hint(evidence: Evidence, text: _Text) -> Place | None:
    found = list(text.find(evidence.quote))
    return next((place for place in found if place.page == evidence.page), found[0] if found else None)


def _texts(questions: Iterable[GoldenQuestion], index: Library) -> Mapping[str, _Text]:
    names = dict.fromkeys(evidence.document for question in questions for evidence in question.gold)
    return {name: _Text.of(index.passages(name)) for name in names}


def _names(index: Library) -> set[str]:
    return {document.name for document in index.documents}


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
