"""The review page in a real browser: a stranger's golden set, and a sample judged by two people."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from assistant.assistant import Assistant
from assistant.records import Records, golden, links, samples, verdicts
from assistant.settings import Settings
from assistant.web.addresses import reviewer_address
from assistant.web.extension import PageContext
from assistant.web.server import create_app
from evals.review.pages import pages
from evals.review.promoting import FROM_CONVERSATIONS, STANDING
from tests.assistant.web.serving import listening
from tests.evals.review.conftest import DEFINITION, GREETING, TIPS
from tests.needs import CHROMIUM, chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 850}
PATIENCE = 60_000
"""Milliseconds for one thing to show: a machine with other work on it takes that long now and then."""


@dataclass(frozen=True)
class Site:
    address: str
    records: Records

    def link(self, reviewer: str) -> str:
        expires_at = datetime.now(UTC) + timedelta(days=1)
        return self.address + reviewer_address(
            links.make(self.records, reviewer, role="reviewer", expires_at=expires_at)
        )


@pytest.fixture
def site(tmp_path: Path, answering: Assistant, records: Records) -> Iterator[Site]:
    context = PageContext(Settings(index=tmp_path / "index"), lambda: answering, records)
    app = create_app(lambda: answering, records, more=[pages(context)])
    with listening(app) as address:
        yield Site(address, records)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a fresh browser; at the end none may have complained or asked anything elsewhere."""
    contexts, complaints, asked = [], [], []

    def one(path: str = "/beoordeling") -> Any:
        context = browser.new_context(viewport=DESKTOP, locale="nl-BE", accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path if path.startswith("http") else site.address + path)
        return page

    yield one
    for context in contexts:
        context.close()
    # A form that is sent back with mistakes is a 422, which Chromium reports as an error of the network.
    assert [said for said in complaints if "status of 422" not in said] == []
    assert asked and all(url.startswith(site.address) for url in asked)


def fill(template: Path, to: Path, *rows: dict[str, str]) -> Path:
    """Fill in a sheet as somebody does in Excel: by the titles of its columns."""
    book = openpyxl.load_workbook(template)
    sheet = book["Vragen"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, start=2):
        for title, words in row.items():
            sheet.cell(number, titles[title]).value = words
    book.save(to)
    return to


def downloaded(page: Any, name: str, to: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).first.click()
    started.value.save_as(to)
    return to


def shows(found: Any) -> None:
    """Wait until this is to be seen."""
    from playwright.sync_api import expect

    expect(found).to_be_visible(timeout=PATIENCE)


def measure(page: Any, suite: str) -> str:
    """Start a run and wait for its light; gives the address of its page."""
    page.get_by_role("link", name="Metingen", exact=True).click()
    page.locator("select[name=set]").select_option(suite)
    page.get_by_role("button", name="Start een meting").click()
    page.wait_for_url(re.compile(r"/metingen/\d+"))
    shows(page.locator(".licht"))
    return str(page.url)


def test_a_stranger_makes_a_golden_set_measures_compares_and_promotes_it(
    open_page: Callable[..., Any], site: Site, answering: Assistant, tmp_path: Path
) -> None:
    citation = answering.answer(DEFINITION).citations[0]
    answered = {
        "Vraag": DEFINITION, "Rol": "raadslid", "Verwachte uitkomst": "Beantwoord", "Kernpunten": "vast gebied",
        "Document 1": citation.document, "Citaat 1": citation.quote,
    }  # fmt: skip
    refused = {
        "Vraag": GREETING, "Rol": "inwoner", "Soort": "Ander onderwerp of een praatje",
        "Verwachte uitkomst": "Geen vraag voor deze assistent",
    }  # fmt: skip
    page = open_page()
    page.get_by_role("link", name="Metingen", exact=True).click()
    template = downloaded(page, "Sjabloon voor Excel", tmp_path / "sjabloon.xlsx")

    wrong = fill(template, tmp_path / "fout.xlsx", answered | {"Citaat 1": "Dit staat er helemaal niet in."}, refused)
    page.get_by_label("Bestand").set_input_files(wrong)
    page.get_by_label("Naam van de set").fill("mijn vragen")
    page.get_by_role("button", name="Laad op").click()
    shows(page.get_by_text("1 rij heeft een fout"))
    returned = downloaded(page, "Download uw bestand met de kolom Fout", tmp_path / "terug.xlsx")
    assert "deze woorden staan niet in" in str(openpyxl.load_workbook(returned)["Vragen"]["A2"].value)

    mended = fill(returned, tmp_path / "goed.xlsx", answered, refused)
    page.get_by_role("link", name="Terug").click()
    page.get_by_label("Bestand").set_input_files(mended)
    page.get_by_label("Naam van de set").fill("mijn vragen")
    page.get_by_role("button", name="Laad op").click()
    shows(page.get_by_text("De vragen zijn bewaard."))

    first = measure(page, "mijn vragen")
    assert page.locator(".licht").inner_text().strip().startswith(("Rood", "Oranje", "Groen"))
    shows(page.get_by_text("Er is geen vorige meting van deze set."))
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open het volledige verslag").click()
    shows(opened.value.get_by_text(DEFINITION).first)
    assert opened.value.evaluate("origin") == "null"  # shut off from the page

    assert measure(page, "mijn vragen") != first
    page.get_by_role("link", name="Vergelijk met vorige meting").click()
    shows(page.get_by_text("0 van 2 vragen kregen een ander antwoord."))
    shows(page.get_by_text("geen verschil te zien").first)

    page.get_by_role("link", name="Metingen", exact=True).click()
    page.get_by_role("button", name="Neem op in de vaste vragen").click()
    shows(page.get_by_text("De vragen zijn opgenomen in de vaste vragen."))
    assert golden.suites(site.records) == {"mijn vragen": 2, STANDING: 2}


