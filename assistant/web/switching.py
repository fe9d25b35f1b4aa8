"""What people and programs get while the assistant is switched off."""

import re
from html import escape
from typing import Final

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.switch import Part, Switch
from assistant.texts import text
from assistant.web.pages import whole_page

RETRY_AFTER: Final = "300"
"""Seconds after which a program may try again: short enough to notice that it is over, and no storm of requests."""

_ALWAYS: Final = re.compile(r"/(livez|readyz|metrics|favicon\.ico|eigen/.*|gegevens(/.*)?|beoordeling(/.*)?)")
"""Health; our own style and pictures; what is kept of somebody, which stays theirs to see and delete; and the review
page, where one finds out what went wrong."""

_FOR_PROGRAMS: Final = ("/api/", "/gradio_api/")


class Switched:
    """Answers every request with the notice while its part is off, and lets it through otherwise."""

    def __init__(self, app: ASGIApp, switch: Switch):
        self._app = app
        self._switch = switch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        part = part_of(scope["path"]) if scope["type"] == "http" else None
        if part is not None:
            position = self._switch()
            if position.off(part):
                notice = position.notice(part) or text(f"switch.{part}_off")
                await _answer(scope["path"], notice)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def part_of(path: str) -> Part | None:
    """Return the part that an address belongs to, None for what is never switched off."""
    if _ALWAYS.fullmatch(path):
        return None
    return "api" if path.startswith("/api/") else "web"


def _answer(path: str, notice: str) -> Response:
    headers = {"retry-after": RETRY_AFTER, "cache-control": "no-store"}
    if path.startswith(_FOR_PROGRAMS):
        return JSONResponse({"error": notice, "detail": None, "switched_off": True}, 503, headers)
    title = text("switch.title")
    link = f'<p><a href="/gegevens">{escape(text("page.privacy_link"))}</a></p>'
    body = f'<h2 tabindex="-1">{escape(title)}</h2><p role="status">{escape(notice)}</p>{link}'
    return HTMLResponse(whole_page(title, body, kind="tekst"), 503, headers)
