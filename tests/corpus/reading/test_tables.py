from collections.abc import Sequence
from pathlib import Path

from corpus.pdf.pages import read_pages, vet
from corpus.reading.layout import Line
from corpus.reading.tables import table_rows
from tests.corpus.pdfs import prose, set_pdf

HEAD = "<thead><tr><th>Plicht<th>Orgaan<th>Datum</tr></thead>"


def _rows(file: Path) -> list[list[str]]:
    lines = [line for page in read_pages(file, 1, vet(file).pages) for line in page.lines]
    return [_cells(part) for part in table_rows(lines) if not isinstance(part, Line)]


def _cells(row: Sequence[Sequence[Line]]) -> list[str]:
    return [" ".join(line.text for line in cell) for cell in row]


def _table(rows: Sequence[Sequence[str]], *, head: str = HEAD) -> str:
    return f"<table>{head}{''.join('<tr><td>' + '<td>'.join(row) + '</tr>' for row in rows)}</table>"


def _duty(number: int) -> list[str]:
    return [
        f"Plicht {number} die een bestuur heeft en die over meer regels loopt",
        f"De gemeenteraad van {number}",
        f"1 januari {2000 + number}",
    ]


WRAPPED = "table { width: 100% } td { width: 33% }"


def test_short_cells_make_rows(tmp_path: Path) -> None:
    rows = [["een", "raad", "2024"], ["twee", "college", "2025"], ["drie", "bureau", "2026"]]
    assert _rows(set_pdf(tmp_path, _table(rows))) == [["Plicht", "Orgaan", "Datum"], *rows]


def test_wrapped_cells_stay_whole(tmp_path: Path) -> None:
    rows = [_duty(number) for number in range(6)]
    assert _rows(set_pdf(tmp_path, _table(rows), style=WRAPPED)) == [["Plicht", "Orgaan", "Datum"], *rows]


def test_two_wide_columns_make_rows(tmp_path: Path) -> None:
    rows = [[prose(n, sentences=1), prose(n + 50, sentences=1)] for n in range(5)]
    assert _rows(set_pdf(tmp_path, _table(rows, head=""), style="table { width: 100% }")) == rows


def test_rows_with_rules_and_no_white_between_are_told_by_their_first_cells(tmp_path: Path) -> None:
    rows = [[f"Gemeente {n}", "Limburg", f"{n}00"] for n in range(8)]
    assert _rows(set_pdf(tmp_path, _table(rows, head=""), style="td { padding: 0 12pt 0 0 !important }")) == rows


def test_a_table_over_a_page_repeats_no_header(tmp_path: Path) -> None:
    rows = [_duty(number) for number in range(30)]
    file = set_pdf(tmp_path, _table(rows), style=WRAPPED)
    assert vet(file).pages > 1
    assert _rows(file) == [["Plicht", "Orgaan", "Datum"], *rows]


def test_the_last_row_alone_on_a_page_is_still_a_row(tmp_path: Path) -> None:
    rows = [["een", "raad", "2024"], ["twee", "college", "2025"], ["drie", "bureau", "2026"], ["vier", "raad", "2027"]]
    file = set_pdf(tmp_path, _table(rows, head=""), style="tr:last-child { break-before: page }")
    assert vet(file).pages == 2
    assert _rows(file) == rows


def test_text_before_and_after_is_no_row(tmp_path: Path) -> None:
    rows = [["een", "raad", "2024"], ["twee", "college", "2025"], ["drie", "bureau", "2026"]]
    file = set_pdf(tmp_path, f"<p>{prose(1)}</p>{_table(rows, head='')}<p>{prose(2)}</p>")
    assert _rows(file) == rows


def test_an_empty_cell_does_not_shift_the_others(tmp_path: Path) -> None:
    rows = [["een", "raad", "2024"], ["twee", "", "2025"], ["drie", "bureau", "2026"], ["vier", "raad", ""]]
    assert _rows(set_pdf(tmp_path, _table(rows, head=""))) == [[cell for cell in row if cell] for row in rows]


def test_running_text_has_no_rows(tmp_path: Path) -> None:
    file = set_pdf(tmp_path, "".join(f"<p>{prose(n)}</p>" for n in range(3)), style="p { text-align: justify }")
    assert _rows(file) == []


def test_a_numbered_list_is_no_table(tmp_path: Path) -> None:
    items = "".join(f"<li>{prose(n, sentences=1)}" for n in range(4))
    assert _rows(set_pdf(tmp_path, f"<ol>{items}</ol>", style="li { padding-left: 20pt }")) == []
