from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.answer import Outcome, as_json, from_json
from assistant.records import Records, golden, marks, ratings, runs, samples, turns, verdicts
from assistant.records.database import reading
from assistant.records.kept import TurnFilter, Verdict
from assistant.records.tables import Table

from .conftest import GUIDE, LAW, answer

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def log(records: Records, question: str = "Wie beslist?", **given) -> str:
    outcome, cites = given.pop("outcome", Outcome.ANSWERED), given.pop("cites", ())
    wanted = {"conversation": question, "channel": "chat", "generation": "g1", "at": NOON} | given
    return turns.log(records, answer(question, outcome, cites=cites), **wanted)


def asked(records: Records, **wanted) -> list[str]:
    return [turn.question for turn in turns.find(records, TurnFilter(**wanted)).items]


def test_a_turn_comes_back_whole(records: Records) -> None:
    made = answer("Wie beslist?", cites=((GUIDE, "p1"), (LAW, "p2"), (GUIDE, "p3")))
    key = turns.log(records, made, conversation="a", channel="api", generation="g7", at=NOON)
    kept = turns.get(records, key)
    assert kept is not None
    assert (kept.question, kept.outcome, kept.channel, kept.generation) == (made.question, made.outcome, "api", "g7")
    assert kept.documents == (GUIDE, LAW)
    assert kept.at == NOON
    assert kept.answer == as_json(made)
    assert from_json(kept.answer) == made
    assert turns.get(records, "onbekend") is None


def test_a_conversation_keeps_the_order_of_its_turns(records: Records) -> None:
    for question in ("een", "twee", "drie"):
        log(records, question, conversation="a")
    assert [(turn.number, turn.question) for turn in turns.conversation(records, "a")] == [
        (1, "een"), (2, "twee"), (3, "drie"),
    ]  # fmt: skip
    assert turns.conversation(records, "b") == ()


def test_pages_hold_the_newest_first_and_together_all(records: Records) -> None:
    for number in range(7):
        log(records, f"v{number}", at=NOON + timedelta(minutes=number))
    pages = [turns.find(records, number=number, size=3) for number in (1, 2, 3, 4)]
    assert [[turn.question for turn in page.items] for page in pages] == [
        ["v6", "v5", "v4"], ["v3", "v2", "v1"], ["v0"], [],
    ]  # fmt: skip
    assert {page.total for page in pages} == {7}


def test_filters_leave_what_they_say(records: Records) -> None:
    yesterday = NOON - timedelta(days=1)
    log(records, "Wat kost 100% zekerheid?", cites=((GUIDE, "p1"),))
    refused = log(records, "Waar is de maan?", outcome=Outcome.NOT_IN_SOURCES, channel="api", at=yesterday)
    old = log(records, "Wie was het?", cites=((LAW, "p2"), (LAW, "p3")), at=NOON - timedelta(days=9))
    ratings.rate(records, refused, useful=False, reason="should_answer")
    ratings.rate(records, old, useful=True)
    verdicts.give(records, old, "B1", Verdict.CORRECT)
    marks.mark_turns(records, [old], "de bladzijde veranderde")
    assert asked(records, outcomes=(Outcome.NOT_IN_SOURCES,)) == ["Waar is de maan?"]
    assert asked(records, channels=("api",)) == ["Waar is de maan?"]
    assert asked(records, useful=True) == ["Wie was het?"]
    assert asked(records, useful=False, reason="should_answer") == ["Waar is de maan?"]
    assert asked(records, rated=False) == ["Wat kost 100% zekerheid?"]
    assert asked(records, document=LAW) == ["Wie was het?"]
    assert asked(records, since=date(2026, 11, 19), until=date(2026, 11, 19)) == ["Waar is de maan?"]
    assert asked(records, words="100% Z") == ["Wat kost 100% zekerheid?"]
    assert asked(records, words="%maan") == []
    assert asked(records, without_verdict=True) == ["Wat kost 100% zekerheid?", "Waar is de maan?"]
    assert asked(records, without_verdict_of="B2") == ["Wat kost 100% zekerheid?", "Waar is de maan?", "Wie was het?"]
    assert asked(records, again=True) == ["Wie was het?"]
    assert turns.ids(records, TurnFilter(document=LAW)) == (old,)


def test_the_whole_day_counts_for_a_date(records: Records) -> None:
    for hour, minute in ((0, 0), (23, 59)):
        log(records, f"om {hour}", at=datetime(2026, 11, 20, hour, minute, tzinfo=UTC))
    log(records, "morgen", at=datetime(2026, 11, 21, tzinfo=UTC))
    assert asked(records, since=date(2026, 11, 20), until=date(2026, 11, 20)) == ["om 23", "om 0"]


