"""Routes that turn what goes wrong into a page in Dutch."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from assistant.web.entrance import OWN_DOOR
from assistant.web.onward import sign_in_address
from corpus.errors import ProductError, RecordMissing
from evals.review.desk import ROOT, Refused, SignInFirst, refused_page

log = logging.getLogger(__name__)


class GuardedRoute(APIRoute):
    """A route that answers refusals and faults of ours with a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except SignInFirst:
                return RedirectResponse(sign_in_address(request.url.path), 303)
            except Refused as refused:
                return refused_page(refused)
            except RequestValidationError:
                return refused_page(Refused("access.invalid", 404))
            except RecordMissing:
                return refused_page(Refused("access.gone", 404))
            except ProductError as error:
                log.error("the review page failed: %s", error)
                return refused_page(Refused("access.fault", 503))

        return guarded


def router() -> APIRouter:
    """Return a router for a part of the review page."""
    return APIRouter(prefix=ROOT, route_class=GuardedRoute, tags=[OWN_DOOR])
