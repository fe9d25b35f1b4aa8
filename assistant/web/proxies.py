"""Who is at the other end of a request, also behind a proxy: headers count only where a proxy of ours set them."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = ""
"""The address of a request that came over no network, such as a Unix socket."""


def peer_address(scope: Scope) -> str:
    """Return the address that holds the connection, UNKNOWN without one. It may be that of a proxy."""
    client = scope.get("client")
    found = _address(str(client[0])) if client else None
    return str(found) if found else UNKNOWN


def from_proxy(scope: Scope, proxies: tuple[str, ...]) -> bool:
    """Tell whether a proxy of ours holds the connection, so that its headers may be believed.

    `proxies` are addresses and networks, like `Settings.proxies`.
    """
    peer = _address(peer_address(scope))
    return peer is not None and _is_one_of(peer, _networks(proxies))


def client_address(scope: Scope, proxies: tuple[str, ...]) -> str:
    """Return the address that a request came from, UNKNOWN where there is none.

    Behind a proxy of ours this is the last address in X-Forwarded-For that is not a proxy of ours: what stands before
    it was written by the client itself. From any other peer the header counts for nothing.
    """
    known = _networks(proxies)
    peer = _address(peer_address(scope))
    if peer is None:
        return UNKNOWN
    for hop in reversed(_forwarded(scope)):
        if not _is_one_of(peer, known):
            break
        found = _address(_without_port(hop))
        if found is None:
            break
        peer = found
    return str(peer)


def came_over_tls(scope: Scope, proxies: tuple[str, ...]) -> bool:
    """Tell whether the user's browser spoke https: to us, or to a proxy of ours that says so."""
    if from_proxy(scope, proxies):
        told = _header(scope, b"x-forwarded-proto")
        if told:
            return told[-1] == "https"
    return bool(scope.get("scheme") == "https")


class TrustedScheme:
    """Tells the application that the user's browser spoke https, where a proxy of ours ended TLS."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...] = ()):
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if scope["type"] == "http" and came_over_tls(scope, self._proxies):
            scope["scheme"] = "https"
        await self._app(scope, receive, send)


def _forwarded(scope: Scope) -> list[str]:
    return _header(scope, b"x-forwarded-for")


def _header(scope: Scope, name: bytes) -> list[str]:
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def _without_port(hop: str) -> str:
    """Take off the port that some proxies (IIS) write behind the address."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _address(words: str) -> Address | None:
    try:
        found = ip_address(words)
    except ValueError:
        return None
    # A server that listens on IPv6 sees IPv4 as ::ffff:192.0.2.1.
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


@lru_cache(maxsize=64)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


def _is_one_of(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
