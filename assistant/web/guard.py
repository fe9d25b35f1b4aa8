"""What stands between Gradio and the outside: which of its paths are open, its HTML put right, and safe headers."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.records.kept import Widget
from assistant.texts import table, text
from assistant.web.pages import message_page
from assistant.web.widget.frame import NAME, Frame, for_script, framed, parameters
from assistant.web.widget.registry import WIDGET_HEADER, Widgets

_OPEN_TO_READ = re.compile(r"/|/assets/[\w.\-]+|/static/[\w./\-]+|/theme\.css|/favicon\.ico")
_PREDICT = "/gradio_api/run/predict"

UPLOAD = "upload"
"""Tag of a route that takes a file; other packages give it to theirs."""

LARGEST_UPLOAD = 9 * 1024 * 1024
"""Bytes of a request with a file: 8 MB for the file itself, and its form."""

LARGEST_BODY = 256 * 1024
"""Bytes: a question of 2,000 characters with ten such questions before it is under 132 kB however it is written."""

ISOLATED = {"cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "cross-origin"}
"""A host page with `Cross-Origin-Embedder-Policy: require-corp` shows only frames that carry both."""

_NOTHING: Mapping[str, Any] = {}

_HASHED = "public, max-age=31536000, immutable"
"""For Gradio's assets, which carry a hash in their name."""


def content_security_policy(frame_origins: Iterable[str], nonce: str | None = None) -> str:
    """Return the policy for a page. Scripts are ours and Gradio's files, and inline ones that carry the nonce."""
    scripts = f"'self' 'nonce-{nonce}'" if nonce else "'none'"
    frames = " ".join(["'self'", *frame_origins])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        f"frame-ancestors {frames}"
    )


