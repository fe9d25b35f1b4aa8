import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from corpus.embedding import built_in
from corpus.ingest import sync
from evals.__main__ import main
from evals.golden import questions
from evals.golden.questions import Evidence, GoldenQuestion
from tests.conftest import Reader, write_pdf

ASKED = questions.from_json(
    {
        "id": "Q1", "question": "hoeveel gemeenten zijn we?", "history": [], "language": "nl", "role": "raadslid",
        "kind": "how_many", "style": "plain", "trap": None, "municipality": None, "outcome": "answered",
        "points": ["negen"], "gold": [{"document": "gids.pdf", "quote": "De regio telt negen gemeenten.", "page": 1}],
    }
)  # fmt: skip
WRONG = replace(ASKED, gold=(Evidence("gids.pdf", "De regio telt tien gemeenten.", 1),))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    write_pdf(folder / "documents" / "gids.pdf", "De regio telt negen gemeenten.", "Zij werken samen.")
    sync([folder / "documents"], folder / "index", embedder=built_in(), read=Reader())
    return folder / "index"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, index: Path, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    monkeypatch.chdir(tmp_path)
    yield
    # The commands keep libraries quiet for as long as their process lives.
    logging.disable(logging.NOTSET)


Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, *asked: GoldenQuestion) -> str:
        questions.write(tmp_path / name, asked)
        return name

    return write


def test_check_passes_when_every_quote_occurs(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write("goed.jsonl", ASKED)]) == 0
    assert capsys.readouterr().out == "1 quotes of 1 questions: all occur\n"


def test_check_names_a_quote_that_does_not_occur_with_the_nearest(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", write("fout.jsonl", WRONG)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "fout.jsonl Q1: gids.pdf, p. 1: “De regio telt tien gemeenten.” does not occur; nearest, gids.pdf, p. 1: "
        "“De regio telt negen gemeenten.”",
        "1 quotes of 1 questions: 1 faults",
    ]


def test_check_names_a_question_of_two_parts_and_tells_of_another_page(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    page = replace(ASKED, id="Q2", gold=(replace(ASKED.gold[0], page=2),))
    assert main(["check", write("a.jsonl", ASKED), write("b.jsonl", page)]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "a.jsonl Q1: the same question as b.jsonl Q2; keep one of them"
    assert said.err == "b.jsonl Q2: the quote stands on page 1, not 2\n"


def test_a_filled_in_template_becomes_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "vragen.xlsx"]) == 0
    book = openpyxl.load_workbook("vragen.xlsx")
    titles = {cell.value: cell.column for cell in book["Vragen"][1]}
    filled = {
        "Vraag": "hoeveel gemeenten?", "Rol": "raadslid", "Verwachte uitkomst": "Beantwoord", "Kernpunten": "negen",
        "Document 1": "gids", "Citaat 1": "De regio telt\nnegen gemeen-\nten.",
    }  # fmt: skip
    for title, value in filled.items():
        book["Vragen"].cell(2, titles[title], value)
    book.save("vragen.xlsx")
    assert main(["convert", "vragen.xlsx", "vragen.jsonl"]) == 0
    assert capsys.readouterr().out.endswith("vragen.jsonl: 1 questions\n")
    (asked,) = questions.read(tmp_path / "vragen.jsonl")
    assert asked.gold == ASKED.gold


def test_a_template_is_never_written_over_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "vragen.xlsx"]) == 0
    before = Path("vragen.xlsx").read_bytes()
    assert main(["template", "vragen.xlsx"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert Path("vragen.xlsx").read_bytes() == before


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_with_mistakes_comes_back_beside_where_it_would_go(
    write: Write, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = f"vragen{suffix}"
    assert main(["convert", write("fout.jsonl", WRONG), sheet]) == 0
    for returned in (f"vragen-fouten{suffix}", f"vragen-fouten-2{suffix}"):
        assert main(["convert", sheet, "klaar.jsonl"]) == 1
        assert f"{sheet}: 1 rows have mistakes, named in the column Fout of {returned};" in capsys.readouterr().err
    assert not (tmp_path / "klaar.jsonl").exists()
    assert main(["convert", f"vragen-fouten{suffix}", "klaar.jsonl", "--unchecked"]) == 0
    assert questions.read(tmp_path / "klaar.jsonl") == (WRONG,)


def test_without_an_index_a_sheet_is_taken_as_it_is(
    write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_INDEX", "nergens")
    assert main(["convert", write("fout.jsonl", WRONG), "vragen.csv"]) == 0
    assert main(["convert", "vragen.csv", "klaar.jsonl"]) == 0
    assert "until then quotes are not looked up" in capsys.readouterr().err


def test_convert_replaces_a_file_only_when_told_and_knows_three_sorts(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write("goed.jsonl", ASKED)
    assert main(["convert", source, "vragen.txt"]) == 1
    assert "end its name in .jsonl, .xlsx or .csv" in capsys.readouterr().err
    assert main(["convert", source, "vragen.csv"]) == 0
    assert main(["convert", source, "vragen.csv"]) == 1
    assert "replace it with --force" in capsys.readouterr().err
    assert main(["convert", source, "vragen.csv", "--force"]) == 0
