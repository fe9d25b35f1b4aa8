"""Sentences that stand side by side are quoted as one."""

from dataclasses import replace

import pytest

from assistant.quoting.evidence import Stretch
from assistant.quoting.joining import NEIGHBOUR, overlap, with_neighbour
from corpus.types import Basis, Unit

from ..conftest import passage


def stretches(sentences: list[str], scores: list[float], *, basis: dict[int, Basis] | None = None) -> list[Stretch]:
    """Return the sentences of one passage with these scores, in the order of the page."""
    of, units, start = passage(" ".join(sentences)), [], 0
    for place, sentence in enumerate(sentences):
        source = (basis[place],) if basis and place in basis else ()
        units.append(Unit(start, start + len(sentence), "sentence", source))
        start += len(sentence) + 1
    return [Stretch(of, unit, score, 0.5, 0.5, 0.5) for unit, score in zip(units, scores, strict=True)]


def test_a_sentence_takes_the_better_of_its_neighbours() -> None:
    ranked = stretches(["Een.", "De kern staat hier.", "Zo gaat dat verder."], [1.0, 3.0, 2.0])
    assert with_neighbour(ranked[1], ranked).text == "De kern staat hier. Zo gaat dat verder."


def test_the_order_of_the_page_stays() -> None:
    ranked = stretches(["Wat eerst komt.", "De kern."], [2.0, 3.0])
    assert with_neighbour(ranked[1], ranked).text == "Wat eerst komt. De kern."


def test_a_neighbour_that_bears_little_on_the_question_is_left_out() -> None:
    ranked = stretches(["De kern.", "Iets anders."], [NEIGHBOUR + 1.0, 0.5])
    assert with_neighbour(ranked[0], ranked) == ranked[0]


def test_a_sentence_that_leans_back_takes_the_one_before_it_whatever_that_scores() -> None:
    ranked = stretches(["De raad keurt goed.", "Daarom duurt het lang.", "En verder niets."], [-9.0, 3.0, 2.9])
    assert with_neighbour(ranked[1], ranked).text == "De raad keurt goed. Daarom duurt het lang."


@pytest.mark.parametrize("beside", ["Wie beslist dat?", "De raad schreef:", "“Het is nu aan ons,” zeggen velen."])
def test_questions_announcements_and_spoken_words_are_no_neighbours(beside: str) -> None:
    ranked = stretches(["De kern staat hier.", beside], [3.0, 3.0])
    assert with_neighbour(ranked[0], ranked) == ranked[0]


def test_a_quote_of_two_sentences_stands_on_one_page() -> None:
    of = passage("De kern. Het vervolg.", page_of={0: 1, 9: 2})
    first, second = (Stretch(of, Unit(*place, "sentence"), 1.0, 0.5, 0.5, 0.5) for place in ((0, 8), (9, 21)))
    assert with_neighbour(first, [first, second]) == first


def test_what_a_page_break_left_of_a_sentence_is_no_neighbour() -> None:
    ranked = stretches(["De kern staat hier.", "pas."], [3.0, 3.0])
    assert with_neighbour(ranked[0], ranked) == ranked[0]


def test_sentences_with_something_between_them_stay_apart() -> None:
    first, _, third = ranked = stretches(["De kern.", "Iets tussenin.", "Het vervolg."], [3.0, 3.0, 3.0])
    assert with_neighbour(first, [first, third]) == first
    assert with_neighbour(first, ranked).text == "De kern. Iets tussenin."


def test_both_bases_are_kept_each_once() -> None:
    decree, guide = (
        Basis("Een decreet", "https://voorbeeld.be/a", None, "official"),
        Basis("Een gids", "https://voorbeeld.be/b", None, "official"),
    )
    one, other = stretches(["De kern.", "Het vervolg."], [3.0, 3.0], basis={0: decree, 1: guide})
    assert with_neighbour(one, [one, other]).unit.basis == (decree, guide)


def test_stretches_overlap_when_they_share_words_of_one_passage() -> None:
    one, other = stretches(["De kern.", "Het vervolg."], [3.0, 3.0])
    whole = with_neighbour(one, [one, other])
    elsewhere = replace(one, passage=replace(one.passage, id="ander"))
    assert overlap(whole, other) and overlap(one, whole)
    assert not overlap(one, other) and not overlap(whole, elsewhere)
