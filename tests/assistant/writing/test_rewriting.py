import pytest

from assistant.writing.rewriting import rewritten
from assistant.writing.writer import Writer
from corpus.index import Index

from .conftest import Scripted, says

HISTORY = ("Wat is een referentieregio?", "Hoeveel referentieregio's zijn er in Vlaanderen?")


def rewrite(scripted: Scripted, shipped: Index, *pieces: str, question: str = "en hoeveel gemeenten heeft die?"):
    scripted.script = says(*pieces)
    writer = Writer(scripted.model())
    return rewritten(question, HISTORY, writer=writer, check=writer.check_of(shipped))


def test_a_follow_up_becomes_a_question_that_stands_by_itself(scripted: Scripted, shipped: Index) -> None:
    found = rewrite(scripted, shipped, "Hoeveel gemeenten heeft een referentieregio in Vlaanderen?")
    assert found == "Hoeveel gemeenten heeft een referentieregio in Vlaanderen?"
    assert all(earlier in scripted.user_message for earlier in HISTORY)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Een referentieregio heeft gemeenten.",
        "Hoeveel gemeenten heeft de referentieregio Westhoek?",
        "Hoeveel gemeenten had een referentieregio in 2019?",
        "Hoeveel gemeenten heeft een referentieregio?\nEn wie betaalt dat?",
        "Wie is de voorzitter van de voetbalclub en hoe duur is een kaartje?",
    ],
    ids=["nothing", "no question", "new name", "new number", "two lines", "another subject"],
)
def test_what_does_not_come_from_the_conversation_is_not_used(scripted: Scripted, shipped: Index, written: str) -> None:
    assert rewrite(scripted, shipped, written) is None


def test_without_an_answer_of_the_model_there_is_no_rewriting(scripted: Scripted, shipped: Index) -> None:
    scripted.fault = "401"
    assert rewrite(scripted, shipped, "Hoeveel gemeenten heeft een referentieregio?") is None
