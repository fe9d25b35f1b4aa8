"""*Metingen*: the sets, a run in the background, its figures, the gate, and the run before it beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.records import golden, runs
from assistant.records.kept import KeptRun
from evals.compare import Comparison, shown_change
from evals.gate import Missed
from evals.golden import questions
from evals.golden.questions import CALIBRATION, GoldenQuestion
from evals.report.writing import HEADLINE
from evals.review import measuring, sets
from evals.review.desk import Desk, Refused, go
from evals.review.forms import Form
from evals.review.measuring import Light, Measuring
from evals.review.promoting import STANDING
from evals.review.routes.guarded import router
from evals.review.routes.sets import is_measured
from evals.review.telling import counted
from evals.review.wording import text, words
from evals.runs import RunError
from evals.summary import figure, shown_value

REPORT_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""The report holds its own script and style; shut off from this site it can do nothing but show itself."""


VALUES: Final = ("value", "low", "high")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a run in Dutch."""

    name: str
    value: str
    low: str
    high: str
    count: int

    @property
    def bare(self) -> bool:
        """Whether the bootstrap has nothing to say: drawing again from equal answers always gives the same."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Change:
    """How one figure changed."""

    name: str
    before: str
    after: str
    change: str
    verdict: str


def routes(desk: Desk, measuring_desk: Measuring) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/metingen")
    def overview(request: Request) -> Response:
        who = desk.owner(request)
        kept = golden.suites(records)
        shipped = len(questions.read(questions.suite(CALIBRATION)))
        order = sorted(kept, key=lambda name: (name != STANDING, name))
        return desk.show(
            request, who, "measurements.html", sets=[(name, kept[name]) for name in order], standing=STANDING,
            shipped=(CALIBRATION, shipped), measured={name for name in kept if is_measured(desk, name)},
            runs=[(run, _state(measuring_desk, run)) for run in runs.all_of(records)],
        )  # fmt: skip

    @part.post("/metingen")
    async def start(request: Request) -> Response:
        form = await desk.form(request)
        return await run_in_threadpool(_start, desk, request, form, measuring_desk)

    @part.get("/metingen/{run}")
    def one(request: Request, run: int) -> Response:
        who, kept = desk.owner(request), _kept(desk, run)
        previous = measuring.before(records, kept)
        light = measuring.light(measuring.asked_in(kept)) if kept.state == "done" else None
        return desk.show(
            request, who, "measurement.html", run=kept, state=_state(measuring_desk, kept), previous=previous,
            figures=_figures(kept), light=light, light_words=_light(light) if light else "",
            missed=[_missed(each) for each in light.missed] if light else [],
            chance=[_name(str(each.threshold.measure)) for each in light.chance] if light else [],
            unmeasured=[_name(str(each.threshold.measure)) for each in light.unmeasured] if light else [],
        )  # fmt: skip

    @part.get("/metingen/{run}/stand")
    def state(request: Request, run: int) -> Response:
        desk.owner(request)
        kept = _kept(desk, run)
        now = _state(measuring_desk, kept)
        said = text("runs.progress", done=kept.done, total=kept.total)
        return JSONResponse({"state": now, "done": kept.done, "said": said}, headers={"cache-control": "no-store"})

    @part.get("/metingen/{run}/verslag")
    def report(request: Request, run: int) -> Response:
        desk.owner(request)
        page = measuring.report(_kept(desk, run)).read_text(encoding="utf-8")
        return HTMLResponse(page, headers={"content-security-policy": REPORT_POLICY, "cache-control": "no-store"})

    @part.get("/metingen/{run}/vergelijking")
    def compare(request: Request, run: int) -> Response:
        who, kept = desk.owner(request), _kept(desk, run)
        previous = measuring.before(records, kept)
        found = measuring.compared(previous, kept) if previous else None
        return desk.show(
            request,
            who,
            "comparison.html",
            run=kept,
            previous=previous,
            comparison=found,
            changes=_changes(found) if found else [],
            changed=[_outcomes(c.before.outcome, c.after.outcome, c.after.golden.question) for c in found.changed]
            if found
            else [],
        )

    @part.post("/metingen/{run}/hervat")
    async def go_on(request: Request, run: int) -> Response:
        await desk.form(request)
        await run_in_threadpool(desk.owner, request)
        kept = await run_in_threadpool(_kept, desk, run)
        if not measuring_desk.broke_off(kept):
            return go(f"/metingen/{run}")
        try:
            await run_in_threadpool(measuring_desk.go_on, kept)
        except RunError:
            return go(f"/metingen/{run}", "bezig")
        return go(f"/metingen/{run}", "gestart")

    return part


