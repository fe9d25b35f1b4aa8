"""API keys: made, found by what the program sends, listed and revoked; of the key only its hash is kept."""

import secrets
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update

from assistant.records.database import Records, changing, reading
from assistant.records.kept import SCOPES
from assistant.records.kept import ApiKey as KeptKey
from assistant.records.tables import ApiKey
from assistant.records.writing import now
from corpus.errors import SettingError

PREFIX = "assistent-"
"""Begins every key, so that a program which looks for leaked secrets knows one."""

SECRET_BYTES = 32
"""256 random bits: nobody guesses them, so a plain SHA-256 keeps them safe, where a password would need a slow hash."""


def make(records: Records, name: str, scopes: Collection[str], *, expires_at: datetime) -> str:
    """Make a key and return it; it cannot be read back later.

    `scopes` are among SCOPES. Raises SettingError for another scope, for none, or where a key of this name still
    works, and RecordsError.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise SettingError(f"--scope is {' '.join(scopes) or 'missing'}; give one or more of {', '.join(SCOPES)}")
    key = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with changing(records) as session:
        known = map(_value, session.scalars(select(ApiKey).where(ApiKey.name == name)))
        if any(one.works(now()) for one in known):
            raise SettingError(f"a key named “{name}” works already; revoke it, or choose another name")
        session.add(
            ApiKey(
                secret_hash=_hash(key), name=name, scopes=" ".join(sorted(set(scopes))), made_at=now(),
                expires_at=expires_at, revoked=False,
            )
        )  # fmt: skip
    return key


def of(records: Records, key: str, *, at: datetime | None = None) -> KeptKey | None:
    """Return what is kept of a key; None when it is unknown, revoked or expired. Raises RecordsError."""
    if not key.startswith(PREFIX):
        return None
    with reading(records) as session:
        found = session.get(ApiKey, _hash(key))
        value = _value(found) if found else None
    return value if value and value.works(at or now()) else None


def all_of(records: Records) -> tuple[KeptKey, ...]:
    """Return all keys, newest first. Raises RecordsError."""
    with reading(records) as session:
        return tuple(map(_value, session.scalars(select(ApiKey).order_by(ApiKey.made_at.desc(), ApiKey.secret_hash))))


def revoke(records: Records, name: str) -> int:
    """Revoke all keys of a name; return how many were open. Raises RecordsError."""
    closing = update(ApiKey).where(ApiKey.name == name, ApiKey.revoked.is_(False)).values(revoked=True)
    with changing(records) as session:
        return len(session.execute(closing.returning(ApiKey.secret_hash)).all())


def _value(key: ApiKey) -> KeptKey:
    return KeptKey(key.name, frozenset(key.scopes.split()), key.made_at, key.expires_at, key.revoked)


def _hash(key: str) -> str:
    # A program may send anything: also what UTF-8 cannot write.
    return sha256(key.encode(errors="surrogatepass")).hexdigest()
