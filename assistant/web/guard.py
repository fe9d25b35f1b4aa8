"""What stands between Gradio and the outside: which of its paths are open, its HTML put right, and safe headers."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.texts import table, text
from assistant.web.api.refusing import is_api, refusal

_OPEN_TO_READ = re.compile(r"/|/assets/[\w.\-]+|/static/[\w./\-]+|/theme\.css|/favicon\.ico")
_PREDICT = "/gradio_api/run/predict"

UPLOAD = "upload"
"""Tag of a route that takes a file; other packages give it to theirs."""

LARGEST_UPLOAD = 9 * 1024 * 1024
"""Bytes of a request with a file: 8 MB for the file itself, and its form."""

LARGEST_BODY = 256 * 1024
"""Bytes: a question of 2,000 characters with ten such questions before it is under 132 kB however it is written."""

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
            refused = refusal(413) if is_api(scope["path"]) else PlainTextResponse("too large", 413)
            await refused(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("x-content-type-options", "nosniff")
                if scope["path"].startswith("/eigen/"):
                    headers.setdefault("cache-control", "no-cache")  # so that an upgrade reaches every browser
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

    def __init__(self, app: ASGIApp, *, public_address: str, frame_origins: tuple[str, ...]):
        self._app = app
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
            await self._page(scope, receive, send)
        else:
            await self._app(scope, receive, _remembered(scope["path"], send))

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        status, body = await _whole_response(self._app, {**scope, "method": "GET", "headers": plain}, receive)
        nonce = secrets.token_urlsafe(16)
        page = put_right(body.decode(), nonce=nonce, public_address=self._public_address)
        headers = {
            "content-security-policy": content_security_policy(self._frame_origins, nonce),
            "cache-control": "no-store",
        }
        content = page if scope["method"] == "GET" else ""
        await Response(content, status, headers, media_type="text/html")(scope, receive, send)


def put_right(page: str, *, nonce: str, public_address: str) -> str:
    """Return Gradio's HTML in Dutch, with our script before all others, our style last, and no foreign address."""
    page = re.sub(r'<html\s+lang="en"', '<html lang="nl-BE"', page, count=1)
    page = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    page = re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', page)
    page = re.sub(r"(<head[^>]*>)", lambda head: head[0] + _first_in_head(nonce), page, count=1)
    page = page.replace("</head>", _last_in_head(public_address) + "</head>", 1)
    return re.sub(r"(<body[^>]*>)", lambda body: body[0] + _first_in_body(), page, count=1)


def _first_in_head(nonce: str) -> str:
    words = {"page": _names("page"), "state": _names("state"), "source": _names("source"),
             "answer_card": _names("answer_card")}  # fmt: skip
    data = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<script nonce="{nonce}" type="application/json" id="teksten">{data}</script>'
        f'<script nonce="{nonce}" src="/eigen/page.js"></script>'
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
        if message["type"] == "http.response.start" and path.startswith("/assets/") and message["status"] == 200:
            MutableHeaders(scope=message)["cache-control"] = _HASHED
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
