"""What somebody tries who means harm: tricks with paths, headers that break lines, names and words that are HTML."""

import http.client
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

import httpx
import pytest

from assistant.answer import Statement
from assistant.records import Records, ratings, turns, verdicts
from assistant.records.kept import Verdict
from assistant.settings import Settings
from assistant.web.extension import PageContext
from assistant.web.server import create_app
from assistant.web.word import WordFile
from evals.review.pages import pages
from tests.needs import CHROMIUM, chromium

from .conftest import ScriptedAnswering, make_answering
from .serving import asker, listening
from .test_page import FLAGS, ask, start

SECRET = "root:"
UP = ("..", "%2e%2e", "%2E.", "..%00", "%252e%252e", "..;", "....", "%c0%ae%c0%ae")
BETWEEN = ("/", "%2f", "%5c", "\\", "//", "/./")
BEFORE = ("/documents/", "/eigen/", "/bron/", "/assets/", "/static/", "/beoordeling/eigen/", "/gesprek/", "/")
STRANGE = (
    "/documents/%00", "/documents/regio-in-het-kort.pdf%00.png", "/documents/" + "a" * 5000, "/documents/con",
    "/documents/%0d%0aset-cookie:%20x=1", "/eigen/%00", "/eigen/page.js%00", "/eigen/" + "a/" * 2000,
    "/eigen/page.js/..", "/eigen//etc/passwd", "/assets/%00.js", "/bron/%00/0-5",
    "/bron/" + "a" * 5000 + "/0-5", "/bron/p/0-99999999999999999999", "/bron/p/-1-5", "/bron/p/5-1/beeld.png",
    "/bron/p/0-5/beeld.png?breedte=1e9", "/bron/p/0-5/beeld.png?breedte=-1", "/bron/p/٣-٥",
    "/gesprek/%00/antwoord/1.docx", "/gesprek/x/antwoord/99999999999999999999.docx", "/gegevens/%2e%2e/livez",
    "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/gradio_api/proxy=http://127.0.0.1",
    "/theme.css/../config", "/static/../config", "/assets/..%2f..%2fconfig", "/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/", "/\\evil.example", "/%0d%0alocation:%20https://evil.example", "/eigen/%0d%0ax:y",
    "/static/%00", "/static/" + "a" * 5000, "/assets/" + "a" * 5000,
)  # fmt: skip
JUDGE = '<img src=x onerror="window.gekraakt=1"><script>window.gekraakt=2</script>'
QUESTION = f"wat is een regio? {JUDGE} [klik](javascript:window.gekraakt=3) \"'><svg onload=window.gekraakt=4>"
TITLE = "Gids \"'><script>window.gekraakt=5</script>"
NOTE = f"Opgelet {JUDGE}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> ScriptedAnswering:
    """Documents whose title, publisher, basis and remarks are HTML, and one whose file name is."""
    made = make_answering(tmp_path_factory.mktemp("vijandig"))
    made.documents = tuple(
        replace(known, title=TITLE, publisher=JUDGE, version=JUDGE) for known in made.documents
    )  # fmt: skip
    made.notes = {"Een regio is": NOTE}
    return made


@pytest.fixture(scope="module")
def served(hostile: ScriptedAnswering, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Records]]:
    folder = tmp_path_factory.mktemp("aanval")
    records = Records.open(f"sqlite:///{folder}/records.sqlite")
    context = PageContext(Settings(index=folder / "index"), lambda: hostile, records)
    with listening(create_app(lambda: hostile, records, more=(pages(context),))) as address:
        yield address, records


