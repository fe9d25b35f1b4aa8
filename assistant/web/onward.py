"""Addresses of our own to send a browser to, so that a sign-in never leads to a foreign site."""

import re
from typing import Final
from urllib.parse import urlencode, urlsplit

SIGN_IN: Final = "/aanmelden"
SIGN_OUT: Final = "/afmelden"

_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")
"""One slash, then no second one: `//host` and `/\\host` lead elsewhere."""


def own_path(address: str) -> str:
    """Return the address when it is a path on this host, else the path of the chat page."""
    if len(address) > 2000 or not _PATH.fullmatch(address):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    leads_back = parts.path.startswith((SIGN_IN, SIGN_OUT))
    return "/" if parts.scheme or parts.netloc or leads_back else address


def sign_in_address(path: str) -> str:
    """Return where somebody signs in, and comes back from to `path`."""
    return f"{SIGN_IN}?{urlencode({'naar': own_path(path)})}"
