"""WCAG 2.2 AA on each part of the review page, in a real browser.

`docs/accessibility.md` lists which test proves what.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.assistant import Assistant
from assistant.records import Records, marks, runs, samples, turns, verdicts
from assistant.records.kept import Verdict
from assistant.settings import Settings
from assistant.web.extension import PageContext
from assistant.web.server import create_app
from evals.golden import questions, sheets
from evals.review.pages import pages
from tests.assistant.web.serving import listening
from tests.axe import violations
from tests.evals.review.conftest import DEFINITION, GREETING, TIPS, Browser
from tests.needs import CHROMIUM, chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOOKS = {
    "light, desktop": ("light", {"width": 1280, "height": 860}),
    "dark, desktop": ("dark", {"width": 1280, "height": 860}),
    "dark, phone": ("dark", {"width": 400, "height": 800}),
    "light, zoomed in": ("light", {"width": 320, "height": 256}),
}
PATIENCE = 40_000


@dataclass(frozen=True)
class Site:
    """The review page as it looks after some weeks of use."""

    address: str
    turns: list[str]
    run: str
    broken: int
    sample: int
    quote: tuple[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, answering: Assistant) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("beoordeling")
    records = Records.open(f"sqlite:///{folder}/records.sqlite")
    context = PageContext(Settings(index=folder / "index"), lambda: answering, records)
    app = create_app(lambda: answering, records, more=[pages(context)])
    with listening(app) as address:
        yield _used(address, Browser(app), records, answering, folder)
    records.close()


def _used(address: str, owner: Browser, records: Records, answering: Assistant, folder: Path) -> Site:
    asked = [
        turns.log(records, answering.answer(question), conversation=f"g{number}", channel="chat", generation="g1")
        for number, question in enumerate((DEFINITION, TIPS, GREETING, "Hoe ver is de maan?", DEFINITION, DEFINITION))
    ]
    drawn = samples.make(records, name="november", how="Vier antwoorden", turns=asked[:4], reviewers=["anna", "bert"])
    for number, turn in enumerate(asked[:4]):
        verdicts.give(records, turn, "anna", Verdict.CORRECT)
        verdicts.give(records, turn, "bert", Verdict.WRONG if number == 2 else Verdict.CORRECT)
    marks.mark_turns(records, asked[:1], "gids.pdf is gewijzigd")
    cited = answering.answer(DEFINITION).citations[0]
    noted = {"tekst": "sinds 2025 anders.", "datum": "2026-11-20"}
    owner.send("/kanttekeningen", {"document": cited.document, "citaat": cited.quote, **noted})
    few = questions.read(questions.suite("calibration"))[:2]
    sheets.write(folder / "proef.xlsx", few)
    owner.send("/vragen", {"naam": "proef"}, files={"bestand": ("proef.xlsx", (folder / "proef.xlsx").read_bytes())})
    marks.mark_questions(records, "proef", [few[0].id], "gids.pdf is gewijzigd")
    for _ in range(2):
        run = _measured(owner)
    broken = runs.start(records, path=str(folder / "weg"), suite="proef", total=2)
    return Site(address, asked, run, broken.id, drawn.id, (cited.document, cited.quote))


def _measured(owner: Browser) -> str:
    path = owner.send("/metingen", {"set": "proef"}).url.path.removeprefix("/beoordeling")
    for _ in range(1200):
        if owner.get(f"{path}/stand").json()["state"] in ("done", "failed"):
            return path
        time.sleep(0.05)
    raise AssertionError(f"{path} does not end")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium()
    from playwright.sync_api import sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def page(browser: Any, site: Site) -> Iterator[Any]:
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def go(page: Any, path: str) -> None:
    page.set_viewport_size(LOOKS["light, desktop"][1])
    page.goto(f"/beoordeling{path}")


def faults(page: Any) -> list[str]:
    """Look at the open page in each way; gives what is wrong with it."""
    found = []
    for look, (scheme, size) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found += [f"{look}: {line}" for line in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{look}: {wide} pixels wide"] if wide > size["width"] else []
    return found


PARTS = {
    "conversations": "/gesprekken", "filtered": "/gesprekken?uitkomst=answered", "samples": "/steekproeven",
    "measurements": "/metingen", "overview": "/overzicht", "report": "/kwaliteitsverslag",
    "remarks": "/kanttekeningen", "again": "/opnieuw", "gone": "/gesprekken/onbekend",
    "answer": "/gesprekken/{turn}", "refusal": "/gesprekken/{refused}", "golden": "/gesprekken/{turn}/testvraag",
    "sample": "/steekproeven/{sample}", "run": "{run}", "comparison": "{run}/vergelijking",
    "broken": "/metingen/{broken}", "measured": "{run}/verslag",
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_axe_finds_nothing_on_any_part_however_it_is_looked_at(page: Any, site: Site, part: str) -> None:
    address = PARTS[part].format(
        turn=site.turns[0], refused=site.turns[3], sample=site.sample, run=site.run, broken=site.broken
    )
    go(page, address)
    for details in page.locator("main details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert faults(page) == []


def test_every_part_has_a_title_of_its_own(page: Any, site: Site) -> None:
    titles = []
    for part in ("conversations", "samples", "measurements", "overview", "report", "remarks", "again"):
        go(page, PARTS[part])
        titles.append(page.title())
        assert page.locator("html").get_attribute("lang") == "nl-BE"
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(
            page.get_by_role("navigation", name="Onderdelen").get_by_role("link", name=titles[-1].partition(" · ")[0])
        )
    assert len(set(titles)) == len(titles)


# ---- Forms that come back with a mistake ----


def told(page: Any, words: str, *fields: Any) -> None:
    """The mistake has the focus, is an alert, and the fields point to it."""
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(alert).to_be_focused()
    for field in fields:
        expect(field).to_have_accessible_description(re.compile(re.escape(words)))
    assert faults(page) == []


def submit(page: Any, button: str) -> None:
    """Send a form past the checks of the browser itself, as an older browser would."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.get_by_role("button", name=button, exact=True).click()


