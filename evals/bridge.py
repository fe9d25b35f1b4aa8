"""A run in the form that other libraries for evaluation read; neither library is needed here.

`ragas` is one JSON object a line, for `EvaluationDataset.from_jsonl`. `deepeval` is a list, for
`EvaluationDataset.add_test_cases_from_json_file` with the names of DEEPEVAL as its key names.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from evals.review.wording import text
from evals.scoring import Asked

RAGAS: Final = "ragas"
DEEPEVAL: Final = "deepeval"
LAYOUTS: Final = (RAGAS, DEEPEVAL)


def exported(asked: Sequence[Asked], layout: str) -> str:
    """Return a run as the content of a file in one of LAYOUTS. Every question is there; one that failed says nothing.

    The contexts are the quotes of the answer, or those shown beside a refusal: what the answer rests on, no more.
    """
    if layout == RAGAS:
        return "".join(json.dumps(_ragas(each), ensure_ascii=False) + "\n" for each in asked)
    return json.dumps([_deepeval(each) for each in asked], ensure_ascii=False, indent=2) + "\n"


def _ragas(asked: Asked) -> dict[str, Any]:
    return {
        "user_input": _question(asked),
        "retrieved_contexts": _contexts(asked),
        "response": _response(asked),
        "reference": _reference(asked),
        "reference_contexts": [evidence.quote for evidence in asked.golden.gold],
    }


def _deepeval(asked: Asked) -> dict[str, Any]:
    return {
        "input": _question(asked),
        "actual_output": _response(asked),
        "expected_output": _reference(asked),
        "retrieval_context": _contexts(asked),
        "context": [evidence.quote for evidence in asked.golden.gold],
    }


def _question(asked: Asked) -> str:
    """Return the question as it stands by itself: these libraries are given one turn."""
    return str(asked.answer["searched_for"]) if asked.is_follow_up and asked.answer else asked.golden.question


def _contexts(asked: Asked) -> list[str]:
    return [str(citation["quote"]) for citation in (*asked.citations, *asked.nearest)]


def _response(asked: Asked) -> str:
    return str(asked.answer["answer"]) if asked.answer else ""


def _reference(asked: Asked) -> str:
    golden = asked.golden
    return "; ".join(golden.points) if golden.answerable else text("judging.refused")
