"""The web application: the chat page at `/`, the JSON API, sources and health in one FastAPI application."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from assistant.access.seal import Seal
from assistant.access.sessions import Sessions
from assistant.access.settings import AccessSettings
from assistant.records import Records
from assistant.records.kept import Widget
from assistant.settings import KEEP_DAYS
from assistant.switch import Switch, always_on, watched
from assistant.texts import DUTCH_WORDS, Words, text, words_in
from assistant.web.api.context import ApiContext, KeyHolder, caller
from assistant.web.api.refusing import answer_refusals
from assistant.web.api.routes import api_routes
from assistant.web.blocks import mount_chat
from assistant.web.chat import Chat, Keep
from assistant.web.conversations import Conversations, Turn
from assistant.web.entrance import OWN_DOOR, Entrance
from assistant.web.following import following_routes
from assistant.web.guard import UPLOAD, Edge, Guard
from assistant.web.keeping import keep_turn, kept_turns
from assistant.web.limits import Asker, Limiting, Limits, Turnstile
from assistant.web.metrics import Metrics
from assistant.web.municipalities import beginning_routes
from assistant.web.onward import SIGN_OUT
from assistant.web.own_data import own_data_routes
from assistant.web.patience import patient
from assistant.web.port import Current
from assistant.web.proxies import TrustedScheme, client_address
from assistant.web.rejections import Rejections
from assistant.web.responsible import NOBODY_NAMED, Responsible
from assistant.web.routes import SourceGone, conversation_routes, on_gone, on_product_error, source_routes
from assistant.web.scope import EVERYTHING
from assistant.web.scope import Scope as Reach
from assistant.web.signing_in import Report, signing_in_routes
from assistant.web.switching import Switched
from assistant.web.widget.registry import Widgets
from assistant.web.widget.routes import widget_routes
from assistant.web.wording import PageWords, page_words
from assistant.writing.settings import LANGUAGES, WritingSettings
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
    responsible: Responsible = NOBODY_NAMED,
    switch: Switch = always_on,
    api_open: bool = True,
    limits: Limits | None = None,
    languages: Sequence[str] = LANGUAGES,
    proxies: tuple[str, ...] = (),
    more: Sequence[APIRouter] = (),
    demonstrated: Sequence[Widget] = (),
    access: AccessSettings = OPEN,
    report: Report = log.error,
) -> FastAPI:
    """Return the application. `current` gives the live index at each request, so it may change under the server.

    `public_address` is where officials reach it; `frame_origins` are the sites that may frame the chat, besides its
    own. What is asked, answered and thought of it goes to `records`; `keep_days` tells users for how long, `model`
    which language model words answers, `responsible` who answers for the data; where the records keep no conversations,
    that is told instead. `switch` tells what is turned off. `languages` are those in which the page may stand in a
    widget. `limits` are the usual ones unless given; `proxies` are the reverse proxies whose headers count. `more` are
    further routes; they must be given here, since the chat page takes every address that is left. `demonstrated` are
    widgets that stand in no records. `access` says who may enter; what goes wrong with signing in goes to `report`.
    `api_open` lets everybody who may reach the API use it; it asks a key or a signed-in person otherwise, and wherever
    people sign in.
    """
    seal = Seal(access.session_key)
    site = _Site(
        current=current,
        records=records,
        public_address=public_address,
        frame_origins=frame_origins,
        days=keep_days if records.keeps_conversations else None,
        model=model,
        responsible=responsible,
        switch=switch,
        api_open=api_open and not access.signs_in,
        limits=limits or Limits(),
        proxies=proxies,
        more=more,
        widgets=Widgets(records, demonstrated, languages),
        access=access,
        report=report,
        seal=seal,
        sessions=Sessions(seal),
        conversations=Conversations(lambda identifier: kept_turns(records, identifier)),
        rejections=Rejections(proxies),
    )
    app = FastAPI(title=text("page.title"), docs_url=None, redoc_url=None, openapi_url=None)
    _add_gates(app, site)
    _add_routes(app, site)
    _answer_errors(app, site.widgets)
    _add_chat(app, site)
    return app


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What the parts of one application share. `days` is None where no conversation is kept."""

    current: Current
    records: Records
    public_address: str
    frame_origins: tuple[str, ...]
    days: int | None
    model: WritingSettings | None
    responsible: Responsible
    switch: Switch
    api_open: bool
    limits: Limits
    proxies: tuple[str, ...]
    more: Sequence[APIRouter]
    widgets: Widgets
    access: AccessSettings
    report: Report
    seal: Seal
    sessions: Sessions
    conversations: Conversations
    rejections: Rejections
    metrics: Metrics = field(default_factory=Metrics)

    def asker(self, scope: Scope) -> Asker:
        """Return who sends a request, and from where."""
        return Asker(caller(scope), client_address(scope, self.proxies))

    def wording(self, words: Words, keeps: bool) -> PageWords:
        """Return what the chat page says in these words, where conversations are kept or not."""
        return page_words(words, keep_days=self.days if keeps else None, with_model=self.model is not None)

    async def framers(self, scope: Scope) -> Iterable[str]:
        """Return the sites that may show in a frame what a request asks for."""
        return (*self.frame_origins, *await run_in_threadpool(self.widgets.framers, scope))


