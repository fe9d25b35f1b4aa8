"""What a browser keeps of somebody who signed in, and the short-lived proofs that follow from it.

All of it is sealed and nothing is stored here, so a restart signs nobody out where a session key is set. Only signing
out is remembered, in memory, for as long as that session could have lasted.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from assistant.access.person import IMPLIED, Person, Role
from assistant.access.seal import Seal

WORKDAY: Final = 10 * 3600
"""Seconds that somebody stays signed in: through the longest day in an office, not into the next one."""

IN_FRAME: Final = 4 * 3600
"""Seconds in a frame: half a day, since its cookie travels inside the pages of another site."""

TICKET: Final = 60
"""Seconds between the end of signing in and the frame taking it over: both happen in one browser, at once."""

SIGNATURE: Final = 120
"""Seconds that a signed link works: it is made at the click, and a slow phone line takes some seconds to open it."""

ON_A_PAGE: Final = 3600
"""Seconds that the pictures on a page work for who came in by a link: they load while somebody reads."""

Kind = Literal["page", "frame"]
_SECONDS: Final[dict[Kind, int]] = {"page": WORKDAY, "frame": IN_FRAME}


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in, in one browser; `number` tells sessions apart."""

    person: Person
    number: str


class Sessions:
    """Makes and reads sessions, tickets and signatures. Thread-safe."""

    def __init__(self, seal: Seal, *, clock: Callable[[], float] = time.time) -> None:
        self._seal = seal
        self._clock = clock
        self._lock = threading.Lock()
        self._spent: dict[str, float] = {}

    def begin(self, person: Person, kind: Kind = "page") -> str:
        """Return the cookie of a new session."""
        return self._sealed(kind, Session(person, secrets.token_hex(8)), _SECONDS[kind])

    def read(self, cookie: str, kind: Kind = "page") -> Session | None:
        """Return the session in a cookie, None when it is none of ours, is over or was ended."""
        return self._opened(kind, cookie)

    def end(self, session: Session) -> None:
        """Sign out: the session is refused from now on, and so is the frame that it opened."""
        self._spend(session.number, WORKDAY)

    def ticket(self, session: Session) -> str:
        """Return a ticket with which a frame of the same browser takes the session over, once."""
        return self._sealed("ticket", session, TICKET, once=secrets.token_hex(8))

    def take_over(self, ticket: str) -> str | None:
        """Return the cookie of a session in a frame, None when the ticket is not valid or was used."""
        session = self._opened("ticket", ticket)
        held = self._seal.open("ticket", ticket)
        if session is None or held is None or not self._spend(held["once"], TICKET):
            return None
        return self._sealed("frame", session, _SECONDS["frame"])

    def sign(self, session: Session, path: str, *, seconds: float = SIGNATURE) -> str:
        """Return a signature that lets whoever holds it read the address `path`, and no more."""
        reader = Session(Person(session.person.identifier, IMPLIED[Role.READER]), session.number)
        return self._sealed("signature", reader, seconds, path=path)

    def signed(self, signature: str, path: str) -> Session | None:
        """Return who signed for this address, None when the signature is not for it, too old or none of ours.

        A signature for a page holds for what lies below it too: its picture, its PDF.
        """
        held = self._seal.open("signature", signature)
        if held is None or not (path == held["path"] or path.startswith(f"{held['path']}/")):
            return None
        return self._opened("signature", signature)

    def _sealed(self, purpose: str, session: Session, seconds: float, **more: str) -> str:
        person = session.person
        value = {"id": person.identifier, "roles": sorted(person.roles), "number": session.number, **more}
        return self._seal.seal(purpose, value, seconds=seconds)

    def _opened(self, purpose: str, sealed: str) -> Session | None:
        held: dict[str, Any] | None = self._seal.open(purpose, sealed)
        if held is None or self._is_spent(held["number"]):
            return None
        return Session(Person(held["id"], frozenset(map(Role, held["roles"]))), held["number"])

    def _is_spent(self, number: str) -> bool:
        with self._lock:
            return self._spent.get(number, 0.0) > self._clock()

    def _spend(self, number: str, seconds: float) -> bool:
        """Note that something is used up; return whether it was not yet."""
        now = self._clock()
        with self._lock:
            self._spent = {each: until for each, until in self._spent.items() if until > now}
            fresh = number not in self._spent
            self._spent[number] = now + seconds
            return fresh
