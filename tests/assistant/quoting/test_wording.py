import pytest

from assistant.asking.wanted import Wanted, Word
from assistant.quoting import wording


def wanted(*terms: str) -> Wanted:
    return Wanted(tuple(Word(frozenset([term]), {}, 1.0) for term in terms))


@pytest.mark.parametrize(
    "text",
    [
        "Een overlegplatform is een plaats waar besturen elkaar zien.",
        "Het overlegplatform omvat alle besturen van de streek.",
        "Onder overlegplatform verstaan we het overleg van de streek.",
    ],
)
def test_a_sentence_that_says_what_something_is_defines_it(text: str) -> None:
    assert wording.defines(text, wanted("overlegplatform"))


def test_a_sentence_about_something_else_defines_nothing() -> None:
    assert not wording.defines("De burgemeester is lid van het overlegplatform.", wanted("overlegplatform"))


@pytest.mark.parametrize(
    "text", ["Er zijn appels, peren en pruimen.", "Het gaat om fruit (bijvoorbeeld peren).", "Zowel peren als pruimen."]
)
def test_a_sentence_that_names_several_things_enumerates(text: str) -> None:
    assert wording.enumerates(text)


def test_one_thing_is_no_enumeration() -> None:
    assert not wording.enumerates("Er zijn peren.")


@pytest.mark.parametrize(
    ("question", "text", "heading"),
    [
        ("Wat is de vierde tip?", "4: Begin op tijd.", ""),
        ("Wat is de vierde tip?", "Begin op tijd.", "Tip 4: op tijd"),
        ("Wat houdt nummer 4 in?", "4. Begin op tijd.", ""),
        ("waar gaat tip vier over", "4: Begin op tijd.", ""),
    ],
)
def test_the_one_of_a_number_is_known_by_it(question: str, text: str, heading: str) -> None:
    assert wording.numbered(question, text, heading)
    assert not wording.numbered(question, text.replace("4", "5"), heading.replace("4", "5"))


def test_neighbouring_words_of_the_question_are_looked_for() -> None:
    assert wording.pairs_met(["oud", "plan", "kost"], ["het", "oud", "plan"]) == 0.5
    assert wording.pairs_met(["plan"], ["plan"]) == 0.0


def test_questions_and_sentences_that_lean_back_are_known() -> None:
    assert wording.asks("Maar wat is het dan?")
    assert wording.leans_back("Deze besturen komen samen.")
    assert not wording.leans_back("Besturen komen samen.")
