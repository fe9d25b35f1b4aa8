"""`assistant widget check` against pages and servers that really answer."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.records.kept import Widget
from assistant.web.widget import checking
from assistant.web.widget.checking import check

from .conftest import FLOATING, listen, widget


@contextmanager
def serving(*routes: Route):
    server, port = listen(Starlette(routes=list(routes)))
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True


@contextmanager
def host_page(body: str = "", status: int = 200, **headers: str):
    def page(_: Request) -> Response:
        return HTMLResponse(body, status, {name.replace("_", "-"): value for name, value in headers.items()})

    with serving(Route("/pagina", page)) as address:
        yield address


def run(address: str, server: str, **more):
    """Check a page on which one widget may stand."""
    return check(f"{address}/pagina", [Widget(FLOATING, (address,), datetime.now(UTC))], server, **more)


def blocked(findings) -> list[str]:
    return [finding.what for finding in findings if finding.level == "blocked"]


def test_the_demonstration_passes_with_its_strict_policy(site):
    findings = check(f"{site.address}/", [widget(site, FLOATING)], site.running.address)
    assert blocked(findings) == []
    assert "frame-ancestors lets" in " ".join(finding.what for finding in findings)


@pytest.mark.parametrize(
    ("body", "names", "words"),
    [
        ('<script src="{server}/widget.js" data-assistant="typo"></script>', ["een"], "asks for the widget “typo”"),
        ('<iframe src="{server}/?widget=typo"></iframe>', ["een"], "asks for the widget “typo”"),
        ('<regio-assistent widget="typo"></regio-assistent>', ["een"], "asks for the widget “typo”"),
        ('<script src="{server}/widget.js" data-assistant></script>', ["een", "twee"], "names no widget, and several"),
    ],
)
def test_a_page_that_asks_for_a_widget_which_it_may_not_show_is_told(site, body, names, words):
    server = site.running.address
    with host_page(body.replace("{server}", server)) as address:
        known = [Widget(name, (address,), datetime.now(UTC)) for name in names]
        (what,) = blocked(check(f"{address}/pagina", known, server))
    assert words in what


def test_the_widget_that_the_page_names_is_the_one_that_is_looked_at(site):
    server = site.running.address
    with host_page(f'<script src="{server}/widget.js" data-assistant="twee"></script>') as address:
        known = [Widget(name, (address,), datetime.now(UTC)) for name in ("een", "twee")]
        found = check(f"{address}/pagina", known, server)
    assert f"the widget “twee” is allowed on {address}" in [finding.what for finding in found]


@pytest.mark.parametrize(
    ("policy", "words", "mend"),
    [
        ("script-src 'self'", "“script-src” blocks", "Add SERVER to script-src."),
        ("default-src 'none'; script-src *; connect-src *", "“default-src” blocks the frame", "frame-src SERVER"),
        ("frame-src 'self' https://a.be", "“frame-src” blocks the frame", "Add SERVER to frame-src."),
        ("connect-src 'self'", "“connect-src” blocks how the widget looks", "Add SERVER to connect-src."),
        ("script-src 'strict-dynamic' 'nonce-x'", "only nonces", "nonce of the page"),
        ("sandbox allow-scripts", "does not allow allow-same-origin", "allow-same-origin"),
    ],
)
def test_a_policy_that_blocks_is_named_with_what_to_add(site, policy, words, mend):
    with host_page(content_security_policy=policy) as address:
        findings = run(address, site.running.address)
    named = [finding for finding in findings if finding.level == "blocked" and words in finding.what]
    assert len(named) == 1
    assert mend.replace("SERVER", site.running.address) in named[0].mend


def test_a_policy_in_the_page_itself_and_a_sandboxed_frame_are_seen(site):
    body = (
        "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
        f"<iframe sandbox='allow-scripts' src='{site.running.address}/?widget={FLOATING}'></iframe>"
    )
    with host_page(body) as address:
        found = " ".join(blocked(run(address, site.running.address)))
    assert "“script-src” blocks" in found and "sandbox: the frame does not allow allow-same-origin" in found


def test_a_script_with_the_nonce_of_the_page_passes(site):
    body = f"<script nonce='x' src='{site.running.address}/widget.js'></script>"
    with host_page(body, content_security_policy="script-src 'nonce-x' 'strict-dynamic'") as address:
        findings = run(address, site.running.address)
        # The server knows the widget under other origins only, and that is named too.
        assert not [what for what in blocked(findings) if "script-src" in what]


def test_a_site_that_no_widget_names_is_told_how_to_add_it(site):
    with host_page() as address:
        findings = check(f"{address}/pagina", [widget(site, FLOATING)], site.running.address)
    assert f"assistant widget add NAME --origin {address}" in findings[-1].mend


def test_a_page_behind_a_login_points_to_the_check_in_the_browser(site):
    with host_page(status=403) as address:
        findings = run(address, site.running.address)
    assert any(finding.level == "warning" and "/widget/controle" in finding.mend for finding in findings)


def test_mixed_content_is_named(site, monkeypatch):
    with host_page() as address:
        seen = checking.fetch(f"{address}/pagina")
    case = checking.Case(
        checking.Fetched("https://intranet.be/pagina", 200, seen.headers, ""),
        checking.HostPage(), "http://assistent.be", widget(site, FLOATING),
    )  # fmt: skip
    assert [finding.what for finding in checking._encryption(case)] == [
        "mixed content: the page has https, http://assistent.be has not"
    ]


def test_what_a_proxy_before_the_assistant_spoils_is_named():
    def frame(_: Request) -> Response:
        headers = {"x-frame-options": "SAMEORIGIN", "content-security-policy": "frame-ancestors 'self'",
                   "set-cookie": "AUTH=1; SameSite=Lax"}  # fmt: skip
        return HTMLResponse("x", headers=headers)

    def script(_: Request) -> Response:
        headers = {"cross-origin-resource-policy": "same-origin"}
        return PlainTextResponse("1", media_type="text/javascript", headers=headers)

    def looks(_: Request) -> Response:
        return PlainTextResponse("{}")

    proxied = (Route("/", frame), Route("/widget.js", script), Route("/widget/demo.json", looks))
    with serving(*proxied) as server, host_page() as address:
        findings = run(address, server)
    said = " · ".join(blocked(findings))
    for words in (
        "X-Frame-Options: SAMEORIGIN",
        "frame-ancestors 'self'",
        "Cross-Origin-Resource-Policy",
        "Allow-Origin",
    ):
        assert words in said
    assert any("“AUTH”" in finding.what and "SameSite" in finding.what for finding in findings)


def test_a_login_before_the_assistant_is_named():
    def login(_: Request) -> Response:
        return RedirectResponse("https://login.voorbeeld.be/")

    routes = (Route("/", login), Route("/widget.js", login), Route("/widget/demo.json", login))
    with serving(*routes) as server, host_page() as address:
        said = " · ".join(blocked(run(address, server)))
    assert said.count("https://login.voorbeeld.be/") == 2


def test_a_server_that_does_not_answer_is_named():
    with host_page() as address:
        said = blocked(run(address, "http://127.0.0.1:1"))
    assert len(said) == 2 and "cannot be fetched" in said[0]


def test_a_page_that_does_not_answer_is_named():
    findings = check("http://127.0.0.1:1/", [], "http://127.0.0.1:2")
    assert blocked(findings) and "/widget/controle" in findings[0].mend
