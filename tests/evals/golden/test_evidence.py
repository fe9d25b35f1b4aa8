from dataclasses import replace

import pytest

from corpus.index import Index
from evals.golden import evidence
from evals.golden.questions import Evidence
from tests.evals.golden.conftest import QUESTION


def words(index: Index, place: evidence.Place) -> str:
    parts = []
    for stretch in place.stretches:
        passage = index.passage(stretch.passage)
        assert passage
        parts.append(passage.text[stretch.start : stretch.end])
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize(
    "typed",
    [
        "Elke burgemeester heeft een stem",
        "Elke burge-\nmeester  heeft\r\neen stem",
        "Elke\u00a0burge\u00admeester heeft een stem",
    ],
)
def test_a_quote_is_found_whatever_its_line_breaks_and_hyphens(index: Index, typed: str) -> None:
    place = evidence.resolve(Evidence("gids.pdf", typed, None), index)
    assert place
    assert (place.document, place.page, place.text) == ("gids.pdf", 1, "Elke burgemeester heeft een stem")
    assert words(index, place) == place.text


@pytest.mark.parametrize("typed", ["De dienst heet 'Samen sterk' en kost", "De dienst heet ‘Samen sterk‘ en kost"])
def test_quotation_marks_are_the_same_whatever_their_shape(index: Index, typed: str) -> None:
    place = evidence.resolve(Evidence("gids.pdf", typed, None), index)
    assert place and place.page == 2


def test_other_words_and_capitals_are_not_the_quote(index: Index) -> None:
    for typed in ("Elke burgemeester had een stem", "ELKE BURGEMEESTER"):
        assert evidence.resolve(Evidence("gids.pdf", typed, None), index) is None


def test_a_quote_may_run_on_over_passages_and_pages(index: Index) -> None:
    typed = "heeft een stem in het overleg. Het overleg beslist"
    place = evidence.resolve(Evidence("gids.pdf", typed, None), index)
    assert place and (place.page, place.text) == (1, typed)
    assert words(index, place) == typed


def test_the_page_hinted_decides_between_two_places(index: Index) -> None:
    first, second = (evidence.resolve(Evidence("gids.pdf", "et overleg", page), index) for page in (None, 2))
    assert first and second
    assert (first.page, second.page) == (1, 2)
    assert [
        place.page for place in evidence.places(Evidence("gids.pdf", "et overleg", 9), index.passages("gids.pdf"))
    ] == [
        1,
        2,
    ]


def test_the_check_names_what_does_not_occur_with_what_comes_nearest(index: Index) -> None:
    gone = Evidence("gids.pdf", "De regio telt tien gemeenten.", 1)
    found = evidence.check([replace(QUESTION, gold=(*QUESTION.gold, gone))], index)
    assert [(each.question, each.evidence, each.known) for each in found] == [("Q1", gone, True)]
    assert found[0].nearest and found[0].nearest.text == "De regio telt negen gemeenten."


def test_the_very_words_in_another_document_come_before_what_resembles_them(index: Index) -> None:
    found = evidence.nearest(Evidence("gids.pdf", "De raad keurt het plan goed", None), index)
    assert found and (found.document, found.text) == ("wet.pdf", "De raad keurt het plan goed")


def test_a_document_that_is_not_there_is_told_apart(index: Index) -> None:
    gone = Evidence("weg.pdf", "De regio telt negen gemeenten.", 1)
    (found,) = evidence.check([replace(QUESTION, gold=(gone,))], index)
    assert not found.known
    assert found.nearest and found.nearest.document == "gids.pdf"


def test_another_page_than_the_hint_is_told_but_is_no_fault(index: Index) -> None:
    asked = replace(QUESTION, gold=(Evidence("gids.pdf", "De regio telt negen gemeenten.", 2),))
    assert evidence.check([asked], index) == ()
    ((question, _, place),) = evidence.moved([asked], index)
    assert (question, place.page) == ("Q1", 1)
