"""Speed, memory and exactness of the console commands, measured from outside as a user meets them."""

import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import httpx
import psutil

from corpus.errors import ProductError
from corpus.index import Index
from corpus.pdf.pages import page_text, vet
from corpus.storing.finding import find

ASSISTANT = Path(sys.executable).with_name("assistant")
PROJECT = Path(__file__).resolve().parent.parent
PDFS = PROJECT.parent / "shared" / "pdfs"
QUESTIONS = Path(__file__).parent / "questions" / "figures.jsonl"

COLD_STARTS = 3
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.05
# A server that has answered still gives memory back for a moment.
SETTLING_SECONDS = 5.0

# Left out when a quote is compared with its page: hyphens of every kind; pdfium marks line ends U+FFFE or U+0002.
_HYPHENS = dict.fromkeys(map(ord, "-\u00ad\u2010\u2011\ufffe\u0002"))


class CommandError(ProductError):
    """A command that is measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `reach` is what is asked of it, in words."""

    what: str
    value: float
    unit: str
    reach: str


def measure(*, pdfs: Path | None = None, index: Path | None = None) -> dict[str, Any]:
    """Return the figures and the machine, ready for `json.dumps`.

    `pdfs` is the folder whose ingest is timed; without one that figure is left out. `index` is the one asked and
    served; without one the shipped documents are indexed. Raises CommandError.
    """
    pdfs = pdfs or (PDFS if PDFS.is_dir() else None)
    with TemporaryDirectory() as scratch:
        figures = [_ingest(pdfs, Path(scratch) / "pdfs")] if pdfs else []
        if index is None:
            index = Path(scratch) / "shipped"
            _run("ingest", "--index", index)
        answers, whole = _batch(index)
        figures += [
            _per_question(answers),
            Figure("ask --batch, whole command, per question", whole / len(answers) * 1000, "ms", ""),
            _cold_start(index),
            *_serving(index),
            *_exact_quotes(index, answers),
        ]
    rounded = [{"what": f.what, "value": round(f.value, 2), "unit": f.unit, "reach": f.reach} for f in figures]
    return {"figures": rounded, "machine": machine()}


def as_markdown(measured: Mapping[str, Any]) -> str:
    """Return what `measure` gave as a Markdown table with the machine under it."""
    rows = [f"| {f['what']} | {f['reach']} | {f['value']:g} {f['unit']} |" for f in measured["figures"]]
    about = ", ".join(str(value) for value in measured["machine"].values())
    return "\n".join(["| what | reach | measured |", "| --- | --- | --- |", *rows, "", f"Machine: {about}."])


def machine() -> dict[str, str]:
    """Return the machine on which figures were measured, in words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": f"{cores} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": platform.system(),
        "python": f"Python {platform.python_version()}",
    }


def exact(quote: str, page: str) -> bool:
    """Tell whether a quote stands in the text of a page, white space and hyphens left out of the comparison."""
    return squeezed(quote) in squeezed(page)


def squeezed(text: str) -> str:
    """Return a text without white space and hyphens."""
    return "".join(text.translate(_HYPHENS).split())


def _ingest(pdfs: Path, index: Path) -> Figure:
    pages = sum(vet(file).pages for file in find([pdfs]).files)
    began = perf_counter()
    _run("ingest", pdfs, "--index", index)
    speed = pages / (perf_counter() - began)
    return Figure(f"ingest of {pages} pages, everything included", speed, "pages/s", "60 or more")


def _batch(index: Path) -> tuple[list[dict[str, Any]], float]:
    began = perf_counter()
    answers = _run("ask", "--batch", QUESTIONS, "--index", index)
    return [json.loads(line) for line in answers.splitlines()], perf_counter() - began


def _per_question(answers: Sequence[Mapping[str, Any]]) -> Figure:
    times = [answer["milliseconds"]["total"] for answer in answers]
    return Figure("ask --batch, median per question after loading", median(times), "ms", "under 20")


def _cold_start(index: Path) -> Figure:
    question = _questions()[0]
    times = []
    for _ in range(COLD_STARTS):
        began = perf_counter()
        _run("ask", question, "--index", index)
        times.append(perf_counter() - began)
    return Figure("ask from a cold start", median(times), "s", "under 3")


def _serving(index: Path) -> list[Figure]:
    port = free_port()
    began = perf_counter()
    with _server(index, port) as server:
        wait_until_ready(server, port)
        reply = httpx.post(
            f"http://127.0.0.1:{port}/api/v1/ask", json={"question": _questions()[0]}, timeout=PATIENCE_SECONDS
        )
        answered = perf_counter() - began
        if reply.status_code != httpx.codes.OK or "outcome" not in reply.json():
            raise CommandError(f"assistant serve: the first question got status {reply.status_code}; see its log")
        sleep(SETTLING_SECONDS)
        megabytes = memory_of(server) / 2**20
    return [
        Figure("serve until the first answer", answered, "s", "under 10"),
        Figure("memory of the idle server", megabytes, "MB", "under 400"),
    ]


def _exact_quotes(index: Path, answers: Sequence[Mapping[str, Any]]) -> list[Figure]:
    citations = [c for answer in answers for c in [*answer["citations"], *answer.get("nearest", [])]]
    if not citations:
        raise CommandError("assistant ask --batch: no answer has a citation; look at its answers")
    with Index.open(index) as opened:
        files = {name: opened.file(name) for name in {citation["document"] for citation in citations}}
        places = {(citation["document"], citation["page"]) for citation in citations}
        texts = {(document, page): page_text(files[document], page) for document, page in places}
    right = sum(exact(c["quote"], texts[c["document"], c["page"]]) for c in citations)
    return [
        Figure("quotes that occur exactly on their page", 100 * right / len(citations), "%", "100"),
        Figure("quotes looked up", len(citations), "quotes", ""),
    ]


def _run(*arguments: object) -> str:
    done = subprocess.run([ASSISTANT, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CommandError(f"assistant {arguments[0]}: exit status {done.returncode}: {reason}")
    return done.stdout


@contextmanager
def _server(index: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(ASSISTANT), "serve", "--index", str(index), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until a server that was started is ready to answer. Raises CommandError when it does not become so."""
    deadline = perf_counter() + PATIENCE_SECONDS
    while perf_counter() < deadline:
        if server.poll() is not None:
            raise CommandError(f"assistant serve: ended with exit status {server.returncode}; start it by hand")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        sleep(POLL_SECONDS)
    raise CommandError(f"assistant serve: not ready after {PATIENCE_SECONDS:.0f} s; start it by hand and see its log")


def memory_of(server: subprocess.Popen[bytes]) -> int:
    """Return the resident memory in bytes of a process and its children."""
    process = psutil.Process(server.pid)
    return sum(int(each.memory_info().rss) for each in [process, *process.children(recursive=True)])


def free_port() -> int:
    """Return a port of the loopback on which nothing listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _questions() -> list[str]:
    return [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
