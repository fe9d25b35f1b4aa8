"""Fetches pages as `assistant widget check` reads them. The only door to httpx in the product."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from corpus.errors import ProductError

PATIENCE = 15.0
"""Seconds for one page; a proxy that is slower than this has a trouble of its own."""

MOST_HOPS = 5


class NotFetched(ProductError):
    """A page cannot be fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. `headers` have names in small letters, with all values of a name."""

    address: str
    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: str

    def header(self, name: str) -> str:
        """Return the values of a header, joined; empty when it is not there."""
        return ", ".join(self.headers.get(name, ()))


def fetch(address: str, *, headers: Mapping[str, str] | None = None, follow: bool = True) -> Fetched:
    """Fetch one address; without `follow` a redirect comes back as it is. Raises NotFetched."""
    try:
        with httpx.Client(follow_redirects=follow, timeout=PATIENCE, max_redirects=MOST_HOPS) as client:
            response = client.get(address, headers={"accept": "text/html,*/*", **(headers or {})})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched(f"{address}: cannot be fetched from here ({error or type(error).__name__})") from error
    found: dict[str, list[str]] = {}
    for name, value in response.headers.multi_items():
        found.setdefault(name.lower(), []).append(value)
    values = {name: tuple(values) for name, values in found.items()}
    return Fetched(str(response.url), response.status_code, values, response.text)


def is_private(host: str) -> bool | None:
    """Tell whether a host name leads to a private network, as this machine finds it; None when it finds nothing."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return None
    return any(ipaddress.ip_address(str(place[4][0]).partition("%")[0]).is_private for place in found)
