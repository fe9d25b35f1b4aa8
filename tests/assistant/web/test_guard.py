import re
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

import assistant
from assistant.web.guard import Guard, content_security_policy
from assistant.web.server import create_app


@pytest.fixture(scope="module")
def client(running):
    with httpx.Client(base_url=running.address) as client:
        yield client


def test_the_page_is_dutch_and_names_no_foreign_address(client):
    page = client.get("/").text
    assert '<html lang="nl-BE"' in re.sub(r"\s+", " ", page)
    addresses = re.findall(r'(?:src|href|content)="(https?:)?//([^"/]+)', page)
    assert addresses == []
    assert "Gradio" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_every_script_of_the_page_carries_the_nonce_of_its_policy(client):
    response = client.get("/")
    policy = response.headers["content-security-policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)[1]
    scripts = re.findall(r"<script\b[^>]*>", response.text)
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src [^;]*", policy)[0].count("unsafe") == 0


def test_each_load_has_its_own_nonce(client):
    policies = {client.get("/").headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_our_script_comes_before_all_others(client):
    page = client.get("/").text
    sources = re.findall(r'<script\b[^>]*\bsrc="([^"]+)"', page)
    assert sources[0] == "/eigen/page.js"
    assert page.index("/eigen/page.js") < page.index("window.gradio_config")


def test_only_the_named_sites_may_frame_the_page(client):
    assert "frame-ancestors 'self' http://localhost:*" in client.get("/").headers["content-security-policy"]
    assert content_security_policy(()).endswith("frame-ancestors 'self'")


def test_other_pages_run_no_script_at_all(client):
    assert "script-src 'none'" in client.get("/documenten").headers["content-security-policy"]


def test_no_response_sets_a_cookie_and_each_carries_the_safe_headers(client):
    for address in ("/", "/documenten", "/livez", "/eigen/page.css", "/theme.css"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "set-cookie" not in response.headers
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in response.headers


@pytest.mark.parametrize(("library", "door"), [("gradio", "blocks.py"), ("docx", "word.py"), ("httpx", "fetching.py")])
def test_a_foreign_library_has_one_door(library, door):
    package = Path(assistant.__file__).parent
    users = {
        module.name
        for module in package.rglob("*.py")
        if re.search(rf"^\s*(?:import|from) {library}\b", module.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users == {door}


@pytest.mark.parametrize(
    "address",
    ["/config", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/queue/status", "/gradio_api/queue/data",
     "/gradio_api/file=/etc/hostname", "/gradio_api/startup-events", "/gradio_api/heartbeat/a", "/monitoring",
     "/gradio_api/runs", "/gradio_api/app_id", "/manifest.json", "/docs", "/openapi.json", "/login_check"],
)  # fmt: skip
def test_what_the_page_does_not_need_of_gradio_is_closed(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["queue/join", "upload", "call/ask", "api/predict", "run/ask", "component_server"])
def test_the_other_doors_of_gradio_are_closed(client, address):
    assert client.post(f"/gradio_api/{address}", json={"data": []}).status_code == 404


def test_a_huge_request_is_refused(client):
    for address in ("/gradio_api/run/predict", "/api/v1/ask"):
        assert client.post(address, content=b"x" * 300_000).status_code == 413
        assert client.post(address, content=iter([b"x" * 300_000])).status_code == 413


def _gradio_routes(routes):
    """Every address of Gradio's own application, with something in place of its parameters."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from _gradio_routes(inner.routes)
            continue
        for method in getattr(route, "methods", None) or ("GET", "POST"):
            yield method, re.sub(r"\{[^}]*\}", "x", route.path)


def test_of_all_addresses_that_gradio_has_only_the_page_its_files_and_one_event_are_open(answering, records):
    app = create_app(lambda: answering, records)
    known = set(_gradio_routes(app.router.routes[-1].app._app.routes))
    assert len(known) > 40, "this test no longer finds Gradio's addresses"
    reached = []

    async def gradio(scope, receive, send):
        reached.append((scope["method"], scope["path"]))
        await Response("")(scope, receive, send)

    guard = TestClient(Guard(gradio, public_address="", frame_origins=()))
    for method, path in known:
        guard.request(method, path)
    paths = {path for _, path in reached}
    assert paths <= {"/", "/assets/x", "/static/x", "/theme.css", "/favicon.ico", "/gradio_api/run/predict"}
    assert {method for method, path in reached if path.startswith("/gradio_api")} <= {"POST"}
