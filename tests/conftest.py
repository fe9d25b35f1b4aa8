"""What tests of several packages share: small real PDFs, the shipped documents indexed once, an embedder to compute by
hand, reading without workers."""

import logging
import os
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.settings import SHIPPED_DOCUMENTS
from corpus.embedding import built_in
from corpus.errors import DocumentError
from corpus.index import Index
from corpus.ingest import sync
from corpus.reading.documents import Reading, read_document

LINES_A_PAGE = 40


OUTSIDE = ("beside this repository", "cannot be asked from here")
"""How a test says that it needs material which a clone does not carry, or a service on the internet that this network
does not let through; only such a skip is always allowed."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """With REQUIRE_ALL=1, fail a test that skips for want of a package: a green run must have run everything."""
    report = yield
    allowed = report.skipped and any(words in str(report.longrepr) for words in OUTSIDE)
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1" and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped, and REQUIRE_ALL=1 forbids that: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def heard_again() -> Iterator[None]:
    """Let the next test hear the log: a command that ran in this process keeps it quiet."""
    yield
    logging.disable(logging.NOTSET)


class WordEmbedder:
    """One dimension for each word, folded into 64; remembers what it embedded."""

    name = "words-64"
    width = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return self._rows(texts)

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.strip(".,?").encode()) % self.width] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)


class Reader:
    """Reads in this process, and remembers which files it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(
        self, files: Sequence[Path], *, processes: int, on_pages: Callable[[Path, int], None] | None
    ) -> Iterator[Reading | DocumentError]:
        for file in files:
            self.read.append(file.name)
            try:
                reading = read_document(file)
            except DocumentError as error:
                yield error
                continue
            if on_pages:
                on_pages(file, reading.pages)
            yield reading


def write_pdf(path: Path, *pages: str, title: str | None = None) -> Path:
    """Write a PDF with one page for each text, a line of 12 points for each of its lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        lines = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.splitlines()]
        drawn = "BT /F1 12 Tf 15 TL 72 760 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        content = drawn.encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    info = len(objects) + 1
    objects.append(f"<< /Title ({title or ''}) >>".encode("cp1252"))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {info} 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out)
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a small PDF below `documents` in the test's folder."""
    return lambda name, *pages, **options: write_pdf(tmp_path / "documents" / name, *pages, **options)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    report = sync([SHIPPED_DOCUMENTS], folder, embedder=built_in())
    assert not report.failed
    return folder


@pytest.fixture(scope="session")
def shipped(shipped_index: Path) -> Index:
    return Index.open(shipped_index)
