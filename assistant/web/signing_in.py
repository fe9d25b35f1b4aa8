"""The routes of signing in and out, of taking a sign-in over into a frame, and of signed links."""

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from assistant.access.begun import Begun
from assistant.access.seal import Seal
from assistant.access.sessions import Sessions
from assistant.access.settings import AccessSettings
from assistant.texts import text
from assistant.web import pages
from assistant.web.cookies import (
    FRAME,
    SESSION,
    SIGNING_IN,
    UNDERWAY,
    cookies_of,
    frame_cookie,
    session_cookie,
    underway_cookie,
    without,
)
from assistant.web.entrance import SIGNATURE, Framers, nobody_frames, session_of
from assistant.web.onward import SIGN_IN, SIGN_OUT, own_path
from assistant.web.rejections import Rejections
from assistant.web.signing_in_pages import (
    POLICY,
    framed_policy,
    sign_out_page,
    signed_out_page,
    token_page,
    window_page,
)
from corpus.errors import SignInError

if TYPE_CHECKING:
    from assistant.access.host_tokens import HostTokens
    from assistant.access.openid import Provider

BACK: Final = f"{SIGN_IN}/terug"
"""Where the provider sends the browser back to; it must be known there."""

WINDOW: Final = f"{SIGN_IN}/venster"

_HEADERS: Final = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    # The window must keep its tie with the frame that opened it.
    "cross-origin-opener-policy": "unsafe-none",
}

_SIGNED: Final = re.compile(r"/(bron|documents|gesprek)/")
"""What a signature opens outside a frame: a source, a document, an answer as Word. Never a page that does more."""

log = logging.getLogger(__name__)

Report = Callable[[str], None]
"""Tells the administrator what went wrong, in one line."""


class Ticket(BaseModel):
    """What a frame takes a sign-in over with."""

    ticket: str


class Token(BaseModel):
    """What a host page signed for its visitor."""

    token: str


class Address(BaseModel):
    """An address of ours that is to open outside the frame."""

    address: str


def signing_in_routes(
    access: AccessSettings,
    sessions: Sessions,
    seal: Seal,
    *,
    public_address: str,
    framers: Framers = nobody_frames,
    report: Report = log.error,
    rejections: Rejections | None = None,
) -> APIRouter:
    """Return the routes that the mode needs; signed links are asked for in every mode, and signed in some.

    `rejections` notes tokens that do not hold.
    """
    router = APIRouter()
    public = public_address.rstrip("/")
    if access.openid is not None:
        from assistant.access.openid import Provider

        provider = Provider(access.openid, access.groups)
        _add_provider(router, provider, sessions, seal, public, report)
        _add_window(router, sessions)
        _add_sign_out(router, provider, sessions, public, report)
    if access.host_tokens is not None:
        from assistant.access.host_tokens import HostTokens

        tokens = HostTokens(access.host_tokens, access.groups, audience=public)
        _add_host_tokens(router, tokens, sessions, framers, report, rejections or Rejections())

    @router.post(f"{SIGN_IN}/handtekening")
    def sign(request: Request, wanted: Address) -> dict[str, str]:
        session = session_of(request)
        parts = urlsplit(own_path(wanted.address))
        if session is None or not _SIGNED.match(parts.path):
            return {"address": urlunsplit(parts)}
        signature = urlencode({SIGNATURE: sessions.sign(session, parts.path)})
        return {"address": urlunsplit(parts._replace(query=f"{parts.query}&{signature}".lstrip("&")))}

    return router


