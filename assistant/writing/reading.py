"""What a model writes, piece by piece, becomes sentences with the numbers they cite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from corpus.dutch import sentences

MOST_CHARACTERS: Final = 6_000
"""An answer longer than this is babble; the rest is not read."""

_MARK = r"\[\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]"
_MARKS = re.compile(rf"\s*{_MARK}")
_MARKS_AFTER = re.compile(rf"([.!?…]+[”\"’')]*)\s*((?:{_MARK}[\s.]*)+)")
# What may still become marks of the sentence before it.
_PERHAPS_MARKS = re.compile(r"[\s.\[\]\d,;–-]*")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_THINKS: Final = "<think>"


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, without its marks; `item` tells that it stood behind a bullet."""

    text: str
    marks: tuple[int, ...]
    item: bool = False


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """Yield each sentence once it is complete, with the marks behind it, before or after its full stop."""
    text, read = "", 0
    for piece in pieces:
        text += piece
        read += len(piece)
        ready, text = _complete(text)
        yield from ready
        if read > MOST_CHARACTERS:
            return
    yield from _drafts(_without_thoughts(text))


def _complete(text: str) -> tuple[list[Draft], str]:
    """Return the sentences that cannot change any more, and what is left."""
    opened = text.lower().rfind(_THINKS)
    if opened >= 0 and "</think>" not in text.lower()[opened:]:
        return [], text
    text = _without_thoughts(text)
    lines = text.split("\n")
    whole, last = lines[:-1], lines[-1]
    ready = [draft for line in whole for draft in _drafts(line)]
    spans = _spans(last)
    if len(spans) < 2 or _PERHAPS_MARKS.fullmatch(last[spans[-1][0] :]):
        return ready, last
    cut = spans[-1][0]
    return [*ready, *_drafts(last[:cut])], last[cut:]


def _drafts(text: str) -> list[Draft]:
    return [draft for line in text.split("\n") for draft in _of_line(line)]


def _of_line(line: str) -> list[Draft]:
    item = bool(_BULLET.match(line))
    line = _EMPHASIS.sub("", _BULLET.sub("", line))
    line = _before_the_stop(line)
    return [draft for start, end in sentences(line) if (draft := _draft(line[start:end], item=item))]


def _spans(line: str) -> list[tuple[int, int]]:
    """Return where the sentences of a line stand, marks after a full stop counted with the sentence before them."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(line):
        if spans and _PERHAPS_MARKS.fullmatch(line[start:end]):
            spans[-1] = (spans[-1][0], end)
            continue
        begins = _MARKS_BEFORE.match(line[start:end])
        if spans and begins:
            moved = start + begins.end()
            spans[-1] = (spans[-1][0], moved)
            start = moved
        spans.append((start, end))
    return spans


_MARKS_BEFORE = re.compile(rf"(?:{_MARK}[\s.]*)+")


def _before_the_stop(line: str) -> str:
    """Put marks that stand after a full stop before it: `Zo is het. [1]` is `Zo is het [1].`."""
    return _MARKS_AFTER.sub(lambda found: f" {' '.join(re.findall(_MARK, found[2]))}{found[1]} ", line)


def _draft(sentence: str, *, item: bool) -> Draft | None:
    numbers = [number for mark in re.findall(_MARK, sentence) for number in _numbers(mark)]
    text = " ".join(_MARKS.sub("", sentence).split()).strip()
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    return Draft(text, tuple(dict.fromkeys(numbers)), item) if re.search(r"\w", text) else None


def _numbers(mark: str) -> list[int]:
    """Return the numbers of a mark: [1], [1, 2] or [1-3]."""
    found: list[int] = []
    for part in re.split("[,;]", mark.strip("[] ")):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found += range(ends[0], ends[-1] + 1) if len(ends) == 2 and ends[0] <= ends[-1] <= ends[0] + 20 else ends
    return found


def _without_thoughts(text: str) -> str:
    return _THOUGHT.sub("", text)
