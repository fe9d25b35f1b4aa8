"""*Kanttekeningen*: what the owner remarks on exact words of a document."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.records import remarks
from assistant.texts import text as product_text
from evals.golden.evidence import Finder, Missing, fold
from evals.golden.questions import Evidence
from evals.review.desk import Desk, go
from evals.review.forms import Form, iso_day
from evals.review.routes.guarded import router
from evals.review.wording import BELGIUM, day, text

FIELDS: Final = ("document", "citaat", "tekst", "datum")

SHORTEST: Final = 10
"""Letters of a quote: shorter words stand in many places."""

LONGEST_NOTE: Final = 500
"""Characters of a remark: it stands with every citation."""


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/kanttekeningen")
    def overview(request: Request) -> Response:
        today = datetime.now(UTC).astimezone(BELGIUM).date().isoformat()
        given = {name: request.query_params.get(name, "")[:2000] for name in FIELDS}
        return _page(desk, request, given | {"datum": given["datum"] or today})

    @part.post("/kanttekeningen")
    async def add(request: Request) -> Response:
        form = await desk.form(request)
        return await run_in_threadpool(_add, desk, request, form)

    @part.post("/kanttekeningen/{remark}/einde")
    async def end(request: Request, remark: int) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.owner, request)
        await run_in_threadpool(remarks.delete_one, records, remark)
        return go("/kanttekeningen", "beeindigd")

    return part


def _add(desk: Desk, request: Request, form: Form) -> Response:
    desk.owner(request)
    values = {name: form.text(name) for name in FIELDS}
    note, moment = " ".join(values["tekst"].split())[:LONGEST_NOTE], iso_day(values["datum"])
    known = {document.name for document in desk.context.current().documents}
    if not note or moment is None or not values["citaat"] or values["document"] not in known:
        return _page(desk, request, values, fault=text("remarks.missing"))
    if len(fold(values["citaat"])) < SHORTEST:
        return _page(desk, request, values, fault=text("remarks.short"))
    finder, evidence = Finder(desk.context.current().index), Evidence(values["document"], values["citaat"], None)
    place = finder.resolve(evidence)
    if place is None:
        missing = finder.missing("", evidence)
        key = "remarks.heading" if missing.heading else "remarks.not_there"
        return _page(desk, request, values, fault=text(key, document=values["document"]), missing=missing)
    remarks.add(
        desk.context.records, document=place.document, quote=place.text, note=note, date=moment.isoformat(),
        author_role="owner",
    )  # fmt: skip
    return go("/kanttekeningen", "kanttekening")


def _page(
    desk: Desk, request: Request, values: Mapping[str, str], *, fault: str = "", missing: Missing | None = None
) -> Response:
    who, assistant = desk.owner(request), desk.context.current()
    finder = Finder(assistant.index)
    kept = [
        (each, finder.resolve(Evidence(each.document, each.quote, None)), _as_shown(each.note, each.date))
        for each in remarks.all_of(desk.context.records)
    ]
    return desk.show(
        request, who, "remarks.html", status=422 if fault else 200, values=values, fault=fault, remarks=kept,
        nearest=missing.nearest if missing else None, longest=LONGEST_NOTE,
        titles=desk.titles, documents=sorted(assistant.documents, key=lambda document: document.title),
    )  # fmt: skip


def _as_shown(note: str, date: str) -> str:
    return product_text("remark.line", note=note, date=day(date))
