"""*Gesprekken*: the list with its filters, one answer beside its sources, and the verdict on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.answer import Citation, from_json
from assistant.records import runs, samples, turns, verdicts, widgets
from assistant.records.kept import KeptTurn, Verdict
from assistant.web.addresses import highlighted_address, source_address
from assistant.web.entrance import signature_for
from assistant.web.port import Answering
from assistant.web.sources import find_source
from evals.review.access import Visitor
from evals.review.desk import Desk, Refused, go
from evals.review.filters import RATINGS, Filters, filters
from evals.review.forms import Form, whole
from evals.review.routes.guarded import router

ON_A_PAGE: Final = 25
"""Answers in a list: two screens."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation with where its page is shown; both addresses are empty when the live documents lack these words.

    `signature` goes behind the query of the picture, for who came in by a link.
    """

    citation: Citation
    picture: str
    pdf: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where an answer stands in the list or sample that somebody goes through; `query` leads on in it."""

    query: str
    number: int
    count: int
    previous: str | None
    next: str | None
    list_path: str


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/gesprekken")
    def conversations(request: Request) -> Response:
        who = desk.visitor(request)
        chosen = filters(request.query_params, who.name)
        number = whole(request.query_params.get("blad")) or 1
        return desk.show(
            request, who, "conversations.html", filters=chosen, ratings=RATINGS,
            found=turns.find(records, chosen.wanted, number=number, size=ON_A_PAGE),
            runs=[run for run in runs.all_of(records) if run.done],
            titles=desk.titles,
            keeps_nothing=desk.context.settings.keep == "nothing",
            silent=[one.name for one in widgets.all_of(records) if one.keeps_nothing and not one.revoked],
        )  # fmt: skip

    @part.get("/gesprekken/{turn}")
    def conversation(request: Request, turn: str) -> Response:
        return _page(desk, request, desk.visitor(request), _kept(desk, turn))

    @part.post("/gesprekken/{turn}/oordeel")
    async def judge(request: Request, turn: str) -> Response:
        form = await desk.form(request)
        return await run_in_threadpool(_judge, desk, request, turn, form)

    @part.post("/gesprekken/{turn}/intrekken")
    async def take_back(request: Request, turn: str) -> Response:
        await desk.form(request)
        who = await run_in_threadpool(desk.visitor, request)
        await run_in_threadpool(verdicts.take_back, records, turn, who.name)
        return go(f"/gesprekken/{turn}", "ingetrokken", **dict(request.query_params))

    return part


def _judge(desk: Desk, request: Request, turn: str, form: Form) -> Response:
    who, kept = desk.visitor(request), _kept(desk, turn)
    given = form.text("oordeel")
    if given not in set(Verdict):
        return _page(desk, request, who, kept, status=422, note=form.text("toelichting"), complaint=True)
    way = _way(desk, request, who, kept.id)
    verdicts.give(
        desk.context.records, kept.id, who.name, Verdict(given), hard_language=form.ticked("moeilijk"),
        note=form.text("toelichting"),
    )  # fmt: skip
    given_query = {name: value for name, value in request.query_params.items() if name != "gezegd"}
    if way.next is None:
        return go(way.list_path, "klaar", **({} if "steekproef" in given_query else given_query))
    return go(f"/gesprekken/{way.next}", "oordeel", **given_query)


def _page(
    desk: Desk, request: Request, who: Visitor, kept: KeptTurn, *, status: int = 200, note: str | None = None,
    complaint: bool = False,
) -> Response:  # fmt: skip
    answering = desk.context.current()
    answer = from_json(kept.answer)
    mine = next((each for each in verdicts.of(desk.context.records, kept.id) if each.reviewer == who.name), None)
    return desk.show(
        request, who, "conversation.html", status=status, turn=kept, answer=answer, mine=mine,
        note=note if note is not None else mine.note if mine else "", complaint=complaint,
        before=_before(desk, kept), way=_way(desk, request, who, kept.id), verdicts=tuple(Verdict),
        sources=_shown(request, answering, answer.citations), nearest=_shown(request, answering, answer.nearest),
    )  # fmt: skip


def _before(desk: Desk, kept: KeptTurn) -> Sequence[KeptTurn]:
    talk = turns.conversation(desk.context.records, kept.conversation)
    return [each for each in talk if each.number < kept.number]


def _shown(request: Request, answering: Answering, citations: Sequence[Citation]) -> list[Shown]:
    shown = []
    for each in citations:
        source = find_source(answering, each.passage, each.start, each.end)
        if source is None:
            shown.append(Shown(each, "", ""))
            continue
        address = source_address(each.passage, each.start, each.end)
        pdf = highlighted_address(each.passage, each.start, each.end, source.quote.page)
        signature = signature_for(request, address)
        if signature:
            shown.append(Shown(each, f"{address}/beeld.png", pdf.replace("#", f"?{signature}#"), f"&{signature}"))
        else:
            shown.append(Shown(each, f"{address}/beeld.png", pdf))
    return shown


def _way(desk: Desk, request: Request, who: Visitor, turn: str) -> Way:
    sample = whole(request.query_params.get("steekproef"))
    if sample:
        ids: Sequence[str] = samples.given_to(desk.context.records, sample, who.name)
        query, path = f"steekproef={sample}", f"/steekproeven/{sample}"
    else:
        chosen: Filters = filters(request.query_params, who.name)
        ids = tuple(reversed(turns.ids(desk.context.records, chosen.wanted)))
        query, path = chosen.query, "/gesprekken"
    place = ids.index(turn) if turn in ids else None
    if place is None:
        # A verdict takes an answer out of a list of what is not judged yet; the list begins again at its top.
        return Way(query, 0, len(ids), None, ids[0] if ids else None, path)
    return Way(
        query, place + 1, len(ids), ids[place - 1] if place else None,
        ids[place + 1] if place + 1 < len(ids) else None, path,
    )  # fmt: skip


def _kept(desk: Desk, turn: str) -> KeptTurn:
    kept = turns.get(desk.context.records, turn)
    if kept is None:
        raise Refused("access.gone", 404)
    return kept
