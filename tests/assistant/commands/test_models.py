"""The commands with models of the user's own: made and saved here, and the one that travels in a package."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from corpus.index import Index
from tests.corpus.embedding.conftest import packaged, saved_judge, saved_transformer

__all__ = ["saved_judge", "saved_transformer"]  # fixtures

ASSISTANT = Path(sys.executable).with_name("assistant")
QUESTION = "Welke hond?"


@pytest.fixture
def documents(pdf: Callable[..., Path]) -> Path:
    pdf("dieren.pdf", "De hond van de buren blaft elke nacht.")
    return pdf("raad.pdf", "De raad stemt over de begroting.").parent


def run(*arguments: str | Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ASSISTANT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1", **environ},
    )


def found(index: Path, environ: Mapping[str, str]) -> list[str]:
    done = run("search", QUESTION, "--index", index, "--json", environ=environ)
    assert (done.returncode, done.stderr) == (0, "")
    return [passage["document"] for passage in json.loads(done.stdout)["passages"]]


@pytest.mark.parametrize("model", ["saved", "packaged"])
def test_ingest_and_search_use_the_model_that_is_set(
    model: str, documents: Path, tmp_path: Path, saved_transformer: Path
) -> None:
    own = {"ASSISTANT_EMBEDDER": packaged() if model == "packaged" else str(saved_transformer)}
    index = tmp_path / "index"
    done = run("ingest", documents, "--index", index, environ=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert found(index, own)[0] == "dieren.pdf"
    again = run("ingest", documents, "--index", index, environ=own)
    assert "2 unchanged" in again.stdout


def test_an_index_of_one_model_is_not_searched_with_another(
    documents: Path, tmp_path: Path, saved_transformer: Path
) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    own = {"ASSISTANT_EMBEDDER": str(saved_transformer)}
    refused = run("search", QUESTION, "--index", index, environ=own)
    assert refused.returncode == 1
    assert "hondenmodel@" in refused.stderr
    other_prompt = {**own, "ASSISTANT_EMBEDDER_QUERY_PROMPT": "none"}
    assert run("ingest", documents, "--index", index, "--rebuild", environ=own).returncode == 0
    assert run("search", QUESTION, "--index", index, environ=own).returncode == 0
    assert run("search", QUESTION, "--index", index, environ=other_prompt).returncode == 1


def test_a_reranker_that_is_set_is_used(documents: Path, tmp_path: Path, saved_judge: Path) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    assert sorted(found(index, {"ASSISTANT_RERANKER": str(saved_judge)})) == ["dieren.pdf", "raad.pdf"]
    refused = run("search", QUESTION, "--index", index, environ={"ASSISTANT_RERANKER": "niemand/rechter"})
    assert refused.returncode == 1
    assert "niemand/rechter" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_the_judge_of_an_index_orders_what_was_found(documents: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    for wanted in ("hond", "begroting"):
        with Index.open(
            index, judge=lambda _, texts, w=wanted: np.array([w in text for text in texts], float)
        ) as opened:
            assert wanted in opened.search("hond raad")[0].passage.text
