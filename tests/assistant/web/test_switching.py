"""Switched off: nothing is asked or answered, at once, and people read why."""

from pathlib import Path

import httpx
import pytest

from assistant.switch import ON, Position, watched, write
from assistant.web.server import create_app
from assistant.web.switching import part_of
from tests.needs import CHROMIUM, chromium

from .serving import asker, listening
from .test_page import FLAGS, ask, start

WEB, API = ("/", "/documenten", "/documents/regio-in-het-kort.pdf", "/theme.css"), ("/api/v1/documents",)
ALWAYS = ("/livez", "/readyz", "/eigen/page.css", "/gegevens", "/gegevens/gesprek")


@pytest.fixture(scope="module")
def switched(answering, records, tmp_path_factory: pytest.TempPathFactory):
    file: Path = tmp_path_factory.mktemp("schakelaar") / "switch.json"
    app = create_app(lambda: answering, records, switch=watched(file))
    with listening(app) as address, httpx.Client(base_url=address) as client:
        yield file, client


@pytest.fixture(autouse=True)
def on_again(switched):
    yield
    write(switched[0], ON)


def statuses(client: httpx.Client, addresses: tuple[str, ...]) -> set[int]:
    return {client.get(address).status_code for address in addresses}


def test_web_and_api_go_off_and_on_apart_without_a_restart(switched) -> None:
    file, client = switched
    assert statuses(client, (*WEB, *API, *ALWAYS)) == {200}
    write(file, Position(web=True, web_notice="Uit tot <b>morgen</b>"))
    assert statuses(client, WEB) == {503} and statuses(client, (*API, *ALWAYS)) == {200}
    page = client.get("/")
    assert "Uit tot &lt;b&gt;morgen&lt;/b&gt;" in page.text and 'lang="nl-BE"' in page.text
    assert page.headers["retry-after"] and page.headers["cache-control"] == "no-store"
    write(file, Position(api=True))
    assert statuses(client, API) == {503} and statuses(client, (*WEB, *ALWAYS)) == {200}
    refused = client.post("/api/v1/ask", json={"question": "wat is een regio"})
    assert refused.status_code == 503 and "uitgezet" in refused.json()["error"] and refused.json()["switched_off"]
    write(file, ON)
    assert statuses(client, (*WEB, *API, *ALWAYS)) == {200}


def test_no_question_is_answered_while_it_is_off(switched, answering) -> None:
    file, client = switched
    question = asker(client)
    assert "vaste groep gemeenten" in question("a" * 32, "wat is een regio?")
    write(file, Position(web=True))
    answering.histories.clear()
    for address in ("/gradio_api/run/predict", "/gesprek/" + "a" * 32 + "/antwoord/1/eenvoudiger"):
        refused = client.post(address, json={})
        assert refused.status_code == 503, address
    assert answering.histories == []


def test_a_damaged_switch_keeps_everything_off(switched) -> None:
    file, client = switched
    file.write_text("stuk", encoding="utf-8")
    assert statuses(client, (*WEB, *API)) == {503} and statuses(client, ALWAYS) == {200}


@pytest.mark.parametrize(
    ("path", "part"),
    [("/api/v1/ask", "api"), ("/api/v2", "api"), ("/apis", "web"), ("/gegevensx", "web"), ("/beoordeling/x", None),
     ("/beoordelingen", "web"), ("/metrics", None), ("/LIVEZ", "web"), ("/eigen/../", None)],
)  # fmt: skip
def test_each_address_belongs_to_a_part(path: str, part: str | None) -> None:
    assert part_of(path) == part


def test_an_open_page_shows_the_notice_and_asks_again_later(switched) -> None:
    chromium()
    from playwright.sync_api import sync_playwright

    file, client = switched
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        start(page, str(client.base_url))
        write(file, Position(web=True, web_notice="Wij herstellen een fout."))
        page.locator("#vraag textarea").fill("wat is een regio?")
        page.keyboard.press("Enter")
        page.get_by_role("alert").get_by_text("Wij herstellen een fout.").wait_for()
        write(file, ON)
        page.locator("#storing button").click()
        page.locator(".antwoord").wait_for()
        ask(page, "de tien tips")
        browser.close()
