"""`python -m evals run` and `compare`, as they are typed."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evals import runs
from evals.__main__ import main
from evals.golden import questions
from evals.run import ask, finish, record, start

LIMIT = 40
PATIENCE_SECONDS = 60.0


def _command(shipped_index: Path, to: Path, *more: str) -> list[str]:
    return ["run", "calibration", "--index", str(shipped_index), "--to", str(to), "--limit", str(LIMIT), *more]


def test_an_interrupted_run_says_how_to_go_on_and_asks_nothing_twice(
    shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "evals", *_command(shipped_index, tmp_path)], stderr=subprocess.PIPE, text=True
    )
    answers = _first_answer(tmp_path)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert said == f"interrupted; go on with the same command and --resume {answers.parent}\n"
    before = [line for line in answers.read_text("utf-8").splitlines() if line]
    assert 0 < len(before) < LIMIT
    assert main(_command(shipped_index, tmp_path, "--resume", str(answers.parent))) == 0
    after = answers.read_text("utf-8").splitlines()
    assert after[: len(before)] == before
    assert [json.loads(line)["golden"]["id"] for line in after] == [
        golden.id for golden in questions.read(questions.suite("calibration"))[:LIMIT]
    ]
    printed = capsys.readouterr().out
    assert "| OutcomeAccuracy |" in printed
    assert printed.endswith(f"{answers.parent / 'report.html'}\n")
    assert [folder.name for folder in tmp_path.iterdir()] == [answers.parent.name]


def _first_answer(to: Path) -> Path:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for file in to.glob("*/answers.jsonl"):
            if file.stat().st_size:
                return file
        time.sleep(0.05)
    raise AssertionError("no answer came")


def test_a_run_compared_with_itself_shows_no_difference(
    suite, subject, settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = start([suite], subject, settings, to=tmp_path)
    record(folder, ask([suite], subject))
    finish(folder, [suite], subject.index)
    assert main(["compare", str(folder), str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "| OutcomeAccuracy | 100.0 % | 100.0 % | 0.0 points | 0.0 to 0.0 points | 3 | no difference to be" in printed
    assert "0 of 3 questions changed." in printed
    page = Path(printed.splitlines()[-1])
    assert "no difference to be seen" in page.read_text("utf-8")


def test_the_test_part_is_run_only_when_named(shipped_index: Path, tmp_path: Path) -> None:
    assert main(["run", "--index", str(shipped_index), "--to", str(tmp_path), "--limit", "1"]) == 0
    (folder,) = tmp_path.iterdir()
    assert [suite["name"] for suite in runs.read_settings(folder)["suites"]] == ["calibration"]


@pytest.mark.parametrize("command", [["run", "nergens.jsonl"], ["compare", "a", "b"], ["gate", "nergens"]])
def test_what_cannot_be_read_is_named_in_one_line(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert command[1] in said
