"""The chat page in a widget that speaks English or French: what it says, and that its Dutch parts are marked."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer, Outcome
from assistant.records import widgets
from assistant.texts import TAGS, Words, text, texts, words_in
from assistant.web.messages import answer_html
from assistant.web.server import create_app
from assistant.web.wording import page_words, reworded
from tests.axe import violations
from tests.needs import CHROMIUM, chromium

from .conftest import FLOATING, OPEN, Site, ask, widget

QUOTE = "Een regio is een vaste groep gemeenten die samen taken opneemt en dezelfde grenzen gebruikt."
NARROW = {"width": 400, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

SEEN = """() => {
    const said = [document.title];
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")) {
        if (one.checkVisibility()) said.push(one.ariaLabel, one.title, one.placeholder, one.alt);
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest("script, style, [lang=nl]")) said.push(walker.currentNode.textContent);
    }
    return said.filter((one) => one?.trim()).map((one) => one.trim());
}"""
"""All that the page says, shown, hidden or as the name of something, apart from what it marks as Dutch."""

DUTCH_WORD = re.compile(
    r"\b(het|een|van|voor|uw|deze|vraag|vragen|antwoord|bron|bronnen|bladzijde|gesprek|gemeente|niet|wordt|sluit)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=["en", "fr"])
def words(request) -> Words:
    return words_in(request.param)


@pytest.fixture
def page(browser) -> Iterator:
    # The browser's own language counts for nothing: what the widget is told does.
    context = browser.new_context(viewport=NARROW, locale="nl-BE")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def opened(page, site: Site, words: Words):
    page.goto(f"{site.address}/element?widget={OPEN}&language={words.language}")
    page.get_by_role("button", name=words.text("widget.words.open")).click()
    frame = page.frame_locator("iframe")
    frame.locator("#vraag textarea").wait_for()
    frame.locator(".suggestie").first.wait_for()
    return frame


def dutch_left(page) -> list[str]:
    """What the page says in Dutch without marking it; titles of documents and questions may stand in a name."""
    return [one for one in page.frames[1].evaluate(SEEN) if DUTCH_WORD.search(one) and "Regio’s in het kort" not in one]


def test_the_whole_page_speaks_the_language_of_the_widget(page, site: Site, words: Words) -> None:
    frame = opened(page, site, words)
    inside = page.frames[1]
    assert inside.evaluate("document.documentElement.lang") == words.tag
    assert page.locator("iframe").get_attribute("title") == words.text("page.title") == inside.title()
    assert frame.locator("#vraag textarea").get_attribute("placeholder") == words.text("page.placeholder")
    assert frame.locator(".suggestie").first.inner_text() == words.texts("first.questions")[0]
    assert dutch_left(page) == []
    ask(frame, "Wat is een regio?")
    assert (
        QUOTE in frame.locator(".antwoord [lang=nl]").all_inner_texts()[0]
        or QUOTE in frame.locator(".antwoord").inner_text()
    )
    spoken = frame.locator("#aankondiging")
    assert spoken.inner_text().startswith(f"{words.text('page.the_answer')}:")
    assert dutch_left(page) == []
    assert violations(page) == [] and violations(inside) == []
    frame.locator(".antwoord a.merk").first.click()
    frame.locator("#bron .citaat[lang=nl]").get_by_text(QUOTE).wait_for()
    assert frame.locator("#bron .sluit").inner_text() == f"‹ {words.text('source.close')}"
    assert dutch_left(page) == []
    assert violations(inside) == []
    frame.locator("#bron .sluit").click()
    frame.locator('#mededeling a[href="#gegevens"]').click()
    frame.locator("#bron").get_by_text(words.texts("privacy.paragraphs")[-1]).wait_for()
    frame.locator("#bron .gegevensknop").first.click()
    frame.locator("#bron .bewaard").wait_for()
    assert dutch_left(page) == []
    assert violations(inside) == []


def test_an_answer_that_finds_nothing_or_is_judged_says_so_in_that_language(page, site: Site, words: Words) -> None:
    frame = opened(page, site, words)
    ask(frame, "Is er leven op de maan?")
    assert words.text("answer_card.not_in_sources") in frame.locator(".antwoord .soort").inner_text()
    frame.locator("#berichten .daad[value=nuttig]").click()
    frame.locator(".gezegd").get_by_text(words.text("answer_card.thanks")).wait_for()
    frame.locator("#vraag textarea").fill(" ")
    frame.locator("#verstuur").click()
    frame.locator("#waarschuwing").get_by_text(words.texts("first.questions")[0]).wait_for()
    with page.expect_download() as saved:
        frame.locator("#berichten a.daad").click()
    assert saved.value.suggested_filename == words.text("word.file_name", number=1)
    assert dutch_left(page) == []


def test_a_widget_speaks_dutch_unless_it_may_and_is_told_otherwise(page, site: Site) -> None:
    assert "language" not in widget(site, FLOATING).allowed
    page.goto(f"{site.address}/element?widget={FLOATING}&language=fr")
    page.get_by_role("button", name=text("widget.words.open")).click()
    page.frame_locator("iframe").locator("#verstuur").get_by_text(text("page.send")).wait_for()
    assert page.frames[1].evaluate("document.documentElement.lang") == TAGS["nl"]


def test_the_manager_may_set_the_language_for_a_plain_frame(page, site: Site, words: Words) -> None:
    name = f"in-{words.language}"
    widgets.put(
        site.records, replace(widget(site, OPEN), name=name, allowed=frozenset(), looks={"language": words.language})
    )
    page.goto(f"{site.running.address}/?widget={name}")
    page.locator("#verstuur").get_by_text(words.text("page.send")).wait_for()
    assert page.title() == words.text("page.title")
    assert page.evaluate("document.documentElement.lang") == words.tag


def test_an_installation_that_offers_dutch_alone_speaks_dutch_everywhere(site: Site) -> None:
    app = create_app(lambda: site.running.answering, site.records, languages=("nl",))
    client = TestClient(app, base_url="http://127.0.0.1")
    origin = {"origin": site.address}
    assert client.get(f"/widget/{OPEN}.json", headers=origin).json()["words"].keys() == {"nl"}
    assert f'<html lang="{TAGS["nl"]}"' in client.get(f"/?widget={OPEN}&language=fr").text
    asked = {"x-widget": OPEN, "x-taal": "fr"}
    assert text("documents.title") in client.get("/documenten", headers=asked).text


def test_a_language_that_nobody_knows_counts_as_none(site: Site) -> None:
    client = TestClient(create_app(lambda: site.running.answering, site.records), base_url="http://127.0.0.1")
    for language in ("de", "../fr", ""):
        asked = {"x-widget": OPEN, "x-taal": language}
        assert client.get("/begin", headers=asked).json()["texts"]["municipality"]["keep"] == text("municipality.keep")
    assert client.get("/gesprek/x/antwoord/1.docx?taal=de").status_code == 422
    assert "Source introuvable" in client.get("/gesprek/x/antwoord/1/kopie", headers={"x-taal": "fr"}).text


def test_without_a_widget_the_page_stays_dutch(site: Site) -> None:
    client = TestClient(create_app(lambda: site.running.answering, site.records), base_url="http://127.0.0.1")
    assert f'<html lang="{TAGS["nl"]}"' in client.get("/?language=fr").text
    assert text("documents.title") in client.get("/documenten", headers={"x-taal": "fr"}).text


@pytest.mark.parametrize(
    ("key", "values"),
    [("greeting", {}), ("list", {"count": 10}), ("old", {"year": 2024}), ("help_desk", {"address": "a@b.be"})],
)
def test_our_own_lines_of_an_answer_are_told_in_the_language_of_the_page(words: Words, key: str, values) -> None:
    lead = text(f"answer.{key}", **values)
    answer = Answer("hallo", "hallo", Outcome.OUT_OF_SCOPE, f"{lead}\nEen andere regel.", suggestions=())
    shown = answer_html(answer, "g", 1, words=words)
    assert words.text(f"answer.{key}", **values) in shown
    assert '<p class="kern" lang="nl">Een andere regel.</p>' in shown
    assert lead in answer_html(answer, "g", 1)


def test_the_first_questions_are_offered_in_the_language_of_the_page(words: Words) -> None:
    offered = (*texts("first.questions")[:1], "Wie beslist?")
    answer = Answer("?", "?", Outcome.UNCLEAR, "Wat bedoelt u?", suggestions=offered)
    shown = answer_html(answer, "g", 1, words=words)
    assert f'class="hulp keuze">{words.texts("first.questions")[0]}<' in shown
    assert 'class="hulp keuze" lang="nl">Wie beslist?<' in shown


def test_a_page_of_gradio_without_its_blocks_is_no_page(words: Words) -> None:
    dutch = page_words(words_in("nl"), keep_days=90, with_model=False)
    with pytest.raises(TypeError, match=r"wording\.py"):
        reworded("<html></html>", dutch, page_words(words, keep_days=90, with_model=False))
