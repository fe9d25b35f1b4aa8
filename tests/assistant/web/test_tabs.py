"""Twelve tabs of one browser: each is answered, since no page holds a connection while it waits."""

from assistant.records import Records
from assistant.web.server import create_app
from tests.needs import CHROMIUM, chromium

from .serving import listening
from .test_page import FLAGS

TABS = 12


def test_twelve_tabs_of_one_browser_all_answer(answering, records: Records) -> None:
    chromium()
    from playwright.sync_api import sync_playwright

    with listening(create_app(lambda: answering, records)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context()
        context.set_default_timeout(40_000)
        pages = [context.new_page() for _ in range(TABS)]
        for page in pages:
            page.goto(address)
        for page in pages:
            page.locator(".suggestie").first.wait_for()
        for number, page in enumerate(pages):
            page.locator("#vraag textarea").fill(f"wat is een regio, tabblad {number}?")
            page.keyboard.press("Enter")
        for number, page in enumerate(pages):
            page.locator(".antwoord").wait_for()
            assert f"tabblad {number}?" in page.locator("#berichten .user-row").inner_text()
            assert page.locator(".antwoord").count() == 1
        browser.close()