@pytest.fixture(scope="module")
def raw(served: tuple[str, Records]):
    """Return a function that asks for an address as it is written: other clients put it right first."""
    parts = urlsplit(served[0])

    def get(address: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        # Nothing is quoted or checked here.
        connection._validate_path = lambda _: None  # type: ignore[attr-defined]
        connection._encode_request = lambda request: request.encode("utf-8")  # type: ignore[attr-defined]
        connection.request(method, address)
        response = connection.getresponse()
        found = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return found

    return get


def test_no_trick_with_a_path_leaves_its_folder(raw) -> None:
    strange = {}
    for before in BEFORE:
        for up in UP:
            for between in BETWEEN:
                address = before + between.join([up] * 6) + between + between.join(("etc", "passwd"))
                status, _, body = raw(address)
                if status not in (307, 400, 404) or SECRET in body.decode(errors="replace"):
                    strange[address] = status
    assert strange == {}


def test_nor_one_that_goes_up_to_our_own_code(raw) -> None:
    for up in UP:
        for file in ("server.py", "static/page.js", "../settings.py", "texts.nl.toml"):
            for before in ("/eigen/", "/documents/", "/static/", "/assets/"):
                status, _, body = raw(f"{before}{up}/{file}")
                assert status in (400, 404), (before, up, file)
                assert b"import" not in body and b"use strict" not in body


@pytest.mark.parametrize("address", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_address_is_refused_quietly(raw, address: str) -> None:
    status, headers, body = raw(address)
    assert status in (400, 404, 414, 422), status
    assert SECRET not in body.decode(errors="replace")
    assert "set-cookie" not in headers and "x" not in headers
    assert "evil.example" not in headers.get("location", "")
    assert b"Traceback" not in body


def test_words_in_an_address_come_back_in_no_page_as_html(raw) -> None:
    words = quote(JUDGE)
    review = (f"{page}={words}" for page in ("gesprekken?woorden", "gesprekken?document", "overzicht?van",
                                             "kwaliteitsverslag?steekproef"))  # fmt: skip
    plain = (f"/bron/{words}/0-5", f"/documents/{words}", f"/{words}", f"/bron/p/{words}")
    for address in (*plain, *(f"/beoordeling/{page}" for page in review)):
        status, _, body = raw(address)
        assert status in (200, 404, 422), address
        assert b"<img src=x" not in body and b"<script>window" not in body, address


def test_a_document_whose_name_breaks_lines_breaks_no_header(tmp_path) -> None:
    name = 'gids"\r\nset-cookie: x=1;.pdf'
    made = make_answering(tmp_path)
    (tmp_path / made.documents[0].name).rename(tmp_path / name)
    made.documents = (replace(made.documents[0], name=name), *made.documents[1:])
    made.passages = {
        key: replace(passage, document=name) if passage.document == "regio-in-het-kort.pdf" else passage
        for key, passage in made.passages.items()
    }
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    with listening(create_app(lambda: made, records)) as address, httpx.Client(base_url=address) as client:
        listed = client.get("/documenten").text
        link = re.findall(r'href="(/documents/[^"]+)"', listed)
        assert f"/documents/{quote(name, safe='')}" in link
        citation = made.answer("wat is een regio?").citations[0]
        place = f"/bron/{citation.passage}/{citation.start}-{citation.end}"
        for path in (*link, place, f"{place}/document.pdf", f"{place}/beeld.png"):
            response = client.get(path)
            assert response.status_code == 200, path
            assert "set-cookie" not in response.headers
            assert not any("\r" in value or "\n" in value for value in response.headers.values())


def test_a_header_of_ours_that_holds_a_line_end_is_refused(served: tuple[str, Records]) -> None:
    parts = urlsplit(served[0])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.putrequest("GET", "/gegevens/gesprek")
    with pytest.raises(ValueError, match="Invalid header"):
        connection.putheader("x-gesprek", "a\r\nx: y")
    with httpx.Client(base_url=served[0]) as client:
        long = client.get("/gegevens/gesprek", headers={"x-gesprek": "a" * 5000})
        assert long.status_code == 422


def test_in_a_word_file_nothing_is_a_field_or_a_link_that_runs(hostile: ScriptedAnswering) -> None:
    from datetime import date

    from assistant.web.exports import copy_of, word_file

    answer = hostile.answer(QUESTION)
    cited = replace(answer.citations[0], title=TITLE, link="javascript:alert(1)", note='=cmd|" /C calc"!A0\x0b')
    answer = replace(answer, citations=(cited,), statements=(Statement(JUDGE, (1,)),))
    with zipfile.ZipFile(io.BytesIO(word_file(answer, today=date(2026, 11, 23)))) as parts:
        body = parts.read("word/document.xml").decode()
        targets = parts.read("word/_rels/document.xml.rels").decode()
    assert "javascript:" not in targets
    assert "<w:instrText" not in body and "<w:fldSimple" not in body
    assert "&lt;script&gt;" in body and "<script" not in body
    copied = copy_of(replace(answer, citations=(replace(cited, link="https://assistent.example/x"),)))
    assert "<script" not in copied.html and "<img" not in copied.html


def test_a_word_file_takes_every_sign(tmp_path) -> None:
    file = WordFile("titel\x00\r\n")
    file.line("".join(map(chr, range(0, 0x100))) + "\ud800\uffff")
    assert file.content()[:2] == b"PK"


def test_nothing_that_somebody_wrote_runs_in_the_page_or_in_the_review_page(
    served: tuple[str, Records], hostile: ScriptedAnswering
) -> None:
    chromium()
    from playwright.sync_api import sync_playwright

    address, records = served
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)

        def looked_at(words: str) -> None:
            assert words in page.content().replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", '"')
            assert page.evaluate("window.gekraakt") is None
            assert page.locator("img[src=x], svg[onload], script:text('gekraakt')").count() == 0
            hrefs = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href') || '')")
            assert not [href for href in hrefs if href.startswith("javascript")]

        start(page, address)
        ask(page, QUESTION)
        page.locator("#bron .citaat").wait_for()
        looked_at("window.gekraakt=3")
        page.locator('#mededeling a[href="#gegevens"]').click()
        page.get_by_role("button", name="Toon wat bewaard is").click()
        page.locator("#bron .bewaard").wait_for()
        looked_at("window.gekraakt=3")

        turn = turns.find(records).items[0]
        ratings.rate(records, turn.id, useful=False, note=JUDGE)
        verdicts.give(records, turn.id, "B<1>", Verdict.WRONG, note=JUDGE)
        citation = hostile.answer("wat is een regio?").citations[0]
        for path in (
            f"/bron/{citation.passage}/{citation.start}-{citation.end}", "/documenten", "/beoordeling/gesprekken",
            f"/beoordeling/gesprekken/{turn.id}", "/beoordeling/overzicht", "/beoordeling/kwaliteitsverslag",
        ):  # fmt: skip
            response = page.goto(address + path)
            assert response is not None and response.status == 200, path
            assert page.evaluate("window.gekraakt") is None
            looked_at("gekraakt" if "overzicht" not in path and "verslag" not in path else "<main")
        assert refused == [], "nothing came so far that the policy had to stop it"
        browser.close()


def test_the_copy_of_an_answer_holds_no_html_of_others(served: tuple[str, Records]) -> None:
    with httpx.Client(base_url=served[0]) as client:
        asker(client)("a" * 32, QUESTION)
        copied = client.get(f"/gesprek/{'a' * 32}/antwoord/1/kopie").json()
    assert "<img" not in copied["html"] and "<script" not in copied["html"]
