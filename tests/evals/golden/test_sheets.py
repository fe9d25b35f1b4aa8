import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Outcome
from corpus.index import Index
from evals.golden import questions, rows, sheets, workbook
from evals.golden.questions import Evidence, GoldenQuestion, QuestionsError
from evals.golden.wording import table
from tests.evals.golden.conftest import QUESTION, golden_questions

SORTS = pytest.mark.parametrize("sort", [".xlsx", ".csv"])
TITLES = ("Vraag", "Rol", "Verwachte uitkomst", "Kernpunten", "Document 1", "Citaat 1", "Bladzijde 1")
GOOD = (
    "hoeveel gemeenten zijn we?",
    "raadslid",
    "Beantwoord",
    "negen",
    "gids.pdf",
    "De regio telt negen gemeenten.",
    1,
)

Fill = Callable[..., Path]


@pytest.fixture(params=[".xlsx", ".csv"])
def fill(request: pytest.FixtureRequest, tmp_path: Path) -> Fill:
    """Return a function that fills in a sheet as a person would: with other columns, in another order."""

    def write(*filled: Sequence[object], titles: Sequence[str] = TITLES) -> Path:
        file = tmp_path / f"vragen{request.param}"
        if request.param == ".csv":
            with file.open("w", encoding="utf-8-sig", newline="") as out:
                csv.writer(out, delimiter=";").writerows([titles, *filled])
        else:
            book = openpyxl.Workbook()
            for row in (titles, *filled):
                book.active.append(list(row))
            book.save(file)
        return file

    return write


