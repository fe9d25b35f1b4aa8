"""Collections with questions, made from any Dutch text, for training the ranker.

Nobody asked these questions: a heading is put to the text below it without the heading, or some words of a sentence
to the passage that holds it, with or without that sentence. What people do to questions is done to them: words left
out, moved, replaced by others of the field, a question word put before them.
"""

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from corpus.reading.passages import split_text
from corpus.searching import PassageText
from corpus.training_text import HEADING, NUMBERED_HEADING, plain, split_sentences

# One document in this many is held out, to choose by.
HELD_OUT_ONE_IN: Final = 5
# Words of a heading that says enough to be asked.
SHORTEST_HEADING: Final = 3
LONGEST_HEADING: Final = 20
# Characters of text under a heading that is asked: below, there is no answer; above, it is a whole law.
SHORTEST_TEXT: Final = 150
LONGEST_TEXT: Final = 12_000
# Words of a sentence that is asked.
SENTENCE_WORDS: Final = (6, 45)
FEWEST_ASKED: Final = 2
MOST_ASKED: Final = 12
# The share of the words of a sentence that is asked, drawn for each question.
KEPT: Final = (0.25, 0.9)
# Passages of one document that a collection takes, so that one long law does not fill it.
MOST_PASSAGES: Final = 40

OPENINGS: Final = (
    "wat is", "wat zijn", "wat is de", "wat betekent", "hoe", "hoe werkt", "hoe kan ik", "hoeveel", "wanneer",
    "wanneer moet", "wie", "wie is", "wie mag", "welke", "welke regels gelden voor", "waar", "waarom", "mag ik",
    "mag een", "moet ik", "moet een", "kan ik", "kan een", "krijg ik", "is", "heb ik recht op", "binnen welke termijn",
    "aan welke voorwaarden", "in welke gevallen", "sinds wanneer", "door wie", "voor wie",
)  # fmt: skip
# Chances, each for a question by itself.
OPENED: Final = 0.6
MOVED: Final = 0.4
REPLACED: Final = 0.15
SENTENCE_REMOVED: Final = 0.5
WITH_HEADING: Final = 0.3

_WORD: Final = re.compile(r"[^\W_][\w'’-]*")

Kind = Literal["pages", "laws", "bare", "human"]


@dataclass(frozen=True, slots=True)
class Section:
    """Text under a heading; the heading is empty where none says more than a number."""

    document: int
    title: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the passages that answer it."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Questioned:
    """A collection of passages with questions put to it."""

    name: str
    passages: tuple[PassageText, ...]
    questions: tuple[Asked, ...]


def sections_of(documents: Iterable[tuple[str, str]]) -> Iterator[Section]:
    """Yield the sections of documents, given as title and text, in order."""
    for number, (title, text) in enumerate(documents):
        heading, paragraphs = "", list[str]()
        for line in text.splitlines():
            if found := HEADING.match(line.strip()):
                if paragraphs:
                    yield Section(number, plain(title), heading, tuple(paragraphs))
                said = plain(found[2])
                heading, paragraphs = "" if NUMBERED_HEADING.match(said) else said, []
            elif line.strip():
                paragraphs.append(plain(line))
        if paragraphs:
            yield Section(number, plain(title), heading, tuple(paragraphs))


def is_held_out(section: Section) -> bool:
    """Tell whether the document of a section is kept from training, by the hash of its title."""
    return int(hashlib.sha256(section.title.encode()).hexdigest(), 16) % HELD_OUT_ONE_IN == 0


def headed(section: Section) -> bool:
    """Tell whether the heading of a section can be asked and its text be the answer."""
    said = len(_WORD.findall(section.heading))
    return SHORTEST_HEADING <= said <= LONGEST_HEADING and _fit(section)


def is_human(section: Section) -> bool:
    """Tell whether the heading is a question that somebody wrote."""
    return headed(section) and section.heading.endswith("?")


def _fit(section: Section) -> bool:
    return SHORTEST_TEXT <= sum(map(len, section.paragraphs)) <= LONGEST_TEXT


def collection(
    sections: Sequence[Section], *, kind: Kind, size: int, questions: int, chance: random.Random
) -> Questioned:
    """Return a collection of about `size` passages with at most so many questions.

    `pages`: each section is a document without a title, asked by its heading. `laws`: documents as the product sees
    them, title and headings over each passage, asked by words of a sentence. `bare`: the same without headings.
    `human`: like `pages`, with those headings that are questions, as they stand, before the other sections.
    """
    passages: list[PassageText] = []
    asked: list[Asked] = []
    vocabulary = _vocabulary(sections, chance)
    for document in _documents(sections, kind, chance):
        if len(passages) >= size:
            break
        made = list(_passages(document, kind, len(passages)))
        room = kind == "human" or questions * len(passages) // size >= len(asked)
        if room and (found := _question(document, made, kind, vocabulary, chance)):
            asked.append(found[1])
            made = found[0]
        passages += made
    return Questioned(f"{kind} {size}", tuple(passages), tuple(asked[:questions]))


