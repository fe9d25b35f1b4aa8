"""The routes of the widget: its script, what each one looks like, and the page that tells what would block it."""

import json
import secrets
from collections.abc import Collection
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from assistant.records.kept import Widget
from assistant.texts import DUTCH, table, text, words_in
from assistant.web import pages
from assistant.web.guard import ISOLATED, content_security_policy
from assistant.web.widget.origins import is_allowed
from assistant.web.widget.registry import Widgets
from assistant.web.widget.snippets import ESCAPING, SANDBOX

_STATIC = Path(str(resources.files("assistant.web") / "static"))

_SCRIPT = {
    "cache-control": "no-cache",  # so that an upgrade reaches every page
    "cross-origin-resource-policy": "cross-origin",  # pages with `Cross-Origin-Embedder-Policy` load nothing else
}


def widget_routes(widgets: Widgets, frame_origins: tuple[str, ...] = ()) -> APIRouter:
    """Return the routes of the widget. `frame_origins` may frame every page of the server."""
    router = APIRouter()

    @router.get("/widget.js")
    def script() -> Response:
        return FileResponse(_STATIC / "widget.js", media_type="text/javascript", headers=_SCRIPT)

    @router.get("/widget.json")
    def of_this_site(request: Request) -> Response:
        origin = request.headers.get("origin", "")
        return _config(widgets.of_origin(origin), origin, widgets.languages)

    @router.get("/widget/controle")
    def controle(widget: str = "") -> Response:
        found = widgets.find(widget)
        if found is None or found.revoked:
            return HTMLResponse(pages.message_page(text("widget.gone_title"), text("widget.gone")), 404)
        policy = content_security_policy((*frame_origins, *found.origins), secrets.token_urlsafe(16))
        return HTMLResponse(_controle_page(found), headers={"content-security-policy": policy, **ISOLATED})

    @router.get("/widget/controle.js")
    def controle_script() -> Response:
        words = json.dumps(table("controle"), ensure_ascii=False)
        source = (_STATIC / "controle.js").read_text(encoding="utf-8").replace('"__TEKSTEN__"', words)
        return Response(source, media_type="text/javascript", headers=_SCRIPT)

    @router.get("/widget/{name}.json")
    def of_this_name(name: str, request: Request) -> Response:
        return _config(widgets.find(name), request.headers.get("origin", ""), widgets.languages)

    return router


def _controle_page(widget: Widget) -> str:
    tokens = " ".join((*SANDBOX, ESCAPING))
    body = (
        f'<h2 tabindex="-1">{escape(text("controle.title"))}</h2><p>{escape(text("controle.intro"))}</p>'
        f'<div id="controle" data-widget="{escape(widget.name)}" data-sandbox="{tokens}">'
        f'<p>{escape(text("controle.waiting"))}</p></div><script src="/widget/controle.js"></script>'
    )
    return pages.whole_page(text("controle.title"), body, kind="tekst")


def config(widget: Widget, languages: Collection[str] = (DUTCH,)) -> dict[str, Any]:
    """Return what the script on the page needs to know: how the widget looks, and what attributes may change.

    `languages` are those that this installation offers.
    """
    return {
        "name": widget.name,
        "looks": {"position": "right", "language": DUTCH, **widget.looks},
        "allowed": sorted(widget.allowed),
        "words": {one: _widget_words(one) for one in languages},
    }


def _widget_words(language: str) -> dict[str, str]:
    words = words_in(language)
    return {**words.table("widget.words"), "title": words.text("page.title")}


def _config(widget: Widget | None, origin: str, languages: Collection[str]) -> Response:
    """Answer a script. Without `Origin` it runs on a page of this server; `null` is no origin of anybody."""
    headers = {"vary": "origin", "cache-control": "no-store"}
    if widget is None or widget.revoked:
        return JSONResponse({"error": "unknown widget"}, 404, headers=headers)
    if not origin:
        return JSONResponse(config(widget, languages), headers=headers)
    if not is_allowed(origin, widget.origins):
        return JSONResponse({"error": "this site may not show the widget"}, 403, headers=headers)
    return JSONResponse(config(widget, languages), headers={**headers, "access-control-allow-origin": origin})