def _add_provider(
    router: APIRouter, provider: "Provider", sessions: Sessions, seal: Seal, public: str, report: Report
) -> None:
    redirect = f"{public}{BACK}"

    @router.get(SIGN_IN)
    async def begin(request: Request, naar: str = "/", venster: bool = False) -> Response:
        if session_of(request):
            return RedirectResponse(WINDOW if venster else own_path(naar), 303, _HEADERS)
        try:
            address, begun = await provider.begin(redirect, own_path(naar), window=venster)
        except SignInError as error:
            return _failed(error, report)
        response = RedirectResponse(address, 303, _HEADERS)
        sealed = seal.seal("underway", begun.as_values(), seconds=SIGNING_IN)
        response.headers.append("set-cookie", underway_cookie(sealed))
        return response

    @router.get(BACK)
    async def back(
        request: Request, state: str = "", code: str = "", iss: str | None = None, error: str = ""
    ) -> Response:
        held = seal.open("underway", cookies_of(request.scope).get(UNDERWAY, ""))
        if held is None:
            # Another tab may have ended its sign-in in the meantime.
            return RedirectResponse("/", 303) if session_of(request) else _page("stale", 400)
        if error or not code:
            return _ended(_page("cancelled", 403))
        begun = Begun(**held)
        try:
            person = await provider.finish(redirect, begun, state=state, code=code, issuer=iss)
        except SignInError as fault:
            return _ended(_failed(fault, report))
        if person is None:
            return _ended(_page("not_allowed", 403))
        response = RedirectResponse(WINDOW if begun.window else begun.onward, 303, _HEADERS)
        response.headers.append("set-cookie", session_cookie(sessions.begin(person)))
        return _ended(response)


def _add_window(router: APIRouter, sessions: Sessions) -> None:
    @router.get(WINDOW)
    def window(request: Request) -> Response:
        session = sessions.read(cookies_of(request.scope).get(SESSION, ""))
        if session is None:
            return RedirectResponse(f"{SIGN_IN}?venster=1", 303, _HEADERS)
        return HTMLResponse(window_page(sessions.ticket(session)), headers=_HEADERS)

    @router.post(f"{SIGN_IN}/kader")
    def take_over(request: Request, given: Ticket) -> Response:
        cookie = sessions.take_over(given.ticket)
        if cookie is None:
            return JSONResponse({"error": text("access.stale")}, 403)
        return Response(status_code=204, headers={"set-cookie": frame_cookie(cookie), "cache-control": "no-store"})


def _add_host_tokens(
    router: APIRouter,
    tokens: "HostTokens",
    sessions: Sessions,
    framers: Framers,
    report: Report,
    rejections: Rejections,
) -> None:
    """The token stands behind the # of the address, so that it reaches no server, log or referrer on its way."""

    @router.get(f"{SIGN_IN}/sleutel")
    async def take_token(request: Request) -> Response:
        policy = framed_policy(await framers(request.scope))
        return HTMLResponse(token_page(), headers={**_HEADERS, "content-security-policy": policy})

    @router.post(f"{SIGN_IN}/sleutel")
    def enter(request: Request, given: Token) -> Response:
        def refused(fault: str) -> None:
            rejections.note(f"a token of the host page, {fault}", request.scope)

        try:
            person = tokens.person(given.token, refused)
        except SignInError as error:
            report(str(error))
            return JSONResponse({"error": text("access.failed")}, 503)
        if person is None:
            return JSONResponse({"error": text("access.token_failed")}, 403)
        cookie = frame_cookie(sessions.begin(person, "frame"))
        return Response(status_code=204, headers={"set-cookie": cookie, "cache-control": "no-store"})


def _add_sign_out(router: APIRouter, provider: "Provider", sessions: Sessions, public: str, report: Report) -> None:
    @router.get(SIGN_OUT)
    def ask() -> Response:
        return HTMLResponse(sign_out_page(), headers=_HEADERS)

    @router.post(SIGN_OUT)
    async def sign_out(request: Request) -> Response:
        if session := session_of(request):
            sessions.end(session)
        at_provider = None
        try:
            at_provider = await provider.end_address(f"{public}/")
        except SignInError as error:
            report(str(error))
        response = HTMLResponse(signed_out_page(at_provider), headers=_HEADERS)
        for name in (SESSION, FRAME):
            response.headers.append("set-cookie", without(name))
        return response


def _ended(response: Response) -> Response:
    response.headers.append("set-cookie", without(UNDERWAY))
    return response


def _failed(error: SignInError, report: Report) -> Response:
    report(str(error))
    return _page("failed", 503)


def _page(key: str, status: int) -> Response:
    return HTMLResponse(
        pages.message_page(text("access.unknown_title"), text(f"access.{key}")), status, headers=_HEADERS
    )
