"""Samples drawn for review, and who got which turn. Drawing is the review's business; `turns.ids` gives what from."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.records.database import Records, changing, reading
from assistant.records.kept import Progress
from assistant.records.kept import Sample as KeptSample
from assistant.records.tables import Given, Sample, Turn, Verdict
from assistant.records.writing import now
from corpus.errors import RecordMissing


def make(records: Records, *, name: str, how: str, turns: Sequence[str], reviewers: Sequence[str]) -> KeptSample:
    """Give each of these turns to each of these reviewers, in this order. `how` says how they were drawn.

    Raises RecordMissing when a turn is no longer kept, ValueError without turns or reviewers.
    """
    turns, reviewers = list(dict.fromkeys(turns)), list(dict.fromkeys(reviewers))
    if not turns or not reviewers:
        raise ValueError("a sample needs turns and reviewers")
    with changing(records) as session:
        _check_kept(session, turns)
        made = Sample(name=name, how=how, at=now())
        session.add(made)
        session.flush()
        session.add_all(
            Given(sample=made.id, turn=turn, reviewer=reviewer, place=place)
            for place, turn in enumerate(turns)
            for reviewer in reviewers
        )
        session.flush()
        return _value(session, made)


def get(records: Records, sample: int) -> KeptSample | None:
    """Return a sample with its progress, None when it is not there. Raises RecordsError."""
    with reading(records) as session:
        found = session.get(Sample, sample)
        return _value(session, found) if found else None


def all_of(records: Records) -> tuple[KeptSample, ...]:
    """Return all samples, newest first. Raises RecordsError."""
    with reading(records) as session:
        found = session.scalars(select(Sample).order_by(Sample.at.desc(), Sample.id.desc())).all()
        return tuple(_value(session, sample) for sample in found)


def given_to(records: Records, sample: int, reviewer: str, *, open_only: bool = False) -> tuple[str, ...]:
    """Return the ids of the turns that a reviewer got, in order; `open_only` leaves those still to judge."""
    wanted = select(Given.turn).where(Given.sample == sample, Given.reviewer == reviewer).order_by(Given.place)
    if open_only:
        judged = select(Verdict.turn).where(Verdict.reviewer == reviewer)
        wanted = wanted.where(Given.turn.not_in(judged))
    with reading(records) as session:
        return tuple(session.scalars(wanted))


def delete_one(records: Records, sample: int) -> bool:
    """Delete a sample; its turns and their verdicts stay. False when it was not there. Raises RecordsError."""
    with changing(records) as session:
        return bool(session.execute(delete(Sample).where(Sample.id == sample).returning(Sample.id)).all())


def _check_kept(session: Session, turns: Sequence[str]) -> None:
    for turn in turns:
        if session.get(Turn, turn) is None:
            raise RecordMissing(f"turn {turn} is no longer kept; draw the sample again")


def _value(session: Session, sample: Sample) -> KeptSample:
    turns = session.scalars(
        select(Given.turn).where(Given.sample == sample.id).group_by(Given.turn).order_by(func.min(Given.place))
    ).all()
    judged = (
        select(Given.reviewer, func.count(), func.count(Verdict.turn))
        .outerjoin(Verdict, (Verdict.turn == Given.turn) & (Verdict.reviewer == Given.reviewer))
        .where(Given.sample == sample.id)
        .group_by(Given.reviewer)
        .order_by(Given.reviewer)
    )
    progress = tuple(Progress(*row) for row in session.execute(judged))
    return KeptSample(sample.id, sample.name, sample.how, sample.at, tuple(turns), progress)