def judge(page: Any, keys: str) -> None:
    """Judge the answers of a sample with the keyboard alone."""
    page.get_by_role("link", name="Steekproeven").click()
    page.get_by_role("link", name="december").click()
    page.get_by_role("link", name="Begin te beoordelen").click()
    for number, key in enumerate(keys, start=1):
        shows(page.get_by_text(f"{number} van {len(keys)}", exact=True))
        page.wait_for_load_state()  # the shortcuts are there from then on
        page.keyboard.press(key)
        chosen = page.locator("input[name=oordeel]").nth(int(key) - 1)
        assert chosen.is_checked()
        page.keyboard.press("Enter")
    shows(page.get_by_text("U hebt alles van deze lijst beoordeeld."))


def test_a_sample_is_given_to_two_reviewers_and_their_agreement_and_the_report_follow(
    open_page: Callable[..., Any], site: Site, ask: Callable[..., str], tmp_path: Path
) -> None:
    questions = (DEFINITION, TIPS, GREETING, "Wat is regiowerking?")
    for question in questions:
        ask(question)
    owner = open_page("/beoordeling/steekproeven")
    owner.get_by_label("Naam").fill("december")
    owner.get_by_label("Aantal antwoorden").fill("4")
    owner.get_by_label("Code van beoordelaar 1").fill("anna")
    owner.get_by_label("Code van beoordelaar 2").fill("bert")
    owner.get_by_role("button", name="Trek en verdeel").click()
    shows(owner.get_by_text("De steekproef is getrokken."))

    judge(open_page(site.link("anna")), "1412")
    sample = samples.all_of(site.records)[0]
    first = open_page(site.link("bert"))
    first.goto(f"{site.address}/beoordeling/gesprekken/{sample.turns[0]}?steekproef={sample.id}")
    assert "anna" not in first.content() and first.locator("input[name=oordeel]:checked").count() == 0
    judge(first, "1442")

    assert len(verdicts.all_of(site.records, sample=sample.id)) == 8
    owner.reload()
    shows(owner.get_by_text("Ze gaven 3 keer hetzelfde oordeel."))
    shows(owner.get_by_text(re.compile(r"Cohens kappa: 0,64 \(goed\)")))
    differing = owner.locator(".lijst > li")
    assert differing.count() == 1
    assert "anna: correct" in differing.inner_text() and "bert: fout" in differing.inner_text()

    owner.get_by_role("link", name="Maak het kwaliteitsverslag").click()
    result = "Van 4 beoordeelde antwoorden was er 1 correct"
    shows(owner.get_by_text(result))
    word = docx.Document(str(downloaded(owner, "Download als Word", tmp_path / "verslag.docx")))
    assert any(line.text.startswith(result) for line in word.paragraphs)
    book = openpyxl.load_workbook(downloaded(owner, "Download als Excel", tmp_path / "verslag.xlsx"))
    assert any(str(row[1]).startswith(result) for row in book["Samenvatting"].iter_rows(values_only=True))
    assert {row[0] for row in book["Antwoorden"].iter_rows(min_row=2, values_only=True)} == set(questions)


def test_an_answer_is_judged_by_keyboard_beside_its_page_and_becomes_a_golden_question(
    open_page: Callable[..., Any], site: Site, ask: Callable[..., str]
) -> None:
    older, newer = ask(TIPS), ask(DEFINITION)
    page = open_page(f"/beoordeling/gesprekken/{newer}")
    page.locator(".bron img.uitsnede").first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.bron img').naturalWidth > 0")
    page.keyboard.press("j")
    page.wait_for_url(f"**/{older}?*")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{newer}?*")
    page.keyboard.press("n")
    page.keyboard.type("1 j k n")
    assert page.get_by_label("Toelichting (n)").input_value() == "1 j k n"
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.keyboard.press("2")
    assert page.locator("input[name=oordeel]:checked").count() == 0
    meaning = page.get_by_text("Wie dit antwoord volgt, gelooft of doet iets wat niet klopt.")
    assert not meaning.is_visible()
    page.get_by_text("Wat betekenen deze oordelen?").click()
    shows(meaning)

    page.get_by_role("link", name="Maak hier een testvraag van").click()
    page.get_by_label("Wat moet zeker in het antwoord staan?").fill("vast gebied")
    ticked = page.locator("input[name=bewijs]:checked")
    quote = page.locator(".zin", has=ticked).first.locator("span").first.inner_text()
    page.get_by_role("button", name="Bewaar de testvraag").click()
    shows(page.get_by_text("De testvraag is bewaard."))
    (kept,) = golden.all_of(site.records, FROM_CONVERSATIONS)
    assert kept.content["question"] == DEFINITION
    assert quote.startswith(kept.content["gold"][0]["quote"])


def test_every_page_fits_and_every_field_has_a_name(open_page: Callable[..., Any], ask: Callable[..., str]) -> None:
    turn = ask()
    page = open_page("/beoordeling")
    for path in (
        "gesprekken?woorden=regio", f"gesprekken/{turn}", f"gesprekken/{turn}/testvraag", "steekproeven", "metingen",
        "overzicht", "kwaliteitsverslag", "kanttekeningen", "opnieuw",
    ):  # fmt: skip
        page.goto(page.url.partition("/beoordeling")[0] + "/beoordeling/" + path)
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        fields = page.locator("input:not([type=hidden]), select, textarea")
        nameless = fields.evaluate_all("all => all.filter(f => !f.labels.length && !f.ariaLabel).map(f => f.outerHTML)")
        assert nameless == [], path
        assert page.locator("h1").count() == 1, path
