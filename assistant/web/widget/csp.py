"""Content security policies as browsers read them: which rule decides on an address, and whether it allows it.

After the W3C's Content Security Policy Level 3, as far as scripts, frames and connections of another origin go.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_FALLBACKS = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "frame-ancestors": ("frame-ancestors",),
}
"""What decides on a kind of address: the first that a policy has."""

_HOST = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[^:/*]+|\[[^\]]+\])(?::(?P<port>\d+|\*))?(?P<path>/.*)?",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Rule:
    """One directive of a policy with its sources."""

    name: str
    sources: tuple[str, ...]

    @property
    def is_strict_dynamic(self) -> bool:
        """Whether only nonces and hashes count, no hosts."""
        return "'strict-dynamic'" in map(str.lower, self.sources)

    def has_nonce(self, nonce: str | None) -> bool:
        """Tell whether an element with this nonce is allowed."""
        return nonce is not None and f"'nonce-{nonce}'" in self.sources

    def allows(self, address: str, page: str) -> bool:
        """Tell whether an address is allowed on a page, by its host or scheme."""
        return any(_matches(source, urlsplit(address), urlsplit(page)) for source in self.sources)


Policy = Mapping[str, Rule]
"""The rules of one policy by their names; the first of a name counts."""


def read_policies(headers: Iterable[str]) -> tuple[Policy, ...]:
    """Return the policies of these header values; an address must be allowed by each of them."""
    return tuple(_read(one) for header in headers for one in header.split(",") if one.strip())


def deciding(policy: Policy, kind: str) -> Rule | None:
    """Return the rule that decides on a kind of address: script-src, frame-src, connect-src or frame-ancestors."""
    return next((policy[name] for name in _FALLBACKS[kind] if name in policy), None)


def _read(policy: str) -> Policy:
    rules = dict[str, Rule]()
    for part in policy.split(";"):
        words = part.split()
        if words:
            rules.setdefault(words[0].lower(), Rule(words[0].lower(), tuple(words[1:])))
    return rules


def _matches(source: str, wanted: SplitResult, page: SplitResult) -> bool:
    lower = source.lower()
    if lower == "'self'":
        return _same_origin(wanted, page)
    if lower.startswith("'"):
        return False
    if lower == "*":
        return wanted.scheme in ("http", "https") or wanted.scheme == page.scheme
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", lower):
        return _scheme_fits(lower[:-1], wanted.scheme)
    found = _HOST.fullmatch(source)
    if found is None or not _scheme_fits((found["scheme"] or page.scheme).lower(), wanted.scheme):
        return False
    return _host_fits(found["host"].lower(), wanted) and _port_fits(found["port"], wanted) and (
        found["path"] in (None, "/") or _path_fits(found["path"], wanted.path)
    )  # fmt: skip


def _same_origin(wanted: SplitResult, page: SplitResult) -> bool:
    same_host = wanted.hostname == page.hostname
    return same_host and _scheme_fits(page.scheme, wanted.scheme) and (
        _port(wanted) == _port(page) or (_port(page), _port(wanted)) == (80, 443)
    )  # fmt: skip


def _scheme_fits(allowed: str, scheme: str) -> bool:
    return allowed == scheme or (allowed, scheme) == ("http", "https")


def _host_fits(host: str, wanted: SplitResult) -> bool:
    name = wanted.hostname or ""
    if host.startswith("*."):
        return name.endswith(host[1:])
    return host in ("*", name, f"[{name}]")


def _port_fits(port: str | None, wanted: SplitResult) -> bool:
    if port is None:
        return _port(wanted) == _PORTS.get(wanted.scheme)
    return port == "*" or int(port) == _port(wanted) or (port, _port(wanted)) == ("80", 443)


def _path_fits(path: str, wanted: str) -> bool:
    return wanted.startswith(path) if path.endswith("/") else wanted == path


def _port(address: SplitResult) -> int | None:
    return address.port or _PORTS.get(address.scheme)
