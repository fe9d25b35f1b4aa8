"""A worker process that dies takes no file along but the one it died on, and no index."""

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from corpus.errors import DocumentUnreadable, ReadingFailed
from corpus.reading.documents import read_document, read_documents
from tests.corpus.pdfs import set_pdf
from tests.corpus.reading import dying


def documents(folder: Path, *names: str) -> list[Path]:
    return [set_pdf(folder, f"<h2>Kop</h2><p>De tekst van {name} over de regio.</p>", name=name) for name in names]


@pytest.fixture
def no_process() -> Iterator[None]:
    """Let every worker process end at its start."""
    context = multiprocessing.get_context("spawn")
    context.set_executable("/bin/false")
    yield
    context.set_executable(sys.executable)


@pytest.mark.parametrize("read", [dying.ends_on_bad, dying.without_memory])
def test_a_file_on_which_the_process_ends_is_named_and_the_others_are_read(tmp_path: Path, read: Any) -> None:
    files = documents(tmp_path, "een.pdf", "slecht.pdf", "twee.pdf", "drie.pdf", "slecht-ook.pdf")
    first, bad, *others, last = read_documents(files, read=read)
    assert [first, *others] == [read_document(files[0]), *map(read_document, files[2:4])]
    for file, error in ((files[1], bad), (files[4], last)):
        assert isinstance(error, DocumentUnreadable)
        assert str(error).startswith(f"{file}: ") and "leave the file out" in str(error)


def test_a_process_that_died_by_chance_costs_no_file(tmp_path: Path) -> None:
    files = documents(tmp_path, "een.pdf", "twee.pdf")
    assert list(read_documents(files, read=dying.ends_once)) == [read_document(file) for file in files]


@pytest.mark.usefixtures("no_process")
def test_without_any_process_the_run_ends_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadingFailed, match=r"no process can be started.*run the command again"):
        list(read_documents(documents(tmp_path, "een.pdf")))


def test_with_too_few_open_files_for_a_process_it_ends_likewise(tmp_path: Path) -> None:
    few = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12)); from assistant.cli import main; "
    code = f"{few} raise SystemExit(main(['ingest', {str(tmp_path)!r}, '--index', {str(tmp_path / 'index')!r}]))"
    documents(tmp_path, "een.pdf")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("no process can be started") and done.stderr.count("\n") == 1


def test_an_ingest_without_processes_is_one_line_and_leaves_the_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    folder, index = tmp_path / "documenten", tmp_path / "index"
    folder.mkdir()
    documents(folder, "een.pdf")
    assert main(["ingest", str(folder), "--index", str(index)]) == 0
    before = (index / "current").read_bytes()
    documents(folder, "twee.pdf")
    request.getfixturevalue("no_process")
    capsys.readouterr()
    assert main(["ingest", str(folder), "--index", str(index)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("no process can be started") and said.err.count("\n") == 1
    assert (index / "current").read_bytes() == before
    assert main(["search", "regio", "--index", str(index)]) == 0
