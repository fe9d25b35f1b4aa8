import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from assistant.answer import Outcome
from assistant.records import Records, ratings
from assistant.records.kept import KeptTurn
from evals.review.overview import Count, guarded, overview
from tests.evals.review.conftest import DEFINITION, Browser, words_of

SUNDAY = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
"""Monday already in Belgium."""

REFUSED = Outcome.NOT_IN_SOURCES


def turn(
    number: int, question: str = "Wat?", outcome: Outcome = Outcome.ANSWERED, talk: str = "", *, weeks: int = 0,
    cites: tuple[str, ...] = (),
) -> KeptTurn:  # fmt: skip
    return KeptTurn(
        f"t{number}", talk or f"c{number}", 1, "chat", question, question, outcome, {}, "g1",
        SUNDAY + timedelta(weeks=weeks), cites, None, 0, (), None,
    )  # fmt: skip


def count(name: str, questions: int, people: range) -> Count:
    return Count(name, questions, frozenset(map(str, people)))


def shown(counts: list[Count]) -> tuple[dict[str, int], int | None]:
    found = guarded(counts)
    return {each.name: each.questions for each in found.rows}, found.rest.questions if found.rest else None


def test_rows_behind_which_fewer_than_five_people_stand_are_put_together() -> None:
    counts = [count("a", 20, range(12)), count("b", 9, range(2)), count("c", 3, range(20, 23))]
    assert shown(counts) == ({"a": 20}, 12)


def test_what_is_put_together_stands_for_five_people_too() -> None:
    """Else the total less the rows that are shown would give it away."""
    counts = [count("a", 20, range(12)), count("b", 9, range(9)), count("c", 3, range(2)), count("d", 1, range(1))]
    assert shown(counts) == ({"a": 20}, 13)


def test_nothing_is_shown_where_all_together_are_too_few() -> None:
    counts = [count("a", 20, range(3)), count("b", 1, range(4))]
    assert shown(counts) == ({}, None)
    assert guarded(counts).hidden
    assert not guarded([]).hidden


def test_one_talkative_person_is_not_five() -> None:
    found = overview([turn(number, talk="c") for number in range(30)], [])
    assert found.asked
    assert (found.total, found.answered, found.weeks, found.most_asked) == (None, None, (), ())


def test_what_five_people_asked_is_asked_most_however_they_typed_it() -> None:
    typed = ("Wat is een regio?", "wat is een regio", "WAT IS EEN REGIO?", "Wat is een  regio ?", "wat is een regio.")
    asked = [turn(number, question) for number, question in enumerate(typed)]
    found = overview([*asked, turn(9, "Wie is burgemeester Peeters?")], [])
    assert [(each.name, each.questions) for each in found.most_asked] == [("Wat is een regio?", 5)]


def test_weeks_begin_on_monday_in_belgium_and_tell_which_part_was_answered() -> None:
    first = [turn(n, outcome=REFUSED if n < 5 else Outcome.PARTIAL) for n in range(20)]
    second = [turn(n, outcome=REFUSED if n < 45 else Outcome.ANSWERED, weeks=1) for n in range(40, 50)]
    found = overview([*second, *first], [])
    assert [(week.monday, week.questions, week.answered) for week in found.weeks] == [
        ("2026-11-02", 20, 0.75), ("2026-11-09", 10, 0.5),
    ]  # fmt: skip
    assert found.answered == 20 / 30


def test_no_share_tells_how_fewer_than_five_people_fared_not_even_by_subtraction() -> None:
    first = [turn(n, outcome=REFUSED if n < 5 else Outcome.ANSWERED) for n in range(20)]
    second = [turn(n, outcome=REFUSED if n < 42 else Outcome.ANSWERED, weeks=1) for n in range(40, 50)]
    assert [week.answered for week in overview([*first, *second], []).weeks] == [None, None]


def test_a_subject_without_an_answer_is_named_once_five_people_asked_for_it() -> None:
    lacking = [turn(n, f"Wat kost het zwembad {n}?", REFUSED) for n in range(5)]
    alone = [turn(n, f"Waar woont {name}?", REFUSED) for n, name in enumerate(("Jansens", "Maes", "Wouters"), 7)]
    found = overview([*lacking, *alone], []).unanswered
    # Three people alone are too few to put together, so the swimming pool joins them.
    assert found.hidden or found.rows == ()
    more = [turn(n, f"Hoe duur is {word}?", REFUSED) for n, word in ((20, "asfalt"), (21, "beton"))]
    found = overview([*lacking, *alone, *more], []).unanswered
    assert [(each.name, each.questions) for each in found.rows] == [("zwembad, kost", 5)]
    assert found.rest is not None
    assert (found.rest.name, found.rest.questions, found.together) == ("", 5, 2)


def test_documents_are_counted_and_those_few_or_none_saw_are_named_without_a_number() -> None:
    turns = [turn(n, cites=("gids.pdf", "decreet.pdf") if n < 2 else ("gids.pdf",)) for n in range(6)]
    found = overview(turns, [], ["decreet.pdf", "gids.pdf", "nota.pdf"])
    assert [(each.name, each.questions) for each in found.documents.rows] == [("gids.pdf", 6)]
    assert found.little_used == ("decreet.pdf", "nota.pdf")


def test_the_page_shows_what_is_asked_and_puts_together_what_few_did(
    owner: Browser, records: Records, ask: Callable[..., str]
) -> None:
    turns = [ask(DEFINITION) for _ in range(6)]
    ratings.rate(records, turns[0], useful=False, reason="incomplete")
    ask("Mag de hond van mevrouw Zonderling in het zwembad?")
    page = owner.get("/overzicht")
    said = words_of(page)
    assert "In deze periode: 7 vragen." in said
    assert f"{DEFINITION} 6" in said
    assert "Zonderling" not in page.text
    assert "niet nuttig" not in said.replace("‘niet nuttig’", "")
    assert "Te weinig om te tonen: minder dan vijf personen." in said
    assert "In deze periode werd niets gevraagd." in words_of(owner.get("/overzicht?van=2020-01-01&tot=2020-02-01"))


def test_a_reviewer_sees_it_too_and_nothing_of_fewer_than_five_people(
    reviewer: Callable[[str], Browser], ask: Callable[..., str]
) -> None:
    for _ in range(4):
        ask(DEFINITION)
    page = reviewer("anna").get("/overzicht")
    assert "vragen van minder dan vijf personen" in words_of(page)
    assert DEFINITION not in page.text and "<table" not in page.text


def test_every_table_has_a_caption_and_a_heading_for_each_column(owner: Browser, ask: Callable[..., str]) -> None:
    for number in range(12):
        ask(DEFINITION if number < 6 else "Waar is de maan?")
    page = owner.get("/overzicht").text
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) >= 4
    for each in tables:
        assert re.search(r"<caption>[^<]{20,}</caption>", each)
        headings = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', each)
        assert len(headings) >= 2 and all(headings)
