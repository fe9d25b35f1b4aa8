"""What all that is written down goes through: texts of people without personal numbers, moments, ids."""

import secrets
from datetime import UTC, datetime

from assistant.masking import mask

LONGEST_NOTE = 2_000
"""Characters of a note; more is a document, not a note."""


def note_of(words: str) -> str:
    """Return what somebody noted, without personal numbers, at most LONGEST_NOTE characters."""
    # Cut last: half a number would no longer be known for one.
    return mask(words.strip()).text[:LONGEST_NOTE]


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def fresh_id() -> str:
    """Return a random id of 16 characters."""
    return secrets.token_hex(8)
