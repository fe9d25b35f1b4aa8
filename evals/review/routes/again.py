"""*Opnieuw te bekijken*: golden questions and reviewed answers whose passages changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.records import golden, marks, turns
from assistant.records.kept import KeptTurn
from evals.golden import questions
from evals.golden.evidence import Finder
from evals.golden.questions import SUITES, GoldenQuestion
from evals.review.desk import Desk, go
from evals.review.routes.guarded import router


@dataclass(frozen=True, slots=True)
class Marked:
    """A golden question to look at again. `stands` tells whether all its evidence occurs, None when it is gone."""

    suite: str
    id: str
    reasons: tuple[str, ...]
    question: GoldenQuestion | None
    stands: bool | None


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/opnieuw")
    def shown(request: Request) -> Response:
        who = desk.visitor(request)
        answers: list[tuple[KeptTurn, tuple[str, ...]]] = [
            (turn, reasons) for key, reasons in marks.turns(records).items() if (turn := turns.get(records, key))
        ]
        return desk.show(request, who, "again.html", answers=answers, questions=list(_questions(desk)))

    @part.post("/opnieuw/antwoord")
    async def answer_stands(request: Request) -> Response:
        form = await desk.form(request)
        await run_in_threadpool(marks.clear_turn, records, form.text("antwoord"))
        return go("/opnieuw", "nagekeken")

    @part.post("/opnieuw/vraag")
    async def question_stands(request: Request) -> Response:
        form = await desk.form(request)
        await run_in_threadpool(marks.clear_question, records, form.text("set"), form.text("vraag"))
        return go("/opnieuw", "nagekeken")

    return part


def _questions(desk: Desk) -> Iterator[Marked]:
    records, finder = desk.context.records, Finder(desk.context.current().index)
    for suite in dict.fromkeys((*SUITES, *golden.suites(records))):
        marked = marks.questions(records, suite)
        known = {each.id: each for each in _set(desk, suite)} if marked else {}
        for name, reasons in marked.items():
            question = known.get(name)
            stands = all(finder.resolve(each) for each in question.gold) if question else None
            yield Marked(suite, name, reasons, question, stands)


def _set(desk: Desk, suite: str) -> tuple[GoldenQuestion, ...]:
    if suite in SUITES:
        return questions.read(questions.suite(suite))
    return tuple(questions.from_json(each.content) for each in golden.all_of(desk.context.records, suite))
