"""The owner's remarks (*kanttekeningen*) on exact words of a document."""

from sqlalchemy import delete, select

from assistant.records.database import Records, changing, reading
from assistant.records.kept import KeptRemark
from assistant.records.tables import Remark
from assistant.records.writing import now
from corpus.errors import RecordMissing


def add(records: Records, *, document: str, quote: str, note: str, date: str, author_role: str) -> KeptRemark:
    """Keep a remark; `note` is as written, since an owner may well name a contact address. Raises RecordsError."""
    with changing(records) as session:
        made = Remark(document=document, quote=quote, note=note, date=date, author_role=author_role, at=now())
        session.add(made)
        session.flush()
        return _value(made)


def change(records: Records, remark: int, *, note: str, date: str, author_role: str) -> KeptRemark:
    """Change note and date of a remark. Raises RecordMissing."""
    with changing(records) as session:
        found = session.get(Remark, remark)
        if found is None:
            raise RecordMissing(f"remark {remark} is not there; it may have been deleted")
        found.note, found.date, found.author_role, found.at = note, date, author_role, now()
        session.flush()
        return _value(found)


def delete_one(records: Records, remark: int) -> bool:
    """Delete a remark; False when it was not there. Raises RecordsError."""
    with changing(records) as session:
        return bool(session.execute(delete(Remark).where(Remark.id == remark).returning(Remark.id)).all())


def all_of(records: Records, document: str | None = None) -> tuple[KeptRemark, ...]:
    """Return the remarks, oldest first, of one document or of all. Raises RecordsError."""
    wanted = select(Remark).order_by(Remark.id)
    if document is not None:
        wanted = wanted.where(Remark.document == document)
    with reading(records) as session:
        return tuple(map(_value, session.scalars(wanted)))


def _value(remark: Remark) -> KeptRemark:
    return KeptRemark(remark.id, remark.document, remark.quote, remark.note, remark.date, remark.author_role, remark.at)
