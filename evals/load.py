"""Many people at once on a server of its own, over the road that the chat page takes.

Each person opens the page with the files it names, then asks every so many seconds: one request that shows the question
and one that answers it, as `static/page.js` and Gradio send them. Only the loopback is used, and everything stops by
itself. The people and the server share the machine, so the figures are a lower bound of what the server can do.
"""

import asyncio
import json
import os
import random
import re
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import httpx
import psutil

from corpus.errors import ProductError
from evals.figures import PATIENCE_SECONDS, QUESTIONS, CommandError, free_port, machine, memory_of, wait_until_ready

PEOPLE: Final = 150
EVERY: Final = 15.0
SECONDS: Final = 180.0
IDLE: Final = 500
"""What the project promises: 150 people who each ask every 15 seconds for three minutes, beside 500 open pages."""

MOST_PEOPLE, MOST_IDLE, MOST_SECONDS = 1_000, 2_000, 900.0
"""More is not measured well by one process, and the run must end by itself."""

REACH_MILLISECONDS: Final = 500
OPENING_AT_ONCE: Final = 20
"""Pages opened at the same moment; more is an attack, not a morning."""

CONNECTIONS: Final = 6
"""That a browser opens to one host."""

RESTING_SECONDS: Final = 4.0
"""How long a connection may rest before it is used again: the server closes it after five, and only a browser asks
again by itself when that crosses its request."""

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the memory of the server."""

_NAMED = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="(/[^"]+|\./[^"]+)"')
_PREDICT = "/gradio_api/run/predict"


class LoadError(ProductError):
    """The load test cannot be run as asked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who ask, how often and for how long in seconds, and how many pages are only opened. Raises LoadError."""

    people: int = PEOPLE
    every: float = EVERY
    seconds: float = SECONDS
    idle: int = IDLE

    def __post_init__(self) -> None:
        for name, value, most in (
            ("--people", self.people, MOST_PEOPLE), ("--seconds", self.seconds, MOST_SECONDS),
            ("--idle", self.idle, MOST_IDLE), ("--every", self.every, MOST_SECONDS),
        ):  # fmt: skip
            if not (0 if name == "--idle" else 1e-3) <= value <= most:
                raise LoadError(f"{name} is {value:g}; give at most {most:g}, and more than nothing")


@dataclass(slots=True)
class Tally:
    """What was seen. Times are in milliseconds, memory in bytes at each look."""

    asking: list[float] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChatPage:
    """What the page asks for when it opens, and the numbers of Gradio's events behind it."""

    files: tuple[str, ...]
    show: int
    ask: int
    answer: int

    @classmethod
    def of(cls, html: str) -> "ChatPage":
        """Read it from the page. Raises LoadError."""
        begin = html.find("window.gradio_config = ")
        if begin < 0:
            raise LoadError("the page at / is no chat page; look at it in a browser")
        config, _ = json.JSONDecoder().raw_decode(html[begin + len("window.gradio_config = ") :])
        events = config["dependencies"]
        load = next(event for event in events if any(target[1] == "load" for target in event["targets"]))
        files = dict.fromkeys(re.sub(r"^\.", "", each) for each in _NAMED.findall(html))
        return cls(tuple(files), load["id"], events[0]["id"], events[1]["id"])


def measure(plan: Plan, *, index: Path | None = None) -> dict[str, Any]:
    """Return the figures and the machine, ready for `json.dumps`; without an index the shipped documents are asked.

    Raises LoadError and CommandError.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if index is None:
            index = folder / "index"
            _assistant("ingest", "--index", index)
        with _server(index, folder) as (server, address):
            process = psutil.Process(server.pid)
            before, busy = os.getloadavg(), process.cpu_times()
            tally, looks = asyncio.run(_run(plan, address, server))
            spent = process.cpu_times()
    return {
        "plan": {"people": plan.people, "every": plan.every, "seconds": plan.seconds, "idle": plan.idle},
        "figures": _figures(plan, tally, looks),
        "errors": dict(tally.errors),
        "processor seconds of the server": round(spent.user + spent.system - busy.user - busy.system, 1),
        "load of the machine before and after": [round(before[0], 1), round(os.getloadavg()[0], 1)],
        "machine": machine(),
    }


def as_markdown(measured: Mapping[str, Any]) -> str:
    """Return what `measure` gave as a Markdown table."""
    rows = [_row(each["what"], each["reach"], f"{each['value']:g} {each['unit']}") for each in measured["figures"]]
    about = ", ".join(str(value) for value in measured["machine"].values())
    return "\n".join(["| what | reach | measured |", "| --- | --- | --- |", *rows, "", f"Machine: {about}."])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.strip() for cell in cells)} |"


async def _run(plan: Plan, address: str, server: "subprocess.Popen[bytes]") -> tuple[Tally, dict[str, int]]:
    tally = Tally()
    async with _person(address) as first:
        response = await first.get("/")
        page = ChatPage.of(response.text)
        await _ask(first, page, 1, _questions()[0], tally)
    tally.asking.clear()  # the first answer loads what the others use
    looks = {"begin": memory_of(server)}
    door = asyncio.Semaphore(OPENING_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for _ in range(plan.idle):
            group.create_task(_idle(address, page, door, tally))
    looks["idle"] = memory_of(server)
    looking = asyncio.create_task(_look(server, tally))
    ready = asyncio.Barrier(plan.people)
    async with asyncio.TaskGroup() as group:
        for number in range(plan.people):
            group.create_task(_asks(plan, number, address, page, door, ready, tally))
    looking.cancel()
    looks["end"] = memory_of(server)
    return tally, looks


@asynccontextmanager
async def _person(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Yield the browser of one person: six connections, and a conversation of its own."""
    limits = httpx.Limits(
        max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=RESTING_SECONDS
    )
    headers = {"x-gesprek": secrets.token_hex(16)}
    async with httpx.AsyncClient(
        base_url=address, limits=limits, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False, verify=False,  # noqa: S501 - http on the loopback
    ) as client:  # fmt: skip
        yield client


