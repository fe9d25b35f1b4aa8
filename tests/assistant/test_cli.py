import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.commands import search
from assistant.commands.ingest import ranges
from corpus.storing import generations

SLOW_IMPORTS = ("torch", "sentence_transformers", "gradio", "langchain", "transformers")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def assistant(tmp_path: Path) -> Run:
    """Return a function that runs the console script with an index of its own."""

    def run(*arguments: str | Path, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant.cli", *map(str, arguments)],
            env={**os.environ, "ASSISTANT_INDEX": str(tmp_path / "index"), **(environ or {})},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def documents(tmp_path: Path, pdf: Callable[..., Path]) -> Path:
    pdf("gids.pdf", "Een referentieregio is een vast gebied waarin gemeenten samenwerken.")
    pdf("wet.pdf", "Het college beslist over de subsidie.", "De raad keurt de begroting goed.")
    return tmp_path / "documents"


def test_ingest_ends_with_one_summary_line(assistant: Run, documents: Path, tmp_path: Path) -> None:
    done = assistant("ingest", documents)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"{tmp_path}/index: 2 added; \d+ passages of 3 pages; \d+\.\d s\n", done.stdout)
    assert "2 unchanged" in assistant("ingest", documents).stdout


def test_a_second_ingest_tells_which_passages_came_and_went(
    assistant: Run, documents: Path, pdf: Callable[..., Path]
) -> None:
    assistant("ingest", documents)
    pdf("gids.pdf", "Een referentieregio is een vast gebied waarin veel gemeenten samenwerken.")
    pdf("nieuw.pdf", "De tekst van een nieuw document.")
    (documents / "wet.pdf").unlink()
    assert assistant("ingest", documents).stdout.splitlines()[:-1] == [
        "gids.pdf: passages: 1 changed",
        "  changed p. 1, no section: Een referentieregio is een vast gebied waarin gemeenten samenwerken.",
        "nieuw.pdf: new, 1 passages",
        "wet.pdf: removed, with its 1 passages",
    ]


def test_bad_files_are_named_one_a_line_and_the_status_is_one(assistant: Run, documents: Path) -> None:
    (documents / "leeg.pdf").write_bytes(b"")
    (documents / "tekst.pdf").write_text("geen pdf")
    done = assistant("ingest", documents)
    assert done.returncode == 1
    assert [Path(line.split(":")[0]).name for line in done.stderr.splitlines()] == ["leeg.pdf", "tekst.pdf"]
    assert "2 added, 2 failed" in done.stdout


def test_pages_without_text_are_reported_with_what_to_run(
    assistant: Run, documents: Path, pdf: Callable[..., Path]
) -> None:
    pdf("scan.pdf", "", "", "Tekst.", "")
    done = assistant("ingest", documents)
    assert done.returncode == 0
    assert re.fullmatch(r"scan\.pdf: no text on pages 1-2, 4, .*ocrmypdf.*\n", done.stderr)


def test_a_folder_without_pdfs_fails_in_one_line(assistant: Run, documents: Path, tmp_path: Path) -> None:
    assistant("ingest", documents)
    live = generations.live(tmp_path / "index")
    (tmp_path / "leeg").mkdir()
    done = assistant("ingest", tmp_path / "leeg")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path}/leeg: no PDF files here; give a folder or file that has them\n"
    assert generations.live(tmp_path / "index") == live


def test_an_ingest_while_another_is_at_work_says_so(assistant: Run, documents: Path, tmp_path: Path) -> None:
    with generations.locked(tmp_path / "index"):
        done = assistant("ingest", documents)
    assert (done.returncode, done.stdout) == (1, "")
    assert "another ingest is at work" in done.stderr


def test_progress_is_shown_on_a_terminal_only(documents: Path, tmp_path: Path) -> None:
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "ingest", documents, "--index", tmp_path / "index"],
        stderr=end,
        stdout=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(end)
    shown = b""
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:  # how Linux says that the other end of a terminal is closed
        pass
    os.close(terminal)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"2/2 files, 3 pages" in shown


def test_search_prints_the_passages_best_first(assistant: Run, documents: Path) -> None:
    assistant("ingest", documents)
    done = assistant("search", "Wie beslist over de subsidie?", "-k", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1. wet.pdf, p. 1")
    assert "Het college beslist over de subsidie." in done.stdout


def test_search_as_json(assistant: Run, documents: Path) -> None:
    assistant("ingest", documents)
    done = assistant("search", "Wat is een referentieregio?", "--json", "-k", "2")
    found = json.loads(done.stdout)
    assert found["question"] == "Wat is een referentieregio?"
    first = found["passages"][0]
    assert (first["number"], first["document"], first["page"]) == (1, "gids.pdf", 1)
    assert first["text"].startswith("Een referentieregio is")
    assert first["score"] >= found["passages"][-1]["score"]


def test_search_without_an_index_says_what_to_run(assistant: Run) -> None:
    done = assistant("search", "Wat?")
    assert (done.returncode, done.stdout) == (1, "")
    assert "run: assistant ingest" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [(), ("onbekend",), ("search",), ("search", "Wat?", "-k", "0"), ("ingest", "--onbekend")]
)
def test_a_wrong_command_line_is_status_two(assistant: Run, arguments: tuple[str, ...]) -> None:
    done = assistant(*arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_bad_setting_is_one_line(assistant: Run) -> None:
    done = assistant("search", "Wat?", environ={"ASSISTANT_PORT": "hoog"})
    assert done.returncode == 1
    assert re.fullmatch(r"ASSISTANT_PORT is .*\n", done.stderr)


def test_a_reader_that_stops_reading_does_no_harm(documents: Path, assistant: Run, tmp_path: Path) -> None:
    assistant("ingest", documents)
    command = f"'{sys.executable}' -m assistant.cli search regio --index '{tmp_path}/index' | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


@pytest.mark.parametrize("command", [("search", "regio"), ("ingest", "DOCUMENTS")])
def test_no_slow_library_is_imported(assistant: Run, documents: Path, command: tuple[str, ...]) -> None:
    assistant("ingest", documents)
    arguments = [str(documents) if argument == "DOCUMENTS" else argument for argument in command]
    done = assistant(*arguments, environ={"PYTHONPROFILEIMPORTTIME": "1"})
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "chromadb" in imported
    assert not imported & set(SLOW_IMPORTS)


def test_pages_in_short() -> None:
    assert ranges([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7-8"
    assert ranges([4]) == "4"


def test_too_little_memory_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(search, "run", full)
    assert main(["search", "regio"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("there is too little memory") and said.count("\n") == 1
