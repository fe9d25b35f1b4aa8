"""How the index bears growth: speed, memory and exactness from ten thousand to a million passages.

Passages are cut from any folder of Dutch text; where there is too little, windows overlap ever more. They go through
the product's own building and search, without PDF files: that is what grows.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import numpy as np
import psutil

from corpus.embedding import Embedder
from corpus.errors import NothingToIndex
from corpus.index import Index
from corpus.reading.documents import CHUNKING
from corpus.searching import STAGES
from corpus.storing import generations
from corpus.storing.building import Building
from corpus.storing.manifest import IndexedFile, Manifest
from corpus.storing.recipe import Recipe
from corpus.types import Box, Document, Passage, Unit
from evals.figures import machine

TRAINING: Final = Path(__file__).resolve().parents[2] / "shared" / "training"

CHARACTERS: Final = 600
"""Length of a passage."""
A_DOCUMENT: Final = 100
"""Passages of a document at most: an official publication has some tens of pages."""
QUESTIONS: Final = 200
NEAREST: Final = 10
AT_ONCE: Final = 5_000
"""Vectors compared in one go, exactly."""
ADDED: Final = "toegevoegd.pdf"
ADDED_TEXT: Final = "De zilveren kwikstaartverordening regelt het nachtelijk gebruik van de gemeentelijke ijskelder."
ADDED_QUESTION: Final = "Wat regelt de kwikstaartverordening?"


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its title."""

    title: str
    text: str


def measure(folder: Path, sizes: Sequence[int], embedder: Embedder) -> dict[str, Any]:
    """Return the figures for each number of passages and the machine, ready for `json.dumps`.

    Raises NothingToIndex when `folder` holds no text.
    """
    sources = list(read_sources(folder))
    if not sources:
        raise NothingToIndex(f"{folder}: no text here; give a folder with .jsonl or .jsonl.gz files of title and text")
    rows = []
    for size in sizes:
        with TemporaryDirectory() as scratch:
            rows.append(_measured(Path(scratch), sources, size, embedder))
    return {"sizes": rows, "machine": machine()}


def read_sources(folder: Path) -> Iterator[Source]:
    """Yield the texts of the .jsonl and .jsonl.gz files of a folder, each line an object with title and text."""
    for file in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]):
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for line in lines:
                values = json.loads(line)
                yield Source(values["title"], values["text"])


