"""The chat page in a real browser: Debian's Chromium, driven by Playwright."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from assistant.records import turns
from assistant.web.sources import find_source, whole_lines
from tests.needs import CHROMIUM, chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 800}
QUOTE = "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt."


@pytest.fixture(scope="module")
def playwright() -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright) -> Iterator:
    started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def context(browser) -> Iterator:
    opened = browser.new_context(viewport=DESKTOP)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context, running):
    return start(context.new_page(), running.address)


@pytest.fixture
def phone(browser, running) -> Iterator:
    opened = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    opened.set_default_timeout(15_000)
    yield start(opened.new_page(), running.address)
    opened.close()


def start(page, address: str):
    page.goto(address)
    page.locator(".suggestie").first.wait_for()
    return page


def ask(page, question: str) -> None:
    before = page.locator("#berichten .bot-row").count()
    page.locator("#vraag textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator("#berichten .bot-row").nth(before).wait_for()
    page.locator("#berichten .bezig").wait_for(state="detached")


def yellow_share(page, selector: str) -> float:
    """How much of a picture on the page has the colour of the highlight."""
    return page.evaluate(
        """async (selector) => {
            const image = document.querySelector(selector);
            await image.decode();
            const canvas = Object.assign(document.createElement("canvas"),
                { width: image.naturalWidth, height: image.naturalHeight });
            const paint = canvas.getContext("2d");
            paint.drawImage(image, 0, 0);
            const { data } = paint.getImageData(0, 0, canvas.width, canvas.height);
            let yellow = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i] > 200 && data[i + 2] < 150) yellow++;
            return yellow / (data.length / 4);
        }""",
        selector,
    )


def test_asking_shows_the_quotes_and_opens_the_first_source_beside_them(page):
    ask(page, "wat is een regio?")
    assert f"“{QUOTE}”" in page.locator(".antwoord").inner_text()
    page.locator("#bron .citaat").wait_for()
    assert page.locator("#bron .citaat").inner_text() == QUOTE
    assert yellow_share(page, "#bron .volledig img") > 0.005


def test_a_mark_opens_its_source_with_the_quote_highlighted(page):
    ask(page, "wat is een regio?")
    page.locator(".antwoord a.merk").nth(1).click()
    page.get_by_text("Uitgever: Voorbeelduitgever").wait_for()
    assert "met een gedeelde vraag" in page.locator("#bron .citaat").inner_text()
    assert page.locator("a.merk.getoond").first.inner_text().endswith("2")
    assert yellow_share(page, "#bron .volledig img") > 0.005
    assert re.fullmatch(r"/bron/.+/document\.pdf#page=1", page.locator("#bron a.knop").get_attribute("href"))


def test_one_can_step_through_the_sources_of_an_answer(page):
    ask(page, "de tien tips")
    page.get_by_text("1 van 10").wait_for()
    page.get_by_role("button", name="Volgende bron").click()
    page.get_by_text("2 van 10").wait_for()
    assert page.locator("#bron .citaat").inner_text() == "Kies de kleinste schaal die werkt."


def test_no_request_leaves_the_machine_and_nothing_is_stored_but_an_id(context, running):
    asked, complaints = [], []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    start(page, running.address)
    ask(page, "wat is een geheimwoord?")
    page.locator(".antwoord a.merk").nth(1).click()
    page.get_by_text("Uitgever: Voorbeelduitgever").wait_for()
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert not any("geheimwoord" in url for url in asked)
    stored = page.evaluate("({ local: { ...localStorage }, session: { ...sessionStorage } })")
    assert list(stored["session"]) == ["gesprek"] and re.fullmatch("[0-9a-f]{32}", stored["session"]["gesprek"])
    assert "geheimwoord" not in json.dumps(stored)
    assert context.cookies() == []
    assert complaints == []


def test_the_conversation_survives_a_reload_until_a_new_one_begins(page):
    ask(page, "wat is een regio?")
    page.reload()
    page.locator(".antwoord").wait_for()
    assert QUOTE in page.locator(".antwoord").inner_text()
    page.get_by_role("button", name="Nieuw gesprek").click()
    page.locator(".antwoord").wait_for(state="detached")
    page.get_by_role("button", name="Wat is een referentieregio?").wait_for()
    page.reload()
    page.get_by_role("button", name="Wat is een referentieregio?").wait_for()
    assert page.locator(".antwoord").count() == 0


def test_a_suggestion_asks_its_question(page):
    page.get_by_role("button", name="Wat zijn de tien gouden tips?").click()
    page.locator(".antwoord").wait_for()
    assert page.locator(".vraagtekst").inner_text() == "Wat zijn de tien gouden tips?"
    assert page.locator(".antwoord .lijst > li").count() == 10


def test_working_is_shown_and_the_finished_answer_is_announced_once(page, answering):
    answering.hold.clear()
    page.locator("#vraag textarea").fill("een traag antwoord")
    page.keyboard.press("Enter")
    page.get_by_text("Ik zoek in de documenten…").first.wait_for()
    assert page.locator("#vraag textarea").input_value() == ""
    page.evaluate("""() => {
        window.said = [];
        const region = document.querySelector("#aankondiging");
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
    }""")
    answering.hold.set()
    page.locator(".antwoord").wait_for()
    page.wait_for_function("() => window.said.length")
    page.locator("#bron .citaat").wait_for()
    (said,) = page.evaluate("window.said")
    assert said.startswith("Antwoord:") and QUOTE in said
    assert page.locator("#berichten [aria-live=polite]").count() == 0


def test_an_error_is_told_in_dutch_and_the_question_can_be_asked_again(page, answering):
    answering.broken = True
    ask(page, "dit is stuk")
    assert "De documenten zijn even niet bereikbaar" in page.locator(".mislukt").inner_text()
    answering.broken = False
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.locator(".antwoord").wait_for()
    assert page.locator(".vraagtekst").all_inner_texts() == ["dit is stuk"]


def test_a_lost_connection_before_asking_keeps_the_question_in_the_field(page, context):
    context.set_offline(True)
    page.locator("#vraag textarea").fill("wat is een regio?")
    page.keyboard.press("Enter")
    page.get_by_text("De verbinding is weggevallen").wait_for()
    assert page.locator("#vraag textarea").input_value() == "wat is een regio?"
    context.set_offline(False)
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.locator(".antwoord").wait_for()
    assert page.locator("#storing").count() == 0


def test_a_connection_lost_while_answering_keeps_the_question(page):
    sent = []

    def lose_the_second(route):
        sent.append(route.request.url)
        if len(sent) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/run/predict", lose_the_second)
    page.locator("#vraag textarea").fill("wat is een regio?")
    page.keyboard.press("Enter")
    page.get_by_text("De verbinding is weggevallen").wait_for()
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.locator(".antwoord").wait_for()
    assert page.locator(".vraagtekst").count() == 1


def test_a_question_may_be_bettered_while_the_connection_is_gone(page, context):
    context.set_offline(True)
    page.locator("#vraag textarea").fill("wat is een reggio?")
    page.keyboard.press("Enter")
    page.get_by_text("De verbinding is weggevallen").wait_for()
    page.locator("#vraag textarea").fill("wat is een regio?")
    context.set_offline(False)
    page.keyboard.press("Enter")
    page.locator(".antwoord").wait_for()
    assert page.locator(".vraagtekst").all_inner_texts() == ["wat is een regio?"]


@pytest.mark.parametrize(("question", "words"), [("   ", "Typ eerst een vraag"), ("x" * 2001, "2001 tekens")])
def test_an_empty_or_too_long_question_is_answered_with_what_to_do(page, question, words):
    page.locator("#vraag textarea").fill(question)
    page.get_by_role("button", name="Verstuur").click()
    page.locator("#waarschuwing").get_by_text(words).wait_for()
    assert page.locator("#vraag textarea").input_value() == question
    assert page.locator(".vraagtekst").count() == 0


def test_a_verdict_with_a_reason_reaches_the_server(page, running):
    ask(page, "wat is een regio?")
    page.get_by_role("button", name="Niet nuttig").click()
    page.get_by_role("button", name="verouderd").click()
    page.locator(".gezegd").wait_for()
    assert "Bedankt" in page.locator(".gezegd").inner_text()
    rating = turns.find(running.records).items[0].rating
    assert (rating.useful, rating.reason) == (False, "outdated")


def test_a_personal_number_is_removed_and_the_official_is_told(page, running):
    ask(page, "mag iemand met nummer 85.07.30-033.28 een regio kiezen?")
    assert "Uw vraag bevatte een rijksregisternummer. Ik heb het verwijderd" in page.locator(".antwoord").inner_text()
    assert "[rijksregisternummer]" in page.locator(".vraagtekst").inner_text()
    assert "033.28" not in page.content()


def test_a_remark_of_the_owner_stands_under_the_answer_and_with_the_source(page, running):
    line = "Opgelet: dit verandert (kanttekening van 1 januari 2026)"
    running.answering.notes[QUOTE[:20]] = line
    try:
        ask(page, "wat is een regio?")
        page.locator("#bron .kanttekening").wait_for()
    finally:
        running.answering.notes.clear()
    assert page.locator("#bron .kanttekening").inner_text() == line
    assert line in page.locator(".antwoord .kanttekening").inner_text()


def test_the_copy_is_formatted_and_carries_its_sources(page):
    ask(page, "wat is een regio?")
    page.evaluate("""() => window.addEventListener("copy", (event) => {
        window.copied = [event.clipboardData.getData("text/html"), event.clipboardData.getData("text/plain")];
    })""")
    page.get_by_role("button", name="Kopieer met bronvermelding").click()
    page.get_by_text("Gekopieerd, met bronvermelding.").first.wait_for()
    html, plain = page.evaluate("window.copied")
    assert "<a href=" in html and QUOTE in html
    assert "document.pdf#page=1" in plain and QUOTE in plain


def test_word_downloads(page):
    ask(page, "wat is een regio?")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als Word").click()
    assert download.value.suggested_filename == "antwoord-regiovorming-1.docx"


def test_the_documents_with_their_dates_are_one_click_away(phone):
    phone.get_by_role("link", name="2 documenten, stand van 12 november 2026").click()
    phone.get_by_role("heading", name="De documenten").wait_for()
    assert "stand van 12 november 2026" in phone.locator("#bron").inner_text()


def test_on_a_phone_the_source_covers_the_conversation_and_back_closes_it(phone):
    ask(phone, "wat is een regio?")
    assert not phone.locator("#bron").is_visible()
    phone.locator(".antwoord a.merk").first.tap()
    phone.locator("#bron .citaat").wait_for()
    box = phone.locator("#bron").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, PHONE["width"], PHONE["height"])
    assert yellow_share(phone, "#bron .uitsnede img") > 0.03
    phone.go_back()
    phone.locator("#bron").wait_for(state="hidden")
    assert QUOTE in phone.locator(".antwoord").inner_text()


def test_on_a_phone_letters_of_the_picture_measure_at_least_14_pixels(phone, answering):
    ask(phone, "wat is een regio?")
    phone.locator(".antwoord a.merk").first.tap()
    image = phone.locator("#bron .uitsnede img")
    image.wait_for()
    cited = answering.answer("wat is een regio?").citations[0]
    part = whole_lines(find_source(answering, cited.passage, cited.start, cited.end))
    pixels_a_point = image.bounding_box()["width"] / (part.right - part.left)
    assert 10.5 * pixels_a_point >= 13.95


def test_everything_one_touches_on_a_phone_is_44_pixels(phone):
    ask(phone, "wat is een regio?")
    small = phone.evaluate("""() => [...document.querySelectorAll("button, summary, textarea, a.daad, .bronnen li")]
        .filter((one) => one.checkVisibility() && one.getClientRects().length)
        .map((one) => [one.textContent.slice(0, 30), one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.height < 44 || box.width < 44))
        .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)""")
    assert small == []


def test_nothing_sticks_out_sideways_on_a_narrow_phone(browser, running):
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = start(context.new_page(), running.address)
    ask(page, "een lang antwoord")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.querySelector('#verloop').scrollWidth") <= 320
    context.close()


def test_the_keyboard_is_enough(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar het vraagveld"
    page.keyboard.press("Enter")
    page.keyboard.type("wat is een regio?")
    page.keyboard.press("Enter")
    page.locator(".antwoord").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.antwoord a.merk')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    mark = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('#bron')")
    page.keyboard.press("Escape")
    page.wait_for_function("(href) => document.activeElement.getAttribute('href') === href", arg=mark)


def test_every_control_has_a_name(page):
    ask(page, "wat is een regio?")
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, a[href], textarea, img")]
        .filter((one) => one.checkVisibility() && !(one.textContent.trim() || one.getAttribute("aria-label")
            || one.title || one.alt || one.labels?.length || one.querySelector("img[alt]")))
        .map((one) => one.outerHTML.slice(0, 120))""")
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "nl-BE"
    assert page.evaluate("document.querySelector('footer')?.checkVisibility() ?? false") is False


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_light_and_dark(browser, running, scheme):
    context = browser.new_context(viewport=DESKTOP, color_scheme=scheme)
    page = start(context.new_page(), running.address)
    ask(page, "wat is een regio?")
    page.locator("#bron .citaat").wait_for()
    pairs = page.evaluate("""() => ["#naam h1", "#mededeling p", ".vraagtekst", ".antwoord p", ".bronnen li",
        "a.merk:not(.getoond)", "a.merk.getoond", ".daad", "#onder p", "#verstuur", ".suggestie", "#bron .citaat",
        "#bron .herkomst", "#bron .samenvatting p"].map((selector) => {
            const one = document.querySelector(selector);
            let ground = one;
            while (/rgba\\(.*, 0\\)/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
            return [selector, getComputedStyle(one).color, getComputedStyle(ground).backgroundColor];
        })""")
    for selector, ink, ground in pairs:
        lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (selector, ink, ground)
    paper = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert paper > 0.5 if scheme == "light" else paper < 0.1
    context.close()


