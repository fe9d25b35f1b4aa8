"""The commands that let a model judge, with a server on the loopback as the model."""

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.opening import open_records
from assistant.records import turns, verdicts
from assistant.records.kept import Verdict
from assistant.settings import Settings
from corpus.index import Index
from evals import runs
from evals.__main__ import main
from tests.assistant.writing.conftest import KEY, Scripted, quotes_first, says, scripted

__all__ = ["scripted"]

CORRECT = '{"reden": "Het bewijs staat er.", "zin": "", "oordeel": "correct"}'


@pytest.fixture
def model(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    for name, value in (("", "openai:proef"), ("_ADDRESS", scripted.address), ("_KEY", KEY)):
        monkeypatch.setenv(f"ASSISTANT_MODEL{name}", value)
    return scripted


def test_a_run_with_a_judge_tells_what_it_says_and_of_how_many(
    model: Scripted, shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model.script = lambda asked: [CORRECT] if "Uw oordeel als JSON-object" in asked else quotes_first(asked)
    command = ["run", "--index", str(shipped_index), "--to", str(tmp_path), "--limit", "2", "--judge", "--votes", "1"]
    assert main(command) == 0
    assert "| JudgedCorrect | the judging model calls the answer correct | 100.0 % |" in capsys.readouterr().out
    (folder,) = tmp_path.iterdir()
    kept = runs.read_settings(folder)
    assert kept["judge"] == {"model": "openai:proef", "prompt": "oordeel 1", "votes": 1}
    assert KEY not in json.dumps(kept)
    assert "Het bewijs staat er." in (folder / runs.REPORT).read_text("utf-8")
    # Another number of votes would be another run.
    assert main([*command[:-1], "3", "--resume", str(folder)]) == 1
    assert "other judge" in capsys.readouterr().err


def test_the_judge_is_set_beside_people(
    model: Scripted, shipped: Index, shipped_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.sqlite")
    settings = Settings(index=shipped_index, database=f"sqlite:///{tmp_path}/records.sqlite")
    records, assistant = open_records(settings), Assistant(shipped)
    for question, verdict in (("Wat is regiowerking?", Verdict.CORRECT), ("Wat zijn de tien gouden tips?", "wrong")):
        turn = turns.log(
            records, assistant.answer(question), conversation=question, channel="chat",
            generation=assistant.generation,
        )  # fmt: skip
        verdicts.give(records, turn, "anna", Verdict(verdict))
    records.close()
    model.script = says(CORRECT)
    assert main(["judge", "--index", str(shipped_index), "--votes", "1"]) == 0
    said = capsys.readouterr()
    assert "| anna | 2 | 1 | 0.00 | 0.00 | 0 |" in said.out
    assert "openai:proef, oordeel 1, 1 votes; 0 of 2 without verdict." in said.out
    assert "correct: Wat is regiowerking?" in said.err


def test_without_a_model_or_reviews_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)
    assert main(["judge", "--index", str(tmp_path / "index")]) == 1
    assert "ASSISTANT_MODEL is not set" in capsys.readouterr().err
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:proef")
    monkeypatch.setenv("ASSISTANT_MODEL_KEY", "x")
    assert main(["judge", "--index", str(tmp_path / "index")]) == 1
    assert "nothing was reviewed yet" in capsys.readouterr().err
