"""Origins: the sites that may show the assistant. One list of them drives `frame-ancestors` and CORS."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from corpus.errors import SettingError

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_PATTERN = re.compile(
    rf"(?P<scheme>https?)://(?P<any>\*\.)?(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{{1,5}}|\*))?"
)
_USUAL_PORTS = {"http": "80", "https": "443"}


def read_origin(given: str) -> str:
    """Return an origin as browsers write it: lower case, without the usual port and without a slash at the end.

    `https://*.voorbeeld.be` stands for all hosts under a name, `http://localhost:*` for all ports. Raises SettingError
    for anything else; the origin `null`, which every sandboxed page of anybody has, is never allowed.
    """
    plain = given.strip().lower().removesuffix("/")
    try:
        plain = _ascii_host(plain)
    except UnicodeError as error:
        raise SettingError(f"the origin “{given}” has a host name that cannot be; correct it") from error
    found = _PATTERN.fullmatch(plain)
    if found is None:
        raise SettingError(
            f"“{given}” is no origin; give scheme and host without a path, such as https://intranet.voorbeeld.be"
        )
    if found["any"] and "." not in found["host"]:
        raise SettingError(f"“{given}” names everybody under .{found['host']}; give the name of your organisation too")
    port = found["port"]
    if port in (None, _USUAL_PORTS[found["scheme"]]):
        return f"{found['scheme']}://{found['any'] or ''}{found['host']}"
    return plain


def origin_of(address: str) -> str:
    """Return the origin of a web address. Raises SettingError when it is none."""
    parts = urlsplit(address)
    return read_origin(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")


def is_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Tell whether an origin, as a browser sends it, is one of the list."""
    return any(_matches(origin.lower(), pattern) for pattern in allowed)


def _matches(origin: str, pattern: str) -> bool:
    wanted, given = _PATTERN.fullmatch(pattern), _PATTERN.fullmatch(origin)
    if wanted is None or given is None or given["any"] or given["port"] == "*":
        return False
    if wanted["scheme"] != given["scheme"] or wanted["port"] not in ("*", given["port"]):
        return False
    if wanted["any"]:
        return bool(given["host"].endswith(f".{wanted['host']}"))
    return bool(wanted["host"] == given["host"])


def _ascii_host(plain: str) -> str:
    if plain.isascii():
        return plain
    scheme, _, rest = plain.partition("://")
    host, colon, port = rest.partition(":")
    return f"{scheme}://{host.encode('idna').decode()}{colon}{port}"
