"""Training on any folder of Dutch text: what is read, how views are made, what comes out."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import StaticEmbedder
from corpus.errors import NothingToIndex
from corpus.training import Settings, encode, export, main, split_held_out, train, train_tokenizer, two_views
from corpus.training_text import Extract, extracts, plain, read_documents, split_sentences, text_files

TINY = Settings(pieces=300, width=16, epochs=3, batch=16, rate=0.05)

SUBJECTS = {
    "Afval": ("huisvuil", "container", "restafval", "recyclagepark", "glasbol"),
    "Mobiliteit": ("fietspad", "parkeerplaats", "buslijn", "kruispunt", "verkeersdrempel"),
    "Onderwijs": ("schoolbestuur", "leerling", "leerkracht", "klaslokaal", "inschrijving"),
    "Cultuur": ("bibliotheek", "museum", "theater", "muziekschool", "erfgoed"),
}


def small_sample() -> list[Extract]:
    """Twelve extracts on each of four subjects."""
    random = np.random.default_rng(3)
    return [
        Extract(
            number,
            f"Reglement {number} op {subject.lower()}",
            subject,
            tuple(f"De gemeente regelt {' en '.join(random.permutation(words)[:3])}." for _ in range(3)),
        )
        for number in range(12)
        for subject, words in SUBJECTS.items()
    ]


def test_text_files_are_found_in_folders_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.jsonl", "deep/c.jsonl.gz", "skipped.pdf"):
        (tmp_path / name).touch()
    assert [file.name for file in text_files([tmp_path])] == ["b.txt", "a.jsonl", "c.jsonl.gz"]
    assert text_files([tmp_path / "b.txt"]) == [tmp_path / "b.txt"]


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToIndex, match=r"no text to train on.*\.jsonl"):
        text_files([tmp_path])


def test_documents_are_lines_of_json_or_whole_text_files(tmp_path: Path) -> None:
    line = json.dumps({"title": "Titel", "text": "Tekst."})
    (tmp_path / "a.jsonl").write_text(line + "\n" + line + "\n", encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    (tmp_path / "nota.txt").write_text("Eén.\nTwee.", encoding="utf-8")
    assert list(read_documents(text_files([tmp_path]))) == [("Titel", "Tekst.")] * 3 + [("nota", "Eén.\nTwee.")]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("De raad beslist. Het college voert uit.", ["De raad beslist.", "Het college voert uit."]),
        ("1. De raad beslist. 2. Het college voert uit.", ["1. De raad beslist.", "2. Het college voert uit."]),
        ("Dit geldt voor o.a. de raad.", ["Dit geldt voor o.a. de raad."]),
        ("Slot. 3.", ["Slot.", "3."]),
        ("", []),
    ],
    ids=["two", "numbered", "abbreviation", "number at the end", "empty"],
)
def test_sentences_end_where_a_new_one_begins(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_plain_text_has_no_marks_or_addresses() -> None:
    assert plain("**De** [wet](../wet.md) |  en _meer_ ") == "De wet en meer"


def test_extracts_stand_under_their_heading_and_end_at_a_sentence() -> None:
    sentence = "De gemeenteraad stelt het reglement vast op voorstel van het college van burgemeester en schepenen."
    text = f"## Bevoegdheid van de raad\n{' '.join([sentence] * 8)}\n## Artikel 12\n{sentence}"
    found = list(extracts([("Reglement", text)]))
    assert [(one.heading, len(one.sentences)) for one in found] == [
        ("Bevoegdheid van de raad", 7),
        ("Bevoegdheid van de raad", 1),
        ("", 1),
    ]
    assert {one.title for one in found} == {"Reglement"}


def test_an_extract_that_says_too_little_is_left_out() -> None:
    assert list(extracts([("Titel", "Te kort.")])) == []


def test_documents_are_held_out_whole() -> None:
    sample = [Extract(number, f"Titel {number // 2}", "", ("Een zin.",)) for number in range(1000)]
    learnt, held_out = split_held_out(sample)
    assert len(learnt) + len(held_out) == 1000
    assert 0 < len(held_out) < 100
    assert not {one.title for one in learnt} & {one.title for one in held_out}


def test_views_are_words_of_one_extract() -> None:
    sample = small_sample()
    encoded = encode(sample, train_tokenizer(sample, 300))
    random = np.random.default_rng(1)
    for number in range(len(sample)):
        known = {*np.concatenate(encoded.sentences[number]).tolist(), *encoded.headings[number].tolist()}
        for view in two_views(encoded, number, random):
            assert len(view) > 0
            assert set(view.tolist()) <= known


def test_a_trained_model_brings_words_of_a_subject_together(tmp_path: Path) -> None:
    export(train(small_sample(), TINY), tmp_path)
    vectors = StaticEmbedder(tmp_path).passages(["huisvuil", "container", "museum"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_exported_vectors_are_those_of_the_trained_model_up_to_int8(tmp_path: Path) -> None:
    model = train(small_sample(), TINY)
    export(model, tmp_path)
    texts = ["Waar staat de glasbol?", "De bibliotheek is open.", "ÉÉN leerling, twee LEERLINGEN", "qwxz 12 %", "a"]
    np.testing.assert_allclose(StaticEmbedder(tmp_path).passages(texts), model.encode(texts), atol=0.01)


def test_the_same_seed_gives_the_same_model(tmp_path: Path) -> None:
    names = []
    for seed in (1, 1, 2):
        folder = tmp_path / str(len(names))
        export(train(small_sample(), Settings(pieces=300, width=16, epochs=1, batch=16, seed=seed)), folder)
        names.append(StaticEmbedder(folder).name)
    assert names[0] == names[1] != names[2]


def test_the_command_trains_on_a_folder_and_writes_a_model(tmp_path: Path) -> None:
    records = [{"title": one.title, "text": f"## {one.heading}\n{' '.join(one.sentences)}"} for one in small_sample()]
    (tmp_path / "teksten.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    options = ["--pieces", "200", "--width", "8", "--epochs", "1", "--batch", "16", "--seed", "5"]
    found = subprocess.run(
        [sys.executable, "-m", "corpus.training", tmp_path, "--output", tmp_path / "model", *options],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")
    config = json.loads((tmp_path / "model" / "config.json").read_text(encoding="utf-8"))
    assert config["settings"]["seed"] == 5
    assert StaticEmbedder(tmp_path / "model").width == 8


def test_the_command_says_when_there_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--output", str(tmp_path / "model")]) == 1
    assert "no text to train on" in capsys.readouterr().err
