"""How much one person and one address may ask, so that nobody keeps the others waiting.

Token buckets, of our own: two must be looked at before either is taken from, the figures for the headers come with it,
and one process in memory is all there is; the library `limits` counts windows in stores that several servers share.
"""

import math
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import QUESTIONS_A_MINUTE
from assistant.texts import DUTCH_WORDS, Words
from assistant.web.api.refusing import refusal

PEOPLE_AT_AN_ADDRESS = 20
"""How many times that one address may ask: a whole town hall sits behind one. 150 people who each ask every 15 seconds
are 600 questions a minute, half of what this allows."""

READINGS_A_QUESTION = 10
"""Other requests for each question: an answer that is opened source by source takes six to eight."""

AT_ONCE = 4
"""Questions of one person that are answered at the same time: a few tabs. An address may have PEOPLE_AT_AN_ADDRESS
times that."""

MOST_NAMES = 10_000
"""Buckets held before those that are full again are dropped; a bucket takes some 200 bytes."""

PREDICT = "/gradio_api/run/predict"
_ASKING = re.compile(r"/api/v1/(ask|search|conversations|conversations/[^/]+/questions)/?")
_READING = re.compile(rf"/api/v1/.*|/bron/.*|/gesprek/.*|/documents/.*|{PREDICT}")
_FREE = "/api/v1/openapi.json"