def table_of(file: Path) -> list[list[str]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as content:
            return list(csv.reader(content, delimiter=";"))
    return [["" if cell is None else str(cell) for cell in row] for row in openpyxl.load_workbook(file).active.values]


@SORTS
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    made=st.lists(
        golden_questions(), min_size=1, max_size=3, unique_by=(lambda q: q.id, lambda q: q.question.casefold())
    )
)
def test_questions_survive_a_sheet(sort: str, made: list[GoldenQuestion]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"vragen{sort}"
        sheets.write(file, made)
        found = sheets.read(file, None)
    assert not found.faults
    assert found.questions == tuple(made)


@SORTS
def test_a_question_of_several_lines_and_many_quotes_survives(sort: str, tmp_path: Path) -> None:
    gold = tuple(Evidence("gids.pdf", f"dit zijn de woorden van citaat {at}", at, at) for at in range(1, 12))
    asked = replace(QUESTION, question="eerste regel\n=HYPERLINK(1)\nlaatste", history=("a", "b"), gold=gold)
    sheets.write(tmp_path / f"x{sort}", [asked])
    assert sheets.read(tmp_path / f"x{sort}", None).questions == (asked,)


def test_what_people_fill_in_becomes_a_question(fill: Fill, index: Index) -> None:
    found = sheets.read(fill(GOOD), index)
    assert found.faults == {}
    (asked,) = found.questions
    assert replace(asked, id="Q1", kind="how_many") == QUESTION
    assert asked.id.startswith("V")


def test_a_pasted_quote_with_line_breaks_hyphens_and_other_marks_gets_the_words_of_the_document(
    fill: Fill, index: Index
) -> None:
    pasted = "De dienst heet 'Samen\nsterk' en kost 12,\n50 eu-\nro."
    found = sheets.read(fill([*GOOD[:4], "Gids", pasted, ""]), index)
    assert found.faults == {}
    expected = Evidence("gids.pdf", "De dienst heet ‘Samen sterk’ en kost 12,50 euro.", 2)
    assert found.questions[0].gold == (expected,)


def test_without_an_index_no_quote_is_looked_up(fill: Fill) -> None:
    found = sheets.read(fill([*GOOD[:5], "Dit staat nergens in een document.", ""]), None)
    assert found.questions[0].gold == (Evidence("gids.pdf", "Dit staat nergens in een document.", None),)


def test_quotes_are_all_needed_unless_they_have_the_same_number(fill: Fill, index: Index) -> None:
    titles = (*TITLES, "Document 2", "Citaat 2", "Deel 2", "Document 3", "Citaat 3", "Deel 3", "Deel 1")
    second = ("gids.pdf", "Elke burgemeester heeft een stem in het overleg.", "")
    third = ("wet.pdf", "De raad keurt het plan goed voor 1 juni.", "1")
    found = sheets.read(fill([*GOOD, *second, *third, "1"], titles=titles), index)
    assert [each.piece for each in found.questions[0].gold] == [1, 2, 1]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"Vraag": ""}, "Vraag: vul deze kolom in."),
        ({"Rol": ""}, "Rol: vul deze kolom in."),
        ({"Rol": "raadlid"}, "Rol: “raadlid” staat niet in de lijst. Bedoelde u “raadslid”?"),
        ({"Rol": "xyz"}, "Rol: “xyz” staat niet in de lijst. Kies een van deze: burgemeester; schepen"),
        ({"Kernpunten": ""}, "Kernpunten: noteer wat een goed antwoord moet bevatten"),
        ({"Document 1": "", "Citaat 1": "", "Bladzijde 1": ""}, "Citaat 1: plak de woorden uit het document"),
        ({"Document 1": ""}, "Document 1: kies het document waaruit het citaat komt."),
        ({"Document 1": "gits.pdf"}, "Document 1: de assistent kent geen document “gits.pdf”. Bedoelde u gids.pdf?"),
        ({"Document 1": "zzz"}, "Document 1: de assistent kent geen document “zzz”."),
        ({"Citaat 1": ""}, "Citaat 1: plak hier de woorden uit gids.pdf"),
        ({"Citaat 1": "De regio"}, "Citaat 1: dit citaat is te kort"),
        ({"Bladzijde 1": "drie"}, "Bladzijde 1: “drie” is geen geheel getal vanaf 1."),
        ({"Bladzijde 1": "-3"}, "Bladzijde 1: “-3” is geen geheel getal vanaf 1."),
        (
            {"Citaat 1": "De regio telt tien gemeenten."},
            "Citaat 1: deze woorden staan niet in gids.pdf. Het meest lijkt dit, op bladzijde 1: "
            "“De regio telt negen gemeenten.”",
        ),
        (
            {"Citaat 1": "De raad keurt het plan goed"},
            "Citaat 1: deze woorden staan niet in gids.pdf, wel in wet.pdf, op bladzijde 1.",
        ),
        (
            {"Soort": "Gaat uit van iets wat niet klopt"},
            "Soort en Verwachte uitkomst passen niet bij elkaar: “Gaat uit van iets wat niet klopt” en “Beantwoord”.",
        ),
    ],
)
def test_a_mistake_is_named_in_dutch_beside_all_that_was_typed(
    fill: Fill, index: Index, tmp_path: Path, changes: dict[str, str], fault: str
) -> None:
    titles = (*TITLES, "Soort", "Mijn eigen kolom")
    typed = dict(zip(TITLES, GOOD, strict=True)) | {"Soort": "", "Mijn eigen kolom": "=2+2 blijft staan"} | changes
    source = fill([typed[title] for title in titles], ["", "", ""], titles=titles)
    found = sheets.read(source, index)
    assert found.questions == ()
    (said,) = found.faults[2]
    assert said.startswith(fault)
    target = tmp_path / f"terug{source.suffix}"
    sheets.write_faults(source, target, found.faults)
    before, after = table_of(source), table_of(target)
    assert after[0] == [*titles, "Fout"]
    assert after[1][-1] == said
    assert [cell.lstrip("'") for cell in after[1][: len(titles)]] == before[1]


def test_every_mistake_of_a_row_is_named_and_good_rows_count(fill: Fill, index: Index) -> None:
    found = sheets.read(fill(GOOD, ["nog iets?", "niemand", "", "", "", "", "x"]), index)
    assert len(found.questions) == 1
    assert [each.split(":")[0] for each in found.faults[3]] == [
        "Verwachte uitkomst",
        "Rol",
        "Bladzijde 1",
        "Document 1",
        "Citaat 1",
    ]


def test_a_mended_sheet_loses_its_faults(fill: Fill, index: Index, tmp_path: Path) -> None:
    source = fill([*GOOD, "de oude fout"], titles=(*TITLES, "Fout"))
    found = sheets.read(source, index)
    assert found.faults == {}
    sheets.write_faults(source, tmp_path / f"terug{source.suffix}", found.faults)
    assert table_of(tmp_path / f"terug{source.suffix}")[1][-1] == ""


