"""What tests of golden questions share: an index of two small documents, and questions made up by hypothesis."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies

from assistant.answer import WITHOUT_EVIDENCE, Outcome
from corpus.index import Index
from corpus.ingest import sync
from evals.golden import questions
from evals.golden.questions import Evidence, GoldenQuestion
from tests.conftest import Reader, WordEmbedder, write_pdf

GUIDE = (
    "De regio telt negen gemeenten.\nElke burgemeester heeft een stem in het overleg.",
    "Het overleg beslist over de gezamenlijke dienst.\nDe dienst heet ‘Samen sterk’ en kost 12,50 euro.",
)
LAW = ("De raad keurt het plan goed voor 1 juni.",)

QUESTION = GoldenQuestion(
    id="Q1", question="hoeveel gemeenten zijn we?", history=(), language="nl", role="raadslid", kind="how_many",
    style="plain", trap=None, municipality=None, outcome=Outcome.ANSWERED, points=("negen",),
    gold=(Evidence("gids.pdf", "De regio telt negen gemeenten.", 1),),
)  # fmt: skip


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("golden")
    write_pdf(folder / "documents" / "gids.pdf", *GUIDE)
    write_pdf(folder / "documents" / "wet.pdf", *LAW)
    sync([folder / "documents"], folder / "index", embedder=WordEmbedder(), read=Reader())
    return Index.open(folder / "index", embedder=WordEmbedder())


@pytest.fixture
def golden_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes questions like the usual one, each with other values, to a file."""

    def write(*changes: dict[str, object], name: str = "vragen.jsonl") -> Path:
        made = [replace(QUESTION, **{"id": f"Q{at}", **each}) for at, each in enumerate(changes or ({},), 1)]  # type: ignore[arg-type]
        questions.write(tmp_path / name, made)
        return tmp_path / name

    return write


def texts(*, most: int = 60) -> strategies.SearchStrategy[str]:
    """Return one-line texts with any sign that people can type, formulas and quotation marks among them."""
    signs = strategies.one_of(
        strategies.sampled_from("=+-@'\";,|\\ -é€½ﬁ"),
        strategies.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")),
    )
    return strategies.text(signs, min_size=1, max_size=most).map(lambda text: " ".join(text.split())).filter(bool)


def many(of: strategies.SearchStrategy[str]) -> strategies.SearchStrategy[tuple[str, ...]]:
    """Return tuples of up to three."""
    return strategies.lists(of, max_size=3).map(tuple)


@strategies.composite
def golden_questions(draw: strategies.DrawFn) -> GoldenQuestion:
    """Return questions whose parts do not contradict each other."""
    outcome = draw(strategies.sampled_from(list(Outcome)))
    without = outcome in WITHOUT_EVIDENCE
    page = strategies.none() | strategies.integers(1, 999)
    quote = texts().map(lambda text: f"Dit zijn de woorden {text}")
    evidence = strategies.builds(Evidence, texts(), quote, page, strategies.integers(1, 9))
    least = 0 if without else 1
    return GoldenQuestion(
        id=draw(texts(most=12)),
        question=draw(texts()),
        history=draw(many(texts())),
        language=draw(strategies.sampled_from(questions.LANGUAGES)),
        role=draw(strategies.sampled_from(questions.ROLES)),
        kind=draw(strategies.sampled_from(questions.UNANSWERABLE if without else questions.ANSWERABLE)),
        style=draw(strategies.sampled_from(questions.STYLES)),
        trap=draw(strategies.none() | strategies.sampled_from(questions.TRAPS)),
        municipality=draw(strategies.none() | texts(most=20)),
        outcome=outcome,
        points=tuple(draw(strategies.lists(texts(), min_size=least, max_size=3))),
        gold=tuple(draw(strategies.lists(evidence, min_size=least, max_size=6))),
    )
