from dataclasses import replace

from evals.golden.parts import shared
from tests.evals.golden.conftest import QUESTION


def test_the_same_words_or_the_same_id_in_two_parts_are_named() -> None:
    same = replace(QUESTION, id="Q2", question="Hoeveel gemeenten zijn we")
    follow_up = replace(QUESTION, id="Q3", history=("wat is een regio?",))
    same_id = replace(QUESTION, question="iets anders?")
    parts = {"calibration": [QUESTION], "test": [same, follow_up, same_id]}
    assert list(shared(parts)) == [("calibration Q1", "test Q2"), ("calibration Q1", "test Q1")]


def test_twice_in_one_part_is_not_in_two() -> None:
    assert list(shared({"calibration": [QUESTION, replace(QUESTION, id="Q2")], "test": []})) == []
