"""What stands between Gradio and the outside: which of its paths are open, its HTML put right, and safe headers."""

import asyncio
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.records.kept import Widget
from assistant.texts import DUTCH, DUTCH_WORDS, Words, text, words_in
from assistant.web.api.refusing import is_api
from assistant.web.api.refusing import refusal as api_refusal
from assistant.web.pages import message_page
from assistant.web.sessionless import without_session
from assistant.web.widget.frame import NAME, Frame, for_script, framed, parameters
from assistant.web.widget.registry import WIDGET_HEADER, Widgets
from assistant.web.wording import Wording, reworded

_OPEN_TO_READ = re.compile(r"/|/assets/[\w.\-]+|/static/[\w./\-]+|/theme\.css|/favicon\.ico")
_PREDICT = "/gradio_api/run/predict"

UPLOAD = "upload"
"""Tag of a route that takes a file; other packages give it to theirs."""

LARGEST_UPLOAD = 9 * 1024 * 1024
"""Bytes of a request with a file: 8 MB for the file itself, and its form."""

LARGEST_BODY = 256 * 1024
"""Bytes: a question of 2,000 characters with ten such questions before it is under 132 kB however it is written."""

BODY_SECONDS = 30.0
"""For the whole body of a question, however slowly it comes: 256 kB over a telephone line of 100 kbit/s take 20."""

UPLOAD_SECONDS = 300.0
"""For a file of 8 MB over a line of 250 kbit/s."""

PERMISSIONS: Final = ", ".join(
    f"{name}=()"
    for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
                 "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
                 "xr-spatial-tracking")
)  # fmt: skip
"""What a page of ours may use of the visitor's machine: nothing."""

HSTS: Final = "max-age=31536000"
"""A year of https only. Without the hosts below ours, which are not ours to decide for."""

_NO_PAGE: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Policy for what is no page: whoever opens it by itself gets text that does nothing."""

_FOR_OTHER_SITES: Final = re.compile(r"/(widget|eigen/)[\w./-]*")
"""What pages of another origin load: the script of the widget, and our script and style in a sandboxed frame, which has
no origin and must be able to say so. Everything else is for our own pages."""

LONGEST_NAME: Final = 255
"""Bytes of one step of a path: what file systems take for a name. Gradio fails on longer ones."""

_WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS")
ISOLATED = {"cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "cross-origin"}
"""A host page with `Cross-Origin-Embedder-Policy: require-corp` shows only frames that carry both."""

_NOTHING: Mapping[str, Any] = {}

_HASHED = "public, max-age=31536000, immutable"
"""For Gradio's assets, which carry a hash in their name."""


def content_security_policy(frame_origins: Iterable[str], nonce: str | None = None) -> str:
    """Return the policy for a page. Scripts are ours and Gradio's files, and inline ones that carry the nonce."""
    scripts = f"'self' 'nonce-{nonce}'" if nonce else "'none'"
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        + _framing(frame_origins)
    )


def _framing(origins: Iterable[str]) -> str:
    return " ".join(["frame-ancestors", "'self'", *origins])