Limit = Literal["person", "address", "at_once"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends a request: a signed-in person or the key of a program, None where nobody signs in; and from where."""

    person: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of the tightest limit: at most `limit` in a minute, `remaining` now, whole in `reset` seconds.

    `refused` names the limit that was reached, None when the request may go on; `wait` are the seconds until it may.
    """

    limit: int
    remaining: int
    reset: int
    refused: Limit | None = None
    wait: int = 0

    def sentence(self, words: Words = DUTCH_WORDS) -> str:
        """Return what to tell who was refused."""
        if self.refused == "at_once":
            return words.text("limits.at_once")
        return words.text("limits.wait_one") if self.wait == 1 else words.text("limits.wait", seconds=self.wait)


class Limits:
    """Counts questions and other requests. Thread-safe; forgets everything at a restart."""

    def __init__(
        self, questions_a_minute: int | None = QUESTIONS_A_MINUTE, *, clock: Callable[[], float] = time.monotonic
    ):
        """`questions_a_minute` are those of one person, None for no limit at all."""
        self._at_once = AT_ONCE if questions_a_minute else None
        self._questions = _Buckets(questions_a_minute, clock)
        self._readings = _Buckets(questions_a_minute and READINGS_A_QUESTION * questions_a_minute, clock)
        self._lock = threading.Lock()
        self._running: dict[tuple[Limit, str], int] = {}

    def ask(self, asker: Asker) -> Allowance | None:
        """Count a question, unless it is one too many. None where nothing is limited."""
        with self._lock:
            if self._is_busy(asker):
                allowance = self._questions.look(asker)
                return allowance and Allowance(allowance.limit, allowance.remaining, allowance.reset, "at_once", 1)
            return self._questions.take(asker)

    def read(self, asker: Asker) -> Allowance | None:
        """Count another request, unless it is one too many. None where nothing is limited."""
        with self._lock:
            return self._readings.take(asker)

    @contextmanager
    def answering(self, asker: Asker) -> Iterator[None]:
        """Count a question as being answered until the block ends."""
        names = _names(asker)
        with self._lock:
            for name in names:
                self._running[name] = self._running.get(name, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                for name in names:
                    self._running[name] -= 1
                    if not self._running[name]:
                        del self._running[name]

    def _is_busy(self, asker: Asker) -> bool:
        if self._at_once is None:
            return False
        return any(self._running.get(name, 0) >= self._at_once * _share(name) for name in _names(asker))


class _Buckets:
    """Token buckets: each is filled evenly, `a_minute` tokens in a minute, and holds a minute's worth."""

    def __init__(self, a_minute: int | None, clock: Callable[[], float]):
        self._a_minute = a_minute
        self._clock = clock
        self._held: dict[tuple[Limit, str], tuple[float, float]] = {}

    def look(self, asker: Asker) -> Allowance | None:
        """Return what is left, without taking any."""
        return self._allowance(asker, 0)

    def take(self, asker: Asker) -> Allowance | None:
        """Take one token of each bucket of the asker, or none of any."""
        return self._allowance(asker, 1)

    def _allowance(self, asker: Asker, wanted: int) -> Allowance | None:
        if self._a_minute is None:
            return None
        now = self._clock()
        found = {name: self._tokens(name, now) for name in _names(asker)}
        name = min(found, key=lambda one: found[one])
        size = self._size(name)
        if found[name] < wanted:
            wait = math.ceil((wanted - found[name]) * 60 / size)
            return Allowance(size, 0, math.ceil((size - found[name]) * 60 / size), name[0], max(1, wait))
        for one, tokens in found.items():
            self._held[one] = (tokens - wanted, now)
        self._tidy(now)
        left = found[name] - wanted
        return Allowance(size, int(left), math.ceil((size - left) * 60 / size))

    def _tokens(self, name: tuple[Limit, str], now: float) -> float:
        size = self._size(name)
        tokens, at = self._held.get(name, (float(size), now))
        return min(float(size), tokens + (now - at) * size / 60)

    def _size(self, name: tuple[Limit, str]) -> int:
        return (self._a_minute or 0) * _share(name)

    def _tidy(self, now: float) -> None:
        if len(self._held) > MOST_NAMES:
            full = [name for name in self._held if self._tokens(name, now) >= self._size(name)]
            for name in full:
                del self._held[name]


def _names(asker: Asker) -> tuple[tuple[Limit, str], ...]:
    address: tuple[Limit, str] = ("address", _network(asker.address))
    return (address,) if asker.person is None else (("person", asker.person), address)


def _share(name: tuple[Limit, str]) -> int:
    return PEOPLE_AT_AN_ADDRESS if name[0] == "address" else 1


def _network(address: str) -> str:
    """One subscriber has a whole /64 of IPv6 to take addresses from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address


class Turnstile:
    """What the chat page asks before it takes up a question, so that it can say no in the conversation itself."""

    def __init__(self, limits: Limits, asker_of: Callable[[Scope], Asker], on_refused: Callable[[Limit], None]):
        """`asker_of` tells who sends a request; `on_refused` counts a refusal."""
        self._limits = limits
        self._asker_of = asker_of
        self._on_refused = on_refused

    def refuse(self, scope: Scope, words: Words = DUTCH_WORDS) -> str:
        """Count a question of whoever sends this request; return what to tell them when it is one too many."""
        allowance = self._limits.ask(self._asker_of(scope))
        if allowance is None or allowance.refused is None:
            return ""
        self._on_refused(allowance.refused)
        return allowance.sentence(words)

    def answering(self, scope: Scope) -> AbstractContextManager[None]:
        """Count that whoever sends this request waits for an answer, until the block ends."""
        return self._limits.answering(self._asker_of(scope))


class Limiting:
    """Refuses requests beyond the limits, and tells every other one what is left.

    Questions of the chat page go through the Turnstile; here its requests are requests like any other.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        asker_of: Callable[[Scope], Asker],
        on_refused: Callable[[Limit], None],
    ):
        """`asker_of` tells who sends a request; `on_refused` counts a refusal."""
        self._app = app
        self._limits = limits
        self._asker_of = asker_of
        self._on_refused = on_refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http" or not _READING.fullmatch(scope["path"]) or scope["path"] == _FREE:
            await self._app(scope, receive, send)
            return
        asker = self._asker_of(scope)
        asks = is_question(scope)
        allowance = self._limits.ask(asker) if asks else self._limits.read(asker)
        if allowance is None:
            await self._app(scope, receive, send)
            return
        told = _telling(allowance, send)
        if allowance.refused:
            self._on_refused(allowance.refused)
            await refusal(429, allowance.sentence(), f"limit: {allowance.refused}")(scope, receive, told)
        elif asks:
            with self._limits.answering(asker):
                await self._app(scope, receive, told)
        else:
            await self._app(scope, receive, told)


def is_question(scope: Scope) -> bool:
    """Tell whether a request over the API searches or answers."""
    searches = scope["path"].rstrip("/") == "/api/v1/search"
    return bool(_ASKING.fullmatch(scope["path"])) and (scope["method"] == "POST" or searches)


def _telling(allowance: Allowance, send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["ratelimit-limit"] = str(allowance.limit)
            headers["ratelimit-remaining"] = str(allowance.remaining)
            headers["ratelimit-reset"] = str(allowance.reset)
            if allowance.refused:
                headers["retry-after"] = str(allowance.wait)
        await send(message)

    return with_headers
