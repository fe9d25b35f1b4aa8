from collections import Counter
from random import Random

from evals.review.drawing import at_random, equally

FOUND = {
    "answered": tuple(f"a{number}" for number in range(90)),
    "not_in_sources": tuple(f"n{number}" for number in range(9)),
    "unclear": ("u0",),
}


def test_a_sample_holds_what_was_asked_once_each() -> None:
    for draw in (at_random, equally):
        drawn = draw(FOUND, 20, Random(1))
        assert len(drawn) == len(set(drawn)) == 20
        assert len(draw(FOUND, 500, Random(1))) == 100


def test_at_random_every_answer_has_the_same_chance_refusals_too() -> None:
    chance, seen = Random(7), Counter[str]()
    for _ in range(3000):
        seen.update(at_random(FOUND, 10, chance))
    # 300 expected; five standard deviations of the binomial are 82.
    assert all(218 < seen[turn] < 382 for turns in FOUND.values() for turn in turns)


def test_equally_takes_as_many_of_each_outcome_while_they_last() -> None:
    drawn = Counter(turn[0] for turn in equally(FOUND, 15, Random(3)))
    assert drawn == {"a": 7, "n": 7, "u": 1}
