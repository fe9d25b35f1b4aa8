"""The keys under which conversations are kept: a keyed hash (HMAC-SHA-256, RFC 2104) of the id that the browser holds.

Who reads the database but not the key can neither open a conversation in somebody's browser nor tell that an id they
hold belongs to one. Who has both can: what is kept this way is still personal data (GDPR, recital 26).
"""

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from corpus.errors import SettingError

KEY_BYTES: Final = 32
SHORTEST: Final = 32
"""Characters of a key that somebody gives: 16 random bytes in hexadecimal."""

_MADE_FOR: Final = b"conversation "


class Pseudonyms:
    """Turns ids into keys. Thread-safe."""

    def __init__(self, secret: bytes):
        self._secret = secret

    @classmethod
    def of_this_process(cls) -> "Pseudonyms":
        """Return pseudonyms with a key that nobody keeps: nothing is found back after a restart."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_file(cls, file: Path, *, make: bool) -> "Pseudonyms":
        """Return those with the key in a file; `make` makes one when it is missing, for its owner only (mode 600).

        Raises SettingError, which never shows the key.
        """
        if make:
            _make(file)
        try:
            secret = file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{file}: the key of the pseudonyms cannot be read; check the path and who may read it, "
                "or set ASSISTANT_PSEUDONYM_KEY_FILE"
            ) from error
        if len(secret) < SHORTEST:
            raise SettingError(
                f"{file}: the key of the pseudonyms is shorter than {SHORTEST} characters; "
                "put in it what this prints: openssl rand -hex 32"
            )
        return cls(secret.encode())

    def key_of(self, identifier: str) -> str:
        """Return the key under which the conversation with this id is kept, 32 hexadecimal digits."""
        return hmac.digest(self._secret, _MADE_FOR + identifier.encode(), "sha256").hex()[:32]


def _make(file: Path) -> None:
    """Make a key unless there is one. Two processes that do so at once get the same one."""
    if file.exists():
        return
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(f"{secrets.token_hex(KEY_BYTES)}\n")
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise SettingError(
            f"{file}: the key of the pseudonyms cannot be made ({reason}); "
            "let the server write there, or set ASSISTANT_PSEUDONYM_KEY_FILE"
        ) from error
