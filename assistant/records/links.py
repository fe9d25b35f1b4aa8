"""Links that let a named reviewer in until a day; of the secret only its hash is kept."""

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update

from assistant.records.database import Records, changing, reading
from assistant.records.kept import Link as KeptLink
from assistant.records.tables import Link
from assistant.records.writing import now


def make(records: Records, reviewer: str, *, role: str, expires_at: datetime) -> str:
    """Make a link for a reviewer and return its secret, which cannot be read back later. Raises RecordsError."""
    secret = secrets.token_urlsafe(24)
    with changing(records) as session:
        session.add(
            Link(
                secret_hash=_hash(secret),
                reviewer=reviewer,
                role=role,
                made_at=now(),
                expires_at=expires_at,
                revoked=False,
            )
        )
    return secret


def of(records: Records, secret: str, *, at: datetime | None = None) -> KeptLink | None:
    """Return the link with this secret; None when it is unknown, revoked or expired. Raises RecordsError."""
    with reading(records) as session:
        found = session.get(Link, _hash(secret))
        return _value(found) if found and not found.revoked and (at or now()) < found.expires_at else None


def all_of(records: Records) -> tuple[KeptLink, ...]:
    """Return all links, newest first. Raises RecordsError."""
    with reading(records) as session:
        return tuple(map(_value, session.scalars(select(Link).order_by(Link.made_at.desc(), Link.secret_hash))))


def revoke(records: Records, reviewer: str) -> int:
    """Close all links of a reviewer; return how many were open. Raises RecordsError."""
    closing = update(Link).where(Link.reviewer == reviewer, Link.revoked.is_(False)).values(revoked=True)
    with changing(records) as session:
        return len(session.execute(closing.returning(Link.secret_hash)).all())


def _value(link: Link) -> KeptLink:
    return KeptLink(link.reviewer, link.role, link.made_at, link.expires_at, link.revoked)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
