"""What a search found, as scripts read it. One object serves the command line and the API."""

from collections.abc import Sequence
from typing import Any

from corpus.types import Hit

SCORE_DIGITS = 4


def as_json(question: str, hits: Sequence[Hit], *, milliseconds: float) -> dict[str, Any]:
    """Return the passages found, best first, ready for `json.dumps`. `question` has no personal numbers any more."""
    return {
        "question": question,
        "passages": [_passage(number, hit) for number, hit in enumerate(hits, start=1)],
        "milliseconds": round(milliseconds, 2),
    }


def _passage(number: int, hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "number": number,
        "passage": passage.id,
        "document": passage.document,
        "page": passage.first_page,
        "last_page": passage.last_page,
        "section": list(passage.section),
        "kind": passage.kind,
        "text": passage.text,
        "score": _rounded(hit.score),
        "lexical": _rounded(hit.lexical),
        "dense": _rounded(hit.dense),
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(float(score), SCORE_DIGITS)