def _documents(sections: Sequence[Section], kind: Kind, chance: random.Random) -> list[list[Section]]:
    if kind in ("pages", "human"):
        documents = [[section] for section in sections if _fit(section)]
    else:
        by_document: dict[int, list[Section]] = {}
        for section in sections:
            by_document.setdefault(section.document, []).append(section)
        documents = list(by_document.values())
    chance.shuffle(documents)
    return sorted(documents, key=lambda document: not is_human(document[0])) if kind == "human" else documents


def _passages(document: Sequence[Section], kind: Kind, start: int) -> Iterator[PassageText]:
    name = f"{document[0].title} {start}"
    count = 0
    for section in document:
        headings = (section.title, section.heading) if kind == "laws" else ()
        for text in split_text("\n".join(section.paragraphs)):
            if count >= MOST_PASSAGES:
                return
            yield PassageText(f"{start + count}", name, count, tuple(filter(None, headings)), text)
            count += 1


def _question(
    document: Sequence[Section],
    passages: list[PassageText],
    kind: Kind,
    vocabulary: Sequence[str],
    chance: random.Random,
) -> tuple[list[PassageText], Asked] | None:
    """Return the passages, one of them perhaps without the sentence asked, and the question; None where none fits."""
    if not passages:
        return None
    if kind == "human":
        right = frozenset(passage.id for passage in passages)
        return (passages, Asked(document[0].heading, right)) if is_human(document[0]) else None
    if kind == "pages":
        return _of_heading(document[0], passages, vocabulary, chance) if headed(document[0]) else None
    return _of_sentence(passages, vocabulary, chance)


def _of_heading(
    section: Section, passages: list[PassageText], vocabulary: Sequence[str], chance: random.Random
) -> tuple[list[PassageText], Asked]:
    words = _WORD.findall(section.heading)
    kept = words if len(words) < 2 * SHORTEST_HEADING else [word for word in words if chance.random() > REPLACED]
    right = frozenset(passage.id for passage in passages)
    return passages, Asked(_as_asked(kept, vocabulary, chance, moved=False), right)


def _of_sentence(
    passages: list[PassageText], vocabulary: Sequence[str], chance: random.Random
) -> tuple[list[PassageText], Asked] | None:
    chosen = chance.choice(passages)
    sentences = split_sentences(chosen.text.replace("\n", " "))
    fit = [s for s in sentences if SENTENCE_WORDS[0] <= len(_WORD.findall(s)) <= SENTENCE_WORDS[1]]
    if not fit:
        return None
    sentence = chance.choice(fit)
    share = chance.uniform(*KEPT)
    words = [word for word in _WORD.findall(sentence) if chance.random() < share][:MOST_ASKED]
    above = _WORD.findall(chosen.headings[-1]) if chosen.headings else []
    if above and chance.random() < WITH_HEADING:
        words.append(chance.choice(above))
    if len(words) < FEWEST_ASKED:
        return None
    if len(sentences) > FEWEST_ASKED and chance.random() < SENTENCE_REMOVED:
        rest = " ".join(one for one in sentences if one != sentence)
        passages = [replace(one, text=rest) if one is chosen else one for one in passages]
    return passages, Asked(_as_asked(words, vocabulary, chance, moved=True), frozenset([chosen.id]))


def _as_asked(words: Sequence[str], vocabulary: Sequence[str], chance: random.Random, *, moved: bool) -> str:
    """Return words as a question: some replaced, perhaps turned round, with or without a question word before them."""
    asked = [chance.choice(vocabulary) if chance.random() < REPLACED else word for word in words]
    if moved and chance.random() < MOVED:
        cut = chance.randrange(len(asked))
        asked = asked[cut:] + asked[:cut]
    if chance.random() < OPENED:
        asked.insert(0, chance.choice(OPENINGS))
    return " ".join(asked)


def _vocabulary(sections: Sequence[Section], chance: random.Random) -> list[str]:
    """Return words as often as they stand in some of the sections."""
    some = chance.sample(list(sections), k=min(300, len(sections)))
    return [word for section in some for paragraph in section.paragraphs for word in _WORD.findall(paragraph)]
