"""What every route of the API works with, and who may call it."""

from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.person import Person
from assistant.records import Records, keys
from assistant.records.kept import ApiKey
from assistant.web.api.refusing import Refused, unavailable
from assistant.web.api.shapes import Refusal
from assistant.web.conversations import Conversations
from assistant.web.metrics import Metrics
from assistant.web.port import Current
from assistant.web.rejections import Rejections
from corpus.errors import RecordsError

_BEARER = HTTPBearer(
    scheme_name="key",
    description="A key of `assistant key add`. A server that is open to its own machine only asks none.",
    auto_error=False,
)
"""Only describes; `KeyHolder` has read the header by then."""

METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class ApiContext:
    """What the routes use. `is_open` tells that they ask for no key and no sign-in."""

    current: Current
    records: Records
    conversations: Conversations
    metrics: Metrics
    is_open: bool


def caller(scope: Scope) -> str | None:
    """Return who sends a request: a person that signing in found, or the key of a program; None without either."""
    state = scope.get("state", {})
    person = getattr(state.get("person"), "identifier", None)
    if person is not None:
        return f"person {person}"
    key: ApiKey | None = state.get("api_key")
    return f"key {key.name}" if key else None


class KeyHolder:
    """Finds the key that a request over the API sends; the routes then ask for what it opens."""

    def __init__(self, app: ASGIApp, records: Records, rejections: Rejections, *, figures_only: bool = False):
        """With `figures_only` keys count for the figures of the server alone, and the rest is open."""
        self._app = app
        self._records = records
        self._rejections = rejections
        self._figures_only = figures_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        sent = None
        if scope["type"] == "http" and (scope["path"] == "/metrics" or not self._figures_only):
            sent = _sent_key(scope)
        if sent:
            try:
                found = await to_thread.run_sync(keys.of, self._records, sent)
            except RecordsError as error:
                await unavailable(error, "a key could not be looked up")(scope, receive, send)
                return
            if found is None:
                self._rejections.note("an API key that is unknown, expired or revoked", scope)
            scope.setdefault("state", {})["api_key"] = found
        await self._app(scope, receive, send)


def _sent_key(scope: Scope) -> str | None:
    if not (scope["path"].startswith("/api/") or scope["path"] == "/metrics"):
        return None
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    kind, _, key = header.partition(" ")
    return key.strip() or None if kind.lower() == "bearer" else None


def needs(context: ApiContext, *scopes: str) -> Any:
    """Return a dependency that lets signed-in people through, and keys with one of these scopes.

    The figures of the server are for keys and for people who manage.
    """

    def check(request: Request, _: Annotated[Any, Security(_BEARER)] = None) -> None:
        state = request.scope.get("state", {})
        is_figures = METRICS in scopes
        if context.is_open and not (is_figures and state.get("brings_key")):
            return
        person: Person | None = state.get("person")
        if is_figures and person is not None and person.manages:
            return
        key: ApiKey | None = state.get("api_key")
        if key is not None:
            if not key.scopes & set(scopes):
                raise Refused(403, detail=f"needed: {' or '.join(scopes)}")
        elif caller(request.scope) is None or is_figures:
            raise Refused(401, headers={"www-authenticate": "Bearer"})

    return Depends(check)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how these statuses are described, with those that every route may give."""
    return {status: {"model": Refusal, "description": MEANINGS[status]} for status in (*statuses, *EVERYWHERE)}


MEANINGS = {
    400: "The body cannot be read: no UTF-8, or nested too deep.",
    401: "No key, or one that is unknown, expired or revoked; `WWW-Authenticate: Bearer`.",
    403: "The key does not open this; `detail` names the scope that does.",
    404: "Not there, or no longer.",
    413: "The request is too large (256 kB), or does not say how large it is.",
    422: "The request cannot be used; `detail` says why.",
    429: "Too many questions; `Retry-After` says how many seconds to wait.",
    503: "The documents or the records cannot be reached for the moment.",
}
EVERYWHERE = (401, 403, 429, 503)
