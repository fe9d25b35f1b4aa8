"""The conversations that are going on, under a random id that only the browser tab knows.

They live in memory; one that is not there, after a restart say, is loaded from what was kept.
"""

import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Statement
from assistant.glossary import HardWord
from assistant.records.kept import Channel

LIMIT = 1000
"""Conversations held; the one untouched longest goes first."""

HELD = 10_000
"""Questions held, all conversations together: 50 MB of objects at 5 kB each, where LIMIT conversations of TURNS would
take 250. It must be well above what people ask at a time: with 3,000, 150 people who each asked more than twenty pushed
each other out, and each question read a whole conversation back from the records. Only where nothing is kept is a
conversation that left gone."""

HOURS = 12
"""A conversation stays in memory through a working day, not longer."""

TURNS = 50
"""Questions a conversation may hold, so that one tab cannot fill the memory."""

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(slots=True)
class Turn:
    """One question, and its answer once it is there.

    `plainer` tells that a language model can word the answer more plainly. `written` are the sentences of the answer
    that it wrote so far, while there is none; `hard_words` those of its words that the documents explain. `channel` is
    the road by which it came.
    `id` tells verdicts apart without telling the question; `request` is the number of the request that asked it.
    """

    question: str
    answer: Answer | None = None
    generation: str = ""
    failed: bool = False
    useful: bool | None = None
    request: str = ""
    plainer: bool = False
    written: list[Statement] = field(default_factory=list)
    hard_words: tuple[HardWord, ...] = ()
    channel: Channel = "chat"
    id: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation, oldest first. Hold `answering` while answering, so that it happens once.

    `deleted` tells that its user deleted it: what is still being answered is not kept.
    """

    id: str
    turns: list[Turn] = field(default_factory=list)
    touched: float = 0.0
    answering: threading.Lock = field(default_factory=threading.Lock)
    deleted: bool = False

    @property
    def waits(self) -> bool:
        """Whether a question of it is still to be answered: that stands in no record yet, so it must stay here."""
        return any(turn.answer is None and not turn.failed for turn in self.turns)


Load = Callable[[str], Sequence[Turn]]
"""Gives the turns that were kept of the conversation with this id, none for an unknown one."""


def is_identifier(words: str) -> bool:
    """Tell whether this is the id of a conversation: 32 hexadecimal digits."""
    return bool(_ID.fullmatch(words))


def nothing_kept(_: str) -> Sequence[Turn]:
    """Return no turns, where nothing is kept."""
    return ()


class Conversations:
    """Holds the conversations; those beyond the limit or older than the age leave the memory. Thread-safe."""

    def __init__(
        self,
        load: Load = nothing_kept,
        *,
        limit: int = LIMIT,
        held: int = HELD,
        hours: float = HOURS,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._load = load
        self._hours = hours
        self._limit = limit
        self._held = held
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Conversation] = OrderedDict()

    def find(self, identifier: str) -> Conversation | None:
        """Return the conversation with this id, or None when it is unknown. Raises what `load` raises."""
        with self._lock:
            self._forget()
            found = self._touch(identifier)
            self._make_room()
        if found is not None or not _ID.fullmatch(identifier):
            return found
        kept = self._load(identifier)
        if not kept:
            return None
        with self._lock:
            # Another request may have loaded it in the meantime; both must hold the same one.
            return self._touch(identifier) or self._take(Conversation(identifier, list(kept)))

    def begin(self, identifier: str) -> Conversation:
        """Return the conversation with this id, a new one when it is unknown.

        An id that is not 32 hexadecimal digits gives a conversation that is not kept: it could be guessed.
        Raises what `load` raises.
        """
        found = self.find(identifier)
        if found is not None:
            return found
        fresh = Conversation(identifier)
        if not _ID.fullmatch(identifier):
            return fresh
        with self._lock:
            return self._touch(identifier) or self._take(fresh)

    def forget(self, identifier: str) -> None:
        """Take a conversation out of the memory, with its questions; an unknown one is no error."""
        with self._lock:
            gone = self._kept.pop(identifier, None)
        if gone is not None:
            gone.turns.clear()

    def delete(self, identifier: str, from_records: Callable[[], bool]) -> bool:
        """Delete a conversation here and where it is kept, once what is being answered in it is done.

        `from_records` deletes it there and tells whether it was. False where there was none. Raises what that raises.
        """
        with self._lock:
            held = self._kept.get(identifier)
        if held is None:
            return from_records()
        with held.answering:
            held.deleted = True
            from_records()
            held.turns.clear()
            with self._lock:
                self._kept.pop(identifier, None)
        return True

    def _take(self, conversation: Conversation) -> Conversation:
        conversation.touched = self._clock()
        self._kept[conversation.id] = conversation
        if len(self._kept) > self._limit:
            self._kept.pop(next(self._idle(), next(iter(self._kept))))
        return conversation

    def _idle(self) -> Iterator[str]:
        """Yield the ids of the conversations that may leave, the one untouched longest first, not the last touched."""
        *others, _ = self._kept
        yield from (identifier for identifier in others if not self._kept[identifier].waits)

    def _touch(self, identifier: str) -> Conversation | None:
        found = self._kept.get(identifier)
        if found is not None:
            found.touched = self._clock()
            self._kept.move_to_end(identifier)
        return found

    def _make_room(self) -> None:
        """Let idle conversations go until the questions held are few enough."""
        held = sum(len(conversation.turns) for conversation in self._kept.values())
        if held <= self._held:
            return
        for identifier in self._idle():
            held -= len(self._kept.pop(identifier).turns)
            if held <= self._held:
                break

    def _forget(self) -> None:
        oldest = self._clock() - self._hours * 3600
        while self._kept and next(iter(self._kept.values())).touched < oldest:
            self._kept.popitem(last=False)
