"""What a machine asks of the server: does it live, can it answer, how does it fare."""

import logging
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from assistant.texts import text, texts
from assistant.web.api import shapes
from assistant.web.api.context import METRICS, ApiContext, documented, needs
from assistant.web.api.refusing import IN_THE_LOG
from assistant.web.metrics import CONTENT_TYPE
from corpus.errors import ProductError

OK = "ok"
FAILED = "failed"
NOT_TRIED = "not tried"

log = logging.getLogger(__name__)


def health_routes(context: ApiContext) -> APIRouter:
    """Return `/livez`, `/readyz` and `/metrics`. The first two are for everybody, and tell nothing that is private."""
    router = APIRouter(tags=["health"])

    @router.get("/livez", summary="The process runs", response_model=shapes.Alive)
    def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get(
        "/readyz", summary="Index open, records reachable, models loaded", response_model=shapes.Ready,
        responses={503: {"model": shapes.NotReady, "description": "Something that answering needs is missing."}},
    )  # fmt: skip
    def ready() -> Response:
        checks = _checked(context)
        if FAILED in checks.values():
            body = {"error": text("api.not_ready"), "detail": IN_THE_LOG, "status": "not ready", "checks": checks}
            return JSONResponse(body, 503)
        answering = context.current()
        known = {"generation": answering.generation, "documents": len(answering.documents)}
        return JSONResponse({"status": "ready", **known, "checks": checks})

    @router.get(
        "/metrics", summary="Figures for Prometheus", response_class=Response, dependencies=[needs(context, METRICS)],
        responses={200: {"content": {CONTENT_TYPE: {}}}, **documented()},
    )  # fmt: skip
    def metrics() -> Response:
        return Response(context.metrics.exposed(context.current), headers={"content-type": CONTENT_TYPE})

    return router


def _checked(context: ApiContext) -> dict[str, str]:
    """Return the state of each part; what is wrong with it goes to the log."""
    checks = {"index": OK, "store": OK, "model": OK, "language_model": "none"}
    problems = dict[str, str]()
    try:
        context.records.check()
    except ProductError as error:
        problems["store"] = str(error)
    try:
        answering = context.current()
        answering.check_files()
    except ProductError as error:
        problems["index"] = str(error)
        checks["model"] = checks["language_model"] = NOT_TRIED
    else:
        checks["language_model"] = "set" if answering.has_writer else "none"
        problems |= _model_problem(context)
    for part, message in problems.items():
        log.error("not ready: %s: %s", part, message)
    return {**checks, **dict.fromkeys(problems, FAILED)}


def _model_problem(context: ApiContext) -> dict[str, Any]:
    """Search for something: only that shows that the model gives a vector which the index understands."""
    try:
        context.current().search(texts("first.questions")[0], k=1)
    except ProductError as error:
        return {"model": str(error)}
    return {}