async def _idle(address: str, page: ChatPage, door: asyncio.Semaphore, tally: Tally) -> None:
    async with _person(address) as client:
        await _open(client, page, door, tally)


async def _asks(
    plan: Plan, number: int, address: str, page: ChatPage, door: asyncio.Semaphore, ready: asyncio.Barrier, tally: Tally
) -> None:  # fmt: skip
    """Open the page, wait until all have theirs, and ask through the whole time, from a moment of one's own on."""
    choose = random.Random(number)
    questions = _questions()
    choose.shuffle(questions)
    async with _person(address) as client:
        await _open(client, page, door, tally)
        await ready.wait()
        end = perf_counter() + plan.seconds
        await asyncio.sleep(choose.uniform(0, plan.every))
        asked = 0
        while perf_counter() < end:
            begun = perf_counter()
            await _ask(client, page, asked + 1, questions[asked % len(questions)], tally)
            asked += 1
            await asyncio.sleep(max(0.0, plan.every - (perf_counter() - begun)))


async def _open(client: httpx.AsyncClient, page: ChatPage, door: asyncio.Semaphore, tally: Tally) -> None:
    """Ask for all that a page asks for that was never opened before."""
    async with door:
        begun = perf_counter()
        for file in ("/", *page.files, "/documenten"):
            await _checked(client, "GET", file, tally)
        for event in (page.show, page.answer):
            await _event(client, event, [], tally)
        tally.opening.append((perf_counter() - begun) * 1000)


async def _ask(client: httpx.AsyncClient, page: ChatPage, number: int, question: str, tally: Tally) -> None:
    """Ask one question and note how long it took until its answer was there."""
    begun = perf_counter()
    await _event(client, page.ask, [question], tally)
    shown = await _event(client, page.answer, [], tally)
    taken = (perf_counter() - begun) * 1000
    if shown and f"antwoord-{number}" not in shown:
        tally.errors["no answer in the page"] += 1
    tally.asking.append(taken)


async def _event(client: httpx.AsyncClient, event: int, data: list[Any], tally: Tally) -> str:
    # Each browser names a session of its own, which Gradio would keep a copy of the page for.
    body = {"data": data, "fn_index": event, "session_hash": client.headers["x-gesprek"][:12]}
    headers = {"x-verzoek": secrets.token_hex(16)}
    return await _checked(client, "POST", _PREDICT, tally, json=body, headers=headers)


async def _checked(client: httpx.AsyncClient, method: str, address: str, tally: Tally, **sent: Any) -> str:
    """Return the text of an answer, nothing when it failed; the failure is noted."""
    try:
        response = await client.request(method, address, **sent)
    except httpx.TransportError as error:
        tally.errors[f"{method} {address}: {type(error).__name__}"] += 1
        return ""
    if response.status_code != httpx.codes.OK:
        tally.errors[f"{method} {address}: {response.status_code}"] += 1
        return ""
    return response.text


async def _look(server: "subprocess.Popen[bytes]", tally: Tally) -> None:
    while True:
        tally.memory.append(memory_of(server))
        await asyncio.sleep(LOOK_EVERY)


def _figures(plan: Plan, tally: Tally, looks: Mapping[str, int]) -> list[dict[str, Any]]:
    asking = _percentiles(tally.asking)
    opening = _percentiles(tally.opening)
    # From half way on all that is loaded once is loaded; what grows then is what each question leaves behind.
    half = tally.memory[len(tally.memory) // 2 :]
    growth = (half[-1] - half[0]) / 2**20 if half else 0.0
    found = [
        (f"questions of {plan.people} people in {plan.seconds:g} s", len(tally.asking), "", ""),
        ("errors", tally.errors.total(), "", "none"),
        ("question to answer, median", asking[0], "ms", ""),
        ("question to answer, 95th percentile", asking[1], "ms", f"under {REACH_MILLISECONDS}"),
        ("question to answer, longest", max(tally.asking, default=0.0), "ms", ""),
        (f"page opened, {plan.idle + plan.people} times, 95th percentile", opening[1], "ms", ""),
        ("memory of the server at the beginning", looks["begin"] / 2**20, "MB", ""),
        (f"memory after {plan.idle} pages were opened", looks["idle"] / 2**20, "MB", ""),
        ("memory at the end", looks["end"] / 2**20, "MB", ""),
        ("growth of the memory in the second half", growth, "MB", "flat"),
    ]
    return [
        {"what": what, "value": round(value, 1), "unit": unit, "reach": reach} for what, value, unit, reach in found
    ]


def _percentiles(values: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile, zeros without values."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


@contextmanager
def _server(index: Path, folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Serve an index on the loopback, with records of its own; yields the process and its address."""
    port = free_port()
    environ = {**os.environ, "ASSISTANT_DATABASE": f"sqlite:///{folder}/records.sqlite"}
    command = [*_COMMAND, "serve", "--index", str(index), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(process, port)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


_COMMAND: Final = (sys.executable, "-m", "assistant.cli")


def _assistant(*arguments: object) -> None:
    done = subprocess.run([*_COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CommandError(f"assistant {arguments[0]}: exit status {done.returncode}: {reason}")


def _questions() -> list[str]:
    return [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
