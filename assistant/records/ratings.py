"""What users thought of an answer: the last rating of a turn counts."""

from sqlalchemy import select

from assistant.records.database import Records, changing, reading
from assistant.records.kept import REASONS
from assistant.records.kept import Rating as KeptRating
from assistant.records.tables import Rating, Turn
from assistant.records.writing import note_of, now
from corpus.errors import RecordMissing


def rate(records: Records, turn: str, *, useful: bool, reason: str | None = None, note: str = "") -> None:
    """Keep what a user thought of the answer of a turn, in place of an earlier rating.

    `reason` is one of REASONS; anything else raises ValueError. Raises RecordMissing for an unknown turn.
    """
    if reason is not None and reason not in REASONS:
        raise ValueError(f"{reason!r} is not one of the reasons")
    with changing(records) as session:
        if session.get(Turn, turn, with_for_update=True) is None:
            raise RecordMissing("this answer is no longer kept; ask the question again")
        session.merge(Rating(turn=turn, useful=useful, reason=reason, note=note_of(note), at=now()))


def of(records: Records, turn: str) -> KeptRating | None:
    """Return the rating of a turn, None when it has none. Raises RecordsError."""
    with reading(records) as session:
        found = session.scalar(select(Rating).where(Rating.turn == turn))
        return KeptRating(found.turn, found.useful, found.reason, found.note, found.at) if found else None
