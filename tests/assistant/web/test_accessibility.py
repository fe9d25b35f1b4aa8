"""WCAG 2.2 AA on the pages of the chat: what axe-core finds, and what it cannot find, in a real browser.

`docs/accessibility.md` lists which test proves what.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import expect

from assistant.answer import Statement
from assistant.texts import text
from assistant.web.exports import word_file
from assistant.web.messages import answer_html, question_html
from tests.axe import violations
from tests.needs import CHROMIUM, chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 400, "height": 800}
ZOOMED = {"width": 320, "height": 256}
"""CSS pixels of a window of 1280 by 1024 at 400 %, which WCAG 1.4.10 asks for."""

VIEWS = {"desktop": DESKTOP, "phone": PHONE, "zoomed in": ZOOMED}
PATIENCE = 40_000
QUOTE = "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt."
FIRST = "Bron 1: Regio’s in het kort, bladzijde 1"


@pytest.fixture(scope="module")
def browser() -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@contextmanager
def opened(browser, running, **settings):
    context = browser.new_context(**{"viewport": DESKTOP, **settings})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(running.address)
    page.locator(".suggestie").first.wait_for()
    yield page
    context.close()


@pytest.fixture(scope="module")
def shared(browser, running) -> Iterator:
    with opened(browser, running) as page:
        yield page


@pytest.fixture
def page(shared):
    """The chat with a new conversation. One page serves this module, since each start costs a second."""
    shared.get_by_role("button", name="Nieuw gesprek").click()
    shared.locator("#berichten .bot-row").first.wait_for(state="detached")
    shared.locator("#waarschuwing p").wait_for(state="detached")
    expect(shared.get_by_role("button", name="Wat is een referentieregio?")).to_be_visible()
    expect(shared.locator("#bron")).to_contain_text("De documenten")
    return shared


def field(page):
    return page.get_by_role("textbox", name="Uw vraag")


def spoken(page):
    return page.locator("#aankondiging")


def ask(page, question: str) -> None:
    before = page.locator("#berichten .bot-row").count()
    field(page).fill(question)
    page.keyboard.press("Enter")
    page.locator("#berichten .bot-row").nth(before).wait_for()
    page.locator("#berichten .bezig").wait_for(state="detached")


def listen(page) -> None:
    """Keep from here on what a screen reader says by itself."""
    page.evaluate("""() => {
        window.heard = [];
        const live = "[aria-live], [role=status], [role=alert], [role=log], output";
        const hear = (node) => {
            const region = (node.nodeType === 1 ? node : node.parentElement)?.closest(live);
            const words = region?.textContent.trim();
            if (words && region.ariaLive !== "off") window.heard.push(words);
        };
        window.ear?.disconnect();
        window.ear = new MutationObserver((changes) => new Set(changes.map((one) => one.target)).forEach(hear));
        window.ear.observe(document.body, { childList: true, characterData: true, subtree: true });
    }""")


# ---- axe-core ----


@pytest.mark.parametrize(
    ("scheme", "view"),
    [("light", "desktop"), ("dark", "desktop"), ("light", "phone"), ("dark", "phone"), ("light", "zoomed in")],
)
def test_axe_finds_nothing_in_the_chat_whatever_it_shows(browser, running, answering, scheme, view):
    found = {}
    with opened(browser, running, viewport=VIEWS[view], color_scheme=scheme) as page:
        expect(page.get_by_role("link", name="2 documenten")).to_have_count(1)
        found["empty"] = violations(page)
        page.get_by_role("button", name="Verstuur").click()
        page.locator("#waarschuwing p").wait_for()
        found["warning"] = violations(page)
        ask(page, "wat is een regio?")
        expect(page.locator(".antwoord").get_by_role("link", name=FIRST).first).to_be_visible()
        found["answer"] = violations(page)
        page.locator(".antwoord a.merk").first.click()
        page.locator("#bron .citaat").wait_for()
        expect(page.locator("#bron :focus")).to_have_count(1)
        found["source"] = violations(page)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Niet nuttig").click()
        page.get_by_text("Wat schort eraan?").wait_for()
        found["reasons"] = violations(page)
        ask(page, "naar de maan")
        page.locator(".dichtbij").wait_for()
        found["refusal"] = violations(page)
        answering.broken = True
        ask(page, "dit is stuk")
        answering.broken = False
        page.locator(".mislukt").wait_for()
        found["failed"] = violations(page)
        page.context.set_offline(True)
        field(page).fill("wat is een regio?")
        page.keyboard.press("Enter")
        page.locator("#storing").wait_for()
        found["offline"] = violations(page)
    assert {state: said for state, said in found.items() if said} == {}


@pytest.fixture(scope="module")
def addresses(answering) -> dict[str, str]:
    cited = answering.answer("wat is een regio?").citations[0]
    source = f"/bron/{cited.passage}/{cited.start}-{cited.end}"
    return {"source": source, "documents": "/documenten", "data": "/gegevens", "gone": "/bron/weg/1-2"}


def test_axe_finds_nothing_on_the_pages_beside_the_chat(browser, running, addresses):
    found, titles = {}, set()
    context = browser.new_context()
    page = context.new_page()
    for name, address in addresses.items():
        page.goto(running.address + address)
        titles.add(page.title())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for view, size in VIEWS.items():
                page.set_viewport_size(size)
                found[name, scheme, view] = violations(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (name, view)
    context.close()
    assert {state: said for state, said in found.items() if said} == {}
    assert len(titles) == len(addresses) and all(title.endswith(" · Assistent regiovorming") for title in titles)


def test_axe_would_find_a_fault(browser):
    page = browser.new_page()
    page.set_content('<html lang="nl"><title>Proef</title><main><h1>Proef</h1><img src="x.png"></main></html>')
    assert any(line.startswith("image-alt") for line in violations(page))
    page.close()


# ---- The tree that a screen reader walks: ask, answer, source, back ----


def test_the_empty_page_has_a_title_a_language_one_heading_and_named_parts(page):
    assert page.title() == "Assistent regiovorming"
    assert page.evaluate("document.documentElement.lang") == "nl-BE"
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Assistent regiovorming")
    expect(page.get_by_role("heading", level=2, name="Wat wilt u weten over regiovorming?")).to_be_visible()
    suggested = page.get_by_role("group", name="Voorgestelde vragen").get_by_role("button")
    expect(suggested).to_have_count(4)
    expect(page.get_by_role("complementary", name="Bron").get_by_role("heading", level=2)).to_have_text("De documenten")
    expect(page.get_by_text("U stelt uw vraag aan een AI-systeem, niet aan een medewerker.")).to_be_visible()


def test_an_answer_is_a_named_group_whose_marks_say_where_they_lead(page):
    ask(page, "wat is een regio?")
    conversation = page.get_by_role("group", name="Gesprek")
    expect(conversation.get_by_role("heading", level=2)).to_have_text("wat is een regio?")
    answer = conversation.get_by_role("group", name="Antwoord")
    expect(answer).to_match_aria_snapshot("""
        - paragraph: /Dit zeggen de documenten hierover/
        - paragraph:
          - text: /Een regio is een vaste groep gemeenten/
          - 'link "Bron 1: Regio’s in het kort, bladzijde 1"'
        - paragraph:
          - 'link "Bron 2: Handleiding samenwerken, bladzijde 1"'
        - list:
          - listitem:
            - 'link "Bron 1: Regio’s in het kort, bladzijde 1"'
          - listitem:
            - 'link "Bron 2: Handleiding samenwerken, bladzijde 1"'
        - button "Nuttig"
        - button "Niet nuttig"
        - button "Kopieer met bronvermelding"
        - link "Download als Word"
        """)


def test_what_lies_nearest_to_a_refusal_is_linked_by_name_too(page):
    ask(page, "naar de maan")
    answer = page.get_by_role("group", name="Antwoord")
    expect(answer.get_by_role("link", name="Fragment: Regio’s in het kort, bladzijde 2")).to_be_visible()


def test_the_source_has_a_heading_the_quote_as_text_and_a_described_picture(page):
    ask(page, "wat is een regio?")
    page.get_by_role("link", name=FIRST).first.click()
    pane = page.get_by_role("complementary", name="Bron")
    expect(pane.get_by_role("heading", level=2)).to_be_focused()
    expect(pane).to_match_aria_snapshot("""
        - heading "Regio’s in het kort" [level=2]
        - blockquote: /Een regio is een vaste groep gemeenten/
        - paragraph:
          - link "Open de pdf op bladzijde 1 (opent in een nieuw tabblad)"
          - button "Vorige bron" [disabled]
          - text: 1 van 2
          - button "Volgende bron"
        - link:
          - img "Bladzijde 1 van Regio’s in het kort. De aangehaalde woorden zijn gemarkeerd."
        """)
    expect(pane.get_by_role("img")).to_have_accessible_description(QUOTE)
    assert page.locator("a.merk[aria-current=true]").count() == 2


def test_one_goes_back_from_the_source_to_the_mark(page):
    ask(page, "wat is een regio?")
    mark = page.get_by_role("link", name=FIRST).first
    for leave in ("Escape", "button"):
        mark.press("Enter")
        expect(page.locator("#bron-inhoud h2")).to_be_focused()
        if leave == "Escape":
            page.keyboard.press("Escape")
        else:
            page.keyboard.press("Shift+Tab")
            back = page.get_by_role("button", name="Terug naar het antwoord")
            expect(back).to_be_focused()
            assert back.bounding_box()["height"] >= 24
            page.keyboard.press("Enter")
        expect(mark).to_be_focused()


def test_on_a_phone_what_the_source_covers_is_out_of_reach_until_it_closes(browser, running):
    with opened(browser, running, viewport=PHONE) as page:
        ask(page, "wat is een regio?")
        page.get_by_role("link", name=FIRST).first.press("Enter")
        expect(page.get_by_role("button", name="Sluit de bron")).to_be_focused()
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('#bron') || document.activeElement === document.body")
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name=FIRST).first).to_be_focused()


# ---- What is said by itself ----


def test_an_answer_is_said_once_when_it_is_finished_and_nothing_else_speaks(page, answering):
    assert spoken(page).get_attribute("role") == "status"  # there before it is filled, or some readers miss it
    answering.hold.clear()
    listen(page)
    field(page).fill("een traag antwoord")
    page.keyboard.press("Enter")
    expect(spoken(page)).to_have_text("Ik zoek in de documenten…")
    answering.hold.set()
    expect(spoken(page)).to_contain_text(QUOTE)
    page.locator("#bron .citaat").wait_for()
    heard = page.evaluate("window.heard")
    assert heard[0] == "Ik zoek in de documenten…" and len(heard) == 2
    assert heard[1].startswith("Antwoord:") and heard[1].count("Een regio is een vaste groep") == 2  # lead and quote
    assert page.locator("#berichten :is([aria-live=polite], [aria-live=assertive], [role=log])").count() == 0


def test_a_refused_question_is_said_and_tied_to_its_field(page):
    listen(page)
    page.get_by_role("button", name="Verstuur").click()
    warning = re.compile("Typ eerst een vraag")
    expect(spoken(page)).to_have_text(warning)
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    expect(field(page)).to_have_accessible_description(warning)
    assert len(page.evaluate("window.heard")) == 1
    ask(page, "wat is een regio?")
    expect(field(page)).not_to_have_attribute("aria-invalid", "true")
    expect(field(page)).to_have_accessible_description("")


def test_a_failure_and_a_lost_connection_are_said(page, answering):
    answering.broken = True
    ask(page, "dit is stuk")
    answering.broken = False
    expect(spoken(page)).to_contain_text("De documenten zijn even niet bereikbaar")
    page.context.set_offline(True)
    field(page).fill("wat is een regio?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("De verbinding is weggevallen")
    page.context.set_offline(False)
    page.get_by_role("alert").get_by_role("button", name="Probeer opnieuw").press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(field(page)).to_be_focused()
    page.locator(".antwoord").first.wait_for()


def test_a_new_conversation_is_said_and_the_focus_waits_in_the_field(page):
    ask(page, "wat is een regio?")
    page.get_by_role("button", name="Nieuw gesprek").press("Enter")
    expect(spoken(page)).to_have_text(text("accessibility.new_conversation"))
    expect(field(page)).to_be_focused()


def test_an_answer_in_english_is_read_with_an_english_voice(page, running):
    made = running.answering.answer("wat is een regio?")
    lead = f"{text('languages.quotes.en')}\n{made.lead}"
    script = type(running.answering)._definition
    type(running.answering)._definition = lambda self, asked: replace(script(self, asked), language="en", lead=lead)
    try:
        ask(page, "what is a region?")
        expect(spoken(page).locator("[lang=en]")).to_have_text(text("languages.quotes.en"))
    finally:
        type(running.answering)._definition = script
    assert page.get_by_role("heading", name="what is a region?").get_attribute("lang") == "en"
    answer = page.locator(".antwoord")
    assert answer.locator("[lang=en]").all_inner_texts() == [text("languages.quotes.en")]
    assert answer.get_by_text(QUOTE).evaluate("one => one.closest('[lang]').lang") == "nl-BE"


def test_what_a_model_wrote_in_french_carries_its_language(answering):
    made = answering.answer("wat is een regio?")
    said = Statement("Une région est un groupe fixe de communes.", (1,), quoted=False)
    written = replace(made, language="fr", writer="een model", statements=(said,), lead=text("writing.lead.fr"))
    page = answer_html(written, "g", 1)
    assert '<p lang="fr">Une région' in page and f'lang="fr">{text("writing.lead.fr")[:20]}' in page
    assert 'lang="fr"' not in page.replace('<p lang="fr">Une', "").replace('class="aanloop" lang="fr"', "")
    assert question_html("Qu’est-ce ?", "fr").startswith('<p class="vraagtekst" lang="fr">')


# ---- The keyboard ----


FOCUSED = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const box = one.getBoundingClientRect();
    const visible = { left: Math.max(0, box.left), right: Math.min(innerWidth, box.right),
        top: Math.max(0, box.top), bottom: Math.min(innerHeight, box.bottom) };
    const at = document.elementFromPoint((visible.left + visible.right) / 2, (visible.top + visible.bottom) / 2);
    return {
        name: one.getAttribute("aria-label") || one.labels?.[0]?.textContent.trim() || one.textContent.trim(),
        outline: parseFloat(getComputedStyle(one).outlineWidth) || 0,
        obscured: !(at && (one.contains(at) || at.contains(one))),
    };
}"""


