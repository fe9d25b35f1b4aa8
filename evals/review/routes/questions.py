"""A conversation becomes a golden question, with the sentences that somebody clicked as its evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.answer import WITHOUT_EVIDENCE
from assistant.records import golden, turns, verdicts
from assistant.records.kept import KeptTurn
from evals.golden import questions, rows
from evals.review.desk import Desk, Refused, go
from evals.review.forms import Form
from evals.review.promoting import FROM_CONVERSATIONS, STANDING, golden_question, offered, outcome_of
from evals.review.routes.guarded import router

USUAL_ROLE = "beleidsmedewerker"
LISTS = ("role", "kind", "outcome")


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part = router()

    @part.get("/gesprekken/{turn}/testvraag")
    def propose(request: Request, turn: str) -> Response:
        kept = _kept(desk, turn)
        who = desk.visitor(request)
        own = [e.verdict for e in verdicts.of(desk.context.records, turn) if e.reviewer == who.name]
        chosen = {"rol": USUAL_ROLE, "soort": "", "uitkomst": outcome_of(kept, own).value, "punten": "", "set": ""}
        given = {name: request.query_params[name] for name in chosen if name in request.query_params}
        return _page(desk, request, kept, {**chosen, **given}, looked_for=request.query_params.get("zoek", "")[:200])

    @part.post("/gesprekken/{turn}/testvraag")
    async def keep(request: Request, turn: str) -> Response:
        form = await desk.form(request)
        return await run_in_threadpool(_keep, desk, request, turn, form)

    return part


def _keep(desk: Desk, request: Request, turn: str, form: Form) -> Response:
    kept, chosen = _kept(desk, turn), {name: form.text(name) for name in ("rol", "soort", "uitkomst", "punten", "set")}
    ticked = form.texts("bewijs")
    if form.ticked("zoeken"):
        return _page(desk, request, kept, chosen, ticked=ticked, looked_for=form.text("zoek")[:200])
    made, faults = golden_question(
        kept, _history(desk, kept), desk.context.current(), role=chosen["rol"], kind=chosen["soort"],
        outcome=chosen["uitkomst"], points=chosen["punten"], evidence=ticked,
    )  # fmt: skip
    if made is None:
        return _page(desk, request, kept, chosen, ticked=ticked, looked_for=form.text("zoek"), faults=faults)
    suite = chosen["set"] if chosen["set"] in _suites(desk) else FROM_CONVERSATIONS
    golden.put(desk.context.records, suite, questions.as_json(made), origin="conversation", turn=kept.id)
    return go(f"/gesprekken/{kept.id}", "testvraag")


def _page(
    desk: Desk, request: Request, kept: KeptTurn, chosen: Mapping[str, Any], *, ticked: Sequence[str] | None = None,
    looked_for: str = "", faults: Sequence[str] = (),
) -> Response:  # fmt: skip
    passages = offered(kept, desk.context.current(), looked_for)
    if ticked is None:
        # What the answer quotes is the likely evidence, unless it should not have answered.
        wanted = chosen["uitkomst"] not in WITHOUT_EVIDENCE
        ticked = [
            s.key for p in passages for s in p.sentences if s.cited and wanted and kept.outcome == chosen["uitkomst"]
        ]
    return desk.show(
        request, desk.visitor(request), "question.html", status=422 if faults else 200, turn=kept, chosen=chosen,
        history=_history(desk, kept), lists={name: rows.labels(name) for name in LISTS}, passages=passages,
        ticked=frozenset(ticked), looked_for=looked_for, faults=faults, suites=_suites(desk),
    )  # fmt: skip


def _suites(desk: Desk) -> list[str]:
    return list(dict.fromkeys([FROM_CONVERSATIONS, STANDING, *golden.suites(desk.context.records)]))


def _history(desk: Desk, kept: KeptTurn) -> list[str]:
    """Return the questions before this one; only a follow-up leans on them."""
    if kept.searched_for == kept.question:
        return []
    talk = turns.conversation(desk.context.records, kept.conversation)
    return [each.question for each in talk if each.number < kept.number]


def _kept(desk: Desk, turn: str) -> KeptTurn:
    kept = turns.get(desk.context.records, turn)
    if kept is None:
        raise Refused("access.gone", 404)
    return kept
