"""What a key opens, and what stays shut, in a server whose API is not open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import ASGIApp

from assistant.access.settings import AccessSettings
from assistant.records import Records, keys
from assistant.web.limits import Limits
from assistant.web.server import create_app

from ..conftest import Running, ScriptedAnswering

OPENED_BY = {
    "ask": [
        ("POST", "/api/v1/ask"),
        ("POST", "/api/v1/conversations"),
        ("POST", "/api/v1/conversations/" + "a" * 32 + "/questions"),
        ("GET", "/api/v1/conversations/" + "a" * 32),
        ("DELETE", "/api/v1/conversations/" + "a" * 32),
        ("POST", "/api/v1/conversations/" + "a" * 32 + "/answers/1/feedback"),
    ],
    "search": [("GET", "/api/v1/search?question=tips"), ("POST", "/api/v1/search")],
    "documents": [
        ("GET", "/api/v1/documents"),
        ("GET", "/api/v1/citations/x/0/5/picture.png"),
        ("GET", "/api/v1/citations/x/0/5/document.pdf"),
    ],
    "metrics": [("GET", "/metrics")],
}
ALL = [(scope, *route) for scope, routes in OPENED_BY.items() for route in routes]
OPEN = ["/livez", "/readyz", "/api/v1/openapi.json"]


def status(running: Running, method: str, address: str, headers: dict[str, str]) -> int:
    body = {"question": "tips", "useful": True} if method == "POST" else None
    return httpx.request(method, running.address + address, json=body, headers=headers, timeout=60).status_code


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize(("scope", "method", "address"), ALL)
def test_each_route_asks_for_a_key_with_its_scope(
    closed: Running, make_key: Callable[..., str], scope: str, method: str, address: str
) -> None:
    assert status(closed, method, address, {}) == 401
    assert status(closed, method, address, bearer("assistent-verzonnen")) == 401
    assert status(closed, method, address, bearer(make_key(scope))) not in (401, 403)
    other = "search" if scope == "ask" else "metrics" if scope != "metrics" else "ask"
    assert status(closed, method, address, bearer(make_key(other))) == 403


@pytest.mark.parametrize("address", OPEN)
def test_health_and_the_description_are_for_everybody(closed: Running, address: str) -> None:
    assert status(closed, "GET", address, {}) == 200


def test_who_may_ask_may_see_what_is_cited(closed: Running, make_key: Callable[..., str]) -> None:
    with httpx.Client(base_url=closed.address, headers=bearer(make_key("ask")), timeout=60) as client:
        cited = client.post("/api/v1/ask", json={"question": "wat is een regio"}).json()["citations"][0]
        place = f"/api/v1/citations/{cited['passage']}/{cited['start']}/{cited['end']}"
        assert client.get(f"{place}/document.pdf").status_code == 200


def test_a_refusal_tells_in_dutch_what_to_send(closed: Running) -> None:
    refused = httpx.post(f"{closed.address}/api/v1/ask", json={"question": "tips"})
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "sleutel" in refused.json()["error"]


def test_a_key_works_and_stops_without_a_restart(closed: Running, records: Records) -> None:
    until = datetime.now(UTC) + timedelta(days=1)
    key = keys.make(records, "tijdelijk", ["documents"], expires_at=until)
    assert status(closed, "GET", "/api/v1/documents", bearer(key)) == 200
    keys.revoke(records, "tijdelijk")
    assert status(closed, "GET", "/api/v1/documents", bearer(key)) == 401
    old = keys.make(records, "verlopen", ["documents"], expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert status(closed, "GET", "/api/v1/documents", bearer(old)) == 401


@pytest.mark.parametrize("header", ["Bearer", "Basic YTpi", "bearer\xe9\xff", "Bearer \xff\xfe", ""])
def test_a_header_of_another_kind_is_no_key(closed: Running, header: str) -> None:
    sent = [(b"authorization", header.encode("latin-1"))]
    response = httpx.get(f"{closed.address}/api/v1/documents", headers=sent)  # type: ignore[arg-type]
    assert response.status_code == 401


def test_an_open_server_asks_no_key(running: Running) -> None:
    assert status(running, "GET", "/api/v1/documents", bearer("die van een ander")) == 200


def test_the_limit_of_a_key_is_its_own(
    answering: ScriptedAnswering, records: Records, make_key: Callable[..., str]
) -> None:
    first, second = bearer(make_key("ask")), bearer(make_key("ask"))
    limits = Limits(2, clock=lambda: 0.0)
    app = create_app(lambda: answering, records, api_open=False, limits=limits)
    asked = [_post(app, headers) for headers in (first, first, first, second)]
    assert [response.status_code for response in asked] == [200, 200, 429, 200]
    assert asked[0].headers["ratelimit-limit"] == "2"
    assert asked[2].json()["detail"] == "limit: person"


def test_a_signed_in_person_needs_no_key(answering: ScriptedAnswering, records: Records) -> None:
    access = AccessSettings(mode="header")
    app = create_app(lambda: answering, records, access=access, proxies=("127.0.0.1",))
    response = _post(app, {"x-remote-user": "anna"})
    assert response.status_code == 200 and response.headers["ratelimit-limit"] == "60"


def _post(app: ASGIApp, headers: dict[str, str]) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport: Any = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post("/api/v1/ask", json={"question": "wat is een regio"}, headers=headers)

    return anyio.run(ask)
