"""A spreadsheet as text: what Excel files and CSV files have in common."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from evals.golden.questions import QuestionsError
from evals.golden.wording import heading, table, text

EVIDENCE: Final = ("document", "quote", "page", "piece")
REQUIRED: Final = ("question", "role", "outcome")
# The title row is looked for this far down: people put a title or a remark above it.
TITLE_ROWS: Final = 10

Column = tuple[str, int]
"""A field and its number: ("quote", 2) is Citaat 2; fields that stand once have 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its number as the spreadsheet counts, and the text of each known column.

    `formulas` are the columns whose text is calculated.
    """

    number: int
    cells: Mapping[Column, str]
    formulas: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet. `title_row` counts from 1; `columns` says in which column, from 0, each field stands.

    `formulas` are the row, from 1, and column, from 0, of cells that are calculated.
    """

    rows: Sequence[Sequence[str]]
    title_row: int
    columns: Mapping[Column, int]
    formulas: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(
        cls, rows: Sequence[Sequence[str]], file: str, *, formulas: frozenset[tuple[int, int]] = frozenset()
    ) -> Self:
        """Find the titles of the columns. Raises QuestionsError, in Dutch, when there are none or one is missing."""
        found = [(len(columns_of(row)), -at, at) for at, row in enumerate(rows[:TITLE_ROWS])]
        known, _, at = max(found, default=(0, 0, 0))
        if known < len(REQUIRED) - 1:
            raise QuestionsError(text("files.headings_none", file=file))
        columns = columns_of(rows[at])
        for field in REQUIRED:
            if (field, 0) not in columns:
                raise QuestionsError(text("files.headings", file=file, heading=heading(field)))
        return cls(rows, at + 1, columns, formulas)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows below the titles that hold something in a column of ours, other than a fault."""
        for number, cells in enumerate(self.rows[self.title_row :], self.title_row + 1):
            held = {column: cells[at].strip() for column, at in self.columns.items() if at < len(cells)}
            held.pop(("fault", 0), None)
            if any(held.values()):
                yield Row(number, held, tuple(c for c in held if (number, self.columns[c]) in self.formulas))

    @property
    def fault_column(self) -> int:
        """The column for faults, from 0: the one with that title, or else the first beyond all that is filled in."""
        return self.columns.get(("fault", 0), max(len(row) for row in self.rows))


def columns_of(row: Sequence[str]) -> dict[Column, int]:
    """Return in which column each field stands, if this is the row of titles; of equal titles the first counts."""
    titles = {_plain(title): field for field, title in table("headings").items()}
    columns: dict[Column, int] = {}
    for at, cell in enumerate(row):
        name, number = re.fullmatch(r"(.*?)\s*(\d{0,3})", _plain(cell), re.DOTALL).groups()  # type: ignore[union-attr]
        field = titles.get(name)
        if field and (field in EVIDENCE or not number):
            columns.setdefault((field, (int(number) if number else 1) if field in EVIDENCE else 0), at)
    return columns


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("*", " ").split())
