"""Ratings, remarks, samples, verdicts, golden questions, runs, marks and links."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from assistant.records import Records, golden, links, marks, ratings, remarks, runs, samples, turns, verdicts
from assistant.records.kept import HARD_LANGUAGE, REASONS, Progress, Verdict
from assistant.texts import table
from corpus.errors import RecordMissing, RecordsError

from .conftest import answer


@pytest.fixture
def three(records: Records) -> list[str]:
    return [
        turns.log(records, answer(name), conversation=name, channel="chat", generation="g1")
        for name in ("een", "twee", "drie")
    ]


def test_the_last_rating_counts_and_its_note_is_masked(records: Records, three: list[str]) -> None:
    ratings.rate(records, three[0], useful=True)
    ratings.rate(records, three[0], useful=False, reason="outdated", note="bel 0475 12 34 56 ")
    kept = ratings.of(records, three[0])
    assert kept is not None
    assert (kept.useful, kept.reason, kept.note) == (False, "outdated", "bel [telefoonnummer]")
    assert turns.get(records, three[0]).rating == kept
    assert ratings.of(records, three[1]) is None


def test_a_rating_of_nothing_or_for_no_known_reason_is_refused(records: Records, three: list[str]) -> None:
    with pytest.raises(RecordMissing):
        ratings.rate(records, "weg", useful=True)
    with pytest.raises(ValueError, match="zomaar"):
        ratings.rate(records, three[0], useful=False, reason="zomaar")


def test_every_verdict_and_reason_has_its_dutch_words() -> None:
    assert set(table("verdicts")) == {*Verdict, HARD_LANGUAGE}
    assert set(REASONS) == set(table("verdicts")) - {"correct", "cannot_judge"}


def test_a_remark_can_be_added_changed_and_deleted(records: Records) -> None:
    made = remarks.add(
        records, document="gids.pdf", quote="300 gemeenten", note="Het zijn er 285; bel 02 264 12 34.",
        date="2025-01-01", author_role="manager",
    )  # fmt: skip
    assert made.note.endswith("02 264 12 34."), "a contact that the owner names is left alone"
    remarks.add(records, document="wet.pdf", quote="q", note="n", date="2025-01-02", author_role="manager")
    changed = remarks.change(records, made.id, note="285", date="2025-02-01", author_role="reviewer")
    assert remarks.all_of(records, "gids.pdf") == (changed,)
    assert remarks.delete_one(records, made.id)
    assert not remarks.delete_one(records, made.id)
    assert [remark.document for remark in remarks.all_of(records)] == ["wet.pdf"]
    with pytest.raises(RecordMissing):
        remarks.change(records, made.id, note="", date="", author_role="")


def test_a_sample_keeps_its_order_and_shows_who_did_how_much(records: Records, three: list[str]) -> None:
    drawn = [three[2], three[0]]
    sample = samples.make(records, name="november", how="willekeurig", turns=drawn, reviewers=["B2", "B1"])
    assert sample.turns == tuple(drawn)
    verdicts.give(records, three[2], "B1", Verdict.CORRECT)
    verdicts.give(records, three[1], "B1", Verdict.WRONG)
    assert samples.given_to(records, sample.id, "B1") == tuple(drawn)
    assert samples.given_to(records, sample.id, "B1", open_only=True) == (three[0],)
    assert samples.given_to(records, sample.id, "B2", open_only=True) == tuple(drawn)
    assert samples.get(records, sample.id).progress == (Progress("B1", 2, 1), Progress("B2", 2, 0))
    assert [given.turn for given in verdicts.all_of(records, sample=sample.id)] == [three[2]]
    assert samples.delete_one(records, sample.id)
    assert samples.get(records, sample.id) is None
    assert len(verdicts.all_of(records, reviewer="B1")) == 2


def test_a_sample_of_nothing_or_of_what_is_gone_is_refused(records: Records, three: list[str]) -> None:
    with pytest.raises(ValueError, match="reviewers"):
        samples.make(records, name="n", how="h", turns=three, reviewers=[])
    with pytest.raises(RecordMissing):
        samples.make(records, name="n", how="h", turns=[three[0], "weg"], reviewers=["B1"])
    assert samples.all_of(records) == ()


def test_a_verdict_replaces_the_earlier_one_and_lifts_the_mark(records: Records, three: list[str]) -> None:
    marks.mark_turns(records, three, "de bladzijde veranderde")
    verdicts.give(records, three[0], "B1", Verdict.WRONG)
    verdicts.give(
        records, three[0], "B1", Verdict.CORRECT, hard_language=True, note="vraag jan@gemeente.be"
    )  # fmt: skip
    verdicts.give(records, three[0], "B2", Verdict.CANNOT_JUDGE)
    first, second = verdicts.of(records, three[0])
    assert (first.reviewer, first.verdict, first.hard_language) == ("B1", Verdict.CORRECT, True)
    assert first.note == "vraag [e-mailadres]"
    assert second.verdict is Verdict.CANNOT_JUDGE
    assert turns.get(records, three[0]).verdicts == 2
    assert set(marks.turns(records)) == set(three[1:])
    assert verdicts.take_back(records, three[0], "B2")
    assert not verdicts.take_back(records, three[0], "B2")
    with pytest.raises(RecordMissing):
        verdicts.give(records, "weg", "B1", Verdict.CORRECT)


def test_golden_questions_live_in_suites(records: Records, three: list[str]) -> None:
    golden.put(records, "eigen", {"id": "v1", "question": "Wie?", "gold": []}, origin="upload")
    golden.put(records, "eigen", {"id": "v1", "question": "Wie dan?"}, origin="conversation", turn=three[0])
    golden.put(records, "ander", {"id": "v1", "question": "Wat?"}, origin="upload")
    kept = golden.all_of(records, "eigen")
    assert [(question.content["question"], question.turn) for question in kept] == [("Wie dan?", three[0])]
    assert golden.suites(records) == {"ander": 1, "eigen": 1}
    assert golden.delete_one(records, "eigen", "v1")
    assert not golden.delete_one(records, "eigen", "v1")
    assert golden.delete_suite(records, "ander") == 1
    with pytest.raises(KeyError):
        golden.put(records, "eigen", {"question": "zonder id"}, origin="upload")


def test_marks_are_set_once_for_a_reason_and_lifted(records: Records, three: list[str]) -> None:
    assert marks.mark_turns(records, [*three, "weg", three[0]], "een") == 3
    assert marks.mark_turns(records, three, "een") == 0
    assert marks.mark_turns(records, three[:1], "twee") == 1
    assert marks.turns(records)[three[0]] == ("een", "twee")
    assert turns.get(records, three[0]).again == ("een", "twee")
    marks.clear_turn(records, three[0])
    assert set(marks.turns(records)) == set(three[1:])


def test_golden_questions_of_a_file_can_be_marked_too(records: Records) -> None:
    golden.put(records, "eigen", {"id": "v1", "question": "Wie?"}, origin="upload")
    assert marks.mark_questions(records, "eigen", ["v1", "v2"], "weg uit de gids") == 2
    assert marks.mark_questions(records, "eigen", ["v1"], "weg uit de gids") == 0
    assert golden.all_of(records)[0].again == ("weg uit de gids",)
    golden.put(records, "eigen", {"id": "v1", "question": "Wie nu?"}, origin="upload")
    assert marks.questions(records, "eigen") == {"v2": ("weg uit de gids",)}
    marks.clear_question(records, "eigen", "v2")
    assert marks.questions(records, "eigen") == {}
    assert marks.turns(records) == {}


def test_a_run_goes_from_waiting_to_its_end(records: Records) -> None:
    first = runs.start(records, path="runs/een", suite="calibration", total=40)
    assert (first.state, first.done, first.summary) == ("waiting", 0, None)
    runs.progress(records, first.id, 12)
    assert (runs.get(records, first.id).state, runs.get(records, first.id).done) == ("running", 12)
    runs.finish(records, first.id, {"accuracy": {"mean": 0.9, "low": 0.83}})
    done = runs.get(records, first.id)
    assert (done.state, done.done, done.summary["accuracy"]["low"]) == ("done", 40, 0.83)
    second = runs.start(records, path="runs/twee", suite="test", total=1)
    runs.fail(records, second.id, "de index is weg")
    assert [run.message for run in runs.all_of(records)] == ["de index is weg", ""]
    assert [run.id for run in runs.all_of(records, "calibration")] == [first.id]
    with pytest.raises(RecordMissing):
        runs.progress(records, 999, 1)


def test_a_link_lets_in_until_it_expires_or_is_revoked(records: Records) -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    secret = links.make(records, "B1", role="reviewer", expires_at=day + timedelta(days=14))
    assert links.of(records, secret, at=day).reviewer == "B1"
    assert links.of(records, secret, at=day + timedelta(days=14)) is None
    assert links.of(records, secret + "x", at=day) is None
    assert links.revoke(records, "B1") == 1
    assert links.of(records, secret, at=day) is None
    assert [link.revoked for link in links.all_of(records)] == [True]


def test_ratings_of_one_turn_at_once_do_not_fail(records: Records, three: list[str]) -> None:
    failed: list[Exception] = []

    def rate(useful: bool) -> None:
        try:
            ratings.rate(records, three[0], useful=useful)
        except RecordsError as error:
            failed.append(error)

    threads = [threading.Thread(target=rate, args=(number % 2 == 0,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert ratings.of(records, three[0]) is not None
