"""Who asks: what the page and the API say of a municipality becomes a name that the documents know."""

from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter

from assistant.asking.municipalities import UnknownMunicipality
from assistant.texts import table, text
from assistant.web.api.refusing import Refused
from assistant.web.port import Answering, Current

HEADER = "x-gemeente"
"""`static/asking.js` sends the choice of the user in it, in percent signs, since headers hold no accents."""

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


def beginning_routes(current: Current) -> APIRouter:
    """Return the route that tells the page what it needs to know at its start, and nothing about anybody."""
    router = APIRouter()

    @router.get("/begin")
    def begin() -> dict[str, Any]:
        answering = current()
        return {
            "municipalities": [[name, region] for name, region in sorted(answering.municipalities.regions.items())],
            "municipality": answering.municipality,
            "writes": answering.has_writer,
            "texts": {section: table(section) for section in ("municipality", "help_desk", "asking")},
        }

    return router
