"""Conversations in the memory of the server, under a random id that only the browser tab knows."""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.answer import Answer

LIMIT = 1000
"""Conversations kept; the one untouched longest goes first. At 20 kB an answer and 10 questions each, 200 MB."""

HOURS = 12
"""A conversation lives through a working day, not longer."""

TURNS = 50
"""Questions a conversation may hold, so that one tab cannot fill the memory."""

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(slots=True)
class Turn:
    """One question, and its answer once it is there.

    `id` tells verdicts apart without telling the question; `request` is the number of the request that asked it.
    """

    question: str
    answer: Answer | None = None
    generation: str = ""
    failed: bool = False
    useful: bool | None = None
    request: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation, oldest first. Hold `answering` while answering, so that it happens once."""

    id: str
    turns: list[Turn] = field(default_factory=list)
    touched: float = 0.0
    answering: threading.Lock = field(default_factory=threading.Lock)


class Conversations:
    """Holds the conversations; those beyond the limit or older than the age are forgotten. Thread-safe."""

    def __init__(self, *, limit: int = LIMIT, hours: float = HOURS, clock: Callable[[], float] = time.monotonic):
        self.hours = hours
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Conversation] = OrderedDict()

    def find(self, identifier: str) -> Conversation | None:
        """Return the conversation with this id, or None when it is unknown or forgotten."""
        with self._lock:
            self._forget()
            return self._touch(identifier)

    def begin(self, identifier: str) -> Conversation:
        """Return the conversation with this id, a new one when it is unknown.

        An id that is not 32 hexadecimal digits gives a conversation that is not kept: it could be guessed.
        """
        with self._lock:
            self._forget()
            found = self._touch(identifier)
            if found is not None:
                return found
            fresh = Conversation(identifier, touched=self._clock())
            if _ID.fullmatch(identifier):
                self._kept[identifier] = fresh
                if len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
            return fresh

    def _touch(self, identifier: str) -> Conversation | None:
        found = self._kept.get(identifier)
        if found is not None:
            found.touched = self._clock()
            self._kept.move_to_end(identifier)
        return found

    def _forget(self) -> None:
        oldest = self._clock() - self.hours * 3600
        while self._kept and next(iter(self._kept.values())).touched < oldest:
            self._kept.popitem(last=False)
