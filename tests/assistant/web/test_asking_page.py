"""What one can do around a question, in a real browser, over the shipped documents."""

import json
import threading
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.assistant import Assistant
from assistant.records import Records
from assistant.texts import text
from assistant.writing.writer import Writer
from corpus.index import Index
from tests.assistant.writing.conftest import Scripted, scripted, sources_in
from tests.axe import violations
from tests.needs import CHROMIUM, chromium

from .conftest import Running, run_server
from .test_page import DESKTOP, FLAGS, PHONE, ask, start

__all__ = ["scripted"]

PATIENCE = 40_000
"""Milliseconds that a test waits: the machine may be loaded."""

Serve = Callable[..., Running]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def serve(shipped: Index, records: Records) -> Iterator[Serve]:
    running: list[Running] = []

    def serving(**options) -> Running:
        running.append(run_server(Assistant(shipped, **options), records))  # type: ignore[arg-type]
        return running[-1]

    yield serving
    for one in running:
        one.server.should_exit = True


@pytest.fixture(scope="module")
def mailed(serve: Serve) -> str:
    return serve(help_desk="hulp@voorbeeld.be", municipality="Aalst").address


@pytest.fixture(scope="module")
def unknown(serve: Serve) -> str:
    """The address of a server that has no municipality, and a help desk on the web."""
    return serve(help_desk="https://voorbeeld.be/hulp").address


@pytest.fixture
def opened(browser) -> Iterator[Callable]:
    contexts = []

    def open_page(address: str, **options):
        contexts.append(browser.new_context(**{"viewport": DESKTOP, **options}))
        contexts[-1].set_default_timeout(PATIENCE)
        return start(contexts[-1].new_page(), address)

    yield open_page
    for context in contexts:
        context.close()


def last_answer(page) -> str:
    return page.locator("#berichten .antwoord").last.inner_text()


# ---- for which municipality ----


def test_the_municipality_that_is_set_is_shown_and_can_be_changed_in_this_tab_only(opened, mailed: str) -> None:
    page = opened(mailed)
    page.get_by_text("Voor: Aalst (Denderregio)").wait_for()
    page.get_by_role("button", name="wijzig").click()
    page.get_by_label("Uw gemeente", exact=True).fill("merelbeke melle")
    page.keyboard.press("Enter")
    page.get_by_text("Voor: Merelbeke-Melle (Regio Gent)").wait_for()
    ask(page, "In welke referentieregio liggen wij?")
    assert "Merelbeke-Melle" in last_answer(page)
    assert page.evaluate("sessionStorage.getItem('gemeente')") == "Merelbeke-Melle"
    assert page.evaluate("Object.values(localStorage).join()").find("Merelbeke") < 0
    assert page.context.cookies() == []
    assert opened(mailed).get_by_text("Voor: Aalst (Denderregio)").wait_for() is None


def test_a_name_that_nobody_knows_is_refused_and_the_line_can_be_left(opened, mailed: str) -> None:
    page = opened(mailed)
    page.get_by_role("button", name="wijzig").click()
    page.get_by_label("Uw gemeente", exact=True).fill("Nergenshuizen")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("alert").get_by_text(text("municipality.unknown")).wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Voor: Aalst (Denderregio)").wait_for()
    assert page.evaluate("document.activeElement.className") == "wijzig"


def test_a_name_that_was_begun_and_entered_is_the_only_one_that_begins_so(opened, mailed: str) -> None:
    page = opened(mailed)
    page.get_by_role("button", name="wijzig").click()
    page.get_by_label("Uw gemeente", exact=True).fill("Merelb")
    page.keyboard.press("Enter")
    page.get_by_text("Voor: Merelbeke-Melle (Regio Gent)").wait_for()
    assert page.evaluate("sessionStorage.getItem('gemeente')") == "Merelbeke-Melle"


def test_of_several_names_that_may_be_meant_one_is_chosen(opened, mailed: str) -> None:
    page = opened(mailed, viewport=PHONE)
    page.get_by_role("button", name="wijzig").click()
    for typed, chosen in (("Aal", "Aalter"), ("Antwerpn", "Antwerpen")):
        page.get_by_label("Uw gemeente", exact=True).fill(typed)
        page.keyboard.press("Enter")
        page.get_by_role("alert").get_by_text(text("municipality.which")).wait_for()
        page.locator("#voor").get_by_role("button", name=chosen, exact=True).wait_for()
    assert violations(page) == []
    page.locator("#voor").get_by_role("button", name="Antwerpen", exact=True).click()
    page.get_by_text("Voor: Antwerpen (").wait_for()


