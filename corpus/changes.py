"""What an ingest changed, document by document and passage by passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, Literal, Self

from corpus.index import DAMAGE
from corpus.storing import generations
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.segments import SHELF
from corpus.storing.shelf import Shelf
from corpus.types import Passage

# Two passages are one that changed when they share half of their different words or more.
ALIKE: Final = 0.5
# How many passages further on a changed passage is looked for: an inserted paragraph or two shifts no more.
REACH: Final = 3

State = Literal["added", "removed", "changed", "unknown"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage in short: all that is needed to say what it was, without the place of each word."""

    id: str
    section: tuple[str, ...]
    page: int
    text: str

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """Return a passage in short."""
        return cls(passage.id, passage.section, passage.first_page, passage.text)


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of one document.

    `added` and `removed` documents are whole: `passages` counts what came or went, and no texts are held. Of a
    `changed` one the passages that came, went and changed (before, after) are there; none when only its metadata
    changed. `unknown`: it was read again, but what the index held of it before cannot be compared.
    """

    document: str
    state: State
    passages: int = 0
    added: tuple[Excerpt, ...] = ()
    changed: tuple[tuple[Excerpt, Excerpt], ...] = ()
    removed: tuple[Excerpt, ...] = ()

    @property
    def gone(self) -> tuple[Excerpt, ...]:
        """The passages whose ids no longer exist."""
        return (*(before for before, _ in self.changed), *self.removed)

    @property
    def new(self) -> tuple[Excerpt, ...]:
        """The passages whose ids did not exist before."""
        return (*(after for _, after in self.changed), *self.added)


def changes(
    index: Path, before: Manifest, after: Manifest, reread: Sequence[str], *, comparable: bool
) -> tuple[DocumentChange, ...]:
    """Compare two generations, both still on disk, and return what became of the documents, by name.

    Of the documents that both hold only those of `reread` are read. `comparable` tells whether both were made by the
    same recipe: if not, their passages differ whatever the documents say.
    """
    old, new = ({file.name: file for file in manifest.files} for manifest in (before, after))
    whole = [
        *(DocumentChange(name, "added", file.passages) for name, file in new.items() if name not in old),
        *(DocumentChange(name, "removed", file.passages) for name, file in old.items() if name not in new),
    ]
    both = [(old[name], new[name]) for name in reread if name in old and name in new]
    compared = (_compared(index, was, is_) if comparable else _unknown(is_) for was, is_ in both)
    return tuple(sorted((*whole, *compared), key=lambda change: change.document))


def compare(document: str, before: Sequence[Excerpt], after: Sequence[Excerpt]) -> DocumentChange:
    """Return what changed from one list of passages to another, both in the order of the document."""
    added: list[Excerpt] = []
    changed: list[tuple[Excerpt, Excerpt]] = []
    removed: list[Excerpt] = []
    matcher = SequenceMatcher(None, [each.id for each in before], [each.id for each in after], autojunk=False)
    for what, begin, end, start, stop in matcher.get_opcodes():
        if what != "equal":
            pairs = dict(_pairs(before[begin:end], after[start:stop]))
            changed += pairs.items()
            removed += [each for each in before[begin:end] if each not in pairs]
            taken = set(pairs.values())
            added += [each for each in after[start:stop] if each not in taken]
    return DocumentChange(document, "changed", len(after), tuple(added), tuple(changed), tuple(removed))


def _pairs(before: Sequence[Excerpt], after: Sequence[Excerpt]) -> Iterator[tuple[Excerpt, Excerpt]]:
    """Yield the passages of a stretch that was rewritten which are alike, both sides in order."""
    begin = 0
    for old in before:
        nearby = range(begin, min(begin + REACH, len(after)))
        best = max(nearby, key=lambda at: _likeness(old.text, after[at].text), default=None)
        if best is not None and _likeness(old.text, after[best].text) >= ALIKE:
            yield old, after[best]
            begin = best + 1


def _likeness(one: str, other: str) -> float:
    """Return the share of the different words of two texts that both hold (Jaccard)."""
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return len(words & others) / (len(words | others) or 1)


def _compared(index: Path, before: IndexedFile, after: IndexedFile) -> DocumentChange:
    try:
        was = _excerpts(index, before)
    except DAMAGE:
        # A spoiled index is put right by reading everything again; what it held is not known.
        return _unknown(after)
    return compare(after.name, was, _excerpts(index, after))


def _unknown(file: IndexedFile) -> DocumentChange:
    return DocumentChange(file.name, "unknown", file.passages)


def _excerpts(index: Path, file: IndexedFile) -> list[Excerpt]:
    shelf = Shelf.open(generations.segment_of(index, file.segment) / SHELF)
    try:
        return [Excerpt.of(passage) for passage in shelf.document(file.name)]
    finally:
        shelf.close()
