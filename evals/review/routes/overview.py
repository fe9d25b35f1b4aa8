"""*Overzicht*: what a period says as a whole."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.records import verdicts
from assistant.records.kept import TurnFilter
from evals.review.desk import Desk
from evals.review.forms import iso_day
from evals.review.overview import overview
from evals.review.reading import all_turns
from evals.review.routes.guarded import router

DAYS: Final = 30
"""Days shown unless told otherwise."""


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    part, records = router(), desk.context.records

    @part.get("/overzicht")
    def shown(request: Request) -> Response:
        who = desk.visitor(request)
        today = datetime.now(UTC).date()
        since = iso_day(request.query_params.get("van")) or today - timedelta(days=DAYS)
        until = iso_day(request.query_params.get("tot")) or today
        turns = list(all_turns(records, TurnFilter(since=since, until=until)))
        ids = {turn.id for turn in turns}
        given = [each for each in verdicts.all_of(records) if each.turn in ids]
        titles = desk.titles
        found = overview(turns, given, titles)
        return desk.show(
            request, who, "overview.html", found=found, since=since, until=until, titles=titles,
            most=max((each.questions for each in found.weeks), default=0),
        )  # fmt: skip

    return part
