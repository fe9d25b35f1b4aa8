"""How well each stage of the search finds the passages that hold golden evidence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from corpus.searching import STAGES, Stage
from evals import measures
from evals.golden.evidence import Place, resolve_all
from evals.golden.questions import Evidence, GoldenQuestion
from evals.scoring import RETRIEVAL
from evals.subject import Searched

DEPTH: Final = 10
"""No measure of a stage looks further."""

Pieces = Sequence[frozenset[str]]
"""For each piece of evidence the passages that hold it, any of which will do; none for words that are not there."""


class Stages:
    """Measures the stages over an index in which the evidence was looked up once."""

    def __init__(self, questions: Iterable[GoldenQuestion], index: Searched) -> None:
        """`questions` are all that will be asked: their evidence is looked up together."""
        self._index = index
        self._places = resolve_all(questions, index)

    def found(self, golden: GoldenQuestion, question: str) -> dict[str, float]:
        """Return each measure of each stage for one question, by names such as `hybrid.R@5`.

        `question` are the words to search for: those of the golden question, or what a follow-up became.
        """
        pieces = pieces_of(golden, self._places)
        grades = {piece_name(number): 1 for number, _ in enumerate(pieces)}
        rankings: dict[str, list[str]] = {s: ranking(self._ids(question, s), pieces) for s in STAGES}
        values = measures.by_question(rankings, dict.fromkeys(STAGES, grades), STAGES)
        return {f"{stage}.{name}": values[stage][name] for stage in STAGES for name in RETRIEVAL}

    def _ids(self, question: str, stage: Stage) -> list[str]:
        return [hit.passage.id for hit in self._index.search(question, k=DEPTH, stage=stage)]


def pieces_of(golden: GoldenQuestion, places: Mapping[Evidence, Place]) -> Pieces:
    """Return the passages that hold each piece of evidence. Pieces in the very same passages are one to find."""
    held = [
        frozenset(passage for evidence in piece if evidence in places for passage in places[evidence].passages)
        for piece in golden.pieces
    ]
    return [*dict.fromkeys(filter(None, held)), *(passages for passages in held if not passages)]


def ranking(found: Sequence[str], pieces: Pieces) -> list[str]:
    """Return a ranking of passages as a ranking of pieces: each stands where the first passage that holds it does.

    A passage that holds no new piece keeps its place under its own id, so that what stands behind it moves up no place.
    """
    ranked: list[str] = []
    for passage in found:
        new = [piece_name(number) for number, held in enumerate(pieces) if passage in held]
        ranked += [name for name in new if name not in ranked] or [passage]
    return ranked


def piece_name(number: int) -> str:
    """Return how a piece is called in a ranking; no passage has such an id."""
    return f"piece {number}"
