"""How well each stage of the product's search finds documents: the same functions and settings as the chat."""

from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from corpus import searching
from corpus.analysis import Analysis
from corpus.embedding import Embedder
from corpus.in_memory import analysis_of, sources_of
from corpus.reading.passages import split_text
from corpus.searching import PassageText, Sources, Stage
from evals import measures
from evals.beir import Collection, Text

# More than the fusion ever returns, so that a long document's many passages do not push others out of R@100.
DEPTH = 2 * searching.CANDIDATES


def evaluate(collection: Collection, embedder: Embedder, *, stages: Sequence[Stage]) -> dict[str, Any]:
    """Return the measures of each stage and which stage the chat uses, ready for `json.dumps`."""
    parts = [part for document in collection.documents for part in parts_of(document)]
    analysis = analysis_of(parts)
    sources = sources_of(parts, analysis, embedder)
    document_of = [part.document for part in parts]
    return {
        "stages": {stage: _measured(collection, sources, analysis, document_of, stage) for stage in stages},
        "used": searching.USED,
        "documents": len(collection.documents),
        "passages": len(parts),
        "questions": len(collection.questions),
        "embedder": embedder.name,
    }


def parts_of(document: Text) -> Iterator[PassageText]:
    """Yield the passages of a document; one without text still has its title."""
    headings = (document.title,) if document.title else ()
    for number, text in enumerate(split_text(document.text) or [""]):
        yield PassageText(f"{document.id}\t{number}", document.id, number, headings, text)


def _measured(
    collection: Collection, sources: Sources, analysis: Analysis, document_of: Sequence[str], stage: Stage
) -> dict[str, float]:
    searching.search(
        analysis.read(collection.questions[0].text), sources, k=DEPTH, stage=stage
    )  # warms caches, not counted
    rankings, milliseconds = {}, []
    for question in collection.questions:
        began = perf_counter()
        finds = searching.search(analysis.read(question.text), sources, k=DEPTH, stage=stage)
        milliseconds.append(1000 * (perf_counter() - began))
        rankings[question.id] = list(dict.fromkeys(document_of[find.position] for find in finds))
    values = measures.means(rankings, collection.grades, [question.id for question in collection.questions])
    return {name: round(value, 4) for name, value in values.items()} | {
        "median_milliseconds": round(median(milliseconds), 3),
        "p95_milliseconds": round(_percentile_95(milliseconds), 3),
    }


def _percentile_95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
