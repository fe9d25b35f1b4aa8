"""Excel workbooks. openpyxl is used here only; with defusedxml installed it refuses XML that attacks its reader."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evals.golden.grid import Grid, columns_of
from evals.golden.questions import QuestionsError
from evals.golden.wording import heading, text

# A file of somebody else may be small and unpack to anything; 5,000 questions take 10 MB.
LARGEST: Final = 100 << 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 1_000
# What Excel allows in one cell.
LONGEST_CELL: Final = 32_767
# Rows of a template that have drop-down lists.
ROWS_WITH_LISTS: Final = 2_000

_TITLES: Final = PatternFill("solid", fgColor="FF1F3864")
_FAULTY: Final = PatternFill("solid", fgColor="FFFCE4D6")
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
# What openpyxl and its XML readers raise on files that are no workbooks; a forbidden entity is a ValueError.
_DAMAGE: Final = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, SyntaxError,
    InvalidFileException,
)  # fmt: skip


def read(file: Path) -> Grid:
    """Return the cells of the sheet with questions as text. Raises QuestionsError."""
    sheet = _sheet(_opened(file))
    return Grid.of(_cells(sheet), str(file), formulas=_formulas(sheet))


def write(
    file: Path,
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int],
    lists: Mapping[int, Sequence[str]],
    explanation: Iterable[Sequence[str]],
) -> None:
    """Write a workbook: a sheet of questions, one that explains, and one with the words of the drop-down lists.

    `lists` holds the words to choose from by column, from 0; `widths` are in characters; of the explanation a row with
    one cell that is followed by rows of two is a title. Every cell is text: nothing in it is calculated. Raises
    QuestionsError.
    """
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = text("sheets.questions")
    for number, row in enumerate((titles, *rows), 1):
        _put_row(sheet, number, row)
    _dress(sheet, widths)
    _explain(workbook.create_sheet(text("sheets.explanation")), explanation)
    _offer(sheet, workbook.create_sheet(text("sheets.choices")), titles, lists)
    _save(workbook, file)


def write_tables(
    file: Path, sheets: Mapping[str, Sequence[Sequence[str | int | float]]], widths: Sequence[int]
) -> None:
    """Write a workbook with a sheet for each table, its first row the titles; `widths` are in characters.

    Numbers stay numbers; every text is text, nothing is calculated. Raises QuestionsError.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row, 1):
                cell = sheet.cell(number, at)
                if isinstance(value, str):
                    _put(cell, value[:LONGEST_CELL] or None)
                else:
                    cell.value = value
                cell.alignment = _WRAPPED
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), _TITLES
        sheet.freeze_panes = "A2"
    _save(workbook, file)


def write_faults(source: Path, target: Path, faults: dict[int, str]) -> None:
    """Write the workbook `source` to `target`, with the faults of each row, by its number. Raises QuestionsError."""
    workbook = _opened(source)
    sheet = _sheet(workbook)
    grid = Grid.of(_cells(sheet), str(source))
    column = grid.fault_column + 1
    title = sheet.cell(grid.title_row, column)
    _put(title, heading("fault"))
    title.font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(column)].width = 60
    for number in range(grid.title_row + 1, len(grid.rows) + 1):
        cell = sheet.cell(number, column)
        _put(cell, faults.get(number, "")[:LONGEST_CELL] or None)
        cell.alignment = _WRAPPED
        cell.fill = _FAULTY if number in faults else PatternFill()
    _save(workbook, target)


def _opened(file: Path) -> Any:
    try:
        with file.open("rb") as content:
            begin = content.read(8)
        # A workbook with a password, like one of Excel 97, is no ZIP file but a compound file.
        if begin.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
            raise QuestionsError(text("files.locked", file=file))
        with zipfile.ZipFile(file) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise _too_large(file, text("files.limit_bytes", many=LARGEST >> 20))
        workbook = openpyxl.load_workbook(file)
    except OSError as error:
        raise QuestionsError(text("files.unreadable", file=file, reason=error.strerror or error)) from error
    except _DAMAGE as error:
        raise QuestionsError(text("files.damaged", file=file)) from error
    for sheet in workbook.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise _too_large(file, text("files.limit_cells", rows=MOST_ROWS, columns=MOST_COLUMNS))
    return workbook


