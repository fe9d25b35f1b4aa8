"""Values that browsers keep for us, sealed: encrypted and signed, so that nobody reads, makes or changes them.

The only door to `cryptography`. Each purpose has a key of its own, so that what was sealed for one opens for no other.
"""

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SEALED = re.compile(r"[A-Za-z0-9_-]+={0,2}")
"""Fernet itself passes over other signs; one value then has many spellings."""


class Seal:
    """Seals and opens values with one secret key."""

    def __init__(self, key: str | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """Without a `key` one is made up: what it sealed cannot be opened after a restart."""
        self._key = (key or secrets.token_hex(32)).encode()
        self._clock = clock

    def seal(self, purpose: str, value: Mapping[str, Any], *, seconds: float) -> str:
        """Return text that gives `value` back, to the same purpose and for so many seconds."""
        until = self._clock() + seconds
        return _box(self._key, purpose).encrypt(json.dumps({"until": until, "value": value}).encode()).decode()

    def open(self, purpose: str, sealed: str) -> dict[str, Any] | None:
        """Return what was sealed, None when it is not ours, for another purpose, changed or too old."""
        if not _SEALED.fullmatch(sealed):
            return None
        try:
            held = json.loads(_box(self._key, purpose).decrypt(sealed.encode()))
        except InvalidToken:
            return None
        value: dict[str, Any] = held["value"]
        return value if self._clock() < held["until"] else None


@lru_cache(maxsize=16)
def _box(key: bytes, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)
    return Fernet(base64.urlsafe_b64encode(derived))
