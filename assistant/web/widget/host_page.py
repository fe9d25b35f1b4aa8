"""What matters of the HTML of somebody's page: its own policy, and how the assistant stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from assistant.web.widget.frame import NAME

PLACED: Final = "data-assistant"
"""The attribute of the script that puts a widget on the page, and may name it."""

ELEMENT: Final = "regio-assistent"


@dataclass(slots=True)
class HostPage:
    """The policies in `meta`, and the attributes of the scripts and frames that come from one server.

    `names` are those of the widgets that the page asks for by script, element or frame, empty where the choice is left.
    """

    policies: list[str] = field(default_factory=list)
    scripts: list[Mapping[str, str]] = field(default_factory=list)
    frames: list[Mapping[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def read_page(html: str, address: str, server: str) -> HostPage:
    """Return what a page at `address` says of the assistant at the origin `server`."""
    reader = _Reader(address, server)
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, address: str, server: str):
        super().__init__()
        self.found = HostPage()
        self._address = address
        self._server = urlsplit(server)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.found.policies.append(given.get("content", ""))
        elif tag in ("script", "iframe") and self._is_ours(given.get("src", "")):
            (self.found.scripts if tag == "script" else self.found.frames).append(given)
            if tag == "script" and PLACED in given:
                self.found.names.append(given[PLACED])
            elif tag == "iframe":
                self.found.names += parse_qs(urlsplit(given["src"]).query).get(NAME, [])
        elif tag == ELEMENT:
            self.found.names.append(given.get("widget") or given.get("data-widget", ""))

    def _is_ours(self, source: str) -> bool:
        try:
            wanted = urlsplit(urljoin(self._address, source))
        except ValueError:
            return False
        return bool(source) and (wanted.hostname, wanted.port) == (self._server.hostname, self._server.port)
