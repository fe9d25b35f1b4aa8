"""All routes of the API together, its description, and what it says of addresses and methods it does not know."""

import re
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.routing import compile_path

from assistant.web.api.asking import ask_routes
from assistant.web.api.context import ApiContext
from assistant.web.api.conversing import conversation_routes
from assistant.web.api.health import health_routes
from assistant.web.api.reading import document_routes, search_routes
from assistant.web.api.refusing import refusal

VERSION = "1.0.0"
PREFIX = "/api/v1"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

ABOUT = """Answers to questions about the documents of this assistant, with the exact words of the page as proof.

Every request that is not answered gets `{"error": a sentence in Dutch, "detail": …}`. Requests are limited per key or
person and per address: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) tell what is left."""


def api_routes(context: ApiContext) -> APIRouter:
    """Return the API with its description, and health and figures beside it."""
    inner = APIRouter(prefix=PREFIX)
    for part in (ask_routes, conversation_routes, search_routes, document_routes):
        inner.include_router(part(context))
    health = health_routes(context)
    whole = APIRouter()
    whole.include_router(inner)
    whole.include_router(health)
    described = _described(whole)
    methods = _methods(described)

    @whole.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    def description() -> dict[str, Any]:
        return described

    @whole.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    def unknown(request: Request, rest: str) -> Response:
        allowed = {method for path, some in methods if path.match(request.url.path) for method in some}
        return refusal(405, headers={"allow": ", ".join(sorted(allowed))}) if allowed else refusal(404)

    return whole


def _described(router: APIRouter) -> dict[str, Any]:
    app = FastAPI()
    app.include_router(router)
    return get_openapi(title="Assistent regiovorming", version=VERSION, description=ABOUT, routes=app.routes)


def _methods(described: dict[str, Any]) -> list[tuple[re.Pattern[str], list[str]]]:
    """Return the addresses that are described as patterns, each with its methods."""
    return [
        (compile_path(path)[0], [method.upper() for method in operations])
        for path, operations in described["paths"].items()
    ]
