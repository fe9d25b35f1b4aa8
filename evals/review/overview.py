"""What the questions of a period say together: how many, how they ended, about what. No figure tells on a person.

Nobody knows who asked: a conversation stands for a person, and one person may have held several. What fewer than FEWEST
people did has no row of its own; rows that small are put together, so that no subtraction gives one of them away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from assistant.answer import WITHOUT_EVIDENCE, Outcome
from assistant.records.kept import GivenVerdict, KeptTurn
from evals.review.subjects import grouped
from evals.review.wording import BELGIUM

FEWEST: Final = 5
"""People behind a number that is shown."""

MOST_ASKED: Final = 10
SUBJECTS: Final = 15
"""Rows of a list: what fits on a screen."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions, and of which conversations."""

    name: str
    questions: int
    people: frozenset[str]

    @property
    def is_small(self) -> bool:
        """Whether too few people stand behind it to show it."""
        return len(self.people) < FEWEST


@dataclass(frozen=True, slots=True)
class Table:
    """The rows to show, and those that were too small put together: their number and their questions.

    `rest` is None where nothing was too small. `hidden` tells that all together are too small, so nothing is shown.
    """

    rows: tuple[Count, ...] = ()
    rest: Count | None = None
    together: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """The questions of a week from its Monday, an ISO date, and the share of them (0 to 1) that got an answer.

    The share is None where it would tell how fewer than FEWEST people fared.
    """

    monday: str
    questions: int
    answered: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What a period says. `total` is None for too few people; `little_used` are documents that few or none were shown.

    `verdicts` count what reviewers said, not what users did.
    """

    asked: bool
    total: int | None
    answered: float | None
    weeks: tuple[Week, ...]
    other_weeks: Table
    outcomes: Table
    documents: Table
    little_used: tuple[str, ...]
    ratings: Table
    reasons: Table
    most_asked: tuple[Count, ...]
    unanswered: Table
    verdicts: Mapping[str, int]


def overview(turns: Sequence[KeptTurn], verdicts: Iterable[GivenVerdict], documents: Iterable[str] = ()) -> Overview:
    """Return what the turns of users say together; `verdicts` are those on them, `documents` all that there are."""
    whole, weeks = _count("", turns), guarded(_counted(turns, _monday))
    rated = [turn for turn in turns if turn.rating]
    used = [each for each in _cited(turns) if not each.is_small]
    shown = {each.name for each in used}
    return Overview(
        asked=bool(turns),
        total=None if whole.is_small else whole.questions,
        answered=_answered(turns),
        weeks=tuple(_weeks(turns, weeks.rows)),
        other_weeks=weeks,
        outcomes=guarded(_counted(turns, lambda turn: turn.outcome.value)),
        documents=Table(tuple(used), hidden=not used),
        little_used=tuple(name for name in documents if name not in shown),
        ratings=guarded(_counted(rated, lambda turn: "useful" if turn.rating and turn.rating.useful else "not_useful")),
        reasons=guarded(_counted([t for t in rated if t.rating and t.rating.reason], _reason)),
        most_asked=_most_asked(turns),
        unanswered=_unanswered(turns),
        verdicts=_verdicts(verdicts),
    )


def guarded(counts: Sequence[Count]) -> Table:
    """Return the counts as a table in which each row, and what is left, stands for FEWEST people or more.

    Where the small ones are too few together the smallest of the others joins them: the total would give them away.
    """
    small = [each for each in counts if each.is_small]
    rows = [each for each in counts if not each.is_small]
    while small and _together(small).is_small and rows:
        smallest = min(rows, key=lambda each: (len(each.people), each.questions, each.name))
        rows.remove(smallest)
        small.append(smallest)
    if not small:
        return Table(tuple(rows))
    rest = _together(small)
    return Table(hidden=True) if rest.is_small else Table(tuple(rows), rest, len(small))


def _together(counts: Sequence[Count]) -> Count:
    return Count("", sum(each.questions for each in counts), frozenset().union(*(each.people for each in counts)))


def _counted(turns: Iterable[KeptTurn], by: Callable[[KeptTurn], str]) -> list[Count]:
    """Return the counts by a name, the largest first."""
    found: dict[str, list[KeptTurn]] = {}
    for turn in turns:
        found.setdefault(by(turn), []).append(turn)
    return _largest_first(_count(name, members) for name, members in found.items())


def _largest_first(counts: Iterable[Count]) -> list[Count]:
    return sorted(counts, key=lambda each: (-each.questions, each.name))


def _count(name: str, turns: Sequence[KeptTurn]) -> Count:
    return Count(name, len(turns), frozenset(turn.conversation for turn in turns))


def _monday(turn: KeptTurn) -> str:
    day = turn.at.astimezone(BELGIUM).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _weeks(turns: Sequence[KeptTurn], rows: Iterable[Count]) -> Iterator[Week]:
    """Yield the weeks that may be shown, oldest first; what has no share must together be safe from subtraction."""
    by_week: dict[str, list[KeptTurn]] = {}
    for turn in turns:
        by_week.setdefault(_monday(turn), []).append(turn)
    shown = sorted(rows, key=lambda row: row.name)
    shares = {each.name: share for each in shown if (share := _answered(by_week[each.name])) is not None}
    while shares:
        others = [turn for turn in turns if _monday(turn) not in shares]
        if not others or _answered(others) is not None:
            break
        del shares[min(shares, key=lambda week: len(by_week[week]))]
    for each in shown:
        yield Week(each.name, each.questions, shares.get(each.name))


def _answered(turns: Sequence[KeptTurn]) -> float | None:
    """Return which share got an answer, None where fewer than FEWEST people got one, or did not."""
    split = _counted(turns, lambda turn: "without" if turn.outcome in WITHOUT_EVIDENCE else "with")
    if not split or any(each.is_small for each in split):
        return None
    return sum(each.questions for each in split if each.name == "with") / len(turns)


def _cited(turns: Sequence[KeptTurn]) -> list[Count]:
    """Return how many answers quote each document; an answer may quote several, so the counts have no total."""
    found: dict[str, list[KeptTurn]] = {}
    for turn in turns:
        for document in turn.documents:
            found.setdefault(document, []).append(turn)
    return _largest_first(_count(name, members) for name, members in found.items())


def _reason(turn: KeptTurn) -> str:
    return (turn.rating.reason if turn.rating else None) or ""


def _most_asked(turns: Sequence[KeptTurn]) -> tuple[Count, ...]:
    """What fewer than FEWEST people asked is not asked most, and might tell who asked it. Small talk is left out."""
    asked = [turn for turn in turns if turn.outcome not in (Outcome.OUT_OF_SCOPE, Outcome.UNCLEAR)]
    typed = {_as_asked(turn): turn.question for turn in reversed(asked)}
    shown = [each for each in _counted(asked, _as_asked) if not each.is_small][:MOST_ASKED]
    return tuple(Count(typed[each.name], each.questions, each.people) for each in shown)


def _as_asked(turn: KeptTurn) -> str:
    return " ".join(turn.question.casefold().split()).rstrip(" ?.!")


def _unanswered(turns: Sequence[KeptTurn]) -> Table:
    """Only words that FEWEST people share name a subject: the words of one person might tell who that is."""
    lacking = {turn.id: turn for turn in turns if turn.outcome in (Outcome.NOT_IN_SOURCES, Outcome.PARTIAL)}
    asked = {key: turn.searched_for or turn.question for key, turn in lacking.items()}
    subjects = grouped(asked, {key: turn.conversation for key, turn in lacking.items()}, FEWEST)
    counts = [_count(each.name, [lacking[key] for key in each.questions]) for each in subjects]
    found = guarded(counts)
    if len(found.rows) <= SUBJECTS:
        return found
    beyond = [*found.rows[SUBJECTS:], *([found.rest] if found.rest else ())]
    return Table(found.rows[:SUBJECTS], _together(beyond), found.together + len(found.rows) - SUBJECTS)


def _verdicts(verdicts: Iterable[GivenVerdict]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in verdicts:
        found[each.verdict.value] = found.get(each.verdict.value, 0) + 1
    return dict(sorted(found.items(), key=lambda each: -each[1]))
