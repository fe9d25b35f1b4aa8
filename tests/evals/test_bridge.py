"""A run as other libraries read it."""

import json

from evals.bridge import DEEPEVAL, RAGAS, exported
from tests.evals.answers import GOLD, answer, asked, citation, question, unanswerable

OVER = [
    asked(question("v1"), answer(citation())),
    asked(
        question("v2", question="En wie nog?", history=("Wie keurt de toetreding goed?",)),
        answer(citation(), searched_for="Wie keurt de toetreding nog goed?"),
    ),
    asked(unanswerable("n1"), answer(outcome="not_in_sources", nearest=[citation()])),
    asked(question("v3"), None),
]


def test_ragas_reads_one_object_a_line() -> None:
    rows = [json.loads(line) for line in exported(OVER, RAGAS).splitlines()]
    assert rows[0] == {
        "user_input": "Wie keurt de toetreding goed?",
        "retrieved_contexts": [GOLD],
        "response": f"Dit zeggen de documenten over uw vraag:\n“{GOLD}” [1]",
        "reference": "gemeenteraad",
        "reference_contexts": [GOLD],
    }
    assert rows[1]["user_input"] == "Wie keurt de toetreding nog goed?"
    assert (rows[2]["reference"], rows[2]["retrieved_contexts"]) == ("Dit staat niet in de documenten.", [GOLD])


def test_deepeval_reads_a_list_and_what_failed_stays_in_it() -> None:
    rows = json.loads(exported(OVER, DEEPEVAL))
    assert len(rows) == 4
    assert set(rows[0]) == {"input", "actual_output", "expected_output", "retrieval_context", "context"}
    assert (rows[3]["actual_output"], rows[3]["retrieval_context"]) == ("", [])
