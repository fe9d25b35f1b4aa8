"""A question that leans on the one before it becomes a question that stands by itself, by rules."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.asking.patterns import content_terms, found, matches, ordinals
from corpus.dutch import is_stop_word

FEW_TERMS: Final = 3
"""A question with at most this many content terms may lean on the one before; longer ones stand by themselves."""

FEW_BESIDE_POINTER: Final = 4
"""With a word that points back (*dat*, *die*, *daarvan*) it may have this many."""

LONGEST_ITEM: Final = 160
"""Characters of a list item that stand for it in a question."""

Likeness = Callable[[str, Sequence[str]], np.ndarray]
"""The cosine between a text and each of others."""


def unlike(text: str, others: Sequence[str]) -> np.ndarray:
    """Return that no text is more like this one than another."""
    return np.zeros(len(others))


_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before: the question as it was searched for, and the items of its answer where that was a list.

    `belongs` tells that it was typed with the new question, as its introduction.
    """

    text: str
    items: tuple[str, ...] = ()
    belongs: bool = False


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A question that stands by itself: `text`, of which `own` was asked now and `earlier` borrowed from before."""

    text: str
    own: str
    earlier: str = ""


def stand_alone(asked: str, before: Before | None, likeness: Likeness) -> StandAlone:
    """Return what is asked, so that somebody who did not hear the question before would understand it."""
    if before is None or not before.text or not (before.belongs or leans(asked)):
        return StandAlone(asked, asked)
    if item := _item(asked, before.items):
        return StandAlone(item, item)
    new = "" if before.belongs else found("follow_up", "swaps", asked, "new")
    if new and not _asks(new) and (swapped := _swapped(before.text, new, asked, likeness)):
        return StandAlone(swapped, swapped)
    subject = _subject(before.text, asked)
    return StandAlone(f"{asked} ({subject})", asked, subject) if subject else StandAlone(asked, asked)


def leans(asked: str) -> bool:
    """Tell whether a question cannot be understood without the one before it."""
    count = len(content_terms(asked))
    points = matches("follow_up", "leans", asked)
    if count == 0 or ordinals(asked):
        return True
    if matches("follow_up", "complete", asked) and not points:
        return False
    return (matches("follow_up", "opens", asked) and count <= FEW_TERMS) or (points and count <= FEW_BESIDE_POINTER)


def _item(asked: str, items: Sequence[str]) -> str:
    """Return the item of the last list that is asked for by its number; nothing when none is."""
    numbers = ordinals(asked)
    if not items or len(numbers) != 1:
        return ""
    number = numbers[0] if numbers[0] > 0 else len(items)
    return items[number - 1][:LONGEST_ITEM] if number <= len(items) else ""


def _asks(new: str) -> bool:
    return matches("follow_up", "asks", new) or len(content_terms(new)) > FEW_TERMS


def _swapped(before: str, new: str, asked: str, likeness: Likeness) -> str:
    """Return the question before with the words most like the new ones replaced by these.

    *En in de Westhoek?* replaces what stood behind *in*, a new name an old one.
    """
    spans = _spans(before)
    if not spans:
        return ""
    names = [span for span in spans if span[0] > 0 and before[span[0]].isupper()]
    behind = found("follow_up", "behind", asked[: asked.find(new)], "preposition").lower()
    same = [span for span in spans if behind and _ends_in(before[: span[0]], behind)]
    if same:
        spans = same
    elif new[:1].isupper() and names:
        spans = names
    alike = likeness(new, [before[start:end] for start, end in spans])
    start, end = spans[int(np.argmax(alike))]
    return f"{before[:start]}{new}{before[end:]}"


def _ends_in(text: str, preposition: str) -> bool:
    """Tell whether a text ends in a preposition, an article behind it or not."""
    return found("follow_up", "behind", text, "preposition").lower() == preposition


def _spans(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a question that say what it is about: words with capitals that stand together are one."""
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if is_stop_word(token[0].lower()) or not content_terms(token[0]):
            continue
        together = (
            spans and text[spans[-1][1] : start] == " " and text[spans[-1][0]].isupper() and token[0][0].isupper()
        )
        if together:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _subject(before: str, asked: str) -> str:
    """Return the words of the question before that say what it is about, as typed, without those asked again."""
    again = set(content_terms(asked))
    words = [token[0] for token in _TOKEN.finditer(before)]
    kept = [word for word in words if (own := content_terms(word)) and not again.issuperset(own)]
    return " ".join(dict.fromkeys(kept))
