"""Groups questions by the words that they share, so that a missing document shows as one subject."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.asking.patterns import content_terms

EVERYWHERE: Final = 0.5
"""A word that more than this share of many questions holds (*regio*) tells no subject."""

MANY: Final = 8
"""Questions from which on a word can be everywhere: among four, two about one thing are half of them."""

NAMED: Final = 3
"""Words that name a group at most."""

_PLURAL: Final = re.compile(r"ies\b")
"""The search keeps *subsidies* apart from *subsidie*, since that finds better; in a group of questions they are one."""

_WORD: Final = re.compile(r"\w[\w’'-]*")


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions about one thing: the words that they share as people typed them, and the keys of the questions."""

    name: str
    questions: tuple[str, ...]


def grouped(
    questions: Mapping[str, str], people: Mapping[str, str] | None = None, fewest: int = 1
) -> tuple[Subject, ...]:
    """Return the questions, given by key, by subject, the largest first; a question belongs to one subject only.

    The word that most of the questions left share makes the next group; one that shares no word with another is a
    subject of its own, by its words. `people` tells who asked each question; a further word in the name of a group was
    said by `fewest` of them.
    """
    asker = people or {key: key for key in questions}
    terms = {key: set(_terms(question)) for key, question in questions.items()}
    spelled = _spelling(questions.values())
    counts = Counter(term for found in terms.values() for term in found)
    common = {t for t, n in counts.items() if len(terms) >= MANY and n > EVERYWHERE * len(terms)}
    left = {key: found - common for key, found in terms.items()}
    subjects = []
    while left:
        counts = Counter(term for found in left.values() for term in found)
        # Of words that are as common the longest says most; the alphabet only makes the order certain.
        top = max(counts, key=lambda term: (counts[term], len(term), term), default=None)
        if top is None or counts[top] < 2:
            break
        members = tuple(key for key, found in left.items() if top in found)
        said = {key: left.pop(key) for key in members}
        subjects.append(Subject(_name(top, _shared(said, top, asker, fewest), spelled), members))
    subjects += [Subject(questions[key], (key,)) for key in left]
    return tuple(sorted(subjects, key=lambda each: -len(each.questions)))


def _terms(words: str) -> tuple[str, ...]:
    return tuple(term for term in content_terms(_PLURAL.sub("ie", words.lower())) if not term.isdecimal())


def _shared(said: Mapping[str, set[str]], top: str, asker: Mapping[str, str], fewest: int) -> list[str]:
    """Return the other words that half of the questions of a group hold, and enough people said."""
    counts = Counter(term for found in said.values() for term in found if term != top)
    half = [term for term, count in counts.most_common() if 2 * count >= len(said) and count > 1]
    return [term for term in half if len({asker[key] for key, found in said.items() if term in found}) >= fewest]


def _name(top: str, others: Sequence[str], spelled: Mapping[str, str]) -> str:
    return ", ".join(spelled.get(term, term) for term in (top, *others[: NAMED - 1]))


def _spelling(questions: Iterable[str]) -> dict[str, str]:
    """Return how people mostly spell each term."""
    seen: dict[str, Counter[str]] = {}
    for question in questions:
        for word in _WORD.findall(question):
            for term in _terms(word):
                seen.setdefault(term, Counter())[word.lower()] += 1
    return {term: found.most_common(1)[0][0] for term, found in seen.items()}
