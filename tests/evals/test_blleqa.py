"""bLLeQA's layout, made up here in small."""

import csv
from pathlib import Path

import pytest

from corpus.errors import SettingError
from evals import beir
from evals.__main__ import main
from evals.blleqa import convert


def write(file: Path, *rows: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path / "nl" / "corpus.csv",
        {"id": "12", "reference": "Art. 1, Boek", "article": "De huur,\nschriftelijk.", "authority": "federaal"},
        {"id": "13", "reference": "Art. 2, Boek", "article": "De borg."},
    )
    write(
        tmp_path / "nl" / "test.csv",
        {"id": "7", "question": "Moet de huur op papier?", "article_ids": "12 13", "topics": "huur"},
        {"id": "8", "question": "En de borg?", "article_ids": "13,99"},
        {"id": "9", "question": "Niemand wist het.", "article_ids": ""},
    )
    return tmp_path


def test_a_part_becomes_a_collection_in_the_beir_layout(folder: Path) -> None:
    made = convert(folder, folder / "beir")
    assert (made.documents, made.questions, made.unknown) == (2, 2, 1)
    read = beir.read(folder / "beir")
    assert next((d.id, d.title, d.text) for d in read.documents) == ("12", "Art. 1, Boek", "De huur,\nschriftelijk.")
    assert [(q.id, q.text) for q in read.questions] == [("7", "Moet de huur op papier?"), ("8", "En de borg?")]
    assert read.grades == {"7": {"12": 1, "13": 1}, "8": {"13": 1, "99": 1}}


def test_an_article_may_be_longer_than_csv_allows_by_itself(folder: Path) -> None:
    long = "woord " * 30_000
    write(folder / "nl" / "corpus.csv", {"id": "12", "reference": "Art. 1", "article": long})
    convert(folder, folder / "beir")
    assert beir.read(folder / "beir").documents[0].text == long


def test_what_is_missing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingError, match=r"fr.corpus\.csv: cannot be read"):
        convert(folder, folder / "beir", language="fr")
    write(folder / "nl" / "val.csv", {"id": "1", "vraag": "Wat?"})
    with pytest.raises(SettingError, match="columns question, article_ids are missing"):
        convert(folder, folder / "beir", part="val")
    assert main(["collection", "blleqa", str(folder), str(folder / "beir")]) == 0
    said = capsys.readouterr()
    assert "2 articles, 2 questions" in said.out and "1 relevant articles are not in corpus.csv" in said.err
