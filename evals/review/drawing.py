"""Draws the answers that reviewers will judge."""

from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from random import Random


def at_random(by_outcome: Mapping[str, Sequence[str]], size: int, chance: Random) -> tuple[str, ...]:
    """Return `size` turns out of all, each with the same chance, in a random order; all of them when there are fewer.

    Refusals come in as often as they occur, so shares of the sample estimate shares of all answers.
    """
    everything = list(chain.from_iterable(by_outcome.values()))
    return tuple(chance.sample(everything, min(size, len(everything))))


def equally(by_outcome: Mapping[str, Sequence[str]], size: int, chance: Random) -> tuple[str, ...]:
    """Return `size` turns, of each outcome as many as of any other while they last, in a random order.

    Rare outcomes weigh more than in use, so shares count within an outcome only.
    """
    mixed = [chance.sample(list(turns), len(turns)) for turns in by_outcome.values()]
    in_turn = [turn for round_ in zip_longest(*mixed) for turn in round_ if turn is not None]
    drawn = in_turn[:size]
    chance.shuffle(drawn)
    return tuple(drawn)
