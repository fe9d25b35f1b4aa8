"""What people would otherwise build, beside ours, in one run: quality, milliseconds, memory and indexing time.

The rivals' libraries live in an environment of their own, `.venv-rivals`, made at the first run: some of them are
retired or want other versions, and the product must not depend on them. Each contender runs in a process of its own.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from corpus.errors import ProductError
from evals import beir, measures
from evals.beir import Collection
from evals.figures import machine

PROJECT: Final = Path(__file__).resolve().parent.parent
ENVIRONMENT: Final = PROJECT / ".venv-rivals"
CONSTRAINTS: Final = Path(__file__).parent / "rivals-constraints.txt"
INSTALLED: Final = ".installed"

NAMED: Final = (
    "chromadb",
    "haystack-ai",
    "langchain-classic",
    "langchain-community",
    "rank-bm25",
    "sentence-transformers",
)
"""The libraries whose versions stand beside the figures."""

CONTENDERS: Final[Mapping[str, str]] = {
    "langchain": "LangChain: RecursiveCharacterTextSplitter, BM25Retriever, Chroma with all-MiniLM-L6-v2, "
    "EnsembleRetriever",
    "haystack": "Haystack: DocumentSplitter, in-memory store, BM25 and our vectors, DocumentJoiner",
    "ours": "ours, as the chat searches",
}
"""Each contender, a module of `evals.contenders`, with what it is made of."""

COLUMNS: Final = ("nDCG@10", "RR@10", "R@10")


class RivalError(ProductError):
    """A contender could not be installed or run."""


def measure(folders: Sequence[Path]) -> dict[str, Any]:
    """Return the figures of each contender on each folder in the BEIR layout, with machine, commit and versions.

    Raises SettingError for a folder and RivalError for a contender.
    """
    collections = {folder.resolve(): beir.read(folder) for folder in folders}
    python = install()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _output("git", "-C", str(PROJECT), "describe", "--always", "--dirty").strip(),
        "machine": machine(),
        "contenders": CONTENDERS,
        "versions": [line for line in _pinned() if line.split("==")[0] in NAMED],
        "sets": {
            folder.name: {
                name: _contend(sys.executable if name == "ours" else str(python), name, folder, collection)
                for name in CONTENDERS
            }
            for folder, collection in collections.items()
        },
    }


def as_markdown(measured: Mapping[str, Any]) -> str:
    """Return what `measure` gave as one table for each set."""
    tables = [_table(name, figures, measured["contenders"]) for name, figures in measured["sets"].items()]
    versions = ", ".join(measured["versions"])
    made = f"`python -m evals rivals`, {measured['date']}, commit `{measured['commit']}`; {versions}."
    return "\n\n".join([*tables, made])


def install() -> Path:
    """Return the Python of the rivals' environment, made or mended first when it is not what is pinned."""
    python = ENVIRONMENT / "bin" / "python"
    wanted = hashlib.sha256(CONSTRAINTS.read_bytes()).hexdigest()
    stamp = ENVIRONMENT / INSTALLED
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    _output(sys.executable, "-m", "venv", str(ENVIRONMENT))
    _output(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(CONSTRAINTS))
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _pinned() -> list[str]:
    return CONSTRAINTS.read_text(encoding="utf-8").split()


def _contend(python: str, name: str, folder: Path, collection: Collection) -> dict[str, float]:
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.json"
        _output(python, "-m", f"evals.contenders.{name}", str(folder), str(out))
        found = json.loads(out.read_text(encoding="utf-8"))
    questions = [question.id for question in collection.questions]
    values = measures.means(found["rankings"], collection.grades, questions)
    return {name: round(values[name], 4) for name in COLUMNS} | {
        "median_milliseconds": round(median(found["milliseconds"]), 2),
        "memory_megabytes": round(found["memory_megabytes"], 1),
        "indexing_seconds": round(found["indexing_seconds"], 2),
        "loading_seconds": round(found["loading_seconds"], 2),
        "passages": found["passages"],
    }


def _output(*command: str) -> str:
    quiet = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    # A rival's environment must see this project's code and nothing of the caller's environment.
    environment = {**os.environ, **quiet, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=PROJECT, check=False)
    if done.returncode:
        last = next(reversed(done.stderr.strip().splitlines()), "no reason given")
        raise RivalError(f"{' '.join(command[:4])}: ended with status {done.returncode} ({last}); correct that first")
    return done.stdout


def _table(name: str, figures: Mapping[str, Mapping[str, float]], made_of: Mapping[str, str]) -> str:
    heads = [f"`{name}`", *COLUMNS, "ms, median", "memory, MB", "indexing, s", "passages"]
    lines = [heads, ["---"] * len(heads)]
    for contender, row in figures.items():
        quality = [f"{row[column]:.3f}".lstrip("0") for column in COLUMNS]
        cost = [f"{row[column]:.1f}" for column in ("median_milliseconds", "memory_megabytes", "indexing_seconds")]
        lines.append([made_of[contender], *quality, *cost, str(row["passages"])])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