def test_one_may_ask_for_no_municipality_though_one_is_set(opened, mailed: str) -> None:
    page = opened(mailed)
    page.get_by_role("button", name="wijzig").click()
    page.get_by_role("button", name="Geen gemeente").click()
    ask(page, "In welke referentieregio liggen wij?")
    assert "Over welke gemeente" in last_answer(page)


def test_who_asks_for_our_municipality_can_choose_it_in_the_answer(opened, unknown: str) -> None:
    page = opened(unknown, viewport=PHONE, has_touch=True, is_mobile=True)
    ask(page, "In welke referentieregio liggen wij?")
    page.locator("#berichten .kies-gemeente").tap()
    page.get_by_label("Uw gemeente", exact=True).fill("Ieper")
    page.get_by_role("button", name="Bewaar").tap()
    page.get_by_text("Voor: Ieper (Westhoek)").wait_for()
    assert page.locator("#vraag textarea").input_value() == "In welke referentieregio liggen wij?"
    page.locator("#verstuur").tap()
    page.locator("#berichten .antwoord").nth(1).wait_for()
    assert "Westhoek" in last_answer(page)


# ---- asking again ----


def test_what_was_searched_for_can_be_bettered(opened, mailed: str) -> None:
    page = opened(mailed)
    ask(page, "Wat is een referentieregio?")
    assert page.locator("#berichten .zoekvraag").count() == 0
    ask(page, "en hoeveel zijn er?")
    shown = page.locator("#berichten .zoekvraag").inner_text()
    assert "referentieregio" in shown
    page.locator("#berichten .zoekvraag").click()
    assert page.locator("#vraag textarea").input_value() == shown
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("Hoeveel referentieregio's zijn er in Limburg?")
    page.keyboard.press("Enter")
    page.locator("#berichten .antwoord").nth(2).wait_for()
    assert page.locator("#berichten .vraagtekst").last.inner_text() == "Hoeveel referentieregio's zijn er in Limburg?"


def test_what_an_unclear_question_may_mean_is_asked_with_one_click(opened, mailed: str) -> None:
    page = opened(mailed)
    ask(page, "subsidies")
    choice = page.locator("#berichten .keuze").first
    words = choice.inner_text()
    choice.click()
    page.locator("#berichten .antwoord").nth(1).wait_for()
    assert page.locator("#berichten .vraagtekst").last.inner_text() == words


# ---- the help desk ----


def test_a_refused_question_is_ready_as_a_mail(opened, mailed: str) -> None:
    page = opened(mailed)
    ask(page, "Wat is een zwerfkring?")
    link = page.get_by_role("link", name="Mail uw vraag naar hulp@voorbeeld.be")
    parts = urlsplit(link.get_attribute("href"))
    assert (parts.scheme, parts.path) == ("mailto", "hulp@voorbeeld.be")
    body = parse_qs(parts.query)["body"][0]
    assert "Wat is een zwerfkring?" in body
    page.get_by_text(text("help_desk.show")).click()
    assert "".join(page.locator(".klaar p").inner_text().split()) == "".join(body.split())


def test_a_refused_question_is_copied_for_a_help_desk_on_the_web(opened, unknown: str) -> None:
    page = opened(unknown)
    ask(page, "Wat is een zwerfkring?")
    page.evaluate("""() => {
        const set = DataTransfer.prototype.setData;
        DataTransfer.prototype.setData = function (kind, words) {
          window.taken = words;
          return set.call(this, kind, words);
        };
    }""")
    page.get_by_role("button", name="Kopieer uw vraag").click()
    page.locator("#berichten").get_by_text(text("help_desk.copied")).wait_for()
    taken = page.evaluate("window.taken")
    assert taken.splitlines()[:2] == [text("help_desk.question"), "Wat is een zwerfkring?"]
    link = page.get_by_role("link", name=text("help_desk.open"))
    assert link.get_attribute("href") == "https://voorbeeld.be/hulp"


# ---- hard words ----


def test_a_hard_word_opens_its_line_with_a_link_to_its_page(opened, mailed: str) -> None:
    page = opened(mailed)
    ask(page, "Moet een OCMW-vereniging regioconform worden?")
    word = page.locator("#berichten a.woord").get_by_text("regiodecreet")
    quote = page.locator("#berichten .antwoord p", has=page.locator("a.woord")).first.inner_text()
    assert "het regiodecreet vallen" in quote
    word.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="regiodecreet")
    box.wait_for()
    assert "Het regiodecreet is het decreet van 3 februari 2023" in box.inner_text()
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "regiodecreet"
    page.keyboard.press(" ")
    box.get_by_role("link").click()
    box.wait_for(state="detached")
    page.locator("#bron .citaat").get_by_text("Het regiodecreet is het decreet").wait_for()


