from collections.abc import Callable
from datetime import UTC, datetime

from assistant.answer import Outcome
from assistant.records import Records, ratings
from assistant.records.kept import KeptTurn
from evals.review.overview import Count, guarded, overview
from tests.evals.review.conftest import DEFINITION, Browser, words_of


def turn(number: int, question: str = "Wat?", outcome: Outcome = Outcome.ANSWERED, talk: str = "") -> KeptTurn:
    return KeptTurn(
        f"t{number}", talk or f"c{number}", 1, "chat", question, question, outcome, {}, "g1",
        datetime(2026, 11, 2, 23, 30, tzinfo=UTC), (), None, 0, (), None,
    )  # fmt: skip


def test_counts_behind_which_fewer_than_five_people_stand_are_hidden() -> None:
    counts = [Count("a", 20, 12, 20), Count("b", 9, 2, None), Count("c", 3, 3, None), Count("d", 0, 0, 0)]
    assert {each.name: each.shown for each in guarded(counts)} == {"a": 20, "b": None, "c": None, "d": 0}


def test_one_hidden_count_cannot_be_worked_out_from_the_total() -> None:
    counts = [Count("a", 20, 12, 20), Count("b", 9, 9, 9), Count("c", 3, 3, None)]
    assert {each.name: each.shown for each in guarded(counts)} == {"a": 20, "b": None, "c": None}


def test_one_talkative_person_is_not_five() -> None:
    found = overview([turn(number, talk="c") for number in range(30)], [])
    assert found.total.shown is None and found.most_asked == ()


def test_what_five_people_asked_is_asked_most_however_they_typed_it() -> None:
    typed = ("Wat is een regio?", "wat is een regio", "WAT IS EEN REGIO?", "Wat is een  regio ?", "wat is een regio.")
    asked = [turn(number, question) for number, question in enumerate(typed)]
    found = overview([*asked, turn(9, "Wie is burgemeester Peeters?")], [])
    assert [(each.name, each.shown) for each in found.most_asked] == [("Wat is een regio?", 5)]


def test_days_are_those_of_belgium() -> None:
    assert [each.name for each in overview([turn(1)], []).days] == ["2026-11-03"]


def test_unanswered_subjects_are_named_and_their_small_counts_hidden() -> None:
    lacking = [turn(n, f"Wat kost het zwembad {n}?", Outcome.NOT_IN_SOURCES) for n in range(5)]
    found = overview([*lacking, turn(7, "Waar is de kazerne?", Outcome.NOT_IN_SOURCES), turn(8)], [])
    assert [each.shown for each in found.unanswered] == [5, None]
    assert "zwembad" in found.unanswered[0].name and "kazerne" in found.unanswered[1].name


def test_the_page_shows_what_is_asked_and_hides_what_few_did(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    turns = [ask(DEFINITION) for _ in range(6)]
    ratings.rate(records, turns[0], useful=False, reason="incomplete")
    page = words_of(owner.get("/overzicht"))
    assert "In deze periode: 6 vragen." in page
    assert f"{DEFINITION} 6" in page
    assert "niet nuttig minder dan 5" in page
    assert "In deze periode werd niets gevraagd." in words_of(owner.get("/overzicht?van=2020-01-01&tot=2020-02-01"))