def test_answers_of_runs_stay_apart_from_those_of_users(records: Records) -> None:
    run = runs.start(records, path="runs/een", suite="calibration", total=1)
    log(records, "van een mens")
    log(records, "van de meting", channel="run", run=run.id)
    assert asked(records) == ["van een mens"]
    assert asked(records, run=run.id) == ["van de meting"]
    assert runs.delete_one(records, run.id)
    assert asked(records, run=run.id) == []


def test_reviewed_turns_are_found_by_the_passages_under_them(records: Records) -> None:
    judged = log(records, "een", cites=((GUIDE, "p1"), (GUIDE, "p2")))
    other = log(records, "twee", cites=((GUIDE, "p1"),))
    verdicts.give(records, judged, "B1", Verdict.CORRECT)
    many = [f"x{number}" for number in range(1200)]
    assert turns.resting_on(records, ["p1", "p2", *many]) == (judged,)
    assert set(turns.resting_on(records, [*many, "p1"], reviewed=False)) == {judged, other}
    assert turns.resting_on(records, []) == ()


def everything_on(records: Records, turn: str) -> None:
    ratings.rate(records, turn, useful=False, note="te lang")
    verdicts.give(records, turn, "B1", Verdict.WRONG, note="zie blz. 3")
    samples.make(records, name="november", how="willekeurig", turns=[turn], reviewers=["B1", "B2"])
    marks.mark_turns(records, [turn], "veranderd")
    golden.put(records, "eigen", {"id": "v1", "question": "?"}, origin="conversation", turn=turn)


def test_deleting_a_conversation_deletes_all_that_hangs_on_it(records: Records) -> None:
    turn = log(records, "weg", conversation="a", cites=((GUIDE, "p1"),))
    stays = log(records, "blijft", conversation="b", cites=((GUIDE, "p1"),))
    everything_on(records, turn)
    verdicts.give(records, stays, "B1", Verdict.CORRECT)
    assert turns.delete_conversation(records, "a")
    assert not turns.delete_conversation(records, "a")
    assert turns.get(records, turn) is None
    assert ratings.of(records, turn) is None
    assert verdicts.of(records, turn) == ()
    assert samples.all_of(records)[0].turns == ()
    assert marks.turns(records) == {}
    assert turns.resting_on(records, ["p1"], reviewed=False) == (stays,)
    assert golden.all_of(records)[0].turn is None, "somebody edited it, so it stays"
    assert asked(records) == ["blijft"]


def test_old_questions_are_deleted_and_runs_stay(records: Records) -> None:
    run = runs.start(records, path="runs/een", suite="calibration", total=1)
    old = log(records, "oud", conversation="a", at=NOON - timedelta(days=91))
    log(records, "nieuw", conversation="a")
    log(records, "ouder", conversation="b", at=NOON - timedelta(days=200))
    log(records, "gemeten", channel="run", run=run.id, at=NOON - timedelta(days=200))
    everything_on(records, old)
    assert turns.delete_before(records, NOON - timedelta(days=90)) == 2
    assert asked(records) == ["nieuw"]
    assert asked(records, run=run.id) == ["gemeten"]
    assert log(records, "verder", conversation="a") and [t.number for t in turns.conversation(records, "a")] == [2, 3]


@pytest.mark.parametrize("question", ["“Wié?” \U0001f600 ’ -- ; DROP TABLE turns", "{}%s :x"])
def test_any_words_are_kept_as_they_are(records: Records, question: str) -> None:
    key = log(records, question, conversation="a")
    kept = turns.get(records, key)
    assert kept is not None and kept.question == question


def test_what_is_deleted_stands_in_no_table_any_more(records: Records) -> None:
    mark = "zeldzaamwoord"
    turn = log(records, f"weg {mark}", conversation="a", at=NOON - timedelta(days=91), cites=((f"{mark}.pdf", "p1"),))
    ratings.rate(records, turn, useful=False, note=mark)
    verdicts.give(records, turn, "B1", Verdict.WRONG, note=mark)
    assert mark in all_rows(records)
    turns.delete_before(records, NOON - timedelta(days=90))
    assert mark not in all_rows(records)
    other = log(records, f"ook weg {mark}", conversation="b", cites=((f"{mark}.pdf", "p1"),))
    ratings.rate(records, other, useful=True, note=mark)
    assert turns.delete_conversation(records, "b")
    assert mark not in all_rows(records)


def all_rows(records: Records) -> str:
    with reading(records) as session:
        return "".join(str(session.execute(select(table)).all()) for table in Table.metadata.sorted_tables)