def tab_through(page) -> list[str]:
    """Press Tab until the focus leaves the page; gives the names on the way. Each must be seen and uncovered."""
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return names
        if focused["obscured"]:  # it comes into view with the next frames, which a loaded machine draws late
            page.wait_for_function(f"!({FOCUSED})()?.obscured")
        assert focused["outline"] >= 2, focused
        names.append(focused["name"])
    raise AssertionError(f"the focus is trapped: {names[-5:]}")


def reset_focus(page) -> None:
    """As in a page just opened: the next Tab goes to what comes first."""
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")


@pytest.mark.parametrize("view", VIEWS)
def test_the_keyboard_walks_through_everything_in_order_and_out_again(browser, running, view):
    with opened(browser, running, viewport=VIEWS[view]) as page:
        ask(page, "wat is een regio?")
        expect(page.get_by_role("link", name=FIRST).first).to_be_visible()
        if view == "desktop":
            page.locator("#bron .citaat").wait_for()
        reset_focus(page)
        names = tab_through(page)
    order = ["Naar het vraagveld", "Nieuw gesprek", "Meer over uw gegevens", FIRST, "Nuttig", "Niet nuttig",
             "Kopieer met bronvermelding", "Download als Word", "Wie beslist?", "Uw vraag", "Verstuur"]  # fmt: skip
    if view == "desktop":
        order += ["Terug naar het antwoord", "Volgende bron"]
    places = [names.index(name) for name in order]
    assert places == sorted(places)


