"""A demonstration: the intranet of a municipality that does not exist, on another origin, under a strict policy."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from assistant.records.kept import Widget
from assistant.texts import text, texts
from assistant.web.widget.origins import origin_of

FLOATING, INLINE = "demo", "demo-vertrouwelijk"
"""Names of the two widgets: a button on every page, and a part of one page that keeps nothing."""

_COLOR = "#3c1053"
_STYLE = Path(str(resources.files("assistant.web") / "static" / "demo.css"))


def demo_address(address: str, port: int) -> str:
    """Return where the intranet stands: another site than the assistant at `address`, as far as one machine can."""
    host = urlsplit(address).hostname or "127.0.0.1"
    return f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"


def demo_widgets(address: str) -> tuple[Widget, Widget]:
    """Return the widgets of the demonstration, for an intranet at `address`."""
    origins, moment = (address,), datetime.now(UTC)
    looks = {"color": _COLOR}
    return (
        Widget(FLOATING, origins, moment, looks=looks, allowed=frozenset({"position", "question"})),
        Widget(
            INLINE, origins, moment, looks={**looks, "position": "inline", "greeting": text("demo.greeting")},
            keeps_nothing=True,
        ),
    )  # fmt: skip


def policy(assistant: str) -> str:
    """Return the policy of the intranet: what the assistant at this origin needs, and nothing more."""
    return (
        f"default-src 'none'; script-src {assistant}; frame-src {assistant}; connect-src {assistant}; "
        "style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    )


def demo_app(assistant: str) -> Starlette:
    """Return the intranet, with the widgets of the assistant that is reached at `assistant`."""
    headers = {"content-security-policy": policy(origin_of(assistant)), "x-content-type-options": "nosniff"}

    def page(request: Request) -> Response:
        return HTMLResponse(_page(request.url.path, assistant), headers=headers)

    def style(_: Request) -> Response:
        return FileResponse(_STYLE, media_type="text/css")

    return Starlette(routes=[Route("/stijl.css", style), *(Route(path, page) for path in _PAGES)])


def serve_demo(assistant: str, host: str, port: int) -> None:
    """Serve the intranet beside the assistant, until the process ends."""
    server = uvicorn.Server(uvicorn.Config(demo_app(assistant), host=host, port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()


_PAGES = {"/": "home", "/nieuws": "news", "/sociale-dienst": "inside"}


def _page(path: str, assistant: str) -> str:
    name = _PAGES[path]
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if address == path else ""}>{escape(text(f"demo.{key}.title"))}</a>'
        for address, key in _PAGES.items()
    )
    title, intranet = escape(text(f"demo.{name}.title")), escape(text("demo.name"))
    widget = f'<regio-assistent widget="{INLINE}"></regio-assistent>' if name == "inside" else ""
    button = "" if name == "inside" else f' data-assistant="{FLOATING}"'
    return (
        f'<!doctype html><html lang="nl-BE"><head><meta charset="utf-8"><title>{title} · {intranet}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/stijl.css">'
        f'<script src="{escape(assistant)}/widget.js"{button} defer></script></head><body>'
        f"<header><strong>{intranet}</strong><nav>{links}</nav></header>"
        f"<main><h1>{title}</h1>{_paragraphs(texts(f'demo.{name}.paragraphs'))}{widget}</main></body></html>"
    )


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
