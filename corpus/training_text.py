"""Any folder of Dutch text becomes extracts to train on: some sentences under a heading of a document."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.errors import NothingToIndex

SUFFIXES: Final = (".jsonl", ".jsonl.gz", ".txt")

# As long as the passages that are searched, so that the model learns from texts like those it will meet.
EXTRACT_CHARACTERS: Final = 700
# A shorter extract says too little to be told from its neighbours.
SHORTEST_EXTRACT: Final = 80

HEADING = re.compile(r"^(#{1,6})\s*(.+)$")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"[*_|\\]+")
NUMBERED_HEADING = re.compile(
    r"^(art(ikel|\.)?|hoofdstuk|afdeling|onderafdeling|paragraaf|titel|deel|boek|bijlage|§)?"
    r"\s*[\dIVXLCM]*[\w.:/-]{0,8}[.:]?$",
    re.IGNORECASE,
)
SPACE = re.compile(r"\s+")
# "1." or "§ 2." is the number of the sentence that follows, no sentence.
NUMBER = re.compile(r"[§(]?\s?(\d+[a-z]*|[a-z])[°.):]*", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[“\"'(\[]?[A-ZÀ-Þ0-9‘])")


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences that stand together.

    `document` numbers the documents in the order read. `heading` is empty where none says more than a number.
    """

    document: int
    title: str
    heading: str
    sentences: tuple[str, ...]


def text_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files of text among `paths` and in the folders among them, sorted.

    Raises:
        NothingToIndex: there is no such file.
    """
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*") if path.is_dir() else [path])
    files = sorted(file for file in found if file.is_file() and file.name.endswith(SUFFIXES))
    if not files:
        raise NothingToIndex(
            f"{', '.join(map(str, paths))}: no text to train on; give files or folders with {', '.join(SUFFIXES)}."
        )
    return files


def read_documents(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the title and text of each document: a line of a .jsonl file, or a .txt file as a whole."""
    for file in files:
        if file.suffix == ".txt":
            yield file.stem, file.read_text(encoding="utf-8")
            continue
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for line in content.splitlines():
            record = json.loads(line)
            yield record.get("title", ""), record["text"]


def extracts(documents: Iterable[tuple[str, str]]) -> Iterator[Extract]:
    """Yield the extracts of the documents, in order."""
    for number, (title, text) in enumerate(documents):
        for heading, sentences in _sections(text):
            for group in _groups(sentences):
                yield Extract(number, plain(title), heading, tuple(group))


def plain(text: str) -> str:
    """Return the text without Markdown's marks and addresses, its white space folded."""
    return SPACE.sub(" ", MARKS.sub("", LINK.sub(r"\1", text))).strip()


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph. Rough: a wrong border costs training little."""
    found, number = list[str](), ""
    for part in SENTENCE_END.split(text):
        if NUMBER.fullmatch(part):
            number = f"{number} {part}".strip()
        elif part.strip():
            found.append(f"{number} {part}".strip())
            number = ""
    return [*found, number] if number else found


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading with the sentences under it."""
    heading, sentences = "", list[str]()
    for line in text.splitlines():
        if found := HEADING.match(line.strip()):
            if sentences:
                yield heading, sentences
            heading, sentences = "" if NUMBERED_HEADING.match(plain(found[2])) else plain(found[2]), []
        else:
            sentences.extend(split_sentences(plain(line)))
    if sentences:
        yield heading, sentences


def _groups(sentences: list[str]) -> Iterator[list[str]]:
    """Yield runs of whole sentences up to the length of an extract; a longer sentence stands alone."""
    group, length = list[str](), 0
    for sentence in [*sentences, None]:
        if sentence is None or (group and length + len(sentence) > EXTRACT_CHARACTERS):
            if length >= SHORTEST_EXTRACT:
                yield group
            group, length = [], 0
        if sentence is not None:
            group.append(sentence)
            length += len(sentence) + 1
