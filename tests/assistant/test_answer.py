"""The answer object that others build on."""

import json

from assistant.answer import Answer, Outcome, Statement, Strength, as_json


def test_every_statement_carries_its_marks() -> None:
    answer = Answer("v", "v", Outcome.ANSWERED, "Dit staat er:", (Statement("Eén.", (1,)), Statement("Twee.", (2, 3))))
    assert answer.text == "Dit staat er:\n“Eén.” [1]\n“Twee.” [2][3]"


def test_items_of_a_list_begin_with_a_dash() -> None:
    answer = Answer("v", "v", Outcome.ANSWERED, "Drie:", (Statement("Eén.", (1,), item=True),))
    assert answer.text == "Drie:\n- “Eén.” [1]"


def test_the_object_has_all_keys_of_the_contract_and_is_json() -> None:
    given = as_json(Answer("gevraagd", "gezocht", Outcome.NOT_IN_SOURCES, "Niet gevonden.", missing=("gezocht",)))
    assert {
        "question", "searched_for", "outcome", "answer", "citations", "nearest", "missing", "suggestions", "writer",
        "milliseconds",
    } <= given.keys()  # fmt: skip
    assert json.loads(json.dumps(given))["outcome"] == "not_in_sources"


def test_the_object_tells_how_strong_the_evidence_was_and_null_where_there_was_none() -> None:
    answer = Answer("v", "v", Outcome.ANSWERED, "Dit staat er:", evidence=Strength(0.5, 0.25, 0.87719298))
    assert as_json(answer)["evidence"] == {"coverage": 0.5, "score": 0.25, "enough": 0.8772}
    assert as_json(Answer("v", "v", Outcome.OUT_OF_SCOPE, "Dag."))["evidence"] is None
