"""Golden questions that were uploaded or made from a conversation, in the golden format, by suite."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.records.database import Records, changing, reading
from assistant.records.kept import KeptQuestion
from assistant.records.tables import Mark, Question
from assistant.records.writing import now


def put(
    records: Records, suite: str, content: Mapping[str, Any], *, origin: str, turn: str | None = None
) -> KeptQuestion:
    """Keep a golden question under its `id` in a suite, in place of one with the same id.

    `content` is the object of one line of a golden file; `turn` the one it was made from. Raises RecordsError, and
    KeyError when `content` has no `id`.
    """
    identifier = str(content["id"])
    with changing(records) as session:
        made = session.merge(
            Question(suite=suite, id=identifier, content=dict(content), origin=origin, turn=turn, at=now())
        )
        session.execute(delete(Mark).where(Mark.suite == suite, Mark.question == identifier))
        session.flush()
        return _values(session, [made])[0]


def all_of(records: Records, suite: str | None = None) -> tuple[KeptQuestion, ...]:
    """Return the golden questions by suite and id, of one suite or of all. Raises RecordsError."""
    wanted = select(Question).order_by(Question.suite, Question.id)
    if suite is not None:
        wanted = wanted.where(Question.suite == suite)
    with reading(records) as session:
        return _values(session, session.scalars(wanted).all())


def suites(records: Records) -> dict[str, int]:
    """Return how many questions each suite holds, by name. Raises RecordsError."""
    counted = select(Question.suite, func.count()).group_by(Question.suite).order_by(Question.suite)
    with reading(records) as session:
        return dict(session.execute(counted).all())


def delete_one(records: Records, suite: str, identifier: str) -> bool:
    """Delete a golden question; False when it was not there. Raises RecordsError."""
    with changing(records) as session:
        session.execute(delete(Mark).where(Mark.suite == suite, Mark.question == identifier))
        gone = delete(Question).where(Question.suite == suite, Question.id == identifier).returning(Question.id)
        return bool(session.execute(gone).all())


def delete_suite(records: Records, suite: str) -> int:
    """Delete all questions of a suite; return how many. Raises RecordsError."""
    with changing(records) as session:
        session.execute(delete(Mark).where(Mark.suite == suite))
        return len(session.execute(delete(Question).where(Question.suite == suite).returning(Question.id)).all())


def _values(session: Session, questions: Iterable[Question]) -> tuple[KeptQuestion, ...]:
    again = dict[tuple[str | None, str | None], list[str]]()
    marked = select(Mark.suite, Mark.question, Mark.reason).where(Mark.question.is_not(None)).order_by(Mark.id)
    for suite, identifier, reason in session.execute(marked):
        again.setdefault((suite, identifier), []).append(reason)
    return tuple(
        KeptQuestion(q.suite, q.id, q.content, q.origin, q.turn, q.at, tuple(again.get((q.suite, q.id), ())))
        for q in questions
    )
