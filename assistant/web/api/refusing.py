"""The one shape in which the API says no: `{"error": a Dutch sentence, "detail": …}`."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from assistant.texts import text
from corpus.errors import ProductError

SENTENCES = {
    400: "unreadable",
    401: "no_key",
    403: "other_scope",
    404: "not_found",
    405: "other_method",
    413: "too_large",
    503: "unavailable",
}
"""The text of a status, by its name in the table `api`; the others are said where they arise."""

IN_THE_LOG: Final = "the log of the server tells what is wrong"
"""The detail of a fault of ours: its message may name folders, hosts and settings, which are the operator's alone."""

log = logging.getLogger(__name__)


class Refused(HTTPException):
    """A request over the API that is not answered: with a status, a Dutch sentence for people, and a detail."""

    def __init__(
        self, status: int, sentence: str | None = None, detail: Any = None, headers: Mapping[str, str] | None = None
    ):
        """Without a sentence, that of the status is used."""
        super().__init__(status, detail, dict(headers or {}))
        self.sentence = sentence or sentence_of(status)


def refusal(
    status: int, sentence: str | None = None, detail: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response that says no; without a sentence, with that of the status."""
    return JSONResponse({"error": sentence or sentence_of(status), "detail": detail}, status, dict(headers or {}))


def unavailable(error: ProductError, what: str = "a request failed") -> Response:
    """Return what a program gets that met a fault of ours, and put the message in the log: `what`, then the fault."""
    log.error("%s: %s", what, error)
    return refusal(503, detail=IN_THE_LOG)


def sentence_of(status: int) -> str:
    """Return what to tell people of a status, in Dutch."""
    return text(f"api.{SENTENCES.get(status, 'invalid')}")


def is_api(path: str) -> bool:
    """Tell whether a program asks, rather than a browser."""
    return path.startswith("/api/") or path in ("/livez", "/readyz", "/metrics")


def answer_refusals(app: FastAPI) -> None:
    """Make the application say no in this shape under `/api`, and as before elsewhere."""

    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> Response:
        if not is_api(request.url.path):
            return await http_exception_handler(request, error)
        sentence = error.sentence if isinstance(error, Refused) else None
        return refusal(error.status_code, sentence, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: RequestValidationError) -> Response:
        if not is_api(request.url.path):
            return await request_validation_exception_handler(request, error)
        # What was sent is left out: it may hold a question.
        found = [{"where": ".".join(map(str, one["loc"])), "problem": one["msg"]} for one in error.errors()]
        return refusal(422, text("api.invalid"), found)
