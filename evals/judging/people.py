"""How far a judging model agrees with people, on the answers that they judged on the review page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.records import Records, runs, turns, verdicts
from assistant.records.kept import GivenVerdict, KeptTurn, Verdict
from evals import runs as folders
from evals.golden.questions import GoldenQuestion
from evals.judging.judge import ModelJudge
from evals.judging.votes import Judgement
from evals.review.agreement import cohens_kappa

EMPTY: Final = "no verdict"
"""Where the model gave none: it agrees with nobody."""


@dataclass(frozen=True, slots=True)
class WithPerson:
    """A model beside one reviewer, over all answers that this reviewer judged.

    `empty` of them got no verdict of the model and count as disagreements. `kappa` is over all verdicts,
    `kappa_correct` over *correct* or not; None where chance explains everything.
    """

    reviewer: str
    both: int
    agreed: int
    empty: int
    kappa: float | None
    kappa_correct: float | None


def beside_people(given: Iterable[GivenVerdict], judged: Mapping[str, Verdict | None]) -> tuple[WithPerson, ...]:
    """Return the model beside each reviewer, by name; `judged` holds its verdict on each turn, None for none."""
    by_reviewer: dict[str, list[tuple[str, str]]] = {}
    for each in given:
        if each.turn in judged:
            said = judged[each.turn]
            by_reviewer.setdefault(each.reviewer, []).append((each.verdict.value, said.value if said else EMPTY))
    return tuple(_beside(reviewer, pairs) for reviewer, pairs in sorted(by_reviewer.items()))


def _beside(reviewer: str, pairs: Sequence[tuple[str, str]]) -> WithPerson:
    correct = [tuple(_is_correct(word) for word in pair) for pair in pairs]
    return WithPerson(
        reviewer,
        len(pairs),
        sum(one == other for one, other in pairs),
        sum(other == EMPTY for _, other in pairs),
        cohens_kappa(pairs),
        cohens_kappa([(one, other) for one, other in correct]),
    )


def _is_correct(word: str) -> str:
    return word if word in (Verdict.CORRECT.value, EMPTY) else "not correct"


def judge_again(
    records: Records,
    judge: ModelJudge,
    *,
    sample: int | None = None,
    limit: int | None = None,
    on_each: Callable[[KeptTurn, Judgement], None] = lambda turn, judgement: None,
) -> tuple[tuple[GivenVerdict, ...], dict[str, Judgement]]:
    """Let a model judge what people judged; return their verdicts, and the model's judgements by turn.

    `sample` takes the answers of one sample, `limit` the first so many. Answers of a run are judged with the golden
    question beside them, those of users without. Raises RecordsError and RunError.
    """
    given = verdicts.all_of(records, sample=sample)
    wanted = list(dict.fromkeys(each.turn for each in given))[:limit]
    golden = _golden(records, wanted)
    judged = {}
    for turn in _kept(records, wanted):
        history = [
            each.question for each in turns.conversation(records, turn.conversation) if each.number < turn.number
        ]
        known = golden.get(turn.conversation)
        judged[turn.id] = judge.judged(turn.question, known.history if known else history, turn.answer, known)
        on_each(turn, judged[turn.id])
    return given, judged


def _kept(records: Records, wanted: Iterable[str]) -> Iterator[KeptTurn]:
    return (turn for key in wanted if (turn := turns.get(records, key)))


def _golden(records: Records, wanted: Sequence[str]) -> dict[str, GoldenQuestion]:
    """Return the golden questions of the runs that these turns come from, by the conversation that a run made."""
    numbers = {turn.run for turn in _kept(records, wanted) if turn.run is not None}
    found = {}
    for number in sorted(numbers):
        run = runs.get(records, number)
        for asked in folders.read(Path(run.path)).asked if run else ():
            found[conversation_of(number, asked.golden.id)] = asked.golden
    return found


def conversation_of(run: int, question: str) -> str:
    """Return the key of the conversation under which a run keeps the answer to one golden question."""
    return f"run-{run}-{question}"[:64]
