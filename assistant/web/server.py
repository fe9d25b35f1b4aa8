"""The web application: the chat page at `/`, the JSON API, sources and health in one FastAPI application."""

import logging
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.access.seal import Seal
from assistant.access.sessions import Sessions
from assistant.access.settings import AccessSettings
from assistant.records import Records
from assistant.settings import KEEP_DAYS
from assistant.texts import long_date, text
from assistant.web.blocks import mount_chat
from assistant.web.chat import Chat
from assistant.web.conversations import Conversations
from assistant.web.entrance import OWN_DOOR, Entrance
from assistant.web.guard import UPLOAD, Edge, Guard
from assistant.web.keeping import keep_turn, kept_turns
from assistant.web.onward import SIGN_OUT
from assistant.web.port import Current
from assistant.web.routes import SourceGone, api_routes, conversation_routes, on_gone, on_product_error, source_routes
from assistant.web.signing_in import Report, signing_in_routes
from assistant.writing.settings import WritingSettings
from corpus.errors import ProductError

if TYPE_CHECKING:
    from assistant.settings import Settings

log = logging.getLogger(__name__)

OPEN = AccessSettings()
"""Nobody signs in: for this machine only."""


def create_app(
    current: Current,
    records: Records,
    *,
    public_address: str = "",
    frame_origins: tuple[str, ...] = (),
    keep_days: int = KEEP_DAYS,
    model: WritingSettings | None = None,
    more: Sequence[APIRouter] = (),
    access: AccessSettings = OPEN,
    proxies: tuple[str, ...] = (),
    report: Report = log.error,
) -> FastAPI:
    """Return the application. `current` gives the live index at each request, so it may change under the server.

    `public_address` is where officials reach it; `frame_origins` are the sites that may frame the chat, besides its
    own. What is asked, answered and thought of it goes to `records`; `keep_days` tells users for how long, `model`
    which language model words answers. `more` are further routes; they must be given here, since the chat page takes
    every address that is left. `access` says who may enter, `proxies` whose headers count; what goes wrong with
    signing in goes to `report`.
    """
    app = FastAPI(title=text("page.title"), docs_url=None, redoc_url=None, openapi_url=None)
    conversations = Conversations(lambda identifier: kept_turns(records, identifier))
    seal = Seal(access.session_key)
    sessions = Sessions(seal)

    async def framers(_: Scope) -> Iterable[str]:
        return frame_origins

    app.add_middleware(
        Entrance,
        access=access,
        sessions=sessions,
        proxies=proxies,
        public_address=public_address,
        framers=framers,
        own_doors=_own_doors(more),
    )
    app.add_middleware(Edge, frame_origins=frame_origins, uploads=_uploads(more))
    for router in (
        api_routes(current, records),
        source_routes(current),
        conversation_routes(current, conversations, records, keep_days=keep_days, model=model),
        signing_in_routes(access, sessions, seal, public_address=public_address, framers=framers, report=report),
        *more,
    ):
        app.include_router(router)
    app.mount("/eigen", StaticFiles(directory=Path(str(resources.files("assistant.web") / "static"))))
    _answer_errors(app)
    mount_chat(
        app,
        Chat(current, conversations, lambda identifier, turn: keep_turn(records, identifier, turn)),
        keep_days=keep_days,
        with_model=model is not None,
        about=lambda: about_documents(current) + _way_out(access),
        guard=lambda gradio: Guard(gradio, public_address=public_address, frame_origins=frame_origins),
    )
    return app


def serve(
    settings: "Settings",
    current: Current,
    records: Records,
    *,
    more: Sequence[APIRouter] = (),
    report: Report = log.error,
) -> None:
    """Serve until the process is told to stop. Questions never reach a log: they travel in bodies only."""
    app = create_app(
        current,
        records,
        public_address=settings.public_address,
        frame_origins=settings.frame_origins,
        keep_days=settings.keep_days,
        model=settings.writing,
        more=more,
        access=settings.access,
        proxies=settings.proxies,
        report=report,
    )
    # uvicorn would believe the headers of any proxy on this machine; we believe those that the settings name.
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False, proxy_headers=False)


def _uploads(routers: Sequence[APIRouter]) -> frozenset[str]:
    routes = [route for router in routers for route in router.routes]
    return frozenset(route.path for route in routes if isinstance(route, APIRoute) and UPLOAD in route.tags)


def _way_out(access: AccessSettings) -> str:
    return f" · [{text('access.sign_out')}]({SIGN_OUT})" if access.openid else ""


def _own_doors(routers: Sequence[APIRouter]) -> tuple[str, ...]:
    routes = [route for router in routers for route in router.routes]
    doors = {route.path.split("/")[1] for route in routes if isinstance(route, APIRoute) and OWN_DOOR in route.tags}
    return tuple(sorted(f"/{door}" for door in doors))


def about_documents(current: Current) -> str:
    """Return the line under the field, in Markdown: the warning, and a link that tells which documents are known."""
    try:
        documents = current().documents
    except ProductError:
        return text("page.warning")
    count = len(documents)
    known = text("page.documents_link_one") if count == 1 else text("page.documents_link", count=count)
    dates = [document.as_of for document in documents if document.as_of]
    if dates:
        known = text("page.documents_link_dated", documents=known, date=long_date(max(dates)))
    return f"{text('page.warning')} · [{known}](#documenten)"


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(ProductError)
    def product_error(request: Request, error: ProductError) -> Response:
        return on_product_error(request.url.path, error)

    @app.exception_handler(SourceGone)
    def gone(_: Request, __: SourceGone) -> Response:
        return on_gone()
