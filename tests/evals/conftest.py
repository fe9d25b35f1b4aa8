"""What tests of whole runs share: an index of two small documents, and an assistant that answers from a script."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.index import Index
from corpus.ingest import sync
from evals.golden import questions
from evals.golden.questions import Evidence
from evals.run import Suite, read_suite
from evals.subject import Subject
from tests.conftest import Reader, WordEmbedder, write_pdf
from tests.evals.answers import answer, citation, question, refusal, unanswerable

VOTE = "De raad stemt over elk plan van de regio."
COST = "Het overleg kost elke gemeente 12 euro per inwoner."


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("small")
    write_pdf(folder / "documents" / "gids.pdf", f"Wie stemt?\n{VOTE}", f"Wat kost het?\n{COST}")
    write_pdf(folder / "documents" / "wet.pdf", "De wet regelt iets anders.")
    sync([folder / "documents"], folder / "index", embedder=WordEmbedder(), read=Reader())
    return Index.open(folder / "index", embedder=WordEmbedder())


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Three questions: two that the documents answer, one of them a follow-up, and one that they do not."""
    file = tmp_path / "vragen.jsonl"
    vote = question("v1", question="Wie stemt over het plan?", points=("raad",), gold=(Evidence("gids.pdf", VOTE, 1),))
    cost = question(
        "v2", question="En wat kost dat?", history=("Wie stemt over het plan?",), kind="how_much",
        points=("12 euro",), gold=(Evidence("gids.pdf", COST, 2),),
    )  # fmt: skip
    questions.write(file, [vote, cost, unanswerable("n1", question="Wie is de koning?")])
    return read_suite(str(file))


class Script:
    """Answers the questions of `suite` well; remembers what it was asked. It breaks down on what it does not know."""

    def __init__(self, **instead: Any) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self._answers = {
            "Wie stemt over het plan?": answer(_whole(VOTE, 1)),
            "En wat kost dat?": answer(_whole(COST, 2), searched_for="Wat kost het overleg elke gemeente?"),
            "Wie is de koning?": refusal(nearest=[_whole(VOTE, 1)]),
        } | instead

    def __call__(self, question: str, history: Sequence[str], municipality: str | None = None) -> dict[str, Any]:
        self.asked.append((question, tuple(history)))
        given: dict[str, Any] = self._answers[question]
        return given


def _whole(quote: str, page: int) -> dict[str, Any]:
    return citation(1, quote, page=page)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def subject(script: Script, small_index: Index) -> Subject:
    return Subject(script, small_index)


@pytest.fixture
def settings() -> Settings:
    return Settings()