def test_the_keyboard_alone_asks_judges_follows_a_suggestion_and_starts_anew(page, running):
    reset_focus(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar het vraagveld")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["height"] >= 24
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("wat is een regio?")
    page.keyboard.press("Enter")
    page.locator(".antwoord").wait_for()
    expect(field(page)).to_be_focused()

    unhelpful = page.get_by_role("button", name="Niet nuttig")
    expect(unhelpful).to_have_attribute("aria-expanded", "false")
    unhelpful.press("Enter")
    expect(unhelpful).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="verouderd").press("Enter")
    expect(spoken(page)).to_have_text("Bedankt. Uw oordeel is bewaard.")
    expect(unhelpful).to_be_focused()
    expect(unhelpful).to_have_attribute("aria-pressed", "true")
    expect(unhelpful).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Nuttig", exact=True)).to_have_attribute("aria-pressed", "false")

    page.get_by_role("button", name="Geef de tien tips").press("Enter")
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("heading", level=2, name="Geef de tien tips")).to_be_visible()
    page.locator(".antwoord").nth(1).wait_for()
    page.get_by_role("button", name="Nieuw gesprek").press("Enter")
    expect(page.locator(".antwoord")).to_have_count(0)
    expect(field(page)).to_be_focused()


# ---- Seeing ----