def documents(sources: Sequence[Source], size: int) -> Iterator[tuple[IndexedFile, list[Passage]]]:
    """Yield documents in the order of their names, `size` passages in all."""
    step = window_step(sources, size)
    left, number = size, 0
    for source in sources:
        starts = range(0, max(len(source.text) - CHARACTERS // 2, 1), step)
        for first in range(0, len(starts), A_DOCUMENT):
            name = f"{number:07d}.pdf"
            passages = [
                _passage(name, ordinal, source, start)
                for ordinal, start in enumerate(starts[first : min(first + A_DOCUMENT, first + left)])
            ]
            if not passages:
                return
            yield _file(name, source.title, len(passages)), passages
            number, left = number + 1, left - len(passages)


def window_step(sources: Sequence[Source], size: int) -> int:
    """Return how far apart windows must begin for at least `size` of them; CHARACTERS apart if that gives enough."""
    step = CHARACTERS
    while step > 1 and sum(len(range(0, max(len(s.text) - CHARACTERS // 2, 1), step)) for s in sources) < size:
        step = int(step * 0.9)
    return step


def questions(sources: Sequence[Source]) -> list[str]:
    """Return QUESTIONS headings of the texts, evenly spread over them."""
    titles = list(dict.fromkeys(source.title.split(" | ")[-1] for source in sources))
    return titles[:: max(1, len(titles) // QUESTIONS)][:QUESTIONS]


def as_markdown(measured: Mapping[str, Any]) -> str:
    """Return what `measure` gave as a Markdown table with the machine under it."""
    rows = measured["sizes"]
    names = list(dict.fromkeys(name for row in rows for name in row if name != "passages"))
    head = "| what | " + " | ".join(f"{row['passages']:,}" for row in rows) + " |"
    lines = [f"| {name} | " + " | ".join(str(row.get(name, "")) for row in rows) + " |" for name in names]
    about = ", ".join(str(value) for value in measured["machine"].values())
    return "\n".join([head, "| --- " * (len(rows) + 1) + "|", *lines, "", f"Machine: {about}."])


def _measured(index: Path, sources: Sequence[Source], size: int, embedder: Embedder) -> dict[str, Any]:
    recipe = Recipe(embedder.name, CHUNKING)
    built = 0.0  # seconds, without those in which the passages are made up
    with Building(index, embedder=embedder, recipe=recipe) as building:
        for file, passages in documents(sources, size):
            began = perf_counter()
            building.add(file, passages)
            built += perf_counter() - began
        began = perf_counter()
        manifest = building.finish(None, previous=None)
        built += perf_counter() - began
    asked = questions(sources)
    figures: dict[str, Any] = {
        "passages": manifest.passages,
        "indexing, passages/s": round(manifest.passages / built),
        "segments": len(manifest.segments),
        "on disk, MB": _disk(index),
    }
    with Index.open(index, embedder=embedder) as opened:
        figures |= _searching(opened, asked)
        figures["HNSW recall@10"] = _recall(opened, asked, embedder)
    figures["added document found, s"] = _added(index, manifest, embedder)
    return figures


def _searching(index: Index, asked: Sequence[str]) -> dict[str, Any]:
    for question in asked[:20]:
        index.search(question)  # brings the files into memory, not counted
    figures: dict[str, Any] = {}
    for stage in STAGES:
        times = []
        for question in asked:
            began = perf_counter()
            index.search(question, stage=stage)
            times.append(1000 * (perf_counter() - began))
        figures[f"{stage} search, median ms"] = round(median(times), 1)
        figures[f"{stage} search, p95 ms"] = round(quantiles(times, n=20, method="inclusive")[-1], 1)
    figures["memory while searching, MB"] = psutil.Process().memory_info().rss >> 20
    return figures


def _recall(index: Index, asked: Sequence[str], embedder: Embedder) -> float:
    """Return how many of the NEAREST passages by exact comparison the graph finds; equal cosines count as one."""
    vectors = [vector for vector in embedder.queries(asked) if vector.any()]
    queries = np.array(vectors)
    best = np.full((len(queries), 0), -1.0, np.float32)
    for start in range(0, len(index.ids), AT_ONCE):
        rows = index.vectors([index.ids[place] for place in range(start, min(start + AT_ONCE, len(index.ids)))])
        best = -np.sort(-np.hstack([best, queries @ rows.T]), axis=1)[:, :NEAREST]
    found = []
    for vector, exact in zip(vectors, best, strict=True):
        cosines = [cosine for _, cosine in index.nearest(vector, k=NEAREST)]
        found.append(np.mean([cosine >= exact[-1] - 1e-5 for cosine in cosines]))
    return round(float(np.mean(found)), 4)


def _added(index: Path, live: Manifest, embedder: Embedder) -> float:
    """Return the seconds from a document that was read until a search in a newly opened index finds it."""
    source = Source("Kwikstaartverordening", ADDED_TEXT)
    began = perf_counter()
    with generations.locked(index), Building(index, embedder=embedder, recipe=live.recipe) as building:
        for file in live.files:
            building.share(file)
        building.add(_file(ADDED, source.title, 1), [_passage(ADDED, 0, source, 0)])
        building.finish(live, previous=live.generation)
    with Index.open(index, embedder=embedder) as opened:
        hits = opened.search(ADDED_QUESTION, k=1, stage="hybrid")
    if [hit.passage.document for hit in hits] != [ADDED]:
        raise NothingToIndex(f"{index}: the added document is not found; look at corpus/storing")
    return round(perf_counter() - began, 2)


def _passage(name: str, ordinal: int, source: Source, start: int) -> Passage:
    text = " ".join(source.text[start : start + CHARACTERS].split())
    id_ = sha256(f"{name}\0{ordinal}".encode()).hexdigest()[:16]
    words = _words(text)
    boxes = tuple(Box(first, last, 1, 72.0, 700.0, 120.0, 712.0) for first, last in words)
    section = tuple(source.title.split(" | ")[1:])
    return Passage(id_, name, ordinal, "text", section, text, (Unit(0, len(text), "sentence"),), boxes)


def _words(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for word in text.split(" "):
        yield start, start + len(word)
        start += len(word) + 1


def _file(name: str, title: str, passages: int) -> IndexedFile:
    document = Document(name, sha256(name.encode()).hexdigest(), title.split(" | ")[0], 1, publisher="Wetgever")
    return IndexedFile(document, name, passages)


def _disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) >> 20
