"""The report is one file that opens in a browser without a network."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from assistant.settings import Settings
from evals import runs
from evals.compare import compare
from evals.report.writing import write_comparison
from evals.run import Suite, ask, finish, record, start
from evals.subject import Subject
from tests.evals.conftest import Script
from tests.needs import chromium

SNEAKY = '</script><script>document.title = "overgenomen"</script><img src="https://voorbeeld.be/x.png">'


@pytest.fixture
def folder(suite: Suite, subject: Subject, settings: Settings, tmp_path: Path) -> Path:
    return _run(suite, subject, settings, tmp_path / "runs")


def _run(suite: Suite, subject: Subject, settings: Settings, to: Path) -> Path:
    folder = start([suite], subject, settings, to=to)
    record(folder, ask([suite], subject))
    finish(folder, [suite], subject.index)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()))
        yield browser
        browser.close()


def _opened(browser, file: Path) -> tuple[Page, list[str]]:
    """Open a file without a network; also return what it complained of and asked for."""
    page = browser.new_context(offline=True).new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))
    page.on(
        "request", lambda asked: troubles.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
    )
    page.goto(file.as_uri())
    return page, troubles


def test_the_report_opens_without_a_network_and_shows_figures_and_plots(browser, folder: Path) -> None:
    page, troubles = _opened(browser, folder / "report.html")
    assert page.locator(".tile").first.inner_text().startswith("100.0 %")
    assert page.locator("#pages ~ p").first.inner_text() == "gids.pdf: 0 of 2 pages never cited"
    assert page.locator("#by-kind ~ .bars .bar").count() == 3
    assert troubles == []


def test_questions_are_filtered(browser, folder: Path) -> None:
    page, _ = _opened(browser, folder / "report.html")
    shown = page.locator("details.question:not([hidden])")
    assert shown.count() == 3
    page.select_option("select[name=kind]", "near")
    assert (shown.count(), page.inner_text("#count")) == (1, "1 of 3 questions")
    page.select_option("select[name=kind]", "")
    page.fill("input[name=words]", "KOST")
    assert shown.locator("summary").first.inner_text().startswith("v2")
    page.click("button[type=reset]")
    page.check("input[name=wrong]")
    assert shown.count() == 0


def test_a_source_opens_on_the_picture_of_its_page_with_the_quote_marked(browser, folder: Path) -> None:
    page, troubles = _opened(browser, folder / "report.html")
    page.locator("details.question > summary").first.click()
    page.locator("details.question[open] details.source > summary").first.click()
    picture = page.locator("details.question[open] .page img").first
    picture.wait_for()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 595
    mark, whole = page.locator(".page span").first.bounding_box(), page.locator(".page").first.bounding_box()
    assert mark["x"] - whole["x"] == pytest.approx(71 / 595 * whole["width"], abs=2)
    assert troubles == []


def test_what_an_answer_says_is_shown_and_never_run(browser, suite, small_index, settings, tmp_path: Path) -> None:
    sneaky = Script()("Wie stemt over het plan?", ())
    sneaky = {
        **sneaky,
        "answer": SNEAKY,
        "citations": [{**sneaky["citations"][0], "quote": SNEAKY, "section": [SNEAKY]}],
    }
    subject = Subject(Script(**{"Wie stemt over het plan?": sneaky}), small_index)
    page, troubles = _opened(browser, _run(suite, subject, settings, tmp_path / "runs") / "report.html")
    page.locator("details.question > summary").first.click()
    assert SNEAKY in page.locator(".answer").first.inner_text()
    assert page.title() != "overgenomen"
    assert troubles == []


def test_two_runs_stand_side_by_side(browser, suite, subject, small_index, settings, tmp_path: Path) -> None:
    worse = Subject(Script(**{"Wie stemt over het plan?": Script()("Wie is de koning?", ())}), small_index)
    before, after = (runs.read(_run(suite, s, settings, tmp_path / to)) for s, to in ((subject, "a"), (worse, "b")))
    file = tmp_path / "verschil.html"
    write_comparison(file, compare(before, after))
    page, troubles = _opened(browser, file)
    row = page.locator("tr", has=page.locator("td", has_text=re.compile("^OutcomeAccuracy$")))
    assert "no difference to be seen" in row.inner_text()
    assert page.locator("details.question").count() == 1
    assert "answered → not_in_sources" in page.locator("details.question summary").inner_text()
    assert troubles == []
