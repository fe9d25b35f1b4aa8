"""Tokens with which a host page signs its visitors in: JSON Web Tokens, signed with a key of the host's own.

The host publishes its public keys as a JWK set, in a file or at an https address; a key that is not known yet makes us
read the set again, so keys can be changed without a restart.
"""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx2
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from assistant.access.person import Person, RoleGroups, person_with
from assistant.access.settings import HostTokenSettings
from corpus.errors import SignInError

LONGEST: Final = 300
"""Seconds that a token may live: the host makes one when it shows its page, and the frame uses it at once."""

LEEWAY: Final = 30
"""Seconds that two clocks may differ."""

REST: Final = 60
"""Seconds between two readings of the keys, so that made-up tokens do not make us ask the host all the time."""

KEPT: Final = 3600
"""Seconds that keys are believed before they are read again: a key that the host took away no longer counts then."""

ALGORITHMS: Final = ("ES256", "ES384", "EdDSA", "PS256", "RS256")
"""Signatures only: with a shared secret (HS256) whoever checks a token could make one too."""

_SECONDS: Final = 10.0


class HostTokens:
    """Checks the tokens of one host. Thread-safe."""

    def __init__(
        self,
        settings: HostTokenSettings,
        groups: RoleGroups,
        *,
        audience: str,
        read: Callable[[str], str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`audience` is our public address, for which tokens must be made; `read` gives the text of the keys."""
        self._settings = settings
        self._groups = groups
        self._audience = audience
        self._read = read or _read
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._read_at = 0.0
        self._used: dict[str, float] = {}

    def person(self, token: str, refused: Callable[[str], None] = lambda _: None) -> Person | None:
        """Return for whom a token was signed, None when it does not hold. Raises SignInError without usable keys.

        `refused` is told what is wrong with it, in words that hold nothing of the token.

        A token names `iss`, `aud`, `sub`, `iat`, `exp` and `jti`, lives five minutes at most and works once; `groups`
        lists the groups of the person.
        """
        claims = self._claims(token)
        fault = "not signed with a key of the host" if claims is None else self._fault(claims)
        if claims is None or fault:
            refused(fault)
            return None
        groups = claims.get("groups", [])
        listed = [group for group in groups if isinstance(group, str)] if isinstance(groups, list) else []
        person = person_with(claims["sub"], listed, self._groups)
        if person is None:
            refused("for somebody in no group of ours")
        return person

    def _claims(self, token: str) -> dict[str, Any] | None:
        with self._lock:
            try:
                try:
                    return jwt.decode(token, self._known(), algorithms=list(ALGORITHMS)).claims
                except (InvalidKeyIdError, JoseError):
                    # Perhaps it is signed with a key that came since.
                    if self._clock() - self._read_at < REST:
                        return None
                    self._keys = None
                    return jwt.decode(token, self._known(), algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError):
                return None

    def _fault(self, claims: dict[str, Any]) -> str:
        """Return what is wrong with a signed token, empty when it holds; from then on it is used."""
        if not all(isinstance(claims.get(name), str) and claims[name] for name in ("sub", "jti")):
            return "without sub or jti"
        # `type` and not isinstance: True is an int.
        if not all(type(claims.get(name)) in (int, float) for name in ("iat", "exp")):
            return "without iat or exp"
        now, made, until = self._clock(), float(claims["iat"]), float(claims["exp"])
        audience = claims.get("aud")
        faults = {
            "of another issuer": claims.get("iss") != self._settings.issuer,
            "made for another address": self._audience not in (audience if isinstance(audience, list) else [audience]),
            "expired, or not valid yet": not made - LEEWAY <= now < until + LEEWAY,
            "that lives too long": not until - made <= LONGEST,
        }
        found = next((fault for fault, is_so in faults.items() if is_so), "")
        return found or ("" if self._is_first(claims["jti"], until) else "used before")

    def _is_first(self, number: str, until: float) -> bool:
        now = self._clock()
        with self._lock:
            self._used = {each: end for each, end in self._used.items() if end + LEEWAY > now}
            fresh = number not in self._used
            self._used[number] = until
            return fresh

    def _known(self) -> KeySet:
        if self._keys is None or self._clock() - self._read_at >= KEPT:
            self._keys = None
            self._read_at = self._clock()
            try:
                self._keys = KeySet.import_key_set(json.loads(self._read(self._settings.keys)))
            except (OSError, httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
                raise SignInError(
                    f"{self._settings.keys} (ASSISTANT_TOKEN_KEYS) gives no keys ({error}); put a JWK set there"
                ) from error
        return self._keys


def _read(place: str) -> str:
    if "://" in place:
        return httpx2.get(place, timeout=_SECONDS).raise_for_status().text
    return Path(place).expanduser().read_text(encoding="utf-8")
