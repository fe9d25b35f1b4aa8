"""Golden questions as spreadsheets: Excel workbooks and CSV, in and out, for people who never saw JSON.

A sheet with mistakes comes back as it was, with a column *Fout* that names each of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from evals.golden import rows, separated, workbook
from evals.golden.evidence import Library
from evals.golden.grid import EVIDENCE, Grid
from evals.golden.questions import GoldenQuestion, QuestionsError
from evals.golden.wording import heading, table, text

WORKBOOK: Final = ".xlsx"
SEPARATED: Final = ".csv"
# Most questions need one or two quotes; a sheet with more is as wide as it must be.
GROUPS: Final = 4
_LISTS: Final = ("language", "role", "kind", "style", "trap", "outcome")
_WIDTHS: Final = {
    "fault": 40, "id": 12, "question": 50, "history": 40, "language": 12, "role": 24, "kind": 28, "style": 13,
    "trap": 26, "municipality": 16, "outcome": 28, "points": 40, "document": 32, "quote": 60, "page": 10, "piece": 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the questions without a fault, and the faults by row as the spreadsheet counts rows."""

    questions: tuple[GoldenQuestion, ...]
    faults: Mapping[int, tuple[str, ...]]


def is_sheet(file: Path) -> bool:
    """Whether this is a spreadsheet by its name."""
    return file.suffix.casefold() in (WORKBOOK, SEPARATED)


def read(file: Path, index: Library | None) -> Sheet:
    """Return the questions and faults of a .xlsx or .csv file; without an index no quote is looked up.

    A quote that occurs gets the words and the page of the index. Raises QuestionsError, in Dutch, for a file that
    holds no questions at all.
    """
    parsed = list(rows.parse(_door(file).read(file), index))
    if not parsed:
        raise QuestionsError(text("files.empty", file=file))
    questions = tuple(each.question for each in parsed if each.question)
    return Sheet(questions, {each.row: each.faults for each in parsed if each.faults})


def write(file: Path, questions: Iterable[GoldenQuestion], documents: Sequence[str] = ()) -> None:
    """Write questions to a .xlsx or .csv file; a workbook offers `documents` to choose from. Raises QuestionsError."""
    held = [rows.cells(question) for question in questions]
    fixed = len(rows.titles(0))
    groups = max(GROUPS, *((len(row) - fixed) // len(EVIDENCE) for row in held)) if held else GROUPS
    titles = rows.titles(groups)
    if _door(file) is separated:
        full = [[*row, *[""] * (len(titles) - len(row))] for row in held]
        separated.write(file, [titles, *full])
        return
    columns = _columns(groups)
    lists = {at: _choices(column, documents) for at, column in enumerate(columns)}
    workbook.write(
        file,
        titles,
        held,
        widths=[_WIDTHS[column] for column in columns],
        lists={at: choices for at, choices in lists.items() if choices},
        explanation=_explanation(),
    )


def write_template(file: Path, documents: Sequence[str] = ()) -> None:
    """Write a sheet without questions, to fill in. Raises QuestionsError."""
    write(file, (), documents)


def write_faults(source: Path, target: Path, faults: Mapping[int, Sequence[str]]) -> None:
    """Write the sheet `source` to `target` with all that it holds, and each row's faults in the column *Fout*.

    Both are of one sort, .xlsx or .csv. Raises QuestionsError.
    """
    _door(source).write_faults(source, target, {row: "\n".join(each) for row, each in faults.items()})


class _Door(Protocol):
    """What the modules for each sort of file offer."""

    def read(self, file: Path) -> Grid: ...

    def write_faults(self, source: Path, target: Path, faults: dict[int, str]) -> None: ...


def _door(file: Path) -> _Door:
    match file.suffix.casefold():
        case ".xlsx":
            return workbook
        case ".csv":
            return separated
    raise QuestionsError(text("files.suffix", file=file))


def _columns(groups: int) -> list[str]:
    return ["fault", *rows.FIELDS, *(EVIDENCE * groups)]


def _choices(column: str, documents: Sequence[str]) -> Sequence[str]:
    if column == "document":
        return documents
    return tuple(rows.labels(column).values()) if column in _LISTS else ()


def _explanation() -> Iterator[Sequence[str]]:
    said, columns = table("explanation"), table("explanation.columns")
    yield (said["title"],)
    yield from (("", each) for each in said["text"])
    yield from ((), (said["columns_title"],))
    yield from ((_named(field), columns[field]) for field in columns)
    outcomes = table("explanation.outcomes")
    yield from ((), (outcomes.pop("title"),))
    yield from ((rows.labels("outcome")[outcome], means) for outcome, means in outcomes.items())
    example = table("explanation.example")
    yield from ((), (example.pop("title"),))
    yield from ((_named(field), value) for field, value in example.items())


def _named(field: str) -> str:
    return heading(field, 1 if field in EVIDENCE else None)
