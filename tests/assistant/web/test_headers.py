"""Every response of every route carries the safe headers, whoever asks and whatever comes of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Mount

from assistant.records import Records
from assistant.settings import Settings
from assistant.web.extension import PageContext
from assistant.web.server import create_app
from evals.review.pages import pages

from .serving import listening

FILLED = {"passage": "p", "start": "0", "end": "5", "name": "regio-in-het-kort.pdf", "conversation": "0" * 32,
          "number": "1", "turn": "t", "secret": "geheim", "sample": "1", "run": "1"}  # fmt: skip
NEEDED = ("x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-resource-policy",
          "cross-origin-opener-policy", "content-security-policy")  # fmt: skip


def broken() -> APIRouter:
    router = APIRouter()

    @router.get("/stuk")
    def fail() -> None:
        raise RuntimeError("broken on purpose")

    return router


@pytest.fixture(scope="module")
def app(answering, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("koppen")
    records = Records.open(f"sqlite:///{folder}/records.sqlite")
    context = PageContext(Settings(index=folder / "index"), lambda: answering, records)
    return create_app(lambda: answering, records, more=(pages(context), broken()))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with listening(app) as address, httpx.Client(base_url=address) as opened:
        yield opened


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and address of each route, its parameters filled in; mounts by what they hold."""
    found = set[tuple[str, str]]()

    def walk(routes: list, prefix: str = "") -> None:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                walk(inner.routes, prefix + route.include_context.prefix)
            elif not isinstance(route, Mount):
                path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: FILLED.get(name[1], "x"), prefix + route.path)
                found.update((method, path) for method in route.methods or ())

    walk(list(app.router.routes))
    return sorted(found)


def policy(response: httpx.Response) -> str:
    return response.headers["content-security-policy"]


def faults(response: httpx.Response) -> list[str]:
    missing = [name for name in NEEDED if name not in response.headers]
    if missing:
        return missing
    scripts = re.search(r"script-src ([^;]*)", policy(response)) or re.search(r"default-src ([^;]*)", policy(response))
    is_pdf = response.headers.get("content-type", "").startswith("application/pdf")
    wrong = [word for word in ("unsafe-inline", "unsafe-eval", "*", "http:") if scripts and word in scripts[1]]
    wrong += ["no scripts ruled"] if not scripts and not is_pdf else []
    wrong += ["no framing ruled"] if "frame-ancestors" not in policy(response) else []
    wrong += ["cookie"] if "set-cookie" in response.headers and "/beoordeling" not in response.url.path else []
    return wrong + (["server named"] if "server" in response.headers else [])


def test_all_routes_are_walked(app: FastAPI) -> None:
    walked = {path for _, path in routes_of(app)}
    assert {
        "/api/v1/ask",
        "/bron/p/0-5",
        "/gegevens",
        "/gegevens/gesprek",
        "/beoordeling/gesprekken",
        "/livez",
    } <= walked
    assert len(walked) > 30


def test_every_route_carries_the_safe_headers(app: FastAPI, client: httpx.Client) -> None:
    found = {}
    for method, path in routes_of(app):
        response = client.request(method, path, headers={"content-length": "0"} if method == "POST" else {})
        found[f"{method} {path} ({response.status_code})"] = faults(response)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200), ("HEAD", "/", 200), ("GET", "/theme.css", 200), ("GET", "/eigen/page.js", 200),
        ("GET", "/eigen/niets.js", 404), ("GET", "/niets", 404), ("GET", "/config", 404), ("GET", "/stuk", 500),
        ("GET", "/documents/regio-in-het-kort.pdf", 200), ("PUT", "/", 404), ("OPTIONS", "/", 404),
        ("POST", "/api/v1/ask", 422), ("GET", "/beoordeling/gesprekken", 200), ("GET", "/beoordeling/niets", 404),
        ("GET", "/beoordeling/eigen/pagina.js", 200), ("POST", "/beoordeling/naam", 403), ("TRACE", "/", 404),
    ],
)  # fmt: skip
def test_pages_files_and_errors_alike(client: httpx.Client, method: str, path: str, status: int) -> None:
    response = client.request(method, path, content=b"" if method in ("POST", "PUT") else None)
    assert response.status_code == status
    assert faults(response) == []


def test_a_request_that_is_too_large_is_refused_with_the_headers(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = client.request(method, "/api/v1/ask", content=b"x" * 300_000)
        assert refused.status_code == 413 and faults(refused) == [], method
        chunked = client.request(method, "/documenten", content=iter([b"x" * 10]))
        assert chunked.status_code == 413 and faults(chunked) == [], method


def test_an_error_says_nothing_of_what_is_inside(client: httpx.Client) -> None:
    failed = client.get("/stuk")
    assert "purpose" not in failed.text and "Traceback" not in failed.text and "Er ging iets mis" in failed.text


def test_https_is_kept_only_where_people_reach_us_over_https(answering, tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    for address, kept in (("https://assistent.example", True), ("http://assistent.example", False), ("", False)):
        app = create_app(lambda: answering, records, public_address=address)
        with listening(app) as served:
            for path in ("/", "/livez", "/niets"):
                found = httpx.get(f"{served}{path}").headers
                assert ("strict-transport-security" in found) is kept


def test_other_sites_load_the_widget_and_our_script_and_nothing_else(client: httpx.Client) -> None:
    for path in ("/widget.js", "/eigen/page.js", "/eigen/page.css"):
        assert client.get(path).headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("/", "/documenten", "/api/v1/documents", "/gegevens/gesprek", "/documents/regio-in-het-kort.pdf"):
        assert client.get(path).headers["cross-origin-resource-policy"] == "same-origin"
