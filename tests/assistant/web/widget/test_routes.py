"""What the widget's addresses answer, to whom: headers, policies, CORS."""

import gzip
import json
import re
from dataclasses import replace
from importlib import resources

import httpx
import pytest

from assistant.records import widgets

from .conftest import FLOATING, INLINE, OPEN, widget

STATIC = resources.files("assistant.web") / "static"


@pytest.fixture(scope="module")
def client(site):
    with httpx.Client(base_url=site.running.address) as client:
        yield client


def ancestors(response):
    return re.search(r"frame-ancestors ([^;]*)", response.headers["content-security-policy"])[1]


def told(response):
    """What the page tells its script about the widget."""
    return json.loads(re.search(r'id="teksten">(.*?)</script>', response.text)[1]).get("widget")


def test_only_the_sites_of_a_widget_may_frame_its_page(client, site):
    assert ancestors(client.get("/", params={"widget": FLOATING})) == f"'self' {site.address}"
    assert ancestors(client.get("/")) == "'self'"


def test_a_page_without_widget_has_nothing_of_one(client):
    page = client.get("/")
    assert told(page) is None and "frame.js" not in page.text


def test_an_unknown_widget_is_not_there_and_its_name_is_not_echoed(client):
    response = client.get("/", params={"widget": "<script>alert(1)</script>"})
    assert response.status_code == 404
    assert "alert" not in response.text
    assert ancestors(response) == "'self'"


def test_a_revoked_widget_is_gone_at_once_and_says_so_where_it_stood(client, site):
    widgets.put(site.records, replace(widget(site, FLOATING), name="kort"))
    assert client.get("/", params={"widget": "kort"}).status_code == 200
    assert widgets.revoke(site.records, "kort")
    response = client.get("/", params={"widget": "kort"})
    assert response.status_code == 410
    assert "niet meer beschikbaar" in response.text and "gradio" not in response.text
    assert ancestors(response) == f"'self' {site.address}"
    assert client.get("/widget/kort.json", headers={"origin": site.address}).status_code == 404
    asked = client.post("/gradio_api/run/predict", json={"data": []}, headers={"x-widget": "kort"})
    assert asked.status_code == 410
    assert client.get("/documenten", headers={"x-widget": "kort"}).status_code == 503


def test_its_look_is_readable_for_its_own_sites_only(client, site):
    mine = client.get(f"/widget/{FLOATING}.json", headers={"origin": site.address})
    assert mine.headers["access-control-allow-origin"] == site.address
    assert mine.json()["name"] == FLOATING and mine.headers["vary"] == "origin"
    for other in ("null", "https://kwaad.be", site.stranger, f"{site.address}.kwaad.be"):
        answer = client.get(f"/widget/{FLOATING}.json", headers={"origin": other})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers


def test_a_site_with_one_widget_need_not_name_it(client, site):
    widgets.put(site.records, replace(widget(site, FLOATING), name="enige", origins=("https://alleen.be",)))
    assert client.get("/widget.json", headers={"origin": "https://alleen.be"}).json()["name"] == "enige"
    assert client.get("/widget.json", headers={"origin": site.address}).status_code == 404  # three: which one?
    assert client.get("/widget.json", headers={"origin": "null"}).status_code == 404


@pytest.mark.parametrize("origin", ["null", "https://kwaad.be", "http://localhost:1", "http://127.0.0.1:1"])
def test_no_other_site_reads_what_the_chat_answers(client, origin):
    for method, address in (
        ("POST", "/gradio_api/run/predict"),
        ("GET", "/"),
        ("GET", "/theme.css"),
        ("POST", "/api/v1/ask"),
    ):
        for host in ("127.0.0.1", "assistent.voorbeeld.be"):
            asked = {"question": "wat is een regio?", "fn_index": 0, "data": []}
            body = {"json": asked} if method == "POST" else {}
            answer = client.request(method, address, headers={"origin": origin, "host": host}, **body)
            assert not [name for name in answer.headers if name.startswith("access-control-")], (address, host)
    preflight = client.options(
        "/gradio_api/run/predict", headers={"origin": origin, "access-control-request-method": "POST"}
    )
    assert preflight.status_code >= 400 and "access-control-allow-origin" not in preflight.headers


def test_the_script_is_small_and_may_be_used_by_isolated_pages(client):
    script = client.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(gzip.compress(script.content)) < 15_000


@pytest.mark.parametrize("name", ["widget.js", "frame.js", "controle.js"])
def test_no_script_writes_html_or_style_or_names_another_server(name):
    source = (STATIC / name).read_text(encoding="utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "<style", "cookie ="):
        assert forbidden not in source
    named = set(re.findall(r"https?://[\w.]+", source)) - {"http://www.w3.org", "https://host"}
    assert named == set()


def test_what_the_page_may_not_change_stays_as_it_was_set(client):
    asked = {"title": "Anders", "greeting": "Dag", "color": "#ff0000", "question": "Wie beslist?", "documents": "x.pdf"}
    fixed = told(client.get("/", params={"widget": FLOATING, **asked}))
    assert (fixed["title"], fixed["greeting"], fixed["color"], fixed["documents"]) == ("", "", "#3c1053", "")
    assert fixed["question"] == "Wie beslist?"
    free = told(client.get("/", params={"widget": OPEN, **asked}))
    assert {option: free[option] for option in asked} == asked


def test_a_value_that_cannot_be_is_left_out(client):
    free = told(client.get("/", params={"widget": OPEN, "color": "red;}</style>", "greeting": "x" * 400}))
    assert (free["color"], free["greeting"]) == ("#3c1053", "")


def test_a_widget_that_keeps_nothing_says_so_before_the_first_question(client):
    kept, nothing = client.get("/", params={"widget": FLOATING}).text, client.get("/", params={"widget": INLINE}).text
    assert "Uw vraag wordt 90 dagen bewaard" in kept
    assert "Uw vraag wordt niet bewaard." in nothing and "90 dagen" not in nothing
    privacy = client.get("/gegevens", headers={"x-widget": INLINE}).text
    assert "niet bewaard" in privacy and "90 dagen" not in privacy


def test_a_widget_shows_its_own_documents(client, site):
    chosen = frozenset({"handleiding-samenwerken.pdf"})
    widgets.put(site.records, replace(widget(site, OPEN), name="smal", documents=chosen))
    page = client.get("/documenten", headers={"x-widget": "smal"}).text
    assert "Handleiding samenwerken" in page and "in het kort" not in page
    both = "handleiding-samenwerken.pdf%2Cregio-in-het-kort.pdf"
    wider = client.get("/documenten", headers={"x-widget": "smal", "x-documenten": both}).text
    assert "in het kort" not in wider


def test_nothing_of_the_widget_sets_a_cookie(client, site):
    for address in (
        "/widget.js",
        f"/widget/{FLOATING}.json",
        f"/?widget={FLOATING}",
        f"/widget/controle?widget={FLOATING}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "set-cookie" not in answer.headers
