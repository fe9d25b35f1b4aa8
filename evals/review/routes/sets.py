"""Sets of golden questions: the template, uploads with their mistakes, downloads, and into the standing questions."""

import re
from collections import OrderedDict
from secrets import token_urlsafe
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.records import golden, runs
from assistant.web.guard import UPLOAD
from evals.golden.questions import CALIBRATION, SUITES, QuestionsError, read, suite
from evals.review import sets
from evals.review.desk import Desk, Refused, go
from evals.review.forms import Upload
from evals.review.promoting import STANDING
from evals.review.routes.guarded import router
from evals.review.sets import LINES, MEDIA, Read
from evals.review.wording import text

RETURNED: Final = 20
"""Sheets with mistakes kept until somebody fetches theirs; the oldest goes first."""

SHOWN: Final = 10
"""Rows with mistakes that the page itself names."""

_NAME: Final = re.compile(r"[\w][\w .,()’'-]{0,59}")


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records
    returned: OrderedDict[str, Upload] = OrderedDict()

    @part.get("/vragen/sjabloon{ending}")
    def template(request: Request, ending: str) -> Response:
        desk.visitor(request)
        if ending not in MEDIA or ending == LINES:
            raise Refused("access.gone", 404)
        return _file(f"sjabloon-vragen{ending}", sets.written((), ending, _documents(desk)))

    @part.get("/vragen/download{ending}")
    def download(request: Request, ending: str) -> Response:
        desk.owner(request)
        name = request.query_params.get("set", "")
        asked = read(suite(CALIBRATION)) if name == CALIBRATION else sets.kept(records, name)
        if ending not in MEDIA or not asked:
            raise Refused("access.gone", 404)
        return _file(f"{name}{ending}", sets.written(asked, ending, _documents(desk)))

    @part.post("/vragen", tags=[UPLOAD])
    async def upload(request: Request) -> Response:
        form = await desk.form(request)
        file = await form.upload("bestand")
        return await run_in_threadpool(_upload, desk, request, file, form.text("naam"), returned)

    @part.get("/vragen/fouten/{key}")
    def with_faults(request: Request, key: str) -> Response:
        desk.owner(request)
        if key not in returned:
            raise Refused("access.gone", 404)
        return _file(returned[key].name, returned[key].content)

    @part.post("/vragen/vast")
    async def promote(request: Request) -> Response:
        form = await desk.form(request)
        await run_in_threadpool(desk.owner, request)
        name = form.text("set")
        if not await run_in_threadpool(is_measured, desk, name):
            raise Refused("access.gone", 404)
        await run_in_threadpool(sets.promote, records, name)
        return go("/metingen", "vast")

    @part.post("/vragen/verwijderen")
    async def delete(request: Request) -> Response:
        form = await desk.form(request)
        await run_in_threadpool(desk.owner, request)
        await run_in_threadpool(golden.delete_suite, records, form.text("set"))
        return go("/metingen", "verwijderd")

    return part


def is_measured(desk: Desk, name: str) -> bool:
    """Whether a run of this set is done, so that it may join the standing questions."""
    there = name in golden.suites(desk.context.records)
    return there and any(run.state == "done" for run in runs.all_of(desk.context.records, name))


def _upload(
    desk: Desk, request: Request, file: Upload | None, name: str, returned: "OrderedDict[str, Upload]"
) -> Response:
    who = desk.owner(request)
    fault, found, key = "", Read(()), ""
    name = " ".join((name or (file.name.rpartition(".")[0] if file else "")).split())
    if file is None:
        fault = text("sets.no_file")
    elif not _NAME.fullmatch(name) or name in (*SUITES, STANDING):
        fault = text("sets.no_name", name=name[:80])
    else:
        try:
            found = sets.read(file, desk.context.current().index)
        except QuestionsError as error:
            fault = str(error)
    if found.questions:
        sets.keep(desk.context.records, name, found.questions)
        return go("/metingen", "set")
    if found.returned:
        key = token_urlsafe(16)
        returned[key] = found.returned
        while len(returned) > RETURNED:
            returned.popitem(last=False)
    return desk.show(request, who, "upload.html", status=422, fault=fault, found=found, key=key, shown=SHOWN)


def _documents(desk: Desk) -> list[str]:
    return [document.name for document in desk.context.current().documents]


def _file(name: str, content: bytes) -> Response:
    ending = "." + name.rpartition(".")[2]
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII)
    headers = {"content-disposition": f'attachment; filename="{plain}"', "cache-control": "no-store"}
    return Response(content, media_type=MEDIA[ending], headers=headers)
