"""*Kwaliteitsverslag*: the verdicts in plain words, on the page, as Word and as Excel."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.records import samples, turns, verdicts
from assistant.records.kept import TurnFilter
from evals.review.desk import Desk
from evals.review.forms import iso_day, whole
from evals.review.quality import Quality, quality
from evals.review.reading import all_turns
from evals.review.routes.guarded import router
from evals.review.routes.samples import period
from evals.review.sets import MEDIA
from evals.review.telling import Section, as_excel, as_word, told
from evals.review.wording import BELGIUM, text

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/kwaliteitsverslag")
    def shown(request: Request) -> Response:
        who = desk.owner(request)
        _, sections = _report(desk, request.query_params)
        return desk.show(
            request, who, "report.html", sections=sections, samples=samples.all_of(records), query=request.url.query,
            chosen={name: request.query_params.get(name, "") for name in ("steekproef", "van", "tot")},
        )  # fmt: skip

    @part.get("/kwaliteitsverslag.docx")
    def word(request: Request) -> Response:
        desk.owner(request)
        _, sections = _report(desk, request.query_params)
        today = datetime.now(UTC).astimezone(BELGIUM).date()
        return _file(as_word(sections, today=today), ".docx", _DOCX)

    @part.get("/kwaliteitsverslag.xlsx")
    def excel(request: Request) -> Response:
        desk.owner(request)
        return _file(as_excel(*_report(desk, request.query_params), desk.titles), ".xlsx", MEDIA[".xlsx"])

    return part


def _report(desk: Desk, given: Mapping[str, str]) -> tuple[Quality, Sequence[Section]]:
    """Return what the verdicts of a sample say, or all those on answers of users in a period."""
    records = desk.context.records
    sample = samples.get(records, number) if (number := whole(given.get("steekproef"))) else None
    if sample:
        found = (kept for turn in sample.turns if (kept := turns.get(records, turn)))
        judged = quality(found, verdicts.all_of(records, sample=sample.id))
        return judged, told(judged, sample.how, desk.titles)
    wanted = TurnFilter(since=iso_day(given.get("van")), until=iso_day(given.get("tot")))
    judged = quality(all_turns(records, wanted), verdicts.all_of(records))
    return judged, told(judged, text("report.how_all", period=period(wanted)), desk.titles)


def _file(content: bytes, ending: str, kind: str) -> Response:
    name = text("report.file_name", day=datetime.now(UTC).astimezone(BELGIUM).date().isoformat()) + ending
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