def _too_large(file: Path, limit: str) -> QuestionsError:
    return QuestionsError(text("files.too_large", file=file, limit=limit))


def _sheet(workbook: Any) -> Worksheet:
    """Return the sheet whose title row has most columns that we know."""

    def known(sheet: Worksheet) -> int:
        return max((len(columns_of(row)) for row in _cells(sheet, most=10)), default=0)

    return max(workbook.worksheets, key=known)


def _cells(sheet: Worksheet, *, most: int | None = None) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in sheet.iter_rows(max_row=most)]


def _formulas(sheet: Worksheet) -> frozenset[tuple[int, int]]:
    """Return the row, from 1, and column, from 0, of each cell that is calculated."""
    return frozenset((c.row, c.column - 1) for row in sheet.iter_rows() for c in row if c.data_type == "f")


def _text(cell: Cell) -> str:
    """Return what somebody sees in a cell, decimal comma included."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return text("values.true" if value else "values.false")
        case float() if "%" in cell.number_format:
            return f"{_decimal(round(100 * value, 10))} %"
        case int() | float():
            return _decimal(value)
        case datetime() if value.hour or value.minute:
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _decimal(value: float) -> str:
    whole = int(value)
    return str(whole) if whole == value else str(value).replace(".", ",")


def _put_row(sheet: Worksheet, number: int, row: Sequence[str]) -> None:
    for at, value in enumerate(row, 1):
        _put(sheet.cell(number, at), value or None)


def _put(cell: Cell, value: str | None) -> None:
    """Put text in a cell. What looks like a formula stays text, also when somebody edits it in Excel."""
    if value and len(value) > LONGEST_CELL:
        raise QuestionsError(text("files.long", id=value[:40]))
    try:
        cell.value = value
    except IllegalCharacterError:
        cell.value = "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in value or "")
    if value is not None:
        cell.data_type = "s"
        cell.quotePrefix = True


def _dress(sheet: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width
        column.number_format = "@"
        column.alignment = _WRAPPED
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment, cell.number_format = _WRAPPED, "@"
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), _TITLES
    sheet.row_dimensions[1].height = 32
    # The titles stay in sight, and so does the question.
    sheet.freeze_panes = "D2"


def _explain(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 110
    for number, row in enumerate(rows, 1):
        _put_row(sheet, number, row)
        title = len(row) == 1
        sheet.cell(number, 1).font = Font(bold=True, size=13 if title else 11)
        for cell in sheet[number]:
            cell.alignment = _WRAPPED


def _offer(sheet: Worksheet, words: Worksheet, titles: Sequence[str], lists: Mapping[int, Sequence[str]]) -> None:
    """Give columns a drop-down list. Other words may be typed: they are named as a fault with what was meant."""
    places: dict[tuple[str, ...], str] = {}
    for at, choices in lists.items():
        key = tuple(choices)
        if key not in places:
            column = len(places) + 1
            letter = get_column_letter(column)
            for number, choice in enumerate((titles[at], *choices), 1):
                _put(words.cell(number, column), choice)
            words.cell(1, column).font = Font(bold=True)
            words.column_dimensions[letter].width = max(map(len, choices)) + 2
            places[key] = f"'{words.title}'!${letter}$2:${letter}${len(choices) + 1}"
        offered = DataValidation(type="list", formula1=f"={places[key]}", allow_blank=True, showErrorMessage=False)
        letter = get_column_letter(at + 1)
        offered.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")
        sheet.add_data_validation(offered)


def _save(workbook: Any, file: Path) -> None:
    try:
        workbook.save(file)
    except OSError as error:
        raise QuestionsError(text("files.unwritable", file=file, reason=error.strerror)) from error
