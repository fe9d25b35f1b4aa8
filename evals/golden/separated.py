"""CSV as Belgian Excel writes and reads it: semicolons, a byte order mark, decimal commas.

A cell that Excel would take for a formula is written with an apostrophe before it, and read without.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from evals.golden.grid import Grid, columns_of
from evals.golden.questions import QuestionsError
from evals.golden.wording import heading, text

DELIMITER: Final = ";"
DELIMITERS: Final = (DELIMITER, ",", "\t")
# What a spreadsheet takes for a formula, the wide signs of East Asia and white space before it included:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = re.compile(r"'*(?:[\t\r]|[\s\ufeff\u200b]*[=+\-@＝＋－＠])")
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read(file: Path) -> Grid:
    """Return the cells of a CSV file, whatever its delimiter. Raises QuestionsError."""
    return Grid.of(_rows(file)[1], str(file))


def write(file: Path, rows: Iterable[Sequence[str]], *, delimiter: str = DELIMITER) -> None:
    """Write rows to a CSV file that Excel opens by a double click. Raises QuestionsError."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([_written(cell) for cell in row] for row in rows)
    try:
        file.write_bytes(codecs.BOM_UTF8 + out.getvalue().encode())
    except OSError as error:
        raise QuestionsError(text("files.unwritable", file=file, reason=error.strerror)) from error


def write_faults(source: Path, target: Path, faults: dict[int, str]) -> None:
    """Write all rows of `source` to `target`, with the faults of each row, by its number. Raises QuestionsError."""
    delimiter, rows = _rows(source)
    grid = Grid.of(rows, str(source))
    column = grid.fault_column
    marked = [[*row, *[""] * (column + 1 - len(row))] for row in rows]
    for number, row in enumerate(marked, 1):
        if number >= grid.title_row:
            row[column] = heading("fault") if number == grid.title_row else faults.get(number, "")
    write(target, marked, delimiter=delimiter)


def _rows(file: Path) -> tuple[str, list[list[str]]]:
    """Return the delimiter and the rows: that delimiter which gives most columns that we know."""
    content = _text(file)
    if said := _SEPARATOR_LINE.match(content):
        return said[1], _parsed(file, content[said.end() :], said[1])
    tried = [(delimiter, _parsed(file, content, delimiter)) for delimiter in DELIMITERS]
    return max(tried, key=lambda each: max((len(columns_of(row)) for row in each[1][:10]), default=0))


def _parsed(file: Path, content: str, delimiter: str) -> list[list[str]]:
    try:
        return [
            [_read(cell) for cell in row] for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise QuestionsError(text("files.separated", file=file, reason=error)) from error


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise QuestionsError(text("files.unreadable", file=file, reason=error.strerror)) from error
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel calls plain CSV is written in the code page of Western Windows.
        return content.decode("cp1252", errors="replace")


def _written(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _read(cell: str) -> str:
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    return plain[1:] if plain.startswith("'") and _FORMULA.match(plain) else plain
