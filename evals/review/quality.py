"""What the verdicts on a set of answers say of all answers, with how sure that is."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scipy.stats import binomtest

from assistant.records.kept import GivenVerdict, KeptTurn, Verdict
from evals.intervals import CONFIDENCE
from evals.review.agreement import Agreement, agreements
from evals.review.subjects import grouped

State = Literal["correct", "wrong", "disputed", "unjudged"]

WORST: Final = 5
"""Subjects named as the worst: as many as somebody will take up."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the 95 % interval by Wilson (1927) of the share; None where there is nothing."""

    right: int
    total: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float:
        """The share from 0 to 1, 0 where there is nothing."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with the verdicts on it."""

    turn: KeptTurn
    verdicts: tuple[GivenVerdict, ...]

    @property
    def state(self) -> State:
        """Whether it is correct: when all who could judge it say so. *Disputed* when some say so and others not."""
        said = {each.verdict for each in self.verdicts} - {Verdict.CANNOT_JUDGE}
        if not said:
            return "unjudged"
        if said == {Verdict.CORRECT}:
            return "correct"
        return "disputed" if Verdict.CORRECT in said else "wrong"


@dataclass(frozen=True, slots=True)
class Group:
    """Judged answers that have something in common; `wrong` are those that are not, or not surely, correct."""

    name: str
    share: Share
    wrong: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """All that the report says.

    What nobody could judge counts in `unjudged` only; `disputed` is counted as wrong. `blamed` holds the verdicts that
    tell on documents, each with how many answers got it and the documents that these cite.
    """

    judged: tuple[Judged, ...]
    share: Share
    unjudged: int
    disputed: int
    hard_language: int
    verdicts: tuple[tuple[Verdict, int], ...]
    outcomes: tuple[Group, ...]
    worst: tuple[Group, ...]
    blamed: tuple[tuple[Verdict, int, tuple[str, ...]], ...]
    reviewers: tuple[str, ...]
    agreements: tuple[Agreement, ...]


def quality(turns: Iterable[KeptTurn], given: Sequence[GivenVerdict]) -> Quality:
    """Return what these verdicts say of these answers; answers without a verdict are left out."""
    by_turn: dict[str, list[GivenVerdict]] = {}
    for verdict in given:
        by_turn.setdefault(verdict.turn, []).append(verdict)
    judged = tuple(Judged(turn, tuple(by_turn[turn.id])) for turn in turns if turn.id in by_turn)
    kept = {each.turn.id for each in judged}
    used = [verdict for verdict in given if verdict.turn in kept]
    counted = [each for each in judged if each.state != "unjudged"]
    return Quality(
        judged=judged,
        share=_share(counted),
        unjudged=len(judged) - len(counted),
        disputed=sum(each.state == "disputed" for each in judged),
        hard_language=sum(any(v.hard_language for v in each.verdicts) for each in judged),
        verdicts=tuple(Counter(each.verdict for each in used).most_common()),
        outcomes=_groups(counted, lambda each: each.turn.outcome.value),
        worst=_worst(counted),
        blamed=_blamed(judged),
        reviewers=tuple(sorted({each.reviewer for each in used})),
        agreements=agreements(used),
    )


def wilson(right: int, total: int) -> Share:
    """Return a share with its interval: E. B. Wilson, *Probable inference*, JASA 22 (1927), 209–212."""
    if not total:
        return Share(0, 0, None, None)
    interval = binomtest(right, total).proportion_ci(CONFIDENCE, method="wilson")
    return Share(right, total, float(interval.low), float(interval.high))


def _share(judged: Sequence[Judged]) -> Share:
    return wilson(sum(each.state == "correct" for each in judged), len(judged))


def _groups(judged: Sequence[Judged], by: Callable[[Judged], str]) -> tuple[Group, ...]:
    found: dict[str, list[Judged]] = {}
    for each in judged:
        found.setdefault(by(each), []).append(each)
    groups = (_group(name, members) for name, members in found.items())
    return tuple(sorted(groups, key=lambda each: (-each.share.total, each.name)))


def _group(name: str, members: Sequence[Judged]) -> Group:
    return Group(name, _share(members), tuple(each for each in members if each.state != "correct"))


def _worst(judged: Sequence[Judged]) -> tuple[Group, ...]:
    """Return the subjects with most answers that are not correct."""
    by_id = {each.turn.id: each for each in judged}
    subjects = grouped({key: each.turn.searched_for or each.turn.question for key, each in by_id.items()})
    groups = [_group(subject.name, [by_id[key] for key in subject.questions]) for subject in subjects]
    wrong = sorted((each for each in groups if each.wrong), key=lambda each: (-len(each.wrong), each.share.value))
    return tuple(wrong[:WORST])


def _blamed(judged: Sequence[Judged]) -> tuple[tuple[Verdict, int, tuple[str, ...]], ...]:
    """Return each verdict that tells on documents with its answers and the documents that they cite, most first."""
    found = []
    for verdict in (Verdict.WRONG, Verdict.OUTDATED, Verdict.WRONG_SOURCE, Verdict.INCOMPLETE):
        answers = [each for each in judged if verdict in {given.verdict for given in each.verdicts}]
        cited = Counter(document for each in answers for document in each.turn.documents)
        if cited:
            found.append((verdict, len(answers), tuple(document for document, _ in cited.most_common())))
    return tuple(found)
