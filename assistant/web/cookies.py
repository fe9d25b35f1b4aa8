"""The cookies of people who signed in. In open mode there are none.

All are `__Host-` cookies: only this host set them, only over https (or to http://localhost, which browsers trust too),
for the whole host, out of reach of scripts.
"""

from typing import Final

from starlette.requests import cookie_parser
from starlette.types import Scope

from assistant.access.sessions import IN_FRAME, WORKDAY

SESSION: Final = "__Host-assistent"
"""Of the full page: sent along from other sites only when somebody follows a link."""

FRAME: Final = "__Host-assistent-kader"
"""In a frame on another site: partitioned, so that it exists only below that site and follows nobody around."""

UNDERWAY: Final = "__Host-aanmelding"
"""Of a sign-in that is under way; gone when it is done."""

SIGNING_IN: Final = 10 * 60
"""Seconds to sign in at the provider: with a second factor that must be looked for."""


def cookies_of(scope: Scope) -> dict[str, str]:
    """Return the cookies of a request."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return cookie_parser("; ".join(lines))


def session_cookie(value: str) -> str:
    """Return the header that keeps a session of the full page."""
    return f"{SESSION}={value}; Path=/; Max-Age={WORKDAY}; Secure; HttpOnly; SameSite=Lax"


def frame_cookie(value: str) -> str:
    """Return the header that keeps a session in a frame."""
    return f"{FRAME}={value}; Path=/; Max-Age={IN_FRAME}; Secure; HttpOnly; SameSite=None; Partitioned"


def underway_cookie(value: str) -> str:
    """Return the header that keeps a sign-in that is under way."""
    return f"{UNDERWAY}={value}; Path=/; Max-Age={SIGNING_IN}; Secure; HttpOnly; SameSite=Lax"


def without(name: str) -> str:
    """Return the header that takes a cookie away."""
    kind = "SameSite=None; Partitioned" if name == FRAME else "SameSite=Lax"
    return f"{name}=; Path=/; Max-Age=0; Secure; HttpOnly; {kind}"
