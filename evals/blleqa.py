"""Reads bLLeQA, Belgian law in Dutch and French, from a local folder, and writes it in the BEIR layout.

The layout is that of the data set `clips/bLLeQA` and of its forerunner `clips/bBSARD` as they are published: for each
language a folder `nl` or `fr` with `corpus.csv` (id, reference, article) and `train.csv`, `val.csv`, `test.csv` (id,
question, article_ids, which holds ids with white space or commas between them). Both are under CC BY-NC-SA 4.0 and
bLLeQA asks for an agreement first, so neither is fetched or shipped here.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import SettingError
from corpus.storing.durable import write

LANGUAGES: Final = ("nl", "fr")
PARTS: Final = ("test", "train", "val")
ARTICLES: Final = ("id", "reference", "article")
QUESTIONS: Final = ("id", "question", "article_ids")

_BETWEEN: Final = re.compile(r"[\s,;\[\]'\"]+")


@dataclass(frozen=True, slots=True)
class Converted:
    """How much was written. `unknown` counts ids of articles that no article has: nothing can find those."""

    documents: int
    questions: int
    unknown: int


def convert(folder: Path, to: Path, *, language: str = "nl", part: str = "test") -> Converted:
    """Write one part in one language as `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` below `to`.

    Questions without an article are left out, as nothing was judged for them. Raises SettingError, which names file
    and line.
    """
    articles = [row for _, row in _rows(folder / language / "corpus.csv", ARTICLES)]
    known = {row["id"] for row in articles}
    asked, grades, unknown = [], ["query-id\tcorpus-id\tscore"], 0
    for where, row in _rows(folder / language / f"{part}.csv", QUESTIONS):
        ids = list(dict.fromkeys(filter(None, _BETWEEN.split(row["article_ids"]))))
        if not ids:
            continue
        if not row["question"].strip():
            raise SettingError(f"{where}: the question is empty; correct the file")
        asked.append({"_id": row["id"], "text": row["question"]})
        grades += [f"{row['id']}\t{article}\t1" for article in ids]
        unknown += sum(article not in known for article in ids)
    if not articles or not asked:
        raise SettingError(f"{folder}: no articles or no questions with articles; give the folder of the data set")
    corpus = [{"_id": row["id"], "title": row["reference"], "text": row["article"]} for row in articles]
    for name, lines in (("corpus.jsonl", map(_line, corpus)), ("queries.jsonl", map(_line, asked))):
        _write(to / name, "".join(lines))
    _write(to / "qrels" / "test.tsv", "\n".join(grades) + "\n")
    return Converted(len(corpus), len(asked), unknown)


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    csv.field_size_limit(sys.maxsize)  # an article of law may be longer than the 128 kB that csv allows by itself
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise SettingError(f"{file}: the columns {', '.join(missing)} are missing; this is another layout")
            for row in reader:
                yield f"{file}, line {reader.line_num}", {name: row[name] or "" for name in columns}
    except OSError as error:
        raise SettingError(
            f"{file}: cannot be read ({error.strerror}); give the folder that holds nl/ and fr/ with their CSV files"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingError(f"{file}: this is no CSV in UTF-8 ({error}); fetch the file again") from error


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _write(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file, content)
    except OSError as error:
        raise SettingError(f"{file}: cannot be written ({error.strerror}); choose another place") from error
