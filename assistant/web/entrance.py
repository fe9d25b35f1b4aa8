"""The entrance: who stands behind each request, and who is let through.

It puts a Person, or None, into `scope["state"]["person"]`. Whatever proves who somebody is stays here: a signature is
taken out of the address before anything else sees or logs it.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.ownership import own_conversation
from assistant.access.person import ANYBODY, IMPLIED, Person, Role, person_with
from assistant.access.sessions import ON_A_PAGE, Session, Sessions
from assistant.access.settings import AccessSettings, is_loopback
from assistant.texts import text
from assistant.web import pages
from assistant.web.cookies import FRAME, SESSION, cookies_of
from assistant.web.guard import refusal
from assistant.web.onward import sign_in_address
from assistant.web.proxies import client_address, from_proxy
from assistant.web.rejections import Rejections
from assistant.web.signing_in_pages import frame_page, framed_policy

OWN_DOOR: Final = "own-door"
"""Tag of routes that decide themselves who may enter; other packages give it to theirs."""

SIGNATURE: Final = "toegang"
"""The parameter of an address that carries a signature."""

_OPEN: Final = re.compile(r"/livez|/readyz|/widget\.js|/widget/.*|/favicon\.ico|/eigen/.*|/aanmelden(/.*)?|/afmelden")
_CONVERSATION_PATH: Final = re.compile(r"(/gesprek|/api/v1/conversations)/([0-9a-f]{32})(/.*)?")
_CONVERSATION_HEADER: Final = b"x-gesprek"
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_READS: Final = ("GET", "HEAD", "OPTIONS")

Framers = Callable[[Scope], Awaitable[Iterable[str]]]
"""Gives the sites that may show the page of a request in a frame."""


async def nobody_frames(_: Scope) -> Iterable[str]:
    """Let no other site frame the page."""
    return ()


class Entrance:
    """Lets through who may enter. Thread-safe."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: AccessSettings,
        sessions: Sessions,
        proxies: tuple[str, ...] = (),
        public_address: str = "",
        framers: Framers = nobody_frames,
        own_doors: tuple[str, ...] = (),
        checks_keys: bool = False,
        rejections: Rejections | None = None,
    ) -> None:
        """`framers` gives the sites that may show the page of a request in a frame.

        `own_doors` are the paths below which routes decide themselves.

        `checks_keys` tells that the API checks keys itself: then requests for it and for the figures that bring
        `Authorization: Bearer` pass as they are, without a person. `rejections` notes headers that name nobody.
        """
        self._app = app
        self._access = access
        self._sessions = sessions
        self._proxies = proxies
        self._host = urlsplit(public_address).netloc
        self._framers = framers
        self._own_doors = own_doors
        self._checks_keys = checks_keys
        self._rejections = rejections or Rejections(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._access.mode == "loopback" and not self._is_for_us(scope):
            await refusal(scope["path"], "access.other_host", 421)(scope, receive, send)
            return
        scope, signature = _without_signature(scope)
        brings_key = self._brings_a_key(scope)
        session = None if brings_key else self._session(scope, signature)
        person = session.person if session else None
        state = {**scope.get("state", {}), "person": person, "session": session, "brings_key": brings_key}
        if person is None:
            state["sign"] = self._sign
        refused = await self._refusal(scope, person)
        if refused is not None:
            await refused({**scope, "state": state}, receive, send)
            return
        if person is not None:
            scope = _with_own_conversation(scope, person)
        out = _unseen(send) if signature else _unshared(send) if person and person.identifier else send
        await self._app({**scope, "state": state}, receive, out)

    def _session(self, scope: Scope, signature: str | None) -> Session | None:
        if not self._access.signs_in:
            return Session(ANYBODY, "")
        if self._access.mode == "header":
            if person := self._named_by_proxy(scope):
                return Session(person, "")
        else:
            cookies = cookies_of(scope)
            if SESSION in cookies and (session := self._sessions.read(cookies[SESSION])):
                return session
            if FRAME in cookies and (session := self._sessions.read(cookies[FRAME], "frame")):
                return session
        if signature and scope["method"] in _READS:
            return self._sessions.signed(signature, scope["path"])
        return None

    def _brings_a_key(self, scope: Scope) -> bool:
        """Whether a program asks with a key, which is looked at further on."""
        checks_for_figures = scope["path"] == "/metrics" and self._access.mode == "public"
        is_keyed = scope["path"].startswith("/api/") or scope["path"] == "/metrics"
        if not checks_for_figures and not (self._checks_keys and is_keyed):
            return False
        return Headers(scope=scope).get("authorization", "").lower().startswith("bearer ")

    def _sign(self, path: str) -> str:
        guest = Session(Person("guest", IMPLIED[Role.READER]), "guest")
        return urlencode({SIGNATURE: self._sessions.sign(guest, path, seconds=ON_A_PAGE)})

    def _named_by_proxy(self, scope: Scope) -> Person | None:
        headers = Headers(scope=scope)
        if not from_proxy(scope, self._proxies):
            if self._access.header in headers:
                self._rejections.note(f"a header {self._access.header} that no proxy of ours sent", scope)
            return None
        names = headers.getlist(self._access.header)
        # Twice means that the proxy added its header to that of the browser, which could then name anybody.
        groups = headers.getlist(self._access.groups_header)
        if len(names) > 1 or len(groups) > 1:
            self._rejections.note("a header that names somebody twice", scope)
            return None
        if not names or not names[0].strip():
            return None
        listed = re.split(r"[,;|]", groups[0]) if groups else []
        return person_with(names[0].strip(), (group.strip() for group in listed), self._access.groups)

    async def _refusal(self, scope: Scope, person: Person | None) -> Response | None:
        path, headers = scope["path"], Headers(scope=scope)
        if self._brings_a_key(scope):
            return None
        if path == "/metrics":
            seen = (person is not None and person.manages) or self._is_local(scope, headers)
            return None if seen else JSONResponse({"error": text("access.metrics")}, 403)
        if self._access.signs_in and self._is_of_another_site(scope, headers):
            return JSONResponse({"error": text("access.other_site")}, 403)
        if (
            person is not None
            or _OPEN.fullmatch(path)
            or any(path == door or path.startswith(f"{door}/") for door in self._own_doors)
        ):
            return None
        return await self._way_in(scope, headers)

    async def _way_in(self, scope: Scope, headers: Headers) -> Response:
        """Return what somebody gets who is not known: where to sign in, when a browser shows it."""
        if scope["path"].startswith("/api/") or not _is_shown(scope, headers):
            return JSONResponse({"error": text("access.unknown")}, 401)
        if self._access.mode != "oidc":
            key = "access.no_proxy" if self._access.mode == "header" else "access.no_token"
            return HTMLResponse(pages.message_page(text("access.unknown_title"), text(key)), 401)
        if headers.get("sec-fetch-dest") in ("iframe", "frame"):
            policy = framed_policy(await self._framers(scope))
            return HTMLResponse(frame_page(), 401, {"content-security-policy": policy, "cache-control": "no-store"})
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(sign_in_address(scope["path"] + (f"?{query}" if query else "")), 303)

    def _is_of_another_site(self, scope: Scope, headers: Headers) -> bool:
        """Whether a browser sent a change on behalf of a page of another origin: forged requests.

        After Go's `net/http.CrossOriginProtection`: the browser's own word counts, else the origin; who sends neither
        is no browser.
        """
        if scope["method"] in _READS:
            return False
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in ("same-origin", "none")
        return origin is not None and urlsplit(origin).netloc not in (headers.get("host"), self._host)

    def _is_for_us(self, scope: Scope) -> bool:
        """Whether a request names this machine, or our public address, as its host.

        A page of another site may let its own name lead to this machine (DNS rebinding), and would read all of it.
        """
        host = _host(Headers(scope=scope))
        return is_loopback(host) or (host != "" and host == urlsplit(f"//{self._host}").hostname)

    def _is_local(self, scope: Scope, headers: Headers) -> bool:
        """Whether somebody at this machine asks, with no proxy between."""
        return (
            is_loopback(client_address(scope, self._proxies))
            and is_loopback(_host(headers))
            and (not from_proxy(scope, self._proxies) or self._access.mode == "loopback")
            and not any(name in headers for name in _FORWARDED)
        )


def person_of(request: Request) -> Person | None:
    """Return who sent a request, None where nobody is known."""
    found: Person | None = getattr(request.state, "person", None)
    return found


def session_of(request: Request) -> Session | None:
    """Return the session that somebody signed in for here, None where nobody did."""
    found: Session | None = getattr(request.state, "session", None)
    return found if found is not None and found.number else None


def signature_for(request: Request, path: str) -> str:
    """Return the query that opens a source to whom a route let in by itself; empty where it opens without.

    Only routes behind their own door ask for it, once they know that the visitor may see that source.
    """
    sign: Callable[[str], str] | None = getattr(request.state, "sign", None)
    return sign(path) if sign else ""


def _host(headers: Headers) -> str:
    """Return the host that a request names, without its port; empty where it names none."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _is_shown(scope: Scope, headers: Headers) -> bool:
    """Whether the answer to a request is shown as a page."""
    mode = headers.get("sec-fetch-mode")
    if mode is not None:
        return scope["method"] == "GET" and mode == "navigate"
    return scope["method"] == "GET" and "text/html" in headers.get("accept", "")


def _without_signature(scope: Scope) -> tuple[Scope, str | None]:
    """Take the signature out of the address."""
    query = scope["query_string"].decode("latin-1")
    if f"{SIGNATURE}=" not in query:
        return scope, None
    values = parse_qsl(query, keep_blank_values=True)
    found = [value for name, value in values if name == SIGNATURE]
    rest = urlencode([(name, value) for name, value in values if name != SIGNATURE])
    return {**scope, "query_string": rest.encode("latin-1")}, found[0] if len(found) == 1 else None


def _with_own_conversation(scope: Scope, person: Person) -> Scope:
    """Let the number of a conversation lead to this person's own only."""
    if person.identifier is None:
        return scope
    headers = [
        (name, own_conversation(person, value.decode("latin-1")).encode("latin-1"))
        if name == _CONVERSATION_HEADER
        else (name, value)
        for name, value in scope["headers"]
    ]
    changed: Mapping[str, object] = {}
    if found := _CONVERSATION_PATH.fullmatch(scope["path"]):
        path = f"{found[1]}/{own_conversation(person, found[2])}{found[3] or ''}"
        changed = {"path": path, "raw_path": path.encode("ascii", "ignore")}
    return {**scope, "headers": headers, **changed}


def _unshared(send: Send) -> Send:
    """Keep what a signed-in person sees out of shared caches."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", "private, no-cache")
        await send(message)

    return with_headers


def _unseen(send: Send) -> Send:
    """Keep an address with a signature in it out of caches and of the next site's sight."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["cache-control"] = "private, no-store"
            headers["referrer-policy"] = "no-referrer"
        await send(message)

    return with_headers
