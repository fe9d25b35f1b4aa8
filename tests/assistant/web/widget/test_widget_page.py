"""The widget on a page of another site, in a real browser that blocks third-party storage, under a strict policy."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from assistant.records import turns, widgets
from assistant.records.kept import TurnFilter
from tests.axe import violations
from tests.needs import CHROMIUM, chromium

from .conftest import FLOATING, INLINE, OPEN, ask, widget

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--test-third-party-cookie-phaseout"]
DESKTOP, PHONE, ZOOMED = (1280, 760), (390, 800), (640, 360)  # the last is 1280 × 720 at 200 %
QUOTE = "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt."
CONTRAST = """() => {
    const root = document.querySelector("regio-assistent").shadowRoot;
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = (color) => {
        const [red, green, blue] = color.match(/[0-9.]+/g).map(Number).map(part);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = ({ color, backgroundColor }) => {
        const [most, least] = [light(color), light(backgroundColor)].sort((one, other) => other - one);
        return (most + 0.05) / (least + 0.05);
    };
    return Math.min(...[".knop", ".balk"].map((name) => ratio(getComputedStyle(root.querySelector(name)))));
}"""
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads"


@pytest.fixture(scope="module")
def context(tmp_path_factory) -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    profile = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    settings = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    with sync_playwright() as started:
        opened = started.chromium.launch_persistent_context(profile, executable_path=str(CHROMIUM), args=FLAGS)
        opened.set_default_timeout(30_000)
        yield opened
        opened.close()


@pytest.fixture
def page(context) -> Iterator:
    opened = context.new_page()
    opened.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    yield opened
    opened.close()


def free(site, body: str, **headers: str) -> str:
    return f"{site.address}/vrij?{urlencode({'body': body, **headers})}"


def open_widget(page, address: str):
    page.goto(address)
    page.get_by_role("button", name="Stel een vraag").click()
    return ready(page)


def ready(page):
    frame = page.frame_locator("iframe")
    frame.locator("#vraag textarea").wait_for()
    frame.locator(".suggestie, .antwoord").first.wait_for()
    return frame


def focused(page) -> str:
    """What has the focus on the page of the site, inside the shadow root."""
    return page.evaluate("document.activeElement.shadowRoot?.activeElement?.tagName ?? document.activeElement.tagName")


def test_it_answers_with_quote_and_page_picture_and_breaks_no_rule_of_the_page(context, page, site):
    complaints, asked = [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/")
    page.get_by_role("button", name="Stel een vraag").wait_for()
    assert page.locator("iframe").count() == 0, "the frame is loaded only when it is opened"
    page.get_by_role("button", name="Stel een vraag").click()
    frame = ready(page)
    blocked = page.frames[1].evaluate("!!Object.getOwnPropertyDescriptor(window, 'localStorage')?.value")
    assert blocked, "third-party storage was not blocked, so this test proves nothing"
    ask(frame, "wat is een regio?")
    assert f"“{QUOTE}”" in frame.locator(".antwoord").inner_text()
    assert page.locator("dialog").bounding_box()["width"] == 400
    frame.locator(".antwoord a.merk").first.click()
    assert frame.locator("#bron .citaat").inner_text() == QUOTE
    picture = frame.locator("#bron .uitsnede img")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 100
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(site.address).netloc, urlsplit(site.running.address).netloc}
    assert complaints == []
    assert context.cookies() == []


def test_it_gives_the_same_citations_as_the_full_page(page, site):
    def marks(where) -> list:
        ask(where, "de tien tips")
        return where.locator(".antwoord a.merk").evaluate_all("marks => marks.map((one) => one.getAttribute('href'))")

    inside = marks(open_widget(page, f"{site.address}/"))
    page.goto(site.running.address)
    page.locator(".suggestie").first.wait_for()
    assert inside == marks(page) and len(inside) >= 10


def test_the_keyboard_is_enough_and_the_focus_goes_in_and_comes_back(page, site):
    page.goto(f"{site.address}/")
    button = page.get_by_role("button", name="Stel een vraag")
    button.wait_for()
    for _ in range(10):
        page.keyboard.press("Tab")
        if focused(page) == "BUTTON":
            break
    page.keyboard.press("Enter")
    frame = ready(page)
    page.wait_for_function("document.querySelector('regio-assistent').shadowRoot.activeElement?.tagName === 'IFRAME'")
    page.frames[1].wait_for_function("document.activeElement?.matches('#vraag textarea')")
    page.keyboard.type("wat is een regio?")
    page.keyboard.press("Enter")
    frame.locator(".antwoord").wait_for()
    frame.locator(".antwoord a.merk").first.press("Enter")
    frame.locator("#bron .citaat").wait_for()
    page.keyboard.press("Escape")
    frame.locator("#bron .citaat").wait_for(state="hidden")
    assert page.locator("dialog[open]").count() == 1, "Escape closes the source first"
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    assert focused(page) == "BUTTON"
    assert button.get_attribute("aria-expanded") == "false"


def test_a_screen_reader_finds_a_button_and_a_named_dialog(page, site):
    page.goto(f"{site.address}/")
    button = page.get_by_role("button", name="Stel een vraag", expanded=False)
    button.wait_for()
    assert button.get_attribute("aria-haspopup") == "dialog"
    button.click()
    dialog = page.get_by_role("dialog", name="Assistent regiovorming")
    dialog.wait_for()
    for name in ("Nieuw gesprek", "Vergroot", "Sluit"):
        # 44, but for rounding.
        assert dialog.get_by_role("button", name=name).bounding_box()["height"] >= 43.9
    assert page.locator("iframe").get_attribute("title") == "Assistent regiovorming"
    frame = ready(page)
    assert "AI-systeem" in frame.locator("#mededeling").inner_text()
    dialog.get_by_role("button", name="Vergroot").click()
    frame.locator("#bron").wait_for()  # beside the conversation, as on the full page
    dialog.get_by_role("button", name="Verklein").click()
    dialog.get_by_role("button", name="Sluit").click()
    assert focused(page) == "BUTTON"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, (400, 800)], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_widget_and_in_its_frame(page, site, scheme: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.address}/")
    page.get_by_role("button", name="Stel een vraag").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Stel een vraag").click()
    frame = ready(page)
    ask(frame, "wat is een regio?")
    assert violations(page) == []
    assert violations(page.frames[1]) == []
    frame.locator(".antwoord a.merk").first.click()
    frame.locator("#bron .citaat").wait_for()
    assert violations(page.frames[1]) == []


def test_a_conversation_survives_closing_and_other_pages_of_the_site(page, site):
    frame = open_widget(page, f"{site.address}/")
    ask(frame, "wat is een geheimwoord?")
    page.get_by_role("button", name="Sluit").click()
    page.get_by_role("button", name="Stel een vraag").click()
    assert frame.locator(".antwoord").count() == 1
    page.get_by_role("link", name="Nieuws").focus()
    page.goto(f"{site.address}/nieuws")
    frame = ready(page)  # it was open, so it is open here
    frame.locator(".antwoord").wait_for()
    assert "geheimwoord" in frame.locator(".vraagtekst").inner_text()
    assert focused(page) == "BODY", "a page that loads keeps its own focus"
    stored = page.evaluate("({ ...sessionStorage, ...localStorage })")
    assert sorted(stored.values())[1] == "ja" and re.fullmatch("[0-9a-f]{32}", sorted(stored.values())[0])
    assert "geheimwoord" not in json.dumps(stored)
    page.get_by_role("button", name="Nieuw gesprek").click()
    frame.locator(".vraagtekst").wait_for(state="detached")
    page.reload()
    assert ready(page).locator(".vraagtekst").count() == 0


def test_a_conversation_in_the_address_of_the_page_itself_is_not_taken_over(page, site):
    planted = "a" * 32
    page.goto(f"{site.running.address}/?widget={FLOATING}#gesprek={planted}")
    page.locator(".suggestie").first.wait_for()
    assert page.evaluate("sessionStorage.getItem('gesprek')") != planted


def test_a_site_that_is_not_named_gets_nothing(page, site):
    said = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_console_message(lambda message: "assistant widget check" in message.text):
        page.goto(f"{site.stranger}/")
    assert page.get_by_role("button").count() == 0
    page.goto(f"{site.stranger}/vrij?" + urlencode({"body": f"<iframe src='SERVER/?widget={FLOATING}'></iframe>"}))
    assert page.frame_locator("iframe").locator("#vraag").count() == 0
    assert any("frame-ancestors" in line for line in said)


def test_what_is_asked_goes_with_the_municipality_and_is_kept_as_of_the_widget(page, site):
    ask(open_widget(page, f"{site.address}/"), "wat is onze regio?")
    assert site.running.answering.asked_for[-1] == ("Voorbeeldegem", None)
    assert turns.find(site.records, TurnFilter(words="onze regio")).items[0].channel == "widget"


def test_in_the_page_itself_and_keeping_nothing(page, site):
    page.goto(f"{site.address}/sociale-dienst")
    frame = ready(page)
    assert "Uw vraag wordt niet bewaard." in frame.locator("#mededeling").inner_text()
    assert "Op deze plaats wordt geen vraag bewaard" in frame.locator("#welkom").inner_text()
    ask(frame, "wat is een beroepsgeheim?")
    assert frame.locator(".antwoord").count() == 1
    assert frame.get_by_role("button", name="Niet nuttig").count() == 0
    assert frame.get_by_role("button", name="Nieuw gesprek").count() == 1
    assert turns.find(site.records, TurnFilter(words="beroepsgeheim")).total == 0
    ask(frame, "wie beslist over dat beroepsgeheim?")
    assert site.running.answering.histories[-1] == ("wat is een beroepsgeheim?",)


def test_attributes_change_what_they_may(page, site):
    more = {"data-title": "Vraagbaak", "greeting": "Dag collega", "language": "fr", "position": "left",
            "color": "#ffdd00", "question": "Wie beslist?", "documents": "handleiding-samenwerken.pdf"}  # fmt: skip
    page.goto(f"{site.address}/element?" + urlencode({"widget": OPEN, **more}))
    button = page.get_by_role("button", name="Posez une question")
    button.wait_for()
    assert button.bounding_box()["x"] < 100
    assert button.evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)", "dark letters on a light colour"
    button.click()
    page.get_by_role("dialog", name="Vraagbaak").wait_for()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Dag collega").wait_for()
    assert frame.locator("#vraag textarea").input_value() == "Wie beslist?"
    ask(frame, "wat is een regio?")
    assert site.running.answering.asked_for[-1] == (None, frozenset({"handleiding-samenwerken.pdf"}))
    page.goto(f"{site.address}/element?" + urlencode({"widget": FLOATING, **more}))
    page.get_by_role("button", name="Stel een vraag").click()
    page.get_by_role("dialog", name="Assistent regiovorming").wait_for()


def test_a_widget_that_is_revoked_says_so_and_asks_nothing(page, site):
    known = widget(site, FLOATING)
    frame = open_widget(page, f"{site.address}/")
    try:
        assert widgets.revoke(site.records, FLOATING)
        frame.locator("#vraag textarea").fill("wat is een regio?")
        frame.locator("#verstuur").click()
        frame.get_by_text("niet meer beschikbaar").wait_for()
        assert frame.locator(".antwoord").count() == 0
        page.reload()
        page.wait_for_function("Boolean(customElements.get('regio-assistent'))")
        assert page.get_by_role("button").count() == 0
    finally:
        widgets.put(site.records, known)


@pytest.mark.parametrize("size", [PHONE, ZOOMED])
def test_on_a_small_screen_it_covers_the_page(page, site, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    frame = open_widget(page, f"{site.address}/")
    box = page.locator("dialog").bounding_box()
    assert (box["width"], box["height"]) == size
    page.get_by_role("link", name="Nieuws", include_hidden=True).evaluate("one => one.focus()")
    assert focused(page) != "A", "what lies under it cannot be reached"
    ask(frame, "wat is een regio?")
    assert frame.locator("html").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert frame.locator("#verstuur").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_the_bar_and_the_button(page, site, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{site.address}/")
    page.get_by_role("button", name="Stel een vraag").click()
    ratio = page.evaluate(CONTRAST)
    assert ratio >= 4.5
    moves = page.evaluate(
        "getComputedStyle(document.querySelector('regio-assistent').shadowRoot.querySelector('dialog')).animationName"
    )
    assert moves == "none"


def test_a_plain_frame_works_in_a_sandbox_with_the_tokens_that_we_name(page, site):
    page.goto(free(site, f"<iframe width=400 height=600 sandbox='{SANDBOX}' src='SERVER/?widget={FLOATING}'></iframe>"))
    frame = ready(page)
    ask(frame, "wat is een regio?")
    frame.locator(".antwoord a.merk").first.click()
    assert frame.locator("#bron .citaat").inner_text() == QUOTE
    with page.expect_download():
        frame.locator("#bron .sluit").click()
        frame.get_by_role("link", name="Download als Word").click()


def test_a_sandbox_without_same_origin_says_so_with_a_link_to_the_widget_by_itself(page, site):
    page.goto(free(site, f"<iframe sandbox='allow-scripts allow-popups' src='SERVER/?widget={INLINE}'></iframe>"))
    frame = page.frame_locator("iframe")
    frame.get_by_text("De assistent kan in dit kader niet starten").wait_for()
    assert (
        frame.get_by_role("link", name="Open de assistent in een nieuw tabblad").get_attribute("href").endswith(INLINE)
    )


def test_an_isolated_page_shows_it_too(page, site):
    body = f"<iframe src='SERVER/?widget={FLOATING}' width=400 height=600></iframe>"
    isolated = {"cross-origin-embedder-policy": "require-corp", "cross-origin-opener-policy": "same-origin"}
    page.goto(free(site, body, **isolated))
    assert page.evaluate("crossOriginIsolated")
    ask(ready(page), "wat is een regio?")


def test_the_check_names_the_block_of_a_page_on_the_internet_that_frames_a_private_address(page, site):
    """What Playwright serves itself has no address of this machine: for the browser it comes from the internet."""
    public = "http://intranet.voorbeeld.be"
    tag = f"<script src='/controle.js' data-widget='{FLOATING}' data-server='{site.running.address}'></script>"
    source = httpx.get(f"{site.running.address}/widget/controle.js").text
    page.route(f"{public}/", lambda route: route.fulfill(content_type="text/html", body=f"<body>{tag}</body>"))
    page.route(f"{public}/controle.js", lambda route: route.fulfill(content_type="text/javascript", body=source))
    page.goto(f"{public}/")
    said = page.locator("li.blocked").get_by_text("De assistent staat op een privaat adres")
    said.nth(2).wait_for()  # the script, the settings and the frame


def test_the_check_in_the_page_finds_nothing_wrong_where_all_is_well(page, site):
    page.goto(free(site, f"<script src='SERVER/widget/controle.js' data-widget='{FLOATING}'></script>"))
    page.get_by_text("Het kader met de assistent wordt getoond").wait_for()
    assert page.locator("li.blocked").count() == 0
    inside = page.frame_locator("iframe")
    inside.get_by_text("De server van de assistent antwoordt in het kader").wait_for()
    inside.get_by_text("De browser blokkeert opslag in het kader. Dat is geen bezwaar").wait_for()
    assert inside.locator("li.blocked").count() == 0


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("frame-src 'none'", "De regel frame-src van deze pagina blokkeert het kader"),
        ("connect-src 'self'", "De regel connect-src van deze pagina blokkeert de instellingen"),
    ],
)
def test_the_check_in_the_page_names_the_rule_that_blocks(page, site, policy, words):
    body = f"<script src='SERVER/widget/controle.js' data-widget='{FLOATING}'></script>"
    page.goto(free(site, body, **{"content-security-policy": policy}))
    page.locator("li.blocked").get_by_text(words).wait_for()


def test_the_check_in_a_frame_names_the_missing_token(page, site):
    page.goto(free(site, f"<iframe sandbox='allow-scripts' src='SERVER/widget/controle?widget={FLOATING}'></iframe>"))
    page.frame_locator("iframe").locator("li.blocked").get_by_text("Het kader mist allow-same-origin").wait_for()
    page.goto(free(site, f"<iframe sandbox='' src='SERVER/widget/controle?widget={FLOATING}'></iframe>"))
    page.frame_locator("iframe").get_by_text("voeg allow-scripts toe").wait_for()
