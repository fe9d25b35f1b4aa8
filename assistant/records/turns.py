"""Questions with their answers: logged, found by page and filter, counted, and really deleted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.orm import Session

from assistant.answer import Answer, Outcome, as_json
from assistant.records.database import Records, add_unless_there, changing, reading, tidy
from assistant.records.kept import Channel, KeptTurn, Page, TurnFilter
from assistant.records.kept import Rating as KeptRating
from assistant.records.tables import Cited, Conversation, Mark, Rating, Turn, Verdict
from assistant.records.writing import fresh_id, now

Wanted = TypeVar("Wanted", bound=Select[Any])

EVERYTHING = TurnFilter()
PAGE = 50
"""Turns on a page: a screen or two of a list."""

MANY = 500
"""Values in one SQL list; SQLite takes at least 999."""


def log(
    records: Records,
    answer: Answer,
    *,
    conversation: str,
    channel: Channel,
    generation: str,
    turn: str | None = None,
    pseudonym: str | None = None,
    run: int | None = None,
    at: datetime | None = None,
) -> str:
    """Keep a question, masked as the assistant gives it back, with its answer, as the next turn of a conversation.

    `conversation` is its key, `turn` the id that the turn gets. Returns that id. Raises RecordsError.
    """
    identifier, moment = turn or fresh_id(), at or now()
    with changing(records) as session:
        begun = add_unless_there(session, Conversation).values(
            id=conversation, channel=channel, pseudonym=pseudonym, run=run, at=moment
        )
        session.execute(begun.on_conflict_do_nothing())
        # Two requests of one conversation must not give the same number.
        session.execute(select(Conversation.id).where(Conversation.id == conversation).with_for_update())
        last = session.scalar(select(func.max(Turn.number)).where(Turn.conversation == conversation))
        session.add(
            Turn(
                id=identifier,
                conversation=conversation,
                number=(last or 0) + 1,
                question=answer.question,
                searched_for=answer.searched_for,
                outcome=answer.outcome.value,
                answer=as_json(answer),
                generation=generation,
                at=moment,
            )
        )
        session.flush()
        session.add_all(
            Cited(turn=identifier, number=c.number, document=c.document, page=c.page, passage=c.passage)
            for c in answer.citations
        )
    return identifier


def get(records: Records, turn: str) -> KeptTurn | None:
    """Return one turn, None when it is not, or no longer, kept. Raises RecordsError."""
    with reading(records) as session:
        found = _values(session, [turn])
        return found[0] if found else None


def conversation(records: Records, key: str) -> tuple[KeptTurn, ...]:
    """Return the turns of a conversation, oldest first; none for an unknown one. Raises RecordsError."""
    with reading(records) as session:
        ids = session.scalars(select(Turn.id).where(Turn.conversation == key).order_by(Turn.number)).all()
        return _values(session, ids)


def find(records: Records, wanted: TurnFilter = EVERYTHING, *, number: int = 1, size: int = PAGE) -> Page[KeptTurn]:
    """Return one page of what the filter leaves, newest first; `number` counts from 1. Raises RecordsError."""
    with reading(records) as session:
        kept = _filtered(select(Turn.id), wanted)
        total = session.scalar(select(func.count()).select_from(kept.subquery())) or 0
        on_page = kept.order_by(Turn.at.desc(), Turn.id).limit(size).offset((number - 1) * size)
        return Page(_values(session, session.scalars(on_page).all()), total, number, size)


def ids(records: Records, wanted: TurnFilter = EVERYTHING) -> tuple[str, ...]:
    """Return the ids of all turns that the filter leaves, oldest first, to draw a sample from. Raises RecordsError."""
    with reading(records) as session:
        return tuple(session.scalars(_filtered(select(Turn.id), wanted).order_by(Turn.at, Turn.id)))


def resting_on(records: Records, passages: Collection[str], *, reviewed: bool = True) -> tuple[str, ...]:
    """Return the ids of the turns that cite one of these passages; `reviewed` takes only those with a verdict."""
    wanted, found = list(dict.fromkeys(passages)), dict[str, None]()
    with reading(records) as session:
        for start in range(0, len(wanted), MANY):
            cites = select(Cited.turn).distinct().where(Cited.passage.in_(wanted[start : start + MANY]))
            if reviewed:
                cites = cites.where(exists().where(Verdict.turn == Cited.turn))
            found |= dict.fromkeys(session.scalars(cites.order_by(Cited.turn)))
    return tuple(found)


def delete_conversation(records: Records, key: str) -> bool:
    """Delete a conversation with all that hangs on it, and overwrite it; False when it was not kept.

    Raises RecordsError, also when it is deleted and cannot be overwritten yet: `delete_before` then does that.
    """
    with changing(records) as session:
        gone = session.execute(delete(Conversation).where(Conversation.id == key).returning(Conversation.id)).all()
    if gone:  # overwriting takes a while, so nobody makes the server do it for nothing
        tidy(records)
    return bool(gone)


def delete_before(records: Records, moment: datetime) -> int:
    """Delete the questions of users from before a moment with all that hangs on them; return how many.

    Ratings, verdicts and places in samples go with them; a golden question made from one stays, since somebody edited
    it. What a run asked stays too. All that was ever deleted here is then overwritten. Raises RecordsError.
    """
    with changing(records) as session:
        users = select(Conversation.id).where(Conversation.run.is_(None))
        gone = session.execute(
            delete(Turn).where(Turn.at < moment, Turn.conversation.in_(users)).returning(Turn.id)
        ).all()  # fmt: skip
        session.execute(
            delete(Conversation).where(
                Conversation.run.is_(None),
                Conversation.at < moment,
                ~exists().where(Turn.conversation == Conversation.id),
            )
        )
    tidy(records)
    return len(gone)


def _filtered(query: Wanted, wanted: TurnFilter) -> Wanted:
    return query.join(Conversation, Conversation.id == Turn.conversation).where(*_conditions(wanted))


def _conditions(wanted: TurnFilter) -> Iterable[ColumnElement[bool]]:
    yield Conversation.run == wanted.run if wanted.run is not None else Conversation.run.is_(None)
    if wanted.channels:
        yield Conversation.channel.in_(wanted.channels)
    if wanted.outcomes:
        yield Turn.outcome.in_([outcome.value for outcome in wanted.outcomes])
    if wanted.since:
        yield Turn.at >= _midnight(wanted.since)
    if wanted.until:
        yield Turn.at < _midnight(wanted.until + timedelta(days=1))
    if wanted.words:
        yield Turn.question.icontains(wanted.words, autoescape=True)
    if wanted.document:
        yield exists().where(Cited.turn == Turn.id, Cited.document == wanted.document)
    if wanted.without_verdict:
        yield ~exists().where(Verdict.turn == Turn.id)
    if wanted.without_verdict_of:
        yield ~exists().where(Verdict.turn == Turn.id, Verdict.reviewer == wanted.without_verdict_of)
    if wanted.again:
        yield exists().where(Mark.turn == Turn.id)
    yield from _rated(wanted)


def _rated(wanted: TurnFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.rated is not None:
        rated = exists().where(Rating.turn == Turn.id)
        yield rated if wanted.rated else ~rated
    if wanted.useful is not None:
        yield exists().where(Rating.turn == Turn.id, Rating.useful == wanted.useful)
    if wanted.reason:
        yield exists().where(Rating.turn == Turn.id, Rating.reason == wanted.reason)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _values(session: Session, wanted: Sequence[str]) -> tuple[KeptTurn, ...]:
    """Return these turns in this order, with what hangs on them."""
    found = dict[str, KeptTurn]()
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        documents, again, verdicts = _documents(session, some), _again(session, some), _verdicts(session, some)
        whole = (
            select(Turn, Conversation, Rating)
            .join(Conversation, Conversation.id == Turn.conversation)
            .outerjoin(Rating, Rating.turn == Turn.id)
            .where(Turn.id.in_(some))
        )
        for turn, talk, rating in session.execute(whole):
            key = turn.id
            found[key] = _value(
                turn, talk, rating, documents.get(key, ()), verdicts.get(key, 0), again.get(key, ())
            )  # fmt: skip
    return tuple(found[key] for key in wanted if key in found)


def _documents(session: Session, turns: Sequence[str]) -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    cited = select(Cited.turn, Cited.document).where(Cited.turn.in_(turns)).order_by(Cited.turn, Cited.number)
    for turn, document in session.execute(cited):
        found.setdefault(turn, []).append(document)
    return found


def _again(session: Session, turns: Sequence[str]) -> dict[str | None, list[str]]:
    found = dict[str | None, list[str]]()
    marked = select(Mark.turn, Mark.reason).where(Mark.turn.in_(turns)).order_by(Mark.id)
    for turn, reason in session.execute(marked):
        found.setdefault(turn, []).append(reason)
    return found


def _verdicts(session: Session, turns: Sequence[str]) -> dict[str, int]:
    counted = select(Verdict.turn, func.count()).where(Verdict.turn.in_(turns)).group_by(Verdict.turn)
    return dict(session.execute(counted).all())


def _value(
    turn: Turn,
    talk: Conversation,
    rating: Rating | None,
    documents: Iterable[str],
    verdicts: int,
    again: Iterable[str],
) -> KeptTurn:
    return KeptTurn(
        id=turn.id,
        conversation=turn.conversation,
        number=turn.number,
        channel=talk.channel,  # type: ignore[arg-type]  # only `log` writes it
        question=turn.question,
        searched_for=turn.searched_for,
        outcome=Outcome(turn.outcome),
        answer=turn.answer,
        generation=turn.generation,
        at=turn.at,
        documents=tuple(dict.fromkeys(documents)),
        rating=KeptRating(turn.id, rating.useful, rating.reason, rating.note, rating.at) if rating else None,
        verdicts=verdicts,
        again=tuple(again),
        run=talk.run,
    )