def test_a_verdict_without_a_choice_is_asked_for_at_its_choices(page: Any, site: Site) -> None:
    go(page, f"/gesprekken/{site.turns[4]}")
    submit(page, "Bewaar en ga verder")
    told(page, "Kies eerst een oordeel.", page.get_by_role("group", name="Uw oordeel"))


def test_a_sample_that_cannot_be_drawn_says_why_at_its_fields(page: Any, site: Site) -> None:
    go(page, "/steekproeven")
    submit(page, "Trek en verdeel")
    told(page, "Vul een naam in", page.locator("[name=naam]").first, page.locator("[name=beoordelaar1]"))


def test_a_remark_on_words_that_do_not_occur_says_so_at_the_quote(page: Any, site: Site) -> None:
    go(page, "/kanttekeningen")
    document, quote = site.quote
    page.locator("select[name=document]").select_option(document)
    page.locator("#citaat").fill(quote.replace("gebied", "stuk land"))
    page.locator("#tekst").fill("sinds 2025 anders.")
    page.locator("[name=datum]").fill("2026-11-20")
    page.locator("form[method=post] button").first.click()
    told(page, "Deze woorden staan niet in", page.locator("#citaat"), page.locator("#tekst"))


def test_a_sheet_with_a_mistake_says_so_first(page: Any, site: Site, tmp_path: Path) -> None:
    wrong = tmp_path / "fout.csv"
    wrong.write_text("Vraag,Rol\n,\n", encoding="utf-8")
    go(page, "/metingen")
    page.locator("[name=bestand]").set_input_files(wrong)
    page.locator("form[enctype] button").click()
    told(page, "")


def test_what_was_done_is_said_after_the_page_is_there(page: Any, site: Site) -> None:
    go(page, f"/gesprekken/{site.turns[5]}")
    page.get_by_role("radio").first.check()
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
        window.heard = [];
        const region = document.querySelector("[role=status]");
        if (region) new MutationObserver(() => window.heard.push(region.textContent.trim()))
            .observe(region, { childList: true, characterData: true, subtree: true });
    })""")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    page.wait_for_function("() => window.heard?.at(-1)")
    assert page.evaluate("window.heard.at(-1)") == page.locator(".melding").inner_text()


# ---- The keyboard ----


def test_the_keyboard_judges_and_walks_out_of_the_page_again(page: Any, site: Site) -> None:
    go(page, f"/gesprekken/{site.turns[0]}")
    page.keyboard.press("Tab")
    expect(page.locator(".overslaan")).to_be_focused()
    assert page.locator(".overslaan").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("""() => {
            const one = document.activeElement;
            if (one === document.body) return null;
            const box = one.getBoundingClientRect();
            const at = document.elementFromPoint(box.x + Math.min(box.width, 20) / 2, box.y + box.height / 2);
            return { what: one.name || one.textContent.trim().slice(0, 40),
                outline: parseFloat(getComputedStyle(one).outlineWidth), covered: !(at && one.contains(at)) };
        }""")
        if focused is None:
            break
        assert focused["outline"] >= 2 and not focused["covered"], focused
        seen.append(focused["what"])
    else:
        raise AssertionError(f"the focus is trapped: {seen[-5:]}")
    assert {"oordeel", "toelichting", "Bewaar en ga verder"} <= set(seen)


def test_the_single_keys_can_be_switched_off(page: Any, site: Site) -> None:
    go(page, f"/gesprekken/{site.turns[4]}")
    off = page.get_by_label(re.compile("sneltoetsen", re.IGNORECASE))
    page.locator("h1").click()
    page.keyboard.press("2")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    off.uncheck()
    page.keyboard.press("1")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    off.check()
