"""A server on the loopback that speaks the protocol of OpenAI and says what a test has it say, or fails as told."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.writing.model import Model, open_model
from assistant.writing.settings import WritingSettings

KEY = "sleutel-die-niemand-mag-zien"

Script = Callable[[str], Iterable[str]]
"""The user message in, the pieces of the answer out."""

_SOURCE = re.compile(r"^\[(\d+)\](?: \((?P<under>[^)]*)\))? (?P<words>.+)$", re.MULTILINE)


def sources_in(message: str) -> dict[int, str]:
    """Return the words of each numbered source of a user message."""
    return {int(found[1]): found["words"] for found in _SOURCE.finditer(message)}


def says(*pieces: str) -> Script:
    return lambda _: pieces


def quotes_first(message: str) -> Iterator[str]:
    """What an honest model writes: the first source, word for word."""
    yield f"{sources_in(message)[1].rstrip('.')} [1]."


@dataclass
class Scripted:
    """What the server does; `fault` is one of the ways to fail, empty for an answer by `script`."""

    address: str
    script: Script = quotes_first
    fault: str = ""
    faults_left: int = 1_000
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def model(
        self, *, seconds: float = 20.0, stall_seconds: float = 5.0, prices: tuple[float, float] | None = None
    ) -> Model:
        read, written = prices or (None, None)
        return open_model(
            WritingSettings(
                "openai:proef", address=self.address, key=KEY, seconds=seconds, stall_seconds=stall_seconds,
                input_price=read, output_price=written,
            )
        )  # fmt: skip

    @property
    def user_message(self) -> str:
        return str(self.requests[-1]["messages"][-1]["content"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    scripted: Scripted

    def do_GET(self) -> None:
        self.scripted.paths.append(self.path)
        self._status(404)

    def do_POST(self) -> None:
        self.scripted.paths.append(self.path)
        if not self.path.endswith("/chat/completions"):
            self._status(404)
            return
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state = self.scripted
        state.requests.append(given)
        state.keys.append(self.headers.get("Authorization", ""))
        fault = state.fault if state.faults_left > 0 else ""
        state.faults_left -= 1
        if fault.isdecimal():
            self._status(int(fault))
        elif fault == "web page":
            self._body("text/html", "<html><body>Welkom op de router</body></html>")
        elif fault == "other json":
            self._body("application/json", '{"antwoord": "ja"}')
        elif fault == "no json":
            self._events(["data: {kapot\n\n"])
        elif fault == "no choices":
            self._events(
                ['data: {"id": "x", "object": "chat.completion.chunk", "choices": null}\n\n', "data: [DONE]\n\n"]
            )
        elif fault == "silent":
            state.released.wait(20)
            self.close_connection = True
        else:
            self._answer(fault, str(given["messages"][-1]["content"]))

    def _answer(self, fault: str, message: str) -> None:
        self._begin()
        for piece in self.scripted.script(message):
            self._chunk(_event({"content": piece}))
            if fault == "stalls":
                self.scripted.released.wait(20)
            if fault == "cut":
                # The connection goes away in the middle of the body.
                self.close_connection = True
                return
        if fault != "no end":
            self._chunk(_event({}, finish="stop"))
            if self.scripted.requests[-1].get("stream_options", {}).get("include_usage"):
                self._chunk(_event(None, usage={"prompt_tokens": 200, "completion_tokens": 30, "total_tokens": 230}))
            self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _events(self, events: Iterable[str]) -> None:
        self._begin()
        for event in (*events, ""):
            self._chunk(event)

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, text: str) -> None:
        data = text.encode()
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # who asked went away

    def _status(self, status: int) -> None:
        # A careless server repeats the key in its message.
        body = json.dumps({"error": {"message": f"no: {self.headers.get('Authorization')}", "code": status}})
        self._body("application/json", body, status=status)

    def _body(self, kind: str, body: str, *, status: int = 200) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "0.1")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Be silent."""


def _event(delta: dict[str, str] | None, *, finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "proef", "choices": choices}
    if usage:
        chunk["usage"] = usage
    return f"data: {json.dumps(chunk)}\n\n"


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    state = Scripted("")
    handler = type("Handler", (_Handler,), {"scripted": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    running.start()
    yield state
    state.released.set()
    server.shutdown()
    server.server_close()
    running.join(5)
