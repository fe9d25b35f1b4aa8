"""A *ja* or *nee* is quoted only under the question that it answers."""

import pytest

from assistant.answer import Answer
from assistant.asking.patterns import gives_verdict
from assistant.assistant import Assistant


def verdicts(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations if gives_verdict(citation.quote)]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Bestaat er een tip 11?", "Nee"),
        ("Is een referentieregio een nieuwe bestuurslaag?", "Nee"),
        ("Moet een OCMW-vereniging regioconform worden?", "Nee"),
    ],
)
def test_the_question_of_the_heading_gets_its_verdict(assistant: Assistant, question: str, begins: str) -> None:
    assert any(quote.startswith(begins) for quote in verdicts(assistant.answer(question)))


@pytest.mark.parametrize(
    "question",
    [
        "Mag een toeristisch samenwerkingsverband over regiogrenzen gaan?",
        "Mag een interlokale vereniging met gemeenten uit twee regio's?",
        "Mag een OCMW-vereniging met partners uit andere regio's werken?",
        "Moet een interlokale vereniging advies vragen aan ABB?",
        "Is vrijwillige afstemming zonder einddatum?",
        "Is Middenkust iets anders dan regio Oostende?",
        "Zijn de vervoerregio's en de referentieregio's verschillend?",
    ],
)
def test_another_question_or_the_same_one_turned_round_gets_the_facts_alone(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.answer(question)
    assert answer.citations or answer.nearest
    assert verdicts(answer) == []
