"""What the questions of a period say together: how many, how they ended, about what. No figure tells on a person.

Nobody knows who asked: a conversation stands for a person, and one person may have held several.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer import Outcome
from assistant.records.kept import GivenVerdict, KeptTurn
from evals.review.subjects import grouped
from evals.review.wording import BELGIUM

FEWEST: Final = 5
"""People behind a count that is shown; smaller counts are hidden."""

MOST_ASKED: Final = 10
SUBJECTS: Final = 15
"""Rows of a list: what fits on a screen."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions, of how many conversations. `shown` is the number to show, None where it must be hidden."""

    name: str
    questions: int
    conversations: int
    shown: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts of a period."""

    total: Count
    days: tuple[Count, ...]
    outcomes: tuple[Count, ...]
    ratings: tuple[Count, ...]
    reasons: tuple[Count, ...]
    most_asked: tuple[Count, ...]
    unanswered: tuple[Count, ...]
    verdicts: Mapping[str, int]


def overview(turns: Sequence[KeptTurn], verdicts: Iterable[GivenVerdict]) -> Overview:
    """Return what the turns of users say together; `verdicts` are those on them."""
    rated = [turn for turn in turns if turn.rating]
    return Overview(
        total=guarded(_counted(turns, lambda _: "all"))[0] if turns else Count("all", 0, 0, 0),
        days=tuple(sorted(guarded(_counted(turns, _day)), key=lambda each: each.name)),
        outcomes=guarded(_counted(turns, lambda turn: turn.outcome.value)),
        ratings=guarded(_counted(rated, lambda turn: "useful" if turn.rating and turn.rating.useful else "not_useful")),
        reasons=guarded(_counted([t for t in rated if t.rating and t.rating.reason], _reason)),
        most_asked=_most_asked(turns),
        unanswered=_unanswered(turns),
        verdicts=_verdicts(verdicts),
    )


def guarded(counts: Sequence[Count]) -> tuple[Count, ...]:
    """Return the counts with those hidden behind which fewer than FEWEST people stand.

    Where only one would be hidden the smallest of the others is hidden too: else the total would give it away.
    """
    hidden = {each.name for each in counts if 0 < each.conversations < FEWEST}
    others = sorted((each for each in counts if each.name not in hidden), key=lambda each: each.questions)
    if len(hidden) == 1 and others:
        hidden.add(others[0].name)
    return tuple(
        Count(each.name, each.questions, each.conversations, None if each.name in hidden else each.questions)
        for each in counts
    )


def _counted(turns: Iterable[KeptTurn], by: Callable[[KeptTurn], str]) -> list[Count]:
    """Return the counts by a name, the largest first."""
    found: dict[str, list[KeptTurn]] = {}
    for turn in turns:
        found.setdefault(by(turn), []).append(turn)
    counts = [_count(name, members) for name, members in found.items()]
    return sorted(counts, key=lambda each: (-each.questions, each.name))


def _count(name: str, turns: Sequence[KeptTurn]) -> Count:
    conversations = len({turn.conversation for turn in turns})
    return Count(name, len(turns), conversations, len(turns) if conversations >= FEWEST else None)


def _day(turn: KeptTurn) -> str:
    return turn.at.astimezone(BELGIUM).date().isoformat()


def _reason(turn: KeptTurn) -> str:
    return (turn.rating.reason if turn.rating else None) or ""


def _most_asked(turns: Sequence[KeptTurn]) -> tuple[Count, ...]:
    """What fewer than FEWEST people asked is not asked most, and might tell who asked it. Small talk is left out."""
    asked = [turn for turn in turns if turn.outcome not in (Outcome.OUT_OF_SCOPE, Outcome.UNCLEAR)]
    counts = _counted(asked, _as_asked)
    typed = {_as_asked(turn): turn.question for turn in reversed(asked)}
    shown = [each for each in counts if each.shown is not None][:MOST_ASKED]
    return tuple(Count(typed[each.name], each.questions, each.conversations, each.shown) for each in shown)


def _as_asked(turn: KeptTurn) -> str:
    return " ".join(turn.question.casefold().split()).rstrip(" ?.!")


def _unanswered(turns: Sequence[KeptTurn]) -> tuple[Count, ...]:
    """The name of a small subject is shown without its count, for the owner must know which document is missing."""
    lacking = {turn.id: turn for turn in turns if turn.outcome in (Outcome.NOT_IN_SOURCES, Outcome.PARTIAL)}
    subjects = grouped({key: turn.searched_for or turn.question for key, turn in lacking.items()})
    return tuple(_count(each.name, [lacking[key] for key in each.questions]) for each in subjects[:SUBJECTS])


def _verdicts(verdicts: Iterable[GivenVerdict]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in verdicts:
        found[each.verdict.value] = found.get(each.verdict.value, 0) + 1
    return dict(sorted(found.items(), key=lambda each: -each[1]))
