"""The review page as the product's entry point `assistant.pages` finds it."""

from fastapi import APIRouter

from assistant.web.extension import PageContext
from evals.review.desk import Desk
from evals.review.measuring import Measuring
from evals.review.routes import (
    again,
    conversations,
    entrance,
    measurements,
    overview,
    questions,
    remarks,
    report,
    samples,
    sets,
)


def pages(context: PageContext) -> APIRouter:
    """Return the routes below `/beoordeling`."""
    desk = Desk(context)
    measuring = Measuring(context.records, context.settings, context.current, desk.runs)
    parts = (
        entrance.routes(desk),
        conversations.routes(desk),
        questions.routes(desk),
        samples.routes(desk),
        sets.routes(desk),
        measurements.routes(desk, measuring),
        overview.routes(desk),
        report.routes(desk),
        remarks.routes(desk),
        again.routes(desk),
    )
    return APIRouter(routes=[route for part in parts for route in part.routes])
