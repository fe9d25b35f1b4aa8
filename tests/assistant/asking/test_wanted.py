"""What a question wants to see in a proof."""

from collections.abc import Sequence

import pytest

from assistant.asking.wanted import EARLIER_WEIGHT, SOURCE_WEIGHT, Wanted, wanted_by
from corpus.analysis import Query
from corpus.synonyms import Near


class Reading:
    """Reads each word as itself, one with its parts; every word is equally rare, and stop words give no terms."""

    def read(self, question: str) -> Query:
        terms: dict[str, float] = {}
        for word in question.split():
            if word in ("wat", "is", "dat", "volgens"):
                continue
            terms[word] = 1.0
            if word == "afvalintercommunale":
                terms |= {"afval": 0.4, "intercommunale": 0.4}
        near = (Near(("knoop", "doorhakken"), "beslissen", 0.4),) if "knoop doorhakken" in question else ()
        return Query(question, question, tuple(terms.items()), near=near)

    def rarities(self, terms: Sequence[str]) -> dict[str, float]:
        return dict.fromkeys(terms, 2.0)


def wanted(text: str, own: str | None = None) -> Wanted:
    return wanted_by(text, text if own is None else own, Reading())


def test_words_that_are_there_cover_their_share() -> None:
    assert wanted("subsidie waasland").covered_by(["subsidie"]) == pytest.approx(0.5)
    assert wanted("subsidie waasland").covered_by(["subsidie", "waasland"]) == pytest.approx(1.0)


def test_parts_of_a_compound_stand_in_for_it_and_for_nothing_else() -> None:
    question = wanted("afvalintercommunale loon")
    assert question.covered_by(["afval", "intercommunale"]) == pytest.approx(0.4)
    assert question.covered_by(["loon"]) == pytest.approx(0.5)


def test_what_a_follow_up_borrows_weighs_less() -> None:
    question = wanted("subsidie waasland", own="waasland")
    assert question.covered_by(["subsidie"]) == pytest.approx(EARLIER_WEIGHT / (1 + EARLIER_WEIGHT))


def test_where_the_answer_is_said_to_stand_weighs_less() -> None:
    question = wanted("subsidie volgens waasland")
    assert question.covered_by(["waasland"]) == pytest.approx(SOURCE_WEIGHT / (1 + SOURCE_WEIGHT))


def test_framing_words_are_not_wanted() -> None:
    assert wanted("wat betekent subsidie").asked == {"subsidie"}


def test_nothing_covers_a_question_without_content() -> None:
    assert wanted("wat is dat").covered_by(["dat"]) == 0.0


def test_a_number_is_met_by_its_word() -> None:
    assert wanted("3 gemeenten").covered_by(["drie", "gemeenten"]) > 0.9


def test_what_is_near_a_phrase_covers_its_words_a_little_and_is_never_what_was_asked() -> None:
    question = wanted("wat knoop doorhakken")
    assert question.covered_by(["beslissen"]) == pytest.approx(0.4)
    assert question.covered_by(["beslissen", "knoop"]) == pytest.approx(0.7)
    assert "beslissen" not in question.terms
    assert question.holds(["beslissen"]) == 0.0
    assert question.worths == {"knoop": 1.0, "doorhakken": 1.0, "beslissen": 0.4}
