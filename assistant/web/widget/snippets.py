"""The lines to paste into an intranet, and what its administrator must allow first."""

from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

from assistant.records.kept import Widget
from assistant.texts import DUTCH, words_in
from assistant.web.widget.frame import frame_address
from assistant.web.widget.origins import origin_of

System = Literal["html", "drupal", "sharepoint"]
SYSTEMS: tuple[System, ...] = get_args(System)

SANDBOX = ("allow-scripts", "allow-same-origin", "allow-forms", "allow-popups", "allow-downloads")
"""What a sandboxed frame must allow. Without the first two nothing starts; the page says so and gives a link."""

ESCAPING = "allow-popups-to-escape-sandbox"
"""Allowed too, a PDF opens in a tab of its own; Chromium shows no PDF in a tab that is still in the sandbox."""

HEIGHT = 640
"""CSS pixels of a frame: an answer with its sources, and the field, without scrolling the page around it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines to paste, and what must be allowed where."""

    lines: str
    allow: tuple[str, ...]


def snippet(system: System, widget: Widget, address: str) -> Snippet:
    """Return what one pastes into an intranet of this kind; `address` is where the server is reached."""
    origin = origin_of(address)
    if system == "sharepoint":
        return Snippet(_frame(widget, address), _for_sharepoint(origin))
    policy = f"script-src {origin}; frame-src {origin}; connect-src {origin}"
    allow = (
        f"Add to the Content-Security-Policy of the intranet, if it has one: {policy}",
        f"If a sandbox is put on a frame, it needs: {' '.join(SANDBOX)}; with {ESCAPING} PDFs open too.",
        "Nothing for style-src: the widget uses constructable style sheets. No 'unsafe-inline' anywhere.",
    )
    if system == "drupal":
        editor = (
            "Drupal: put the line in a block of type “Full HTML” that only administrators edit; “Basic HTML” strips "
            "scripts. Choose the regions and pages of the block as you like.",
            f"With the modules Security Kit or CSP, add {origin} to script-src, frame-src and connect-src there.",
        )
        return Snippet(_script(widget, address), (*editor, *allow))
    frame = f"<!-- or, without script: -->\n{_frame(widget, address)}"
    return Snippet("\n\n".join((_script(widget, address), _inline(widget, address), frame)), allow)


def _script(widget: Widget, address: str) -> str:
    return f'<script src="{escape(address)}/widget.js" data-assistant="{escape(widget.name)}" defer></script>'


def _inline(widget: Widget, address: str) -> str:
    return (
        "<!-- or, inside the page instead of a button: -->\n"
        f'<script src="{escape(address)}/widget.js" defer></script>\n'
        f'<regio-assistent widget="{escape(widget.name)}"></regio-assistent>'
    )


def _frame(widget: Widget, address: str) -> str:
    words = words_in(widget.looks.get("language", DUTCH))
    source = escape(frame_address(address, widget.name))
    title = escape(widget.looks.get("title", words.text("page.title")))
    return f'<iframe src="{source}" title="{title}" width="100%" height="{HEIGHT}" allow="clipboard-write"></iframe>'


def _for_sharepoint(origin: str) -> tuple[str, ...]:
    host = origin.partition("//")[2]
    return (
        "SharePoint Online runs no script of others in a page: there is no floating button. Paste the line into an "
        "Embed web part.",
        "A site collection administrator allows the host first: Site settings > Site Collection Administration > HTML "
        f"Field Security > “Allow contributors to insert iframes only from the following domains” > add {host}.",
        "The widget's --origin is that of the tenant, such as https://gemeente.sharepoint.com.",
        f"If SharePoint or a policy sets a sandbox, it needs: {' '.join(SANDBOX)}; with {ESCAPING} PDFs open too.",
        f"The host must have https; {origin} is what browsers of your staff must reach.",
    )
