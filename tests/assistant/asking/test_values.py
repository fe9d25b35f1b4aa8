"""What kind of value is asked for, and whether a text holds one."""

import pytest

from assistant.asking.values import asked_for, counted, counts, holds, thing
from corpus.dutch import terms


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Tegen wanneer moet het klaar zijn?", {"when"}),
        ("Hoe lang duurt dat?", {"how_long"}),
        ("Hoeveel tijd krijgen we?", {"how_long"}),
        ("Hoe vaak komt dat op de agenda?", {"how_often"}),
        ("Hoeveel subsidie kreeg dat project?", {"how_much"}),
        ("Hoeveel gemeenten zijn er?", {"how_many"}),
        ("Wie beslist?", {"who"}),
        ("Hoe heet de coördinator?", {"person"}),
        ("Hoe heet het digitaal loket?", {"name"}),
        ("Waarom doen we dit?", {"why"}),
        ("Wat is regiovorming?", set()),
    ],
)
def test_it_tells_the_kind_of_value_that_is_asked_for(question: str, kinds: set[str]) -> None:
    assert asked_for(question) == kinds


@pytest.mark.parametrize(
    ("kind", "text", "there"),
    [
        ("when", "Dat moet tegen 1 januari 2031.", True),
        ("when", "Dat moet regioconform.", False),
        ("how_much", "De steun bedraagt 25.000 euro.", True),
        ("how_much", "De steun loopt tot 2024.", False),
        ("how_many", "Er zijn dertien leden.", True),
        ("who", "De gemeenteraad beslist.", True),
        ("who", "Dat wordt later beslist.", False),
        ("why", "Dat is zo omdat het helpt.", True),
        ("how_often", "Het komt elke maand terug.", True),
    ],
)
def test_it_tells_whether_a_text_holds_such_a_value(kind: str, text: str, there: bool) -> None:
    assert holds(kind, text) is there


def test_a_year_that_the_question_names_is_no_answer_to_it() -> None:
    assert not holds("how_many", "In 2012 was er een telling.", "Hoeveel leden waren er in 2012?")


def test_the_unit_that_a_question_names_may_stand_in_its_answer() -> None:
    assert holds("how_much", "Dat is tot 25.000 euro.", "Hoeveel euro krijgt een regio?")
    assert holds("how_long", "Dat geeft zes jaar extra.", "Hoeveel jaar extra krijgt men?")
    assert not holds("how_many", "Dat was in 2012.", "Hoeveel waren er in 2012?")


def test_a_number_counts_when_the_thing_stands_close_behind_it() -> None:
    things = frozenset(terms(counted("Hoeveel inwoners telt de regio?")))
    assert counts("De drempel is 85.000 inwoners.", things, terms)
    assert not counts("De regio telt 17 gemeenten voor haar inwoners.", things, terms)


def test_the_thing_asked_for_is_the_first_word_that_says_something() -> None:
    assert thing("Welke van de gemeenten liggen daar?") == "gemeenten"
    assert thing("Waar ligt dat?") == ""
