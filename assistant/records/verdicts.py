"""What reviewers said of answers. A reviewer has one verdict on each turn; the last one counts."""

from sqlalchemy import delete, select

from assistant.records.database import Records, changing, reading
from assistant.records.kept import GivenVerdict
from assistant.records.kept import Verdict as Word
from assistant.records.tables import Given, Mark, Turn, Verdict
from assistant.records.writing import note_of, now
from corpus.errors import RecordMissing


def give(
    records: Records, turn: str, reviewer: str, verdict: Word, *, hard_language: bool = False, note: str = ""
) -> GivenVerdict:
    """Keep a reviewer's verdict in place of an earlier one; the turn then need not be reviewed again.

    `reviewer` is a code, `note` is masked. Raises RecordMissing for an unknown turn.
    """
    with changing(records) as session:
        if session.get(Turn, turn, with_for_update=True) is None:
            raise RecordMissing("this answer is no longer kept; go on with the next one")
        made = session.merge(
            Verdict(
                turn=turn,
                reviewer=reviewer,
                verdict=verdict.value,
                hard_language=hard_language,
                note=note_of(note),
                at=now(),
            )
        )
        session.execute(delete(Mark).where(Mark.turn == turn))
        session.flush()
        return _value(made)


def take_back(records: Records, turn: str, reviewer: str) -> bool:
    """Delete a reviewer's verdict; False when there was none. Raises RecordsError."""
    gone = delete(Verdict).where(Verdict.turn == turn, Verdict.reviewer == reviewer).returning(Verdict.turn)
    with changing(records) as session:
        return bool(session.execute(gone).all())


def of(records: Records, turn: str) -> tuple[GivenVerdict, ...]:
    """Return the verdicts on a turn, by reviewer. Raises RecordsError."""
    with reading(records) as session:
        found = session.scalars(select(Verdict).where(Verdict.turn == turn).order_by(Verdict.reviewer))
        return tuple(map(_value, found))


def all_of(records: Records, *, sample: int | None = None, reviewer: str | None = None) -> tuple[GivenVerdict, ...]:
    """Return verdicts by turn and reviewer: all, those of a sample's reviewers on its turns, or one reviewer's."""
    wanted = select(Verdict).order_by(Verdict.turn, Verdict.reviewer)
    if sample is not None:
        both = (Given.turn == Verdict.turn) & (Given.reviewer == Verdict.reviewer) & (Given.sample == sample)
        wanted = wanted.join(Given, both)
    if reviewer is not None:
        wanted = wanted.where(Verdict.reviewer == reviewer)
    with reading(records) as session:
        return tuple(map(_value, session.scalars(wanted)))


def _value(verdict: Verdict) -> GivenVerdict:
    return GivenVerdict(
        verdict.turn, verdict.reviewer, Word(verdict.verdict), verdict.hard_language, verdict.note, verdict.at
    )
