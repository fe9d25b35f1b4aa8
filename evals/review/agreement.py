"""How far reviewers agree, apart from chance."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.records.kept import GivenVerdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers over the answers that both judged. `kappa` is None where chance explains everything."""

    one: str
    other: str
    both: int
    agreed: int
    kappa: float | None
    disagreements: tuple[tuple[GivenVerdict, GivenVerdict], ...]


def agreements(given: Iterable[GivenVerdict]) -> tuple[Agreement, ...]:
    """Return how each two reviewers agree, by name; reviewers who judged nothing together are left out."""
    by_reviewer: dict[str, dict[str, GivenVerdict]] = {}
    for verdict in given:
        by_reviewer.setdefault(verdict.reviewer, {})[verdict.turn] = verdict
    pairs = (
        _between(one, other, by_reviewer[one], by_reviewer[other])
        for one, other in combinations(sorted(by_reviewer), 2)
    )
    return tuple(each for each in pairs if each.both)


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return (observed − expected) / (1 − expected) agreement, 1 at most; None without pairs, or where 1 is expected.

    Expected is what two judges with the same habits reach who never look at the answer. Jacob Cohen, *A coefficient of
    agreement for nominal scales*, Educational and Psychological Measurement 20 (1960), 37–46.
    """
    if not pairs:
        return None
    observed = sum(one == other for one, other in pairs) / len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ones[word] * others[word] for word in ones) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _between(one: str, other: str, ones: Mapping[str, GivenVerdict], others: Mapping[str, GivenVerdict]) -> Agreement:
    both = [(ones[turn], others[turn]) for turn in ones if turn in others]
    return Agreement(
        one,
        other,
        len(both),
        sum(a.verdict == b.verdict for a, b in both),
        cohens_kappa([(a.verdict, b.verdict) for a, b in both]),
        tuple((a, b) for a, b in both if a.verdict != b.verdict),
    )
