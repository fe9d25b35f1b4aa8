"""Who may see the review page: who holds a reviewer's link or signed in with a role, or sits at the machine itself.

A request comes from the machine itself when its client address and the host that it asked for are both of the loopback,
and no proxy stands between: a proxy on the same machine would make the whole world look like the loopback.
"""

import ipaddress
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal
from urllib.parse import urlsplit

from assistant.access.person import Person
from assistant.records import Records, links

Role = Literal["owner", "reviewer"]

LINK_COOKIE: Final = "beoordeling-toegang"
NAME_COOKIE: Final = "beoordeling-naam"
FORM_COOKIE: Final = "beoordeling-formulier"
FORM_FIELD: Final = "formulier"

OWNER_NAME: Final = "beheerder"
"""The code under which somebody at the machine itself judges, until they choose another one."""

NAME: Final = re.compile(r"[\w][\w .’'-]{0,39}")
"""A reviewer's code: short, and nothing that means something in an address or a spreadsheet."""

_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_UNSPECIFIED: Final = ("0.0.0.0", "::")  # noqa: S104 - compared with, never listened on


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: under which code they judge, and whether they may manage too."""

    name: str
    role: Role
    at_machine: bool

    @property
    def manages(self) -> bool:
        """Whether samples, measurements, remarks and the report are theirs."""
        return self.role == "owner"


@dataclass(frozen=True, slots=True)
class Asking:
    """What of a request tells who sent it. `headers` have lower-case names."""

    client: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    scheme: str = "http"
    person: Person | None = None


def visitor(asking: Asking, records: Records, public_address: str, *, signs_in: bool = False) -> Visitor | None:
    """Return who asks, None when they may not see the page. Raises RecordsError.

    Where people sign in (`signs_in`), sitting at the machine itself opens nothing: a proxy may stand there.
    """
    if secret := asking.cookies.get(LINK_COOKIE):
        link = links.of(records, secret)
        if link:
            return Visitor(link.reviewer, "owner" if link.role == "owner" else "reviewer", at_machine=False)
    if signs_in:
        return _signed_in(asking.person)
    if is_at_machine(asking, public_address):
        chosen = asking.cookies.get(NAME_COOKIE, "")
        return Visitor(chosen if NAME.fullmatch(chosen) else OWNER_NAME, "owner", at_machine=True)
    return None


def _signed_in(person: Person | None) -> Visitor | None:
    if person is None or not person.reviews:
        return None
    return Visitor(_code(person.identifier or ""), "owner" if person.manages else "reviewer", at_machine=False)


def _code(identifier: str) -> str:
    """Return the code of a person: their identifier where it reads as a code, else the start of its digest."""
    return identifier if NAME.fullmatch(identifier) else f"beoordelaar {sha256(identifier.encode()).hexdigest()[:8]}"


def is_at_machine(asking: Asking, public_address: str) -> bool:
    """Whether somebody at the machine itself asks.

    Where users reach the server under another name than the loopback, a proxy may stand before it, so that the
    loopback proves nothing.
    """
    if any(name in asking.headers for name in _FORWARDED):
        return False
    return (
        _is_loopback(asking.client)
        and _is_loopback(_host(asking.headers.get("host", "")))
        and (not public_address or _is_own(urlsplit(public_address).hostname or ""))
    )


def is_from_here(asking: Asking, sent: str) -> bool:
    """Whether a form was sent by a page of ours: same origin by the browser's own word, and with our token.

    `sent` is the token in the form, which must be that of the cookie.
    """
    kept = asking.cookies.get(FORM_COOKIE, "")
    if not kept or not secrets.compare_digest(kept.encode(), sent.encode()):
        return False
    site = asking.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = asking.headers.get("origin")
    if origin is None:
        return site == "same-origin"
    # A proxy may end TLS, so only the host with its port is compared.
    return urlsplit(origin).netloc == asking.headers.get("host", "")


def fresh_token() -> str:
    """Return a token for the forms of one browser."""
    return secrets.token_urlsafe(24)


def _host(header: str) -> str:
    return urlsplit(f"//{header}").hostname or "" if header else ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_own(host: str) -> bool:
    return _is_loopback(host) or host in _UNSPECIFIED