class Edge:
    """Refuses requests that are too large, and adds the headers that every response of the server carries."""

    def __init__(self, app: ASGIApp, frame_origins: tuple[str, ...] = (), uploads: frozenset[str] = frozenset()):
        """`uploads` are the paths that take files."""
        self._app = app
        self._uploads = uploads
        self._policy = content_security_policy(frame_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        if scope["method"] == "POST" and not self._has_fair_length(scope):
            await PlainTextResponse("too large", 413)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                if scope["path"].startswith("/eigen/"):
                    headers.setdefault("cache-control", "no-cache")  # so that an upgrade reaches every browser
                    headers.setdefault("cross-origin-resource-policy", "cross-origin")  # for a sandboxed frame
                headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
                headers.setdefault("cross-origin-opener-policy", "same-origin-allow-popups")
                if headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("content-security-policy", self._policy)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _has_fair_length(self, scope: Scope) -> bool:
        length = dict(scope["headers"]).get(b"content-length", b"")
        most = LARGEST_UPLOAD if scope["path"] in self._uploads else LARGEST_BODY
        return bool(length.isdigit()) and int(length) <= most


class Guard:
    """Wraps Gradio's application: opens what the page needs, closes the rest, and puts the page's HTML right."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        public_address: str,
        frame_origins: tuple[str, ...],
        widgets: Widgets | None = None,
        kept: str = "",
    ):
        """`widgets` are those of other sites; `kept` is the sentence that says for how long questions are kept."""
        self._app = app
        self._widgets = widgets
        self._kept = kept
        self._public_address = public_address
        self._frame_origins = frame_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _refusal(scope)
        if refused is not None:
            await refused(scope, receive, send)
        elif scope["path"] == "/":
            await self._whole_or_framed(scope, receive, send)
        elif scope["path"] == _PREDICT and await self._is_gone(Headers(scope=scope).get(WIDGET_HEADER, "")):
            await PlainTextResponse(text("widget.gone"), 410)(scope, receive, send)
        else:
            await self._app(scope, receive, _remembered(scope["path"], send))

    async def _whole_or_framed(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = parameters(scope["query_string"])
        if NAME not in asked:
            await self._page(scope, receive, send)
            return
        widget = await self._find(asked[NAME])
        if widget is None or widget.revoked:
            # A page that says one thing and does nothing may stand where the widget stood.
            known = content_security_policy([*self._frame_origins, *(widget.origins if widget else ())])
            page = message_page(text("widget.gone_title"), text("widget.gone"))
            status = 410 if widget else 404
            await HTMLResponse(page, status, {"content-security-policy": known})(scope, receive, send)
            return
        await self._page(scope, receive, send, framed(widget, asked))

    async def _find(self, name: str) -> Widget | None:
        return await run_in_threadpool(self._widgets.find, name) if self._widgets else None

    async def _is_gone(self, name: str) -> bool:
        if not name:
            return False
        widget = await self._find(name)
        return widget is None or widget.revoked

    async def _page(self, scope: Scope, receive: Receive, send: Send, frame: Frame | None = None) -> None:
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        status, body = await _whole_response(self._app, {**scope, "method": "GET", "headers": plain}, receive)
        nonce = secrets.token_urlsafe(16)
        more = {"widget": for_script(frame, self._frame_origins)} if frame else {}
        page = put_right(body.decode(), nonce=nonce, public_address=self._public_address, more=more)
        origins = self._frame_origins
        headers = {"cache-control": "no-store"}
        if frame:
            origins = (*origins, *frame.widget.origins)
            if frame.widget.keeps_nothing and self._kept:
                page = page.replace(self._kept, text("widget.nothing_kept"))
            headers |= ISOLATED
        headers["content-security-policy"] = content_security_policy(origins, nonce)
        content = page if scope["method"] == "GET" else ""
        await Response(content, status, headers, media_type="text/html")(scope, receive, send)


def put_right(page: str, *, nonce: str, public_address: str, more: Mapping[str, Any] = _NOTHING) -> str:
    """Return Gradio's HTML in Dutch, with our script before all others, our style last, and no foreign address.

    `more` is what our script must know besides the texts; the page of a widget has the script `frame.js` too.
    """
    page = re.sub(r'<html\s+lang="en"', '<html lang="nl-BE"', page, count=1)
    page = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    page = re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', page)
    page = re.sub(r"(<head[^>]*>)", lambda head: head[0] + _first_in_head(nonce, more), page, count=1)
    page = page.replace("</head>", _last_in_head(public_address) + "</head>", 1)
    return re.sub(r"(<body[^>]*>)", lambda body: body[0] + _first_in_body(), page, count=1)


def _first_in_head(nonce: str, more: Mapping[str, Any]) -> str:
    frame = f'<script nonce="{nonce}" src="/eigen/frame.js"></script>' if more else ""
    words = {**more, "page": _names("page"), "state": _names("state"), "source": _names("source"),
             "answer_card": _names("answer_card")}  # fmt: skip
    data = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<script nonce="{nonce}" type="application/json" id="teksten">{data}</script>'
        f'<script nonce="{nonce}" src="/eigen/page.js"></script>{frame}'
    )


def _names(section: str) -> Mapping[str, str]:
    return table(section)


def _last_in_head(public_address: str) -> str:
    title, description = escape(text("page.title")), escape(text("page.description"))
    address = f'<meta property="og:url" content="{escape(public_address)}/">' if public_address else ""
    return (
        f"<title>{title}</title>"
        f'<meta name="description" content="{description}"><meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{description}"><meta property="og:type" content="website">'
        f'<meta property="og:locale" content="nl_BE">{address}<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/eigen/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/eigen/page.css">'
    )


def _first_in_body() -> str:
    return (
        f'<a class="overslaan" href="#vraag">{escape(text("page.skip"))}</a>'
        f'<noscript><p class="los-bericht">{escape(text("page.without_script"))}</p></noscript>'
    )


def _refusal(scope: Scope) -> Response | None:
    path, method = scope["path"], scope["method"]
    if method in ("GET", "HEAD") and _OPEN_TO_READ.fullmatch(path) and ".." not in path:
        return None
    if method == "POST" and path == _PREDICT:
        return None
    return PlainTextResponse("not found", 404)


def _remembered(path: str, send: Send) -> Send:
    async def with_cache(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]  # Gradio lets every site read; ours alone need to
            if path.startswith("/assets/") and message["status"] == 200:
                headers["cache-control"] = _HASHED
        await send(message)

    return with_cache


async def _whole_response(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, bytes]:
    status, parts = 500, list[bytes]()

    async def keep(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return status, b"".join(parts)
