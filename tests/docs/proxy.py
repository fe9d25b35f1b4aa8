"""nginx with the example of docs/running on free ports of the loopback, and a server behind it that tells what came."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/running/nginx.conf"
NAME = "assistent.gemeente.example"
PATIENCE = 60
"""Seconds that a test waits for what must come; the machine may be loaded."""


@dataclass
class Told:
    """Answers each request with what reached it; `/stroom` sends a word, and the next one when `more` is set."""

    more: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path == "/stroom":
            return StreamingResponse(self._words(), media_type="text/event-stream")
        body = await request.body()
        own = {"strict-transport-security": "max-age=1"}
        return JSONResponse({"headers": dict(request.headers), "size": len(body)}, headers=own)

    def _words(self) -> Iterator[str]:
        yield "data: eerst\n\n"
        yield "data: dan\n\n" if self.more.wait(PATIENCE / 2) else "data: nobody got the first word\n\n"


@dataclass(frozen=True)
class Proxy:
    """nginx as it listens: both ports, its certificate and its log."""

    plain: int
    tls: int
    certificate: Path
    log: Path
    errors: Path

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.tls}"


@contextmanager
def listening(app: ASGIApp) -> Iterator[int]:
    """Serve an application on a free port, which is given."""
    config = uvicorn.Config(app, port=0, log_level="critical", proxy_headers=False)
    server, port = uvicorn.Server(config), free_port()
    config.port = port
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(port)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@contextmanager
def proxied(nginx: Path, folder: Path, *, to: int) -> Iterator[Proxy]:
    """Run nginx with the example before a port, with a certificate of its own."""
    proxy = prepare(folder, to=to)
    process = subprocess.Popen([nginx, "-e", folder / "early.log", "-c", folder / "nginx.conf"])
    try:
        wait_for(proxy.tls)
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE)


def prepare(folder: Path, *, to: int) -> Proxy:
    """Write nginx.conf around the example, whose words stay but for ports and paths, and make a certificate."""
    proxy = Proxy(free_port(), free_port(), folder / "certificate.pem", folder / "access.log", folder / "error.log")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-keyout", folder / "key.pem", "-out", proxy.certificate,
         "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    example = EXAMPLE.read_text(encoding="utf-8")
    changes = {
        r"listen \[::\]:\d+[^;]*;": "",
        r"listen 80;": f"listen 127.0.0.1:{proxy.plain};",
        r"listen 443 ([^;]*);": rf"listen 127.0.0.1:{proxy.tls} \1;",
        r"/etc/nginx/assistant-certificate\.pem": str(proxy.certificate),
        r"/etc/nginx/assistant-key\.pem": str(folder / "key.pem"),
        r"/var/log/nginx/assistant\.log": str(proxy.log),
        r"/var/log/nginx/assistant-error\.log": str(proxy.errors),
        r"http://127\.0\.0\.1:7860": f"http://127.0.0.1:{to}",
    }
    for was, becomes in changes.items():
        example, found = re.subn(was, becomes, example)
        assert found, f"{EXAMPLE} no longer has {was}"
    places = "".join(
        f"{kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'nginx.pid'}; error_log {proxy.errors} crit;\n"
        f"events {{}}\nhttp {{ {places}\n{example}\n}}\n",
        encoding="utf-8",
    )
    return proxy


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