def _start(desk: Desk, request: Request, form: Form, measuring_desk: Measuring) -> Response:
    desk.owner(request)
    asked = _questions(desk, form.text("set"))
    if not asked:
        raise Refused("access.gone", 404)
    try:
        kept = measuring_desk.start(form.text("set"), asked, form.whole("aantal"))
    except RunError:
        return go("/metingen", "bezig")
    return go(f"/metingen/{kept.id}", "gestart")


def _questions(desk: Desk, name: str) -> Sequence[GoldenQuestion]:
    if name == CALIBRATION:
        return questions.read(questions.suite(CALIBRATION))
    return sets.kept(desk.context.records, name)


def _state(measuring_desk: Measuring, run: KeptRun) -> str:
    return "broken" if measuring_desk.broke_off(run) else run.state


def _figures(run: KeptRun) -> list[Figure]:
    if run.summary is None:
        return []
    by_name = {each["measure"]: each for each in run.summary["figures"]}
    found = [by_name[name] for name in HEADLINE if name in by_name and by_name[name]["value"] is not None]
    figures = []
    for each in found:
        value, low, high = (_dutch(shown_value(each, of)) for of in VALUES)
        figures.append(Figure(_name(each["measure"]), value, low, high, each["n"]))
    return figures


def _changes(found: Comparison) -> list[Change]:
    shown = []
    for each in found.differences:
        if each.measure.name not in HEADLINE or each.measure.slices or each.change.value is None:
            continue
        as_figure = figure(each.measure, each.change)
        before, after = (_dutch(shown_value(as_figure | {"value": v})) for v in (each.before, each.after))
        interval = _dutch(shown_change(each)).replace(" to ", " tot ")
        shown.append(Change(_name(str(each.measure)), before, after, interval, words("change_words")[each.verdict]))
    return shown


def _outcomes(before: str | None, after: str | None, question: str) -> str:
    names = words("outcomes")
    said = [names[each] if each else text("runs.failed_outcome") for each in (before, after)]
    return text("runs.changed_item", question=question, before=said[0], after=said[1])


def _light(light: Light) -> str:
    if light.colour == "green":
        return text("runs.light_green")
    if light.colour == "amber" and light.chance:
        return counted("runs.light_chance", len(light.chance))
    return counted(f"runs.light_{light.colour}", len(light.missed or light.unmeasured))


def _missed(missed: Missed) -> str:
    measure, threshold = missed.threshold.measure, missed.threshold
    values = figure(measure, measure(())) | {"value": missed.value, "wanted": threshold.least or threshold.most or 0}
    return text(
        "runs.least" if threshold.most is None else "runs.most", measure=_name(str(measure)),
        value=_dutch(shown_value(values)), wanted=_dutch(shown_value(values, "wanted")), n=missed.n,
    )  # fmt: skip


def _name(measure: str) -> str:
    return str(words("measures").get(measure, measure))


def _dutch(shown: str) -> str:
    return shown.replace(".", ",").replace(" points", " punten")


def _kept(desk: Desk, run: int) -> KeptRun:
    kept = runs.get(desk.context.records, run)
    if kept is None:
        raise Refused("access.gone", 404)
    return kept