def test_zoomed_in_nothing_is_cut_off_or_hidden(browser, running):
    with opened(browser, running, viewport=ZOOMED) as page:
        ask(page, "een lang antwoord")
        expect(page.get_by_role("link", name="2 documenten")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
        # Everything that scrolls downwards is the page itself, so no slit of a few lines is left to read through.
        slits = page.evaluate("""() => [...document.querySelectorAll("body *")]
            .filter((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 1
                && getComputedStyle(one).overflowY !== "visible" && !one.matches("textarea"))
            .map((one) => one.id || one.className)""")
        assert slits == []
        field(page).scroll_into_view_if_needed()
        box = field(page).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= ZOOMED["height"]


def test_wider_spacing_of_letters_and_lines_cuts_nothing_off(browser, running):
    wide = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-bottom: 2em !important }"""
    with opened(browser, running, viewport=PHONE) as page:
        ask(page, "wat is een regio?")
        page.evaluate(
            """(css) => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(css);
                document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
            }""",
            wide,
        )
        assert page.locator(".antwoord p").last.evaluate("(one) => parseFloat(getComputedStyle(one).letterSpacing)") > 1
        cut = page.evaluate("""() => [...document.querySelectorAll("button, a, p, li, h1, h2")]
            .filter((one) => one.checkVisibility() && !one.closest(".verborgen, .overslaan") && one.clientWidth > 2)
            .filter((one) => getComputedStyle(one).overflow !== "visible"
                && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
            .map((one) => one.textContent.slice(0, 40))""")
        assert cut == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_with_reduced_motion_nothing_moves(browser, running, answering):
    answering.hold.clear()
    try:
        with opened(browser, running, reduced_motion="reduce") as page:
            field(page).fill("een traag antwoord")
            page.keyboard.press("Enter")
            page.locator(".bezig").wait_for()
            assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
            page.emulate_media(reduced_motion="no-preference")
            page.wait_for_function("() => document.getAnimations().some((one) => one.playState === 'running')")
    finally:
        answering.hold.set()


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_edge_of_the_field_and_of_the_focus_stand_out(page):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.activeElement.blur()")
        page.locator("#naam").click()
        edge, inside, around, ring = page.evaluate("""() => {
            const style = (selector) => getComputedStyle(document.querySelector(selector));
            const root = style(":root");
            const ink = (name) => { const probe = document.body.appendChild(document.createElement("i"));
                probe.style.color = root.getPropertyValue(name); const found = getComputedStyle(probe).color;
                probe.remove(); return found; };
            const field = style("#vraag textarea");
            return [field.borderTopColor, field.backgroundColor, ink("--grond"), ink("--accent")];
        }""")
        for one, other in ((edge, inside), (edge, around), (ring, inside), (ring, around)):
            assert contrast(one, other) >= 3, (scheme, one, other)
    page.emulate_media(color_scheme="light")


def test_a_chosen_verdict_and_a_link_in_text_do_not_rest_on_colour(page):
    ask(page, "wat is een regio?")
    page.get_by_role("button", name="Nuttig", exact=True).click()
    expect(page.locator(".gekozen")).to_have_count(1)
    assert "✓" in page.evaluate("getComputedStyle(document.querySelector('.gekozen'), '::before').content")
    expect(page.get_by_role("button", name="Nuttig", exact=True)).to_have_attribute("aria-pressed", "true")
    lines = page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].filter((one) => !one.querySelector("img"))
            .map((one) => getComputedStyle(one).textDecorationLine)""",
        ".antwoord a:not(.merk), #onder a, #mededeling a, #bron a:not(.knop)",
    )
    assert lines and set(lines) == {"underline"}


# ---- Word ----


@pytest.fixture
def word(answering):
    made = replace(answering.answer("wat is een regio?"), language="en", lead=text("languages.quotes.en"))
    return docx.Document(io.BytesIO(word_file(made, today=date(2026, 11, 23))))


def test_the_word_file_has_headings_in_order_a_title_and_its_language(word):
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert levels == [1, 2, 2, 2]
    assert word.core_properties.title and word.core_properties.language == "nl-BE"
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "nl-BE"


def test_in_the_word_file_each_link_says_where_it_leads_and_each_part_its_language(word):
    links = ["".join(part.text or "" for part in link.iter(qn("w:t"))) for link in word.element.iter(qn("w:hyperlink"))]
    assert {"Open bron 1 op bladzijde 1", "Open bron 2 op bladzijde 1"} <= set(links)
    english = [p.text for p in word.paragraphs for lang in p._p.iter(qn("w:lang")) if lang.get(qn("w:val")) == "en"]
    assert english == ["wat is een regio?", text("languages.quotes.en")]