def test_twelve_tabs_of_one_browser_all_answer(context, running):
    tabs = [context.new_page() for _ in range(12)]
    for tab in tabs:
        tab.goto(running.address, wait_until="commit")
    for tab in tabs:
        tab.locator(".suggestie").first.wait_for()
        tab.locator("#vraag textarea").fill("wat is een regio?")
        tab.keyboard.press("Enter")
    for tab in tabs:
        tab.locator(".antwoord").wait_for()


class Host(http.server.BaseHTTPRequestHandler):
    """Another site with the chat in a frame."""

    framed = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.framed}" width="700" height="700"></iframe>'.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def foreign_site(running) -> Iterator[str]:
    handler = type("FramingHost", (Host,), {"framed": running.address})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()


def test_in_a_frame_on_another_site_without_storage_it_answers_and_opens_a_source(playwright, foreign_site, tmp_path):
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=str(CHROMIUM), args=[*FLAGS, "--test-third-party-cookie-phaseout"]
    )
    page = context.new_page()
    page.goto(foreign_site)
    frame = page.frame_locator("iframe")
    frame.locator("#vraag textarea").wait_for(timeout=20_000)
    shimmed = page.frames[1].evaluate("!!Object.getOwnPropertyDescriptor(window, 'localStorage')?.value")
    assert shimmed, "third-party storage was not blocked, so this test proves nothing"
    frame.locator("#vraag textarea").fill("wat is een regio?")
    frame.locator("#verstuur").click()
    frame.locator(".antwoord a.merk").first.click()
    frame.locator("#bron .citaat").wait_for()
    assert frame.locator("#bron .citaat").inner_text() == QUOTE
    context.close()


def test_a_frame_that_forbids_everything_says_so_with_a_link(page, running):
    page.set_content(f'<iframe src="{running.address}" sandbox="allow-scripts"></iframe>')
    frame = page.frame_locator("iframe")
    frame.get_by_text("De assistent kan in dit kader niet starten").wait_for()
    assert frame.get_by_role("link", name="Open de assistent in een nieuw tabblad").count() == 1
