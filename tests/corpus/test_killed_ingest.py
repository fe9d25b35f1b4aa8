"""An ingest that is killed at any moment leaves the old index or the new one, never something between."""

import multiprocessing
import random
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from corpus.embedding import built_in
from corpus.errors import DocumentError
from corpus.index import Index, LiveIndex
from corpus.ingest import sync
from corpus.reading.documents import Reading, read_document
from corpus.storing.segments import USUAL, Upkeep

KILLS = 20
# Every document changes and the index is written anew; or three of ten do, and segments are shared and merged.
WHOLE = (10, USUAL)
IN_PIECES = (3, Upkeep(small=0, fanout=3))
DOCUMENTS = 10
SEED = 20260309
NOTICED_WITHIN = 2.0

# One server process imports everything once; what it forks starts within milliseconds.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["corpus.embedding", "corpus.index", "corpus.ingest", "pytest", "tokenizers"])


def read_here(files: Sequence[Path], **_: Any) -> Iterator[Reading | DocumentError]:
    yield from map(read_document, files)


def ingest(documents: Path, index: Path, upkeep: Upkeep, pipe: Connection) -> None:
    embedder = built_in()
    pipe.send("ready")
    pipe.recv()
    sync([documents], index, embedder=embedder, read=read_here, upkeep=upkeep)


def versions(texts: Iterable[str]) -> list[int]:
    return [int(number) for text in texts for number in re.findall(r"versie (\d+)", text)]


def answer(index: Index) -> tuple[int, ...]:
    """Return the versions after 0 that one request sees: by words, by vectors and from the shelf."""
    question = "Welke versie is dit?"
    words = [hit.passage.text for hit in index.search(question, k=DOCUMENTS, stage="lexical")]
    vectors = [hit.passage.text for hit in index.search(question, k=DOCUMENTS, stage="dense")]
    shelf = [p.text for document in index.documents for p in index.passages(document.name)]
    assert [len(versions(texts)) for texts in (words, vectors, shelf)] == [DOCUMENTS] * 3
    return tuple(sorted({*versions(words), *versions(vectors), *versions(shelf)} - {0}))


def serve(index: Path, pipe: Connection) -> None:
    """Answer until told to stop; then say which versions each answer held, in order, each run of equal ones once."""
    live = LiveIndex(index, embedder=built_in())
    seen = [answer(live.current())]
    pipe.send("ready")
    while not pipe.poll():
        found = answer(live.current())
        if found != seen[-1]:
            seen.append(found)
    pipe.send(seen)


def start(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    ours, theirs = processes.Pipe()
    process = processes.Process(target=target, args=(*arguments, theirs))
    process.start()
    theirs.close()
    assert ours.poll(60), "the process did not start"
    assert ours.recv() == "ready"
    return process, ours


def run(documents: Path, index: Path, upkeep: Upkeep, *, kill_after: float | None = None) -> int:
    process, pipe = start(ingest, documents, index, upkeep)
    pipe.send("go")
    if kill_after is not None:
        process.join(kill_after)
        process.kill()
    process.join()
    return int(process.exitcode)


@pytest.fixture
def write(pdf: Callable[..., Path]) -> Callable[[int, int], None]:
    """Return a function that gives the first so many documents this version."""

    def documents(version: int, changing: int) -> None:
        for document in range(changing):
            pdf(f"d{document}.pdf", f"Dit is versie {version} van document {document}.")

    return documents


@pytest.mark.parametrize(("changing", "upkeep"), [WHOLE, IN_PIECES], ids=["whole", "in pieces"])
def test_readers_and_the_next_ingest_survive_kills(
    tmp_path: Path, write: Callable[[int, int], None], changing: int, upkeep: Upkeep
) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    moments = random.Random(SEED)
    write(0, DOCUMENTS)
    assert run(documents, index, upkeep) == 0
    write(1, changing)
    started = time.monotonic()
    assert run(documents, index, upkeep) == 0
    usual = time.monotonic() - started
    server, pipe = start(serve, index)

    killed = 0
    for version in range(2, KILLS + 2):
        write(version, changing)
        killed += run(documents, index, upkeep, kill_after=moments.uniform(0, usual)) == -signal.SIGKILL
    last = KILLS + 2
    write(last, changing)
    assert run(documents, index, upkeep) == 0
    time.sleep(NOTICED_WITHIN)
    pipe.send("stop")
    assert pipe.poll(10), "the server does not answer"
    seen = pipe.recv()
    server.join()
    # What the server held could not be removed before it ended.
    assert run(documents, index, upkeep) == 0

    assert killed > 0
    assert [found for found in seen if len(found) != 1] == []
    assert [found[0] for found in seen] == sorted(found[0] for found in seen)
    assert seen[-1] == (last,)
    assert len(list((index / "generations").iterdir())) == 2
    assert len(list((index / "words").iterdir())) <= 2
    assert not list(index.rglob("*.partial"))
