"""The commands with models of the user's own: made and saved here, and the one that travels in a package."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant.cli import parser
from corpus.embedding import load_judge
from corpus.errors import IndexOutdated, ModelError
from corpus.index import Index
from tests.corpus.embedding.conftest import packaged, saved_judge, saved_transformer

__all__ = ["saved_judge", "saved_transformer"]  # fixtures

ASSISTANT = Path(sys.executable).with_name("assistant")
QUESTION = "Welke hond?"


@pytest.fixture
def documents(pdf: Callable[..., Path]) -> Path:
    pdf("dieren.pdf", "De hond van de buren blaft elke nacht.")
    return pdf("raad.pdf", "De raad stemt over de begroting.").parent


def fresh(*arguments: str | Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, in a process of its own."""
    return subprocess.run(
        [str(ASSISTANT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1", **environ},
    )


def run(*arguments: str | Path, environ: Mapping[str, str]) -> None:
    """Run a command in this process: importing torch anew for each takes seconds. Raises ProductError."""
    options = parser().parse_args([*map(str, arguments)])
    assert options.run(options, environ) == 0


def test_ingest_and_search_use_the_model_that_is_set(documents: Path, tmp_path: Path) -> None:
    own = {"ASSISTANT_EMBEDDER": packaged()}
    index = tmp_path / "index"
    done = fresh("ingest", documents, "--index", index, environ=own)
    assert (done.returncode, done.stderr) == (0, "")
    done = fresh("search", QUESTION, "--index", index, "--json", environ=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["passages"][0]["document"] == "dieren.pdf"


def test_what_is_unchanged_is_not_read_again_with_a_model_of_the_users_own(
    documents: Path, tmp_path: Path, saved_transformer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"ASSISTANT_EMBEDDER": str(saved_transformer)}
    for counted in ("2 added", "2 unchanged"):
        run("ingest", documents, "--index", tmp_path / "index", environ=own)
        assert counted in capsys.readouterr().out


def test_an_index_of_one_model_is_not_searched_with_another_nor_with_other_prompts(
    documents: Path, tmp_path: Path, saved_transformer: Path
) -> None:
    index = tmp_path / "index"
    own = {"ASSISTANT_EMBEDDER": str(saved_transformer)}
    run("ingest", documents, "--index", index, environ=own)
    for other in ({}, {**own, "ASSISTANT_EMBEDDER_QUERY_PROMPT": "none"}):
        with pytest.raises(IndexOutdated, match="hondenmodel@"):
            run("search", QUESTION, "--index", index, environ=other)


def test_a_reranker_that_is_set_gives_the_scores(
    documents: Path, tmp_path: Path, saved_judge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    capsys.readouterr()
    run("search", QUESTION, "--index", index, "--json", environ={"ASSISTANT_RERANKER": str(saved_judge)})
    passages = json.loads(capsys.readouterr().out)["passages"]
    with Index.open(index) as opened:
        titles = {document.name: document.title for document in opened.documents}
    texts = ["\n".join([titles[found["document"]], *found["section"], found["text"]]) for found in passages]
    scores = load_judge(str(saved_judge))(QUESTION, texts)
    assert [passage["score"] for passage in passages] == pytest.approx(sorted(scores, reverse=True), abs=1e-3)


def test_a_reranker_that_cannot_be_loaded_is_refused(documents: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    with pytest.raises(ModelError, match=str(tmp_path / "rechter")):
        run("search", QUESTION, "--index", index, environ={"ASSISTANT_RERANKER": str(tmp_path / "rechter")})


def test_the_judge_of_an_index_orders_what_was_found(documents: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("ingest", documents, "--index", index, environ={})
    for wanted in ("hond", "begroting"):
        with Index.open(
            index, judge=lambda _, texts, w=wanted: np.array([w in text for text in texts], float)
        ) as opened:
            assert wanted in opened.search("hond raad")[0].passage.text
