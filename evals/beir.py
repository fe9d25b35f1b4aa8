"""Reads a test collection in the BEIR layout."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import SettingError


@dataclass(frozen=True, slots=True)
class Text:
    """A document to find."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose answer was judged."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions, and for each question the grade of each document that was judged."""

    documents: tuple[Text, ...]
    questions: tuple[Question, ...]
    grades: Mapping[str, Mapping[str, int]]


def read(folder: Path) -> Collection:
    """Return the collection in `folder`: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`.

    Only questions with a grade above 0 are kept, whatever the search will find for them. Raises SettingError.
    """
    grades = _grades(folder / "qrels" / "test.tsv")
    judged = {question for question, by_document in grades.items() if max(by_document.values()) > 0}
    documents = tuple(
        Text(_field(row, "_id", where), str(row.get("title") or ""), _field(row, "text", where))
        for where, row in _rows(folder / "corpus.jsonl")
    )
    questions = tuple(
        Question(_field(row, "_id", where), _field(row, "text", where))
        for where, row in _rows(folder / "queries.jsonl")
        if row.get("_id") in judged
    )
    if missing := judged - {question.id for question in questions}:
        raise SettingError(f"{folder}: queries.jsonl lacks {min(missing)}, which qrels/test.tsv judges; add it")
    if not documents or not questions:
        raise SettingError(f"{folder}: no documents or no judged questions here; give a folder in the BEIR layout")
    return Collection(documents, questions, grades)


def with_distractors(collection: Collection, file: Path) -> Collection:
    """Return the collection with documents that answer nothing: the lines of a `.jsonl` or `.jsonl.gz` file.

    Each line holds `text` and perhaps `title`. Raises SettingError.
    """
    more = tuple(
        Text(f"{file.name} {number}", str(row.get("title") or ""), _field(row, "text", where))
        for number, (where, row) in enumerate(_rows(file), 1)
    )
    if not more:
        raise SettingError(f"{file}: no documents here; give a file of JSON lines with title and text")
    return replace(collection, documents=(*collection.documents, *more))


def _grades(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, row in enumerate(csv.DictReader(_text(file).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 2):
        try:
            grades.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
        except (KeyError, TypeError, ValueError) as error:
            raise SettingError(
                f"{file}, line {number}: expected the columns query-id, corpus-id and score (a whole number)"
            ) from error
    return grades


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    # Not splitlines: texts may hold U+2028, which JSON allows in a string.
    for number, line in enumerate(_text(file).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise SettingError(f"{where}: this is not JSON; each line holds one object") from error
        if not isinstance(row, dict):
            raise SettingError(f"{where}: this is not a JSON object; each line holds one")
        yield where, row


def _field(row: Mapping[str, Any], name: str, where: str) -> str:
    if not isinstance(row.get(name), str):
        raise SettingError(f'{where}: the text "{name}" is missing; add it')
    return str(row[name])


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
        return (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8")
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingError(f"{file}: cannot be read ({reason}); give a folder in the BEIR layout") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{file}: this is not UTF-8; save it as UTF-8") from error