def _add_gates(app: FastAPI, site: _Site) -> None:
    """Put up what each request passes. The last one is met first: measured, then told whose it is, then counted."""
    app.add_middleware(Switched, switch=site.switch)
    app.add_middleware(Limiting, limits=site.limits, asker_of=site.asker, on_refused=site.metrics.refused)
    if not site.api_open or site.access.mode == "public":
        app.add_middleware(KeyHolder, records=site.records, rejections=site.rejections, figures_only=site.api_open)
    app.add_middleware(
        Entrance,
        access=site.access,
        sessions=site.sessions,
        proxies=site.proxies,
        public_address=site.public_address,
        framers=site.framers,
        own_doors=_own_doors(site.more),
        checks_keys=not site.api_open,
        rejections=site.rejections,
    )
    secure = site.public_address.startswith("https://")
    app.add_middleware(Edge, frame_origins=site.frame_origins, uploads=_uploads(site.more), secure=secure)
    app.add_middleware(TrustedScheme, proxies=site.proxies)


def _add_routes(app: FastAPI, site: _Site) -> None:
    for router in _routers(site):
        app.include_router(router)
    app.mount("/eigen", StaticFiles(directory=Path(str(resources.files("assistant.web") / "static"))))


def _routers(site: _Site) -> Iterator[APIRouter]:
    current, records, conversations, scope = site.current, site.records, site.conversations, site.widgets.scope
    yield api_routes(ApiContext(current, records, conversations, site.metrics, site.api_open))
    yield source_routes(current, scope)
    yield conversation_routes(
        current, conversations, records,
        keep_days=site.days, model=site.model, responsible=site.responsible, scope=scope,
    )  # fmt: skip
    yield own_data_routes(conversations, records, keep_days=site.days, scope=scope)
    yield beginning_routes(current, scope)
    yield following_routes(conversations)
    yield widget_routes(site.widgets, site.frame_origins)
    yield signing_in_routes(
        site.access, site.sessions, site.seal,
        public_address=site.public_address, framers=site.framers, report=site.report, rejections=site.rejections,
    )  # fmt: skip
    yield from site.more


def _add_chat(app: FastAPI, site: _Site) -> None:
    """Mount the chat page, which takes every address that is left."""
    mount_chat(
        app,
        Chat(site.current, site.conversations, _keeping(site.records, site.metrics)),
        words=site.wording(DUTCH_WORDS, True),
        about=lambda scope: about_documents(site.current, scope) + _way_out(site.access),
        scope=site.widgets.scope,
        guard=lambda gradio: Guard(
            gradio,
            public_address=site.public_address,
            frame_origins=site.frame_origins,
            widgets=site.widgets,
            wording=site.wording,
        ),
        turnstile=Turnstile(site.limits, site.asker, site.metrics.refused),
    )


def _keeping(records: Records, metrics: Metrics) -> Keep:
    def keep(identifier: str, turn: Turn) -> None:
        if turn.answer is None:
            metrics.failed("chat")
            return
        metrics.answered(turn.answer, "chat")
        keep_turn(records, identifier, turn)

    return keep


def serve(
    settings: "Settings",
    current: Current,
    records: Records,
    *,
    more: Sequence[APIRouter] = (),
    demonstrated: Sequence[Widget] = (),
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
        responsible=Responsible(settings.controller, settings.privacy_contact, settings.privacy_statement),
        switch=watched(settings.switch_file),
        limits=Limits(settings.questions_a_minute),
        languages=settings.languages,
        proxies=settings.proxies,
        more=more,
        demonstrated=demonstrated,
        access=settings.access,
        report=report,
    )
    # uvicorn's own log prints the messages of exceptions, which may quote a question; and it would believe the headers
    # of any proxy on this machine: we believe those that the settings name.
    uvicorn.run(
        app, host=settings.host, port=settings.port, http=patient(), log_config=None, access_log=False,
        server_header=False, proxy_headers=False,
    )  # fmt: skip


def _uploads(routers: Sequence[APIRouter]) -> frozenset[str]:
    routes = [route for router in routers for route in router.routes]
    return frozenset(route.path for route in routes if isinstance(route, APIRoute) and UPLOAD in route.tags)


def _way_out(access: AccessSettings) -> str:
    return f" · [{text('access.sign_out')}]({SIGN_OUT})" if access.openid else ""


def _own_doors(routers: Sequence[APIRouter]) -> tuple[str, ...]:
    routes = [route for router in routers for route in router.routes]
    doors = {route.path.split("/")[1] for route in routes if isinstance(route, APIRoute) and OWN_DOOR in route.tags}
    return tuple(sorted(f"/{door}" for door in doors))


def about_documents(current: Current, scope: Reach = EVERYTHING) -> str:
    """Return the line under the field, in Markdown: the warning, and a link that tells which documents are known."""
    chosen, words = scope.documents, words_in(scope.language)
    try:
        documents = [one for one in current().documents if chosen is None or one.name in chosen]
    except ProductError:
        return words.text("page.warning")
    count = len(documents)
    known = words.text("page.documents_link_one") if count == 1 else words.text("page.documents_link", count=count)
    dates = [document.as_of for document in documents if document.as_of]
    if dates:
        known = words.text("page.documents_link_dated", documents=known, date=words.long_date(max(dates)))
    return f"{words.text('page.warning')}\N{NO-BREAK SPACE}· [{known}](#documenten)"


def _answer_errors(app: FastAPI, widgets: Widgets) -> None:
    answer_refusals(app)

    @app.exception_handler(ProductError)
    def product_error(request: Request, error: ProductError) -> Response:
        return on_product_error(request.url.path, error, widgets.words(request.headers))

    @app.exception_handler(SourceGone)
    def gone(request: Request, _: SourceGone) -> Response:
        return on_gone(widgets.words(request.headers))
