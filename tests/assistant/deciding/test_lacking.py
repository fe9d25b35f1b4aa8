"""What a question asks for must be in a quote; else the quotes lie near, and the question is refused."""

import pytest

from assistant.answer import WITHOUT_EVIDENCE, Outcome
from assistant.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "Welke regio heeft de meeste inwoners?",
        "Welke vervoerregio heeft het grootste budget?",
        "Op welk telefoonnummer kan ik ABB bereiken over regiovorming?",
        "Hoeveel dossiers over afwijkingen zijn er al ingediend in het loket?",
        "Noem de zeven cultuurregio's die hun gebied opnieuw moesten bekijken.",
        "Wie is vandaag directeur van de VVSG?",
        "Wat is de elfde tip?",
        "Wat is de vijfde stap van regiovorming?",
        "In welke referentieregio ligt Luik?",
        "In welke referentieregio ligt Brussel?",
        "In welke vervoerregio ligt Gent?",
        "Welke regio's kregen geen doorbraakproject?",
    ],
)
def test_what_no_quote_holds_is_refused_and_what_lies_near_is_shown(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert answer.outcome in WITHOUT_EVIDENCE
    assert answer.nearest or answer.outcome is Outcome.UNCLEAR


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Hoeveel referentieregio's telt Vlaanderen?", "15 referentieregio's"),
        ("Hoeveel gemeenten telt de referentieregio Westhoek?", "17"),
        ("Op welk mailadres kan ik ABB bereiken?", "@"),
        ("Wat is de derde tip?", "Tip 3"),
        ("In welke referentieregio ligt Melle?", "Regio Gent"),
        ("Tot welke referentieregio behoort Aalst?", "Denderregio"),
        ("Welke drie stappen heeft regiovorming?", "afstemmen"),
        ("Wie zit daar best bij, in het burgemeestersoverleg?", "burgemeester"),
    ],
)
def test_what_a_quote_holds_is_answered(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.answer(question)
    assert answer.outcome not in WITHOUT_EVIDENCE
    assert any(said in citation.quote for citation in answer.citations)


def test_the_things_that_are_counted_are_given_as_their_list(assistant: Assistant) -> None:
    answer = assistant.answer("Wat zijn drie bouwstenen van een ontwikkeltraject van de VVSG?")
    assert len(answer.statements) >= 3
    assert all(statement.item for statement in answer.statements)