class Edge:
    """Refuses requests that are too large or too slow, and adds the headers that every response carries."""

    def __init__(
        self,
        app: ASGIApp,
        frame_origins: tuple[str, ...] = (),
        uploads: frozenset[str] = frozenset(),
        *,
        secure: bool = False,
        body_seconds: float = BODY_SECONDS,
    ):
        """`uploads` are the paths that take files; `secure` tells that people reach us over https."""
        self._app = app
        self._uploads = uploads
        self._policy = content_security_policy(frame_origins)
        self._framed = _framing(frame_origins)
        self._secure = secure
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._add_headers(scope["path"], MutableHeaders(scope=message))
            await send(message)

        if _is_trick(scope["path"]):
            await refusal(scope["path"], "edge.no_address", 404)(scope, receive, with_headers)
            return
        if not self._has_fair_length(scope):
            await refusal(scope["path"], "edge.too_large", 413)(scope, receive, with_headers)
            return
        try:
            await self._app(scope, self._in_time(scope, receive), with_headers)
        except TooSlow:
            if not begun:
                await _last(refusal(scope["path"], "edge.too_slow", 408))(scope, receive, with_headers)
        except Exception:
            # The frameworks around us log it and close the connection; their own answer would lack the headers.
            if not begun:
                await _last(refusal(scope["path"], "edge.failed", 500))(scope, receive, with_headers)
            raise

    def _add_headers(self, path: str, headers: MutableHeaders) -> None:
        headers.setdefault("x-content-type-options", "nosniff")
        if path.startswith("/eigen/"):
            headers.setdefault("cache-control", "no-cache")  # so that an upgrade reaches every browser
        headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
        headers.setdefault("permissions-policy", PERMISSIONS)
        headers.setdefault("cross-origin-opener-policy", "same-origin-allow-popups")
        shared = _FOR_OTHER_SITES.fullmatch(path)
        headers.setdefault("cross-origin-resource-policy", "cross-origin" if shared else "same-origin")
        if self._secure:
            headers.setdefault("strict-transport-security", HSTS)
        headers.setdefault("content-security-policy", self._policy_for(headers.get("content-type", "")))

    def _policy_for(self, kind: str) -> str:
        if kind.startswith("text/html"):
            return self._policy
        # The browser shows a PDF in a page of its own, which a stricter policy would keep empty.
        return self._framed if kind.startswith("application/pdf") else _NO_PAGE

    def _has_fair_length(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if b"transfer-encoding" in headers or (not length and scope["method"] == "POST"):
            return False
        most = LARGEST_UPLOAD if scope["path"] in self._uploads else LARGEST_BODY
        return not length or (length.isdigit() and len(length) < 12 and int(length) <= most)

    def _in_time(self, scope: Scope, receive: Receive) -> Receive:
        """Return `receive`, raising TooSlow when the body is not there in time. What follows the body may take longer:
        then the wait is for the visitor to leave.
        """  # noqa: D205
        if scope["method"] in _WITHOUT_BODY:
            return receive
        seconds = UPLOAD_SECONDS if scope["path"] in self._uploads else self._body_seconds
        deadline = asyncio.get_running_loop().time() + seconds
        whole = False

        async def in_time() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                raise TooSlow from error
            whole = not message.get("more_body", False)
            return message

        return in_time


def _is_trick(path: str) -> bool:
    """Whether a path goes up, or holds what no file system takes. Decoded once, as the application sees it."""
    steps = path.split("/")
    return "\0" in path or any(step in (".", "..") or len(step.encode()) > LONGEST_NAME for step in steps)


class TooSlow(Exception):
    """A body did not come in time."""


def _last(response: Response) -> Response:
    response.headers["connection"] = "close"
    return response


def refusal(path: str, key: str, status: int) -> Response:
    """Return why a request is not answered, in Dutch; `key` names the text."""
    if is_api(path):
        return api_refusal(status, text(key))
    return PlainTextResponse(text(key), status)


class Guard:
    """Wraps Gradio's application: opens what the page needs, closes the rest, and puts the page's HTML right."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        public_address: str,
        frame_origins: tuple[str, ...],
        widgets: Widgets | None = None,
        wording: Wording | None = None,
    ):
        """`widgets` are those of other sites; `wording` gives the words of the page, Dutch where Gradio made it."""
        self._app = app
        self._widgets = widgets
        self._wording = wording
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
            words = self._widgets.words(Headers(scope=scope)) if self._widgets else DUTCH_WORDS
            await PlainTextResponse(words.text("widget.gone"), 410)(scope, receive, send)
        elif scope["path"] == _PREDICT:
            await self._app(scope, await without_session(receive), _remembered(_PREDICT, send))
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
            words = words_in(self._framed(widget, asked).language) if widget else DUTCH_WORDS
            page = message_page(words.text("widget.gone_title"), words.text("widget.gone"), words)
            status = 410 if widget else 404
            await HTMLResponse(page, status, {"content-security-policy": known})(scope, receive, send)
            return
        await self._page(scope, receive, send, self._framed(widget, asked))

    def _framed(self, widget: Widget, asked: Mapping[str, str]) -> Frame:
        return framed(widget, asked, self._widgets.languages if self._widgets else (DUTCH,))

    async def _find(self, name: str) -> Widget | None:
        return await run_in_threadpool(self._widgets.find, name) if self._widgets else None

    async def _is_gone(self, name: str) -> bool:
        if not name:
            return False
        widget = await self._find(name)
        return widget is None or widget.revoked

    def _reworded(self, page: str, words: Words, *, keeps: bool) -> str:
        return (
            page
            if self._wording is None
            else reworded(page, self._wording(DUTCH_WORDS, True), self._wording(words, keeps))
        )

    async def _page(self, scope: Scope, receive: Receive, send: Send, frame: Frame | None = None) -> None:
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        status, body = await _whole_response(self._app, {**scope, "method": "GET", "headers": plain}, receive)
        nonce = secrets.token_urlsafe(16)
        more = {"widget": for_script(frame, self._frame_origins)} if frame else {}
        words = words_in(frame.language) if frame else DUTCH_WORDS
        page = self._reworded(body.decode(), words, keeps=not (frame and frame.widget.keeps_nothing))
        page = put_right(page, nonce=nonce, public_address=self._public_address, more=more, words=words)
        origins = self._frame_origins
        headers = {"cache-control": "no-store"}
        if frame:
            origins = (*origins, *frame.widget.origins)
            headers |= ISOLATED
        headers["content-security-policy"] = content_security_policy(origins, nonce)
        content = page if scope["method"] == "GET" else ""
        await Response(content, status, headers, media_type="text/html")(scope, receive, send)


def put_right(
    page: str, *, nonce: str, public_address: str, more: Mapping[str, Any] = _NOTHING, words: Words = DUTCH_WORDS
) -> str:
    """Return Gradio's HTML in our language, our script before all others, our style last, and no foreign address.

    `more` is what our script must know besides the texts, `words`; the page of a widget has the script `frame.js` too.
    """
    page = re.sub(r'<html\s+lang="en"', f'<html lang="{words.tag}"', page, count=1)
    page = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    page = re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', page)
    page = re.sub(r"(<head[^>]*>)", lambda head: head[0] + _first_in_head(nonce, more, words), page, count=1)
    page = page.replace("</head>", _last_in_head(public_address, words) + "</head>", 1)
    return re.sub(r"(<body[^>]*>)", lambda body: body[0] + _first_in_body(words), page, count=1)


def _first_in_head(nonce: str, more: Mapping[str, Any], words: Words) -> str:
    frame = f'<script nonce="{nonce}" src="/eigen/frame.js"></script>' if more else ""
    sections: dict[str, Any] = {
        name: words.table(name) for name in ("page", "state", "source", "answer_card", "accessibility")
    }
    sections |= {"first": words.texts("first.questions")}
    told = {**more, **sections, "own_data": words.table("own_data.script"), "language": words.tag}
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<script nonce="{nonce}" type="application/json" id="teksten">{data}</script>'
        f'<script nonce="{nonce}" src="/eigen/page.js"></script>{frame}'
        f'<script nonce="{nonce}" src="/eigen/asking.js"></script>'
        f'<script nonce="{nonce}" src="/eigen/accessibility.js"></script>'
    )


def _last_in_head(public_address: str, words: Words) -> str:
    title, description = escape(words.text("page.title")), escape(words.text("page.description"))
    address = f'<meta property="og:url" content="{escape(public_address)}/">' if public_address else ""
    return (
        f"<title>{title}</title>"
        f'<meta name="description" content="{description}"><meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{description}"><meta property="og:type" content="website">'
        f'<meta property="og:locale" content="{words.tag.replace("-", "_")}">{address}'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/eigen/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/eigen/page.css">'
        '<link rel="stylesheet" href="/eigen/asking.css">'
    )


def _first_in_body(words: Words) -> str:
    return (
        f'<a class="overslaan" href="#vraag">{escape(words.text("page.skip"))}</a>'
        f'<noscript><p class="los-bericht">{escape(words.text("page.without_script"))}</p></noscript>'
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
