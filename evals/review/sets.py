"""Sets of golden questions that people upload, and how they come back: as a sheet, as JSONL, or with their mistakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from assistant.records import Records, golden
from corpus.index import Index
from evals.golden import questions, sheets
from evals.golden.questions import GoldenQuestion, QuestionsError
from evals.review.forms import Upload
from evals.review.promoting import STANDING

LINES: Final = ".jsonl"
MEDIA: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    LINES: "application/x-ndjson",
}
"""What kind of file each ending is, for the browser."""


@dataclass(frozen=True, slots=True)
class Read:
    """What an upload holds: the questions, or the faults by row and the sheet that names them."""

    questions: tuple[GoldenQuestion, ...]
    faults: tuple[tuple[int, tuple[str, ...]], ...] = ()
    returned: Upload | None = None


def read(upload: Upload, index: Index) -> Read:
    """Return the questions of a .xlsx, .csv or .jsonl file; quotes of a sheet are looked up in the index.

    Raises QuestionsError for a file that cannot be used at all, without a path of the server in its message.
    """
    with TemporaryDirectory() as scratch:
        ending = Path(upload.name).suffix.casefold()
        file = Path(scratch) / f"vragen{ending if ending in MEDIA else '.onbekend'}"
        file.write_bytes(upload.content)
        try:
            if file.suffix == LINES:
                return Read(questions.read(file))
            sheet = sheets.read(file, index)
            if not sheet.faults:
                return Read(sheet.questions)
            returned = file.with_name(f"fouten{file.suffix}")
            sheets.write_faults(file, returned, sheet.faults)
            name = f"{Path(upload.name).stem}-met-fouten{file.suffix}"
            return Read((), tuple(sorted(sheet.faults.items())), Upload(name, returned.read_bytes()))
        except QuestionsError as error:
            raise QuestionsError(str(error).replace(str(file), upload.name)) from error


def written(asked: Sequence[GoldenQuestion], ending: str, documents: Sequence[str]) -> bytes:
    """Return questions as a file with this ending, one of MEDIA; without questions a sheet is a template."""
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / f"vragen{ending}"
        if ending == LINES:
            questions.write(file, asked)
        else:
            sheets.write(file, asked, documents)
        return file.read_bytes()


def keep(records: Records, suite: str, asked: Sequence[GoldenQuestion]) -> None:
    """Keep an uploaded set in place of an earlier one with this name. Raises RecordsError."""
    golden.delete_suite(records, suite)
    for question in asked:
        golden.put(records, suite, questions.as_json(question), origin="upload")


def kept(records: Records, suite: str) -> tuple[GoldenQuestion, ...]:
    """Return the questions of a set, none for an unknown one. Raises RecordsError."""
    return tuple(questions.from_json(each.content) for each in golden.all_of(records, suite))


def promote(records: Records, suite: str) -> int:
    """Add the questions of a set to the standing ones and return how many; those that are there already stay.

    A question whose number another one has gets the name of its set before it. Raises RecordsError.
    """
    there = {each.id: each.content for each in golden.all_of(records, STANDING)}
    known = [_without_id(content) for content in there.values()]
    added = 0
    for each in golden.all_of(records, suite):
        if _without_id(each.content) in known:
            continue
        name = each.id if each.id not in there else f"{suite}-{each.id}"[:255]
        golden.put(records, STANDING, {**each.content, "id": name}, origin=each.origin, turn=each.turn)
        added += 1
    return added


def _without_id(content: Any) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "id"}