def test_a_finger_opens_a_hard_word_and_a_tap_beside_it_closes_it(opened, mailed: str) -> None:
    page = opened(mailed, viewport=PHONE, has_touch=True, is_mobile=True)
    ask(page, "Moet een OCMW-vereniging regioconform worden?")
    page.locator("#berichten a.woord").last.tap()
    box = page.locator("#betekenis")
    box.wait_for()
    edges = box.bounding_box()
    assert edges["x"] >= 0 and edges["x"] + edges["width"] <= PHONE["width"]
    page.locator("#berichten .vraagtekst").tap()
    box.wait_for(state="detached")


# ---- reading along ----


@pytest.fixture
def writing(serve: Serve, scripted: Scripted) -> Iterator[tuple[str, threading.Event]]:
    """The address of a server whose model says one sentence, and the next ones only when the event is set."""
    going_on = threading.Event()
    yield serve(writer=Writer(scripted.model(seconds=60, stall_seconds=60), seconds=60)).address, going_on
    going_on.set()


def says_then(going_on: threading.Event, rest: str) -> Callable[[str], Iterator[str]]:
    def script(message: str) -> Iterator[str]:
        number, words = next(iter(sources_in(message).items()))
        yield f"{words.rstrip('.')} [{number}]. Dan "
        going_on.wait(60)
        yield rest

    return script


def test_checked_sentences_show_while_the_rest_is_written_and_are_announced_once(
    opened, writing: tuple[str, threading.Event], scripted: Scripted
) -> None:
    address, going_on = writing
    scripted.script = says_then(going_on, "volgt niets meer [9].")
    page = opened(address)
    page.evaluate("""() => {
        window.heard = [];
        new MutationObserver(() => {
          const words = document.getElementById("aankondiging")?.textContent;
          if (words && window.heard.at(-1) !== words) window.heard.push(words);
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
    }""")
    page.locator("#vraag textarea").fill("Wat is een referentieregio?")
    page.keyboard.press("Enter")
    page.locator("#voorlopig").get_by_text("een vast gebied van meerdere gemeenten").wait_for()
    assert page.locator("#berichten .antwoord").count() == 0
    assert page.locator("#voorlopig").get_attribute("aria-busy") == "true"
    going_on.set()
    page.locator("#berichten .antwoord").wait_for()
    page.locator("#voorlopig").wait_for(state="detached")
    assert "een vast gebied van meerdere gemeenten" in last_answer(page)
    assert sum("vast gebied" in heard for heard in page.evaluate("window.heard")) == 1


def test_what_does_not_hold_is_taken_back(opened, writing: tuple[str, threading.Event], scripted: Scripted) -> None:
    address, going_on = writing
    scripted.script = says_then(going_on, "betaalt u dat [1]. " + "Brussel betaalt 9999 euro [1]. " * 5)
    page = opened(address)
    page.locator("#vraag textarea").fill("Wat is een referentieregio?")
    page.keyboard.press("Enter")
    page.locator("#voorlopig").wait_for()
    going_on.set()
    page.locator("#berichten .antwoord").wait_for()
    page.locator("#voorlopig").wait_for(state="detached")
    assert text("writing.too_little.nl") in last_answer(page)
    assert text("writing.mark") not in last_answer(page)


def test_an_idle_page_holds_no_stream(opened, writing: tuple[str, threading.Event], scripted: Scripted) -> None:
    address, going_on = writing
    scripted.script, going_on = says_then(going_on, "."), going_on
    going_on.set()
    page = opened(address)
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if "/zinnen" in request.url else None)
    finished: list[str] = []
    page.on("requestfinished", lambda request: finished.append(request.url) if "/zinnen" in request.url else None)
    page.on("requestfailed", lambda request: finished.append(request.url) if "/zinnen" in request.url else None)
    ask(page, "Wat is een referentieregio?")
    page.wait_for_function("() => !document.querySelector('#voorlopig')")
    page.locator("#berichten .antwoord").wait_for()
    page.wait_for_load_state("networkidle")
    assert len(streams) <= 1
    assert finished == streams
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(sessionStorage))")) == ["gesprek"]
