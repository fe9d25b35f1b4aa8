"""A question that leans on the one before it becomes one that stands by itself."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.asking.conversation import Before, leans, stand_alone, unlike
from assistant.asking.patterns import content_terms, ordinals


def same_length(text: str, others: Sequence[str]) -> np.ndarray:
    return np.array([-abs(len(text) - len(other)) for other in others], dtype=float)


def test_a_pointer_gets_the_subject_of_the_question_before() -> None:
    whole = stand_alone("en hoe lang duurt dat?", Before("Hoe vraag ik een afwijking aan?"), unlike)
    assert whole.own == "en hoe lang duurt dat?"
    assert set(content_terms(whole.earlier)) == set(content_terms("vraag afwijking"))
    assert whole.text == f"en hoe lang duurt dat? ({whole.earlier})"


@pytest.mark.parametrize(
    ("asked", "before", "expected"),
    [
        ("en Aalter?", "In welke referentieregio ligt Melle?", "In welke referentieregio ligt Aalter?"),
        ("en in Regio Gent?", "Hoeveel gemeenten telt Limburg?", "Hoeveel gemeenten telt Regio Gent?"),
        ("en een projectvereniging?", "Wat is een regiodecreet?", "Wat is een projectvereniging?"),
        ("wat met de kust?", "Wie werkt samen in Limburg?", "Wie werkt samen in kust?"),
    ],
)
def test_a_few_new_words_take_the_place_of_what_they_resemble(asked: str, before: str, expected: str) -> None:
    whole = stand_alone(asked, Before(before), same_length)
    assert whole.text == expected
    assert whole.earlier == ""


def test_new_words_behind_a_preposition_take_the_place_of_what_stood_behind_it() -> None:
    whole = stand_alone("en in de westhoek?", Before("Welke gemeenten zitten in middenkust?"), same_length)
    assert whole.text == "Welke gemeenten zitten in westhoek?"


def test_an_item_of_the_last_list_is_asked_for_by_its_number() -> None:
    before = Before("Welke stappen zijn er?", ("Stap een is kijken.", "Stap twee is kiezen."))
    assert stand_alone("en de tweede?", before, unlike).text == "Stap twee is kiezen."
    assert stand_alone("wat is de laatste?", before, unlike).text == "Stap twee is kiezen."
    assert "Stap" not in stand_alone("en de negende?", before, unlike).text


@pytest.mark.parametrize(
    "asked",
    [
        "Welke gemeenten liggen in de referentieregio Westhoek?",
        "Hoeveel referentieregio's zijn er?",
        "En wat is een projectvereniging?",
        "Geef een lijst van de 15 regio's",
    ],
)
def test_a_new_topic_is_not_dragged_into_the_old_one(asked: str) -> None:
    whole = stand_alone(asked, Before("Wie betaalt de regiowerking?"), unlike)
    assert (whole.text, whole.earlier) == (asked, "")


@pytest.mark.parametrize("asked", ["en wie betaalt dat?", "waarom dan?", "geef daar voorbeelden van", "en de vijfde?"])
def test_what_cannot_be_understood_alone_leans(asked: str) -> None:
    assert leans(asked)


def test_a_follow_up_form_without_history_is_searched_as_it_stands() -> None:
    assert stand_alone("en wie betaalt dat?", None, unlike).text == "en wie betaalt dat?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("de vijfde", (5,)), ("de 3de tip", (3,)), ("nummer 7", (7,)), ("de laatste", (0,)), ("in 2023", ())],
)
def test_numbers_in_a_row_are_read(text: str, expected: tuple[int, ...]) -> None:
    assert ordinals(text) == expected
