"""What every part of the review page works with: who asks, the pages, and what is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.texts import table
from assistant.web.entrance import person_of
from assistant.web.extension import PageContext
from evals.review import access, wording
from evals.review.access import Asking, Visitor
from evals.review.forms import Form
from evals.review.wording import text, words

ROOT: Final = "/beoordeling"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Stricter than that of the chat: these pages need no inline style, no frame and no picture of elsewhere."""

_HEADERS: Final = {"content-security-policy": POLICY, "cache-control": "no-store", "referrer-policy": "same-origin"}
_MONTH: Final = 31 * 24 * 3600


class Refused(Exception):
    """Somebody asks for a page that is not theirs, or sends a form that is none of ours; `key` names the text."""

    def __init__(self, key: str, status: int = 403) -> None:
        self.key, self.status = key, status
        super().__init__(key)


class SignInFirst(Exception):
    """Nobody is known yet, and there is a place to sign in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the application that the routes use."""

    context: PageContext

    @property
    def runs(self) -> Path:
        """The folder of the runs that are started here: beside the index, with the records."""
        index = self.context.settings.index.absolute()
        return index.with_name(f"{index.name}-records") / "runs"

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the live documents by their names, in the order of the titles."""
        titles = {document.name: document.title for document in self.context.current().documents}
        return dict(sorted(titles.items(), key=lambda each: each[1].casefold()))

    def visitor(self, request: Request) -> Visitor:
        """Return who asks. Raises Refused."""
        settings = self.context.settings
        asked = asking(request)
        found = access.visitor(asked, self.context.records, settings.public_address, signs_in=settings.access.signs_in)
        if found is None and asked.person is None and settings.access.openid and request.method == "GET":
            raise SignInFirst
        if found is None:
            raise Refused("access.no_role" if asked.person and settings.access.signs_in else "access.refused")
        return found

    def owner(self, request: Request) -> Visitor:
        """Return who asks, if they may manage. Raises Refused."""
        found = self.visitor(request)
        if not found.manages:
            raise Refused("access.owner_only")
        return found

    async def form(self, request: Request) -> Form:
        """Return the form that was sent. Raises Refused; nothing of the body is read before the rights are checked."""
        await run_in_threadpool(self.visitor, request)
        form = Form(await request.form(max_files=1, max_fields=1000))
        if not access.is_from_here(asking(request), form.text(access.FORM_FIELD)):
            raise Refused("access.stale_form")
        return form

    def show(self, request: Request, who: Visitor, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return one page; `values` are what its template needs."""
        token = request.cookies.get(access.FORM_COOKIE) or access.fresh_token()
        page = _environment().get_template(template).render(
            who=who, root=ROOT, token=token, field=access.FORM_FIELD, path=request.url.path,
            said=_said(request), **values,
        )  # fmt: skip
        response = HTMLResponse(page, status, _HEADERS)
        if access.FORM_COOKIE not in request.cookies:
            keep_cookie(request, response, access.FORM_COOKIE, token, strict=True)
        return response


def go(path: str, said: str = "", **query: Any) -> Response:
    """Send the browser on to a page after a form; `said` is the key of a text to show there once."""
    given = {name: value for name, value in query.items() if value not in (None, "")} | (
        {"gezegd": said} if said else {}
    )
    return RedirectResponse(f"{ROOT}{path}{'?' + urlencode(given) if given else ''}", 303)


def keep_cookie(request: Request, response: Response, name: str, value: str, *, strict: bool = False) -> None:
    """Keep a value in the browser, out of reach of scripts and of other sites."""
    response.set_cookie(
        name, value, max_age=_MONTH, path=ROOT, httponly=True, samesite="strict" if strict else "lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def asking(request: Request) -> Asking:
    """Return what of a request tells who sent it."""
    client = request.client.host if request.client else ""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asking(client, headers, request.cookies, request.url.scheme, person_of(request))


def refused_page(refused: Refused) -> Response:
    """Return what somebody sees who may not go further."""
    page = (
        _environment()
        .get_template("refused.html")
        .render(root=ROOT, title=text(f"{refused.key}_title"), message=text(refused.key), said="", who=None, path="")
    )
    return HTMLResponse(page, refused.status, _HEADERS)


def static_file(name: str) -> str:
    """Return one of our own style or script files."""
    return resources.files("evals.review").joinpath("static", name).read_text(encoding="utf-8")


Reads = Callable[[Request], Awaitable[Form]]


def _said(request: Request) -> str:
    key = request.query_params.get("gezegd", "")
    said = words("said")
    return str(said[key]) if key in said else ""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("evals.review", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {"t": text, "words": words, "verdict_words": table("verdicts"), "set_name": wording.set_name}
    environment.filters |= {
        "day": wording.day, "hour": wording.hour, "number": wording.number, "percent": wording.percent,
        "enumerated": wording.enumerated,
    }  # fmt: skip
    return environment
