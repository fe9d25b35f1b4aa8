"""The pages of signing in and out. Plain HTML in the style of the assistant; one script of ours."""

from collections.abc import Iterable
from html import escape
from typing import Final

from assistant.texts import text
from assistant.web.pages import whole_page

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors "
)
POLICY: Final = f"{_POLICY}'none'"
"""Nobody may put a sign-in into a frame; only the page that opens a window for it is made for one."""

_SCRIPT: Final = '<script src="/eigen/aanmelden.js" defer></script>'


def framed_policy(origins: Iterable[str]) -> str:
    """Return the policy of a page that these sites may frame, besides our own."""
    return _POLICY + " ".join(["'self'", *origins])


def frame_page() -> str:
    """Return what a frame shows to who is not signed in: a button that opens a window to do so."""
    body = (
        f'<h2 tabindex="-1">{escape(text("access.frame_title"))}</h2>'
        f"<p>{escape(text('access.frame'))}</p>"
        f'<p><button type="button" class="knop" id="aanmelden">{escape(text("access.sign_in"))}</button></p>'
        f'<p id="aanmelden-fout" role="status" data-blocked="{escape(text("access.window_blocked"))}" '
        f'data-failed="{escape(text("access.window_failed"))}"></p>'
        f'<p><a href="/" target="_blank" rel="noopener">{escape(text("state.open_in_tab"))}</a></p>{_SCRIPT}'
    )
    return whole_page(text("access.frame_title"), body, kind="tekst")


def window_page(ticket: str) -> str:
    """Return what the window shows when it is done; its script hands the ticket to the frame and closes."""
    body = (
        f'<h2 tabindex="-1">{escape(text("access.window_title"))}</h2>'
        f'<p id="aangemeld" data-ticket="{escape(ticket)}">{escape(text("access.window"))}</p>{_SCRIPT}'
    )
    return whole_page(text("access.window_title"), body, kind="tekst")


def token_page() -> str:
    """Return the page that takes a token of the host page out of its own address and signs in with it."""
    body = (
        f'<p id="sleutel" role="status" data-failed="{escape(text("access.token_failed"))}">'
        f"{escape(text('access.token'))}</p>{_SCRIPT}"
    )
    return whole_page(text("access.frame_title"), body, kind="tekst")


def sign_out_page() -> str:
    """Return the page with the button that signs out."""
    body = (
        f'<h2 tabindex="-1">{escape(text("access.sign_out"))}</h2><p>{escape(text("access.sign_out_ask"))}</p>'
        f'<form method="post" action="/afmelden"><button class="knop">{escape(text("access.sign_out"))}</button></form>'
    )
    return whole_page(text("access.sign_out"), body, kind="tekst")


def signed_out_page(at_provider: str | None) -> str:
    """Return what shows after signing out, with a link to do so at the provider too."""
    link = (
        f'<p><a class="knop" href="{escape(at_provider)}">{escape(text("access.sign_out_everywhere"))}</a></p>'
        if at_provider
        else ""
    )
    body = (
        f'<h2 tabindex="-1">{escape(text("access.signed_out"))}</h2><p>{escape(text("access.signed_out_note"))}</p>'
        f'{link}<p><a href="/">{escape(text("access.sign_in_again"))}</a></p>'
    )
    return whole_page(text("access.signed_out"), body, kind="tekst")
