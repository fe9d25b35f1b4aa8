"""The way in: a reviewer's link, the code under which somebody judges, our own style and script."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.records import links
from evals.review import access
from evals.review.desk import ROOT, Desk, Refused, go, keep_cookie, static_file
from evals.review.routes.guarded import router

_FILES = {"stijl.css": ("review.css", "text/css"), "pagina.js": ("review.js", "text/javascript")}


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part = router()

    @part.get("")
    @part.get("/")
    def home(request: Request) -> Response:
        desk.visitor(request)
        return RedirectResponse(f"{ROOT}/gesprekken", 303)

    @part.get("/toegang/{secret}")
    def enter(request: Request, secret: str) -> Response:
        if links.of(desk.context.records, secret) is None:
            raise Refused("access.expired")
        # The secret leaves the address at once, so that it stays in no history of pages seen.
        response = go("/gesprekken")
        keep_cookie(request, response, access.LINK_COOKIE, secret)
        return response

    @part.post("/naam")
    async def rename(request: Request) -> Response:
        form = await desk.form(request)
        who = await run_in_threadpool(desk.visitor, request)
        name = " ".join(form.text("naam").split())
        if not who.at_machine or not access.NAME.fullmatch(name):
            raise Refused("access.bad_name", 422)
        response = go("/gesprekken", "naam")
        keep_cookie(request, response, access.NAME_COOKIE, name)
        return response

    @part.get("/eigen/{name}")
    def own_file(name: str) -> Response:
        if name not in _FILES:
            raise Refused("access.gone", 404)
        file, kind = _FILES[name]
        return Response(static_file(file), media_type=kind, headers={"cache-control": "no-cache"})

    return part
