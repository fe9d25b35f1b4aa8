import gc
import logging
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexMissing, IndexOutdated, SearchIndexError
from corpus.index import Index, LiveIndex
from corpus.ingest import sync
from corpus.searching import STAGES
from corpus.storing import generations

NOTICED_WITHIN = 2.0


@pytest.fixture
def folder(tmp_path: Path, pdf: Callable[..., Path], embedder: Any, reader: Any) -> Path:
    pdf("gids.pdf", "Een regio telt gemeenten en heeft een naam.", "Het college beslist over de samenwerking.")
    pdf("wet.pdf", "De gemeenten van een regio werken samen.")
    sync([tmp_path / "documents"], tmp_path / "index", embedder=embedder, read=reader)
    return tmp_path / "index"


@pytest.fixture
def again(tmp_path: Path, pdf: Callable[..., Path], embedder: Any, reader: Any) -> Callable[[str], None]:
    """Return a function that changes wet.pdf and ingests."""

    def ingest(text: str) -> None:
        pdf("wet.pdf", text)
        sync([tmp_path / "documents"], tmp_path / "index", embedder=embedder, read=reader)

    return ingest


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_finds_the_passage_that_answers(folder: Path, embedder: Any, stage: Any) -> None:
    with Index.open(folder, embedder=embedder) as index:
        hits = index.search("Wie beslist over samenwerking?", k=2, stage=stage)
        assert "college beslist" in hits[0].passage.text
        assert len(hits) <= 2


@pytest.mark.parametrize("stage", STAGES)
def test_a_search_can_be_limited_to_documents(folder: Path, embedder: Any, stage: Any) -> None:
    with Index.open(folder, embedder=embedder) as index:
        assert {h.passage.document for h in index.search("gemeenten regio", stage=stage)} == {"gids.pdf", "wet.pdf"}
        hits = index.search("gemeenten regio", stage=stage, documents={"wet.pdf"})
        assert {h.passage.document for h in hits} == {"wet.pdf"}
        assert index.search("gemeenten regio", stage=stage, documents=()) == ()


def test_passages_by_id_section_and_neighbourhood(folder: Path, embedder: Any) -> None:
    with Index.open(folder, embedder=embedder) as index:
        passages = index.passages("gids.pdf")
        assert index.passage(passages[0].id) == passages[0]
        assert index.passage("onbekend") is None
        assert index.section("gids.pdf", passages[0].section)[0] == passages[0]
        assert index.neighbours(passages[0]) == passages[1:2]


def test_the_file_of_an_unknown_document_is_a_key_error(folder: Path, embedder: Any) -> None:
    with Index.open(folder, embedder=embedder) as index, pytest.raises(KeyError):
        index.file("onbekend.pdf")


def test_a_missing_index_names_the_command(tmp_path: Path, embedder: Any) -> None:
    with pytest.raises(IndexMissing, match="assistant ingest"):
        Index.open(tmp_path / "index", embedder=embedder)


def test_an_index_of_another_model_names_the_command(folder: Path, embedder: Any) -> None:
    embedder.name = "ander model"
    with pytest.raises(IndexOutdated, match=r"embedding model words-64 instead of ander model.*--rebuild"):
        Index.open(folder, embedder=embedder)


@pytest.mark.parametrize(
    "part",
    ["generations/*/manifest.json", "segments/*/passages.sqlite", "segments/*/vectors", "segments/*/ids.npy", "words"],
)
def test_a_damaged_index_names_the_command(folder: Path, embedder: Any, part: str) -> None:
    (path,) = folder.glob(part)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(SearchIndexError, match=r"damaged.*--rebuild"):
        Index.open(folder, embedder=embedder)


def test_an_open_index_tells_that_its_folder_is_gone(folder: Path, embedder: Any) -> None:
    with Index.open(folder, embedder=embedder) as index:
        index.check_files()
        folder.rename(folder.with_name("moved"))
        with pytest.raises(IndexMissing, match="is gone"):
            index.check_files()
    folder.with_name("moved").rename(folder)


def test_closing_twice_does_no_harm(folder: Path, embedder: Any) -> None:
    index = Index.open(folder, embedder=embedder)
    index.close()
    index.close()


def test_a_server_notices_a_new_generation(folder: Path, embedder: Any, again: Callable[[str], None]) -> None:
    live = LiveIndex(folder, embedder=embedder)
    before = live.current().generation
    again("Een heel andere tekst.")
    assert wait_for(lambda: live.current().generation != before, NOTICED_WITHIN)
    assert live.current().passages("wet.pdf")[0].text == "Een heel andere tekst."


def test_a_request_keeps_its_generation_though_two_ingests_pass(
    folder: Path, embedder: Any, again: Callable[[str], None]
) -> None:
    live = LiveIndex(folder, embedder=embedder)
    request = live.current()
    before = request.generation
    home = generations.folder_of(folder, before)
    again("Tweede tekst.")
    again("Derde tekst.")
    assert home.exists()
    assert wait_for(lambda: live.current().generation != before, NOTICED_WITHIN)
    assert request.search("gemeenten regio samen", k=1)[0].passage.text == "De gemeenten van een regio werken samen."
    assert request.passages("wet.pdf")
    assert live.current().passages("wet.pdf")[0].text == "Derde tekst."
    del request
    gc.collect()
    again("Vierde tekst.")
    assert not home.exists()


def test_an_old_generation_closes_when_its_last_request_is_done(
    folder: Path, embedder: Any, again: Callable[[str], None]
) -> None:
    live = LiveIndex(folder, embedder=embedder)
    requests = [live.current()]
    before = requests[0].generation
    (name,) = (path.name for path in (folder / "segments").iterdir())

    def is_open() -> bool:
        return any(name in str(link.resolve()) for link in Path("/proc/self/fd").iterdir())

    again("Tweede tekst.")
    assert wait_for(lambda: live.current().generation != before, NOTICED_WITHIN)
    assert is_open()
    requests.clear()
    gc.collect()
    assert not is_open()


def test_a_generation_that_cannot_be_opened_leaves_the_old_one_answering(
    folder: Path, embedder: Any, again: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveIndex(folder, embedder=embedder)
    before = live.current()
    (folder / "current").write_text("20000101-000000-00000000\n")
    with caplog.at_level(logging.ERROR):
        assert wait_for(lambda: live.current() is before and "damaged" in caplog.text, NOTICED_WITHIN)
    assert before.search("regio")
    again("Hersteld.")
    assert wait_for(lambda: live.current() is not before, NOTICED_WITHIN)


def test_threads_search_while_generations_change(folder: Path, embedder: Any, again: Callable[[str], None]) -> None:
    live = LiveIndex(folder, embedder=embedder)
    old, new = "De gemeenten van een regio werken samen.", "Een regio, tweede tekst."

    def ask(_: int) -> set[str]:
        seen: set[str] = set()

        def found() -> bool:
            seen.add(live.current().search("regio", k=5, documents={"wet.pdf"})[0].passage.text)
            return new in seen

        wait_for(found, 10)
        return seen

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(ask, number) for number in range(3)]
        again(new)
    assert [answer.result() for answer in answers] == [{old, new}] * 3
