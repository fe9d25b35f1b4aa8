from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.writing.rewriting import rewritten
from assistant.writing.writer import Writer
from corpus.index import Index

from .conftest import Scripted, quotes_first, says

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


@pytest.mark.parametrize(
    "written",
    [
        "En hoeveel gemeenten heeft die?",
        "Hoeveel gemeenten heeft een referentieregio met een voorzitter?",
    ],
    ids=["resolves nothing", "a word of its own"],
)
def test_a_rewriting_says_more_than_the_question_and_no_more_than_the_conversation(
    scripted: Scripted, shipped: Index, written: str
) -> None:
    assert rewrite(scripted, shipped, written) is None


def follows_up(scripted: Scripted, rewritten: str) -> None:
    """Have the model rewrite follow-ups like this, and answer with its first source."""

    def script(message: str) -> Iterator[str]:
        if "De laatste vraag" in message:
            yield rewritten
        else:
            yield from quotes_first(message)

    scripted.script = script


def test_a_follow_up_is_searched_for_as_the_model_rewrote_it(scripted: Scripted, shipped: Index) -> None:
    follows_up(scripted, "Hoeveel gemeenten heeft een referentieregio?")
    assistant = Assistant(shipped, writer=Writer(scripted.model()))
    answer = assistant.answer("en hoeveel gemeenten heeft die?", ["Wat is een referentieregio?"])
    assert answer.question == "en hoeveel gemeenten heeft die?"
    assert answer.searched_for == "Hoeveel gemeenten heeft een referentieregio?"


def test_the_rules_stand_where_the_rewriting_does_not_pass(scripted: Scripted, shipped: Index) -> None:
    follows_up(scripted, "Hoeveel inwoners heeft de referentieregio Westhoek?")
    question, history = "en hoeveel gemeenten heeft die?", ["Wat is een referentieregio?"]
    by_rules = Assistant(shipped).answer(question, history).searched_for
    assert Assistant(shipped, writer=Writer(scripted.model())).answer(question, history).searched_for == by_rules


def test_a_question_that_stands_by_itself_is_not_rewritten(scripted: Scripted, shipped: Index) -> None:
    follows_up(scripted, "Hoeveel gemeenten heeft een referentieregio?")
    assistant = Assistant(shipped, writer=Writer(scripted.model()))
    assert assistant.answer("Wat is het regiodecreet?", ["Wat is een referentieregio?"]).searched_for == (
        "Wat is het regiodecreet?"
    )
    assert len(scripted.requests) == 1
