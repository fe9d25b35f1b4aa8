"""What must be looked at again, because the passages under it changed (*opnieuw te bekijken*)."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.records.database import Records, changing, reading
from assistant.records.tables import Mark, Turn
from assistant.records.writing import now


def mark_turns(records: Records, turns: Iterable[str], reason: str) -> int:
    """Mark turns to be reviewed again; return how many are newly marked for this reason. Unknown ones are passed over.

    A new verdict (`verdicts.give`) takes the mark away. Raises RecordsError.
    """
    with changing(records) as session:
        marked = _marked(session, reason)
        unmarked = [turn for turn in dict.fromkeys(turns) if (turn, None, None) not in marked]
        fresh = [turn for turn in unmarked if session.get(Turn, turn) is not None]
        session.add_all(Mark(turn=turn, reason=reason, at=now()) for turn in fresh)
        return len(fresh)


def mark_questions(records: Records, suite: str, questions: Iterable[str], reason: str) -> int:
    """Mark golden questions of a suite to be looked at again; return how many are newly marked for this reason.

    They may live in a file as well as in the records. Raises RecordsError.
    """
    with changing(records) as session:
        marked = _marked(session, reason)
        fresh = [name for name in dict.fromkeys(questions) if (None, suite, name) not in marked]
        session.add_all(Mark(suite=suite, question=name, reason=reason, at=now()) for name in fresh)
        return len(fresh)


def turns(records: Records) -> dict[str, tuple[str, ...]]:
    """Return the turns to review again, each with its reasons. Raises RecordsError."""
    found = dict[str, tuple[str, ...]]()
    with reading(records) as session:
        marked = select(Mark.turn, Mark.reason).where(Mark.turn.is_not(None)).order_by(Mark.id)
        for turn, reason in session.execute(marked):
            if turn is not None:
                found[turn] = (*found.get(turn, ()), reason)
    return found


def questions(records: Records, suite: str) -> dict[str, tuple[str, ...]]:
    """Return the golden questions of a suite to look at again, each with its reasons. Raises RecordsError."""
    found = dict[str, tuple[str, ...]]()
    with reading(records) as session:
        marked = select(Mark.question, Mark.reason).where(Mark.suite == suite).order_by(Mark.id)
        for name, reason in session.execute(marked):
            if name is not None:
                found[name] = (*found.get(name, ()), reason)
    return found


def clear_turn(records: Records, turn: str) -> None:
    """Take the marks of a turn away. Raises RecordsError."""
    with changing(records) as session:
        session.execute(delete(Mark).where(Mark.turn == turn))


def clear_question(records: Records, suite: str, question: str) -> None:
    """Take the marks of a golden question away. Raises RecordsError."""
    with changing(records) as session:
        session.execute(delete(Mark).where(Mark.suite == suite, Mark.question == question))


def _marked(session: Session, reason: str) -> set[tuple[str | None, str | None, str | None]]:
    found = session.execute(select(Mark.turn, Mark.suite, Mark.question).where(Mark.reason == reason))
    return set(found)