def test_the_same_question_or_number_twice_is_named(fill: Fill) -> None:
    titles = (*TITLES, "Nummer")
    other = ("En een andere vraag?", *GOOD[1:])
    found = sheets.read(fill([*GOOD, "A"], [GOOD[0].upper(), *GOOD[1:], "B"], [*other, "A"], titles=titles), None)  # type: ignore[attr-defined]
    assert len(found.questions) == 1
    assert found.faults[3] == ("Vraag: deze vraag staat ook op rij 2. Verwijder een van beide.",)
    assert found.faults[4] == ("Nummer: rij 2 heeft hetzelfde nummer. Geef een ander nummer of laat het leeg.",)


def test_titles_may_stand_lower_in_other_capitals_and_in_any_order(fill: Fill) -> None:
    titles = ("verwachte  UITKOMST", "VRAAG *", "rol")
    source = fill((), titles, ("Onduidelijke vraag", "blub", "inwoner"), titles=("Onze vragen", "", ""))
    (asked,) = sheets.read(source, None).questions
    assert (asked.question, asked.outcome, asked.kind) == ("blub", Outcome.UNCLEAR, "outside")


@pytest.mark.parametrize(
    ("titles", "filled", "says"),
    [
        (("Vraag", "Rol"), ("x", "y"), "de kolom “Verwachte uitkomst” ontbreekt"),
        (("a", "b"), ("x", "y"), "geen rij met de titels"),
        (TITLES, (), "er staan nog geen vragen in"),
    ],
)
def test_a_sheet_that_is_none_of_ours_is_refused_in_dutch(
    fill: Fill, titles: Sequence[str], filled: Sequence[str], says: str
) -> None:
    with pytest.raises(QuestionsError, match=says):
        sheets.read(fill(filled, titles=titles), None)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("vragen.ods", b"", "bewaar het als .xlsx of .csv"),
        ("vragen.xlsx", b"geen zip", "geen geldig Excel-bestand"),
        ("vragen.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, "zonder wachtwoord"),
        ("vragen.csv", b'"Vraag";"' + b"x" * 200_000 + b'"', "kan niet gelezen worden"),
        ("weg.csv", None, "kan niet gelezen worden"),
        ("weg.xlsx", None, "kan niet gelezen worden"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_dutch(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(QuestionsError, match=says):
        sheets.read(tmp_path / name, None)


def test_a_workbook_with_an_absurd_cell_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "ver weg"
    book.save(tmp_path / "groot.xlsx")
    with pytest.raises(QuestionsError, match="te groot"):
        sheets.read(tmp_path / "groot.xlsx", None)


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    import zipfile

    sheets.write_template(tmp_path / "goed.xlsx")
    with zipfile.ZipFile(tmp_path / "goed.xlsx") as good, zipfile.ZipFile(tmp_path / "kwaad.xlsx", "w") as bad:
        for part in good.infolist():
            content = good.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content.replace(b"<sheetData>", b"<sheetData>&a;")
            bad.writestr(part, content)
    with pytest.raises(QuestionsError, match="geen geldig Excel-bestand"):
        sheets.read(tmp_path / "kwaad.xlsx", None)


def test_nothing_that_is_written_is_calculated_by_a_spreadsheet(tmp_path: Path) -> None:
    asked = replace(QUESTION, question='=HYPERLINK("http://kwaad.be")', points=("+1", "@x", "-2 %"), municipality="-Aa")
    sheets.write(tmp_path / "x.xlsx", [asked])
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert asked.question in [cell.value for cell in cells]
    sheets.write(tmp_path / "x.csv", [asked])
    assert not [cell for row in table_of(tmp_path / "x.csv") for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_formula_of_somebody_else_is_a_mistake(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(TITLES)
    book.active.append(["=A1", *GOOD[1:]])
    book.save(tmp_path / "x.xlsx")
    assert sheets.read(tmp_path / "x.xlsx", None).faults == {2: ("Vraag: hier staat een formule. Typ de tekst zelf.",)}


def test_numbers_and_dates_read_as_a_belgian_sees_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(TITLES)
    for value in (12.5, 0.9, 285.0, datetime(2025, 1, 31)):
        book.active.append([f"Hoe zit het met {value}?", *GOOD[1:3], value, *GOOD[4:]])
    book.active["D3"].number_format = "0%"
    book.save(tmp_path / "x.xlsx")
    found = sheets.read(tmp_path / "x.xlsx", None)
    assert [asked.points for asked in found.questions] == [("12,5",), ("90 %",), ("285",), ("31/01/2025",)]


def test_csv_is_written_as_belgian_excel_does(tmp_path: Path) -> None:
    sheets.write(tmp_path / "x.csv", [QUESTION])
    content = (tmp_path / "x.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfFout;Nummer;Vraag;Eerdere vragen;Taal;")
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "before"),
    [("cp1252", ";", ""), ("utf-8", ",", ""), ("utf-16", "\t", ""), ("utf-8-sig", "|", "sep=|\r\n")],
)
def test_csv_of_other_programs_is_read(tmp_path: Path, encoding: str, delimiter: str, before: str) -> None:
    cells = ["Vraag", "Rol", "Verwachte uitkomst"], ["één; twee, drie?", "inwoner", "Onduidelijke vraag"]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in cells]
    (tmp_path / "x.csv").write_bytes((before + "\r\n".join(lines)).encode(encoding))
    assert [asked.question for asked in sheets.read(tmp_path / "x.csv", None).questions] == ["één; twee, drie?"]


def test_the_template_offers_lists_and_explains_every_column(tmp_path: Path) -> None:
    file = tmp_path / "sjabloon.xlsx"
    sheets.write_template(file, ["gids.pdf", "wet.pdf"])
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Vragen", "Uitleg", "Keuzes"]
    titles = [cell.value for cell in book["Vragen"][1]]
    assert titles[:4] == ["Fout", "Nummer", "Vraag", "Eerdere vragen"]
    assert titles[-4:] == ["Document 4", "Citaat 4", "Bladzijde 4", "Deel 4"]
    offered = {}
    for list_ in book["Vragen"].data_validations.dataValidation:
        name, _, area = list_.formula1.removeprefix("=").partition("!")
        column = book["Vragen"].cell(1, next(iter(list_.sqref.ranges)).min_col).value
        offered[column] = [row[0].value for row in book[name.strip("'")][area.replace("$", "")]]
    assert offered["Document 1"] == offered["Document 4"] == ["gids.pdf", "wet.pdf"]
    assert offered["Taal"] == ["Nederlands", "Engels", "Frans"]
    assert set(offered) == {"Taal", "Rol", "Soort", "Schrijfwijze", "Valkuil", "Verwachte uitkomst"} | {
        f"Document {number}" for number in range(1, 5)
    }
    explained = {row[0] for row in book["Uitleg"].iter_rows(values_only=True)}
    assert set(titles[1:16]) <= explained
    with pytest.raises(QuestionsError, match="nog geen vragen"):
        sheets.read(file, None)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("language", questions.LANGUAGES), ("role", questions.ROLES), ("kind", questions.KINDS),
        ("style", questions.STYLES), ("trap", ("none", *questions.TRAPS)), ("outcome", tuple(Outcome)),
    ],
)  # fmt: skip
def test_every_value_has_dutch_words_of_its_own(field: str, values: Sequence[str]) -> None:
    labels = rows.labels(field)
    assert sorted(labels) == sorted(values)
    assert len({label.casefold() for label in labels.values()}) == len(values)
    assert all(len(label) < 255 for label in table(f"choices.{field}").values())


def test_a_text_too_long_for_a_cell_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="te veel tekst"):
        sheets.write(tmp_path / "x.xlsx", [replace(QUESTION, question="x" * (workbook.LONGEST_CELL + 1))])


def test_personal_numbers_in_a_sheet_are_not_taken_over(fill: Fill, index: Index) -> None:
    file = fill(("hoeveel gemeenten zijn we, rekening BE68 5390 0754 7034?", *GOOD[1:]))
    (found,) = sheets.read(file, index).questions
    assert found.question == "hoeveel gemeenten zijn we, rekening [rekeningnummer]?"
