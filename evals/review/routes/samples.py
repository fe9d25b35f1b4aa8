"""*Steekproeven*: drawn, given to two reviewers, followed, and compared once both are done."""

from random import SystemRandom
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.records import runs, samples, turns, verdicts
from assistant.records.kept import Sample, TurnFilter
from evals.review.access import NAME
from evals.review.agreement import agreements
from evals.review.desk import Desk, Refused, go
from evals.review.drawing import at_random, equally
from evals.review.forms import Form, iso_day
from evals.review.reading import ids_by_outcome
from evals.review.routes.guarded import router
from evals.review.telling import agreement_lines
from evals.review.wording import day, text

MOST: Final = 500
"""Answers in a sample: two working days of judging."""

USUAL: Final = 50
"""Answers that give a share to within about 14 points."""

FIELDS: Final = ("naam", "aantal", "hoe", "bron", "van", "tot", "beoordelaar1", "beoordelaar2")


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/steekproeven")
    def overview(request: Request) -> Response:
        return _list(desk, request)

    @part.post("/steekproeven")
    async def draw(request: Request) -> Response:
        form = await desk.form(request)
        return await run_in_threadpool(_draw, desk, request, form)

    @part.get("/steekproeven/{sample}")
    def one(request: Request, sample: int) -> Response:
        who, kept = desk.visitor(request), _kept(desk, sample)
        mine = samples.given_to(records, sample, who.name)
        left = samples.given_to(records, sample, who.name, open_only=True)
        done = all(each.judged == each.given for each in kept.progress)
        found = agreements(verdicts.all_of(records, sample=sample)) if done else ()
        lines = [(each, agreement_lines(each)) for each in found]
        differing = {one.turn for each in found for one, _ in each.disagreements}
        questions = {turn: asked.question for turn in differing if (asked := turns.get(records, turn))}
        return desk.show(
            request, who, "sample.html", sample=kept, mine=mine, left=left, done=done, agreements=lines,
            questions=questions,
        )  # fmt: skip

    @part.post("/steekproeven/{sample}/verwijderen")
    async def delete(request: Request, sample: int) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.owner, request)
        await run_in_threadpool(samples.delete_one, records, sample)
        return go("/steekproeven", "verwijderd")

    return part


def _list(desk: Desk, request: Request, *, form: Form | None = None, fault: str = "") -> Response:
    records, who = desk.context.records, desk.visitor(request)
    kept = samples.all_of(records)
    shown = kept if who.manages else [s for s in kept if who.name in {p.reviewer for p in s.progress}]
    values = {name: form.text(name) if form else "" for name in FIELDS}
    return desk.show(
        request, who, "samples.html", status=422 if fault else 200, samples=shown, fault=fault, most=MOST,
        values=values if form else {**values, "aantal": str(USUAL), "hoe": "willekeurig"},
        runs=[run for run in runs.all_of(records) if run.state == "done"],
    )  # fmt: skip


def _draw(desk: Desk, request: Request, form: Form) -> Response:
    desk.owner(request)
    name, size = form.text("naam"), form.whole("aantal")
    reviewers = [" ".join(form.text(f"beoordelaar{number}").split()) for number in (1, 2)]
    valid = all(NAME.fullmatch(each) for each in reviewers) and reviewers[0] != reviewers[1]
    if not name or len(name) > 100 or size is None or size > MOST or not valid:
        return _list(desk, request, form=form, fault=text("samples.check"))
    wanted = TurnFilter(since=iso_day(form.text("van")), until=iso_day(form.text("tot")), run=form.whole("bron"))
    found = ids_by_outcome(desk.context.records, wanted)
    if not found:
        return _list(desk, request, form=form, fault=text("samples.nothing"))
    by_outcome = form.text("hoe") == "gelijk"
    drawn = (equally if by_outcome else at_random)(found, size, SystemRandom())
    how = text(
        "samples.how_equal" if by_outcome else "samples.how_random", size=len(drawn),
        all=sum(map(len, found.values())), what=_what(desk, wanted),
    )  # fmt: skip
    made = samples.make(desk.context.records, name=name, how=how, turns=drawn, reviewers=reviewers)
    return go(f"/steekproeven/{made.id}", "getrokken")


def _what(desk: Desk, wanted: TurnFilter) -> str:
    run = runs.get(desk.context.records, wanted.run) if wanted.run else None
    return (
        text("samples.what_run", day=day(run.started_at)) if run else text("samples.what_users", period=period(wanted))
    )


def period(wanted: TurnFilter) -> str:
    """Return the days of a filter in words."""
    days: dict[str, Any] = {
        name: day(moment) for name, moment in (("since", wanted.since), ("until", wanted.until)) if moment
    }
    key = {0: "period_all", 2: "period"}.get(len(days), "period_since" if wanted.since else "period_until")
    return text(f"samples.{key}", **days)


def _kept(desk: Desk, sample: int) -> Sample:
    kept = samples.get(desk.context.records, sample)
    if kept is None:
        raise Refused("access.gone", 404)
    return kept
