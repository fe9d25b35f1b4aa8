"""Who asks: what the page and the API say of a municipality becomes a name that the documents know."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final
from urllib.parse import unquote

from fastapi import APIRouter, Query, Request

from assistant.asking.municipalities import UnknownMunicipality
from assistant.texts import text, words_in
from assistant.web.api.refusing import Refused
from assistant.web.port import Answering, Current
from assistant.web.scope import Scope, no_widgets

HEADER = "x-gemeente"
"""`static/asking.js` sends the choice of the user in it, in percent signs, since headers hold no accents."""

LONGEST_NAME: Final = 100
"""Characters of what somebody typed for a municipality; the longest name has 27."""

NOBODY = "-"
"""What it holds when the user chose no municipality, though one is set."""


def chosen(answering: Answering, header: str) -> str | None:
    """Return who asks: None for the municipality that is set, an empty text for none.

    A name that is not in the documents counts as no choice: only a page that is out of date sends one.
    """
    name = unquote(header).strip()
    if not name:
        return None
    if name == NOBODY:
        return ""
    try:
        return answering.municipalities.named(name)
    except UnknownMunicipality:
        return None


def asked_for(answering: Answering, name: str | None) -> str | None:
    """Return the municipality that a program names, None for the one that is set.

    Raises Refused (422) for one that the documents do not know, naming those that are like it.
    """
    try:
        return answering.municipalities.named(name) if name else name
    except UnknownMunicipality as unknown:
        near = ", ".join(unknown.near)
        message = text("municipality.unknown_near", near=near) if near else text("municipality.unknown")
        raise Refused(422, message, "municipality: unknown") from unknown


def beginning_routes(current: Current, scope: Callable[[Mapping[str, str]], Scope] = no_widgets) -> APIRouter:
    """Return the routes that tell the page what it needs to know at its start, and which municipality is meant.

    `scope` gives in which language a request asks, by its headers.
    """
    router = APIRouter()

    @router.get("/begin")
    def begin(request: Request) -> dict[str, Any]:
        answering = current()
        words = words_in(scope(request.headers).language)
        return {
            "municipalities": [[name, region] for name, region in sorted(answering.municipalities.regions.items())],
            "municipality": answering.municipality,
            "writes": answering.has_writer,
            "texts": {section: words.table(section) for section in ("municipality", "help_desk", "asking")},
        }

    @router.get("/begin/gemeente")
    def municipality(name: Annotated[str, Query(alias="naam", max_length=LONGEST_NAME)]) -> dict[str, Any]:
        found, near = current().municipalities.meant(name)
        return {"found": found, "near": near}

    return router
