"""A server that lets nobody frame it but its widgets, and an intranet on another origin under a strict policy."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from assistant.records import Records, widgets
from assistant.records.kept import Widget
from assistant.web.widget.demo import FLOATING, INLINE, demo_app, demo_widgets, policy
from tests.assistant.web.conftest import Running, ScriptedAnswering, make_answering, run_server

HEADERS = ("content-security-policy", "cross-origin-embedder-policy", "cross-origin-opener-policy")
OPEN = "open"
"""A widget whose page may change everything."""


@dataclass
class Site:
    """An intranet that really listens. `address` is the origin that is allowed, `stranger` the same pages elsewhere."""

    address: str
    stranger: str
    running: Running

    @property
    def records(self) -> Records:
        return self.running.records


def intranet(assistant: str):
    """The demonstration's intranet, with pages of which a test chooses policy and content."""

    def free(request: Request) -> Response:
        asked = request.query_params
        headers = {name: asked[name] for name in HEADERS if name in asked}
        body = asked.get("body", "").replace("SERVER", assistant)
        return HTMLResponse(
            f"<!doctype html><html lang='nl'><title>Vrij</title><body>{body}</body></html>", 200, headers
        )

    def tagged(request: Request) -> Response:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in request.query_params.items())
        page = (
            f'<!doctype html><html lang="nl"><title>x</title><script src="{assistant}/widget.js" defer></script><body>'
        )
        headers = {"content-security-policy": policy(assistant)}
        return HTMLResponse(f"{page}<regio-assistent{attributes}></regio-assistent></body></html>", headers=headers)

    app = demo_app(assistant)
    app.router.routes += [Route("/vrij", free), Route("/element", tagged)]
    return app


def ask(frame, question: str) -> None:
    """Ask in the frame of a widget, and wait for the whole answer."""
    before = frame.locator("#berichten .bot-row").count()
    frame.locator("#vraag textarea").fill(question)
    frame.locator("#verstuur").click()
    frame.locator("#berichten .bot-row").nth(before).wait_for()
    frame.locator("#berichten .bezig").wait_for(state="detached")


def listen(app) -> tuple[uvicorn.Server, int]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return server, listening.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    answering: ScriptedAnswering = make_answering(tmp_path_factory.mktemp("documents"))
    records = Records.open(f"sqlite:///{tmp_path_factory.mktemp('records')}/records.sqlite")
    running = run_server(answering, records)
    server, port = listen(intranet(running.address))
    address = f"http://localhost:{port}"
    floating, inline = demo_widgets(address)
    everything = frozenset({"position", "color", "title", "greeting", "language", "question", "documents"})
    widgets.put(records, replace(floating, municipality="Voorbeeldegem"))
    widgets.put(records, inline)
    widgets.put(records, replace(floating, name=OPEN, allowed=everything))
    yield Site(address, f"http://127.0.0.1:{port}", running)
    server.should_exit = running.server.should_exit = True
    records.close()


def widget(site: Site, name: str) -> Widget:
    found = widgets.of(site.records, name)
    assert found is not None
    return found


__all__ = ["FLOATING", "INLINE", "OPEN", "Site", "widget"]
