"""Runs of an evaluation that were started from the review page or are shown there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from assistant.records.database import Records, changing, reading
from assistant.records.kept import KeptRun
from assistant.records.tables import Run
from assistant.records.writing import now
from corpus.errors import RecordMissing


def start(records: Records, *, path: str, suite: str, total: int) -> KeptRun:
    """Keep that a run of `total` questions waits; `path` is its folder. Raises RecordsError."""
    with changing(records) as session:
        made = Run(
            path=path, suite=suite, state="waiting", done=0, total=total, summary=None, message="", started_at=now(),
            ended_at=None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return _value(made)


def progress(records: Records, run: int, done: int) -> None:
    """Keep how many questions of a run are done; it is `running` then. Raises RecordMissing."""
    with changing(records) as session:
        from_here = _found(session.get(Run, run), run)
        from_here.state, from_here.done = "running", done


def finish(records: Records, run: int, summary: Mapping[str, Any]) -> None:
    """Keep that a run is done, with its summary. Raises RecordMissing."""
    with changing(records) as session:
        ended = _found(session.get(Run, run), run)
        ended.state, ended.done, ended.summary, ended.ended_at = "done", ended.total, dict(summary), now()


def fail(records: Records, run: int, message: str) -> None:
    """Keep that a run failed, and why. Raises RecordMissing."""
    with changing(records) as session:
        ended = _found(session.get(Run, run), run)
        ended.state, ended.message, ended.ended_at = "failed", message, now()


def get(records: Records, run: int) -> KeptRun | None:
    """Return a run, None when it is not there. Raises RecordsError."""
    with reading(records) as session:
        found = session.get(Run, run)
        return _value(found) if found else None


def all_of(records: Records, suite: str | None = None) -> tuple[KeptRun, ...]:
    """Return the runs, newest first, of one suite or of all. Raises RecordsError."""
    wanted = select(Run).order_by(Run.started_at.desc(), Run.id.desc())
    if suite is not None:
        wanted = wanted.where(Run.suite == suite)
    with reading(records) as session:
        return tuple(map(_value, session.scalars(wanted)))


def delete_one(records: Records, run: int) -> bool:
    """Delete a run with the turns that it asked; its folder stays. False when it was not there. Raises RecordsError."""
    with changing(records) as session:
        return bool(session.execute(delete(Run).where(Run.id == run).returning(Run.id)).all())


def _found(run: Run | None, number: int) -> Run:
    if run is None:
        raise RecordMissing(f"run {number} is not there; it may have been deleted")
    return run


def _value(run: Run) -> KeptRun:
    return KeptRun(
        id=run.id,
        path=run.path,
        suite=run.suite,
        state=run.state,  # type: ignore[arg-type]  # only this module writes it
        done=run.done,
        total=run.total,
        summary=run.summary,
        message=run.message,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )
