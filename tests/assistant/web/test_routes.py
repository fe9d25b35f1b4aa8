import io
import json
import sqlite3
from dataclasses import replace
from typing import Any

import httpx
import pypdf
import pytest
from PIL import Image

from assistant.answer import Outcome
from assistant.records import Records, turns
from assistant.records.kept import TurnFilter
from assistant.web.keeping import own_turns
from assistant.web.pages import own_summary_note
from assistant.web.server import create_app
from assistant.web.sources import find_source
from corpus.errors import IndexMissing, RecordsError
from corpus.types import Basis

from .conftest import run_server


@pytest.fixture(scope="module")
def client(running):
    with httpx.Client(base_url=running.address) as client:
        yield client


@pytest.fixture(scope="module")
def citation(answering):
    return answering.answer("wat is een regio").citations[0]


@pytest.fixture(scope="module")
def place(citation):
    return f"/bron/{citation.passage}/{citation.start}-{citation.end}"


def test_ask_gives_the_answer_object(client, citation):
    answer = client.post("/api/v1/ask", json={"question": "wat is een regio", "history": ["hallo"]}).json()
    assert answer["outcome"] == "answered"
    assert answer["citations"][0]["quote"] == citation.quote


@pytest.mark.parametrize(
    "body", [{}, {"question": "  "}, {"question": "x" * 2001}, {"question": "a", "history": ["x" * 2001]}, []]
)
def test_ask_refuses_what_is_no_question(client, body):
    assert client.post("/api/v1/ask", json=body).status_code == 422


def test_documents_are_listed_with_their_dates(client):
    listed = client.get("/api/v1/documents").json()
    assert listed["generation"] == "g1"
    assert {d["name"]: d["as_of"] for d in listed["documents"]} == {
        "regio-in-het-kort.pdf": "2026-11-12",
        "handleiding-samenwerken.pdf": None,
    }
    page = client.get("/documenten").text
    assert "12 november 2026" in page and "Voorbeelduitgever" in page


def test_a_source_page_tells_whose_words_these_are(client, citation, place):
    page = client.get(place).text
    for words in (citation.quote, citation.title, "bladzijde 1 van 2", "stand van 12 november 2026"):
        assert words in page
    assert "Samenvatting door dit project, geen uitgave van de VVSG of ABB." in page
    assert 'href="https://example.org/besluit"' in page
    assert f'{place}/document.pdf#page=1"' in page


def test_only_the_first_originals_stand_open_under_a_quote(answering, citation):
    source = find_source(answering, citation.passage, citation.start, citation.end)
    many = tuple(Basis(f"Bron {number}", "https://example.org", None, "official") for number in range(1, 7))
    note = own_summary_note(replace(source, based_on=many))
    before, folded = note.split("<details>")
    assert "Bron 2" in before and "Bron 3" not in before
    assert "en nog 4 andere" in folded and "Bron 6" in folded


def test_an_original_without_web_address_is_named_but_not_linked(answering, citation):
    source = find_source(answering, citation.passage, citation.start, citation.end)
    note = own_summary_note(replace(source, based_on=(Basis("Nota", "javascript:alert(1)", None, "other"),)))
    assert "Nota (andere bron)" in note and "href" not in note


def test_a_publication_does_not_claim_to_be_a_summary(client, answering):
    other = answering.answer("wat is een regio").citations[1]
    page = client.get(f"/bron/{other.passage}/{other.start}-{other.end}").text
    assert "Voorbeelduitgever" in page
    assert "Samenvatting door dit project" not in page


def test_pictures_have_the_width_asked_for(client, place):
    whole = Image.open(io.BytesIO(client.get(f"{place}/beeld.png?breedte=600").content))
    crop = Image.open(io.BytesIO(client.get(f"{place}/beeld.png?breedte=600&uitsnede=1").content))
    assert abs(whole.width - 600) <= 2 and abs(crop.width - 600) <= 2
    assert crop.height < whole.height


@pytest.mark.parametrize("width", ["0", "99999", "veel"])
def test_pictures_of_absurd_width_are_refused(client, place, width):
    assert client.get(f"{place}/beeld.png?breedte={width}").status_code == 422


def test_the_pdf_has_one_highlight_on_the_page_of_the_quote(client, place, citation):
    response = client.get(f"{place}/document.pdf")
    assert response.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    marked = [number for number, page in enumerate(pages, start=1) if "/Annots" in page]
    assert marked == [citation.page]


def test_the_original_comes_as_it_was_ingested(client, answering):
    response = client.get("/documents/regio-in-het-kort.pdf")
    assert response.content == answering.file("regio-in-het-kort.pdf").read_bytes()


@pytest.mark.parametrize(
    "address",
    ["/bron/nothing/0-5", "/bron/nothing/0-5/beeld.png", "/documents/other.pdf", "/documents/..%2Fconftest.py",
     "/gesprek/" + "f" * 32 + "/antwoord/1.docx"],
)  # fmt: skip
def test_what_is_gone_is_said_in_dutch(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert address.startswith("/documents/..") or "Stel uw vraag opnieuw" in response.text


def test_a_span_outside_the_passage_is_gone(client, citation):
    assert client.get(f"/bron/{citation.passage}/5-99999").status_code == 404
    assert client.get(f"/bron/{citation.passage}/9-5").status_code == 404


def test_health_tells_the_generation(client):
    assert client.get("/livez").json() == {"status": "alive"}
    assert client.get("/readyz").json()["generation"] == "g1"


async def ask_without_index(address: str, records: Records) -> httpx.Response:
    def missing():
        raise IndexMissing("index: nothing was indexed yet; run `assistant ingest`")

    transport = httpx.ASGITransport(create_app(missing, records))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(address)


@pytest.mark.parametrize(("address", "status"), [("/livez", 200), ("/readyz", 503), ("/documenten", 503)])
def test_without_an_index_the_server_lives_but_is_not_ready(address, status, records):
    import anyio

    assert anyio.run(ask_without_index, address, records).status_code == status


def test_a_verdict_is_kept_with_its_turn(client, running):
    conversation = "1" * 32
    _chat(client, client.get("/").text, {"x-gesprek": conversation}, "wat is een regio, jawel?")
    address = f"/gesprek/{conversation}/antwoord/1/oordeel"
    assert client.post(address, json={"useful": False}).status_code == 200
    verdict = {"useful": False, "reason": "wrong_source", "note": "bel 0475 12 34 56"}
    assert client.post(address, json=verdict).status_code == 200
    kept = turns.find(running.records, TurnFilter(words="jawel")).items[0]
    assert (kept.outcome, kept.channel) == (Outcome.ANSWERED, "chat")
    assert (kept.rating.useful, kept.rating.reason, kept.rating.note) == (False, "wrong_source", "bel [telefoonnummer]")
    assert client.post(address, json={"useful": False, "reason": "zomaar"}).status_code == 422
    assert client.post(address, json={"useful": False, "note": "x" * 2001}).status_code == 422
    word = client.get(f"/gesprek/{conversation}/antwoord/1.docx")
    assert word.status_code == 200 and word.content[:2] == b"PK"


def test_an_answer_over_the_api_is_kept_as_a_conversation_of_its_own(client, running):
    for _ in range(2):
        client.post("/api/v1/ask", json={"question": "wat is een regio, via de api?"})
    kept = turns.find(running.records, TurnFilter(words="via de api")).items
    assert [(turn.channel, turn.number) for turn in kept] == [("api", 1)] * 2
    assert kept[0].conversation != kept[1].conversation


def test_what_is_kept_does_not_open_the_conversation_in_the_browser(client, running):
    conversation = "3" * 32
    _chat(client, client.get("/").text, {"x-gesprek": conversation}, "wat is een regio, bewaard?")
    kept = turns.find(running.records, TurnFilter(words="bewaard")).items[0]
    assert kept.conversation != conversation
    assert client.get(f"/gesprek/{kept.conversation}/antwoord/1.docx").status_code == 404


def test_a_conversation_goes_on_after_a_restart(answering, records, running):
    conversation = "4" * 32
    with httpx.Client(base_url=running.address) as before:
        _chat(before, before.get("/").text, {"x-gesprek": conversation}, "wat is een regio?")
        before.post(f"/gesprek/{conversation}/antwoord/1/oordeel", json={"useful": True})
    restarted = run_server(answering, records)
    try:
        with httpx.Client(base_url=restarted.address) as after:
            assert after.get(f"/gesprek/{conversation}/antwoord/1.docx").status_code == 200
            answering.histories.clear()
            _chat(after, after.get("/").text, {"x-gesprek": conversation}, "wie beslist?")
    finally:
        restarted.server.should_exit = True
    assert answering.histories == [("wat is een regio?",)]
    assert [turn.number for turn in own_turns(records, conversation)] == [1, 2]


def test_an_answer_is_given_even_where_it_cannot_be_kept(answering, tmp_path):
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    running = run_server(answering, records)
    with sqlite3.connect(tmp_path / "records.sqlite") as connection:
        connection.execute("DROP TABLE turns")
    try:
        with httpx.Client(base_url=running.address) as client:
            asked = client.post("/api/v1/ask", json={"question": "wat is een regio?"})
            assert asked.json()["outcome"] == "answered"
    finally:
        running.server.should_exit = True


def test_without_its_records_the_server_is_not_ready(answering):
    import anyio

    class Away(Records):
        def check(self) -> None:
            raise RecordsError("the database is away")

    async def ready() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(lambda: answering, Away(None)))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/readyz")

    assert anyio.run(ready).status_code == 503


def test_a_source_shows_what_the_owner_remarks(client, answering, citation, place):
    answering.notes[citation.quote[:10]] = "Opgelet: <b>dit</b> verandert"
    try:
        page = client.get(place).text
    finally:
        answering.notes.clear()
    assert '<p class="kanttekening">Opgelet: &lt;b&gt;dit&lt;/b&gt; verandert</p>' in page
    assert "kanttekening" not in client.get(place).text


def test_people_read_how_long_their_questions_are_kept(client):
    assert "90 dagen bewaard" in client.get("/gegevens").text
    assert "Uw vraag wordt 90 dagen bewaard zonder uw naam." in client.get("/").text


def _chat(client: httpx.Client, page: str, headers: dict[str, str], question: str) -> dict[str, Any]:
    """Ask as the page does: Gradio's first event asks, the one that follows it answers. Gives what the first showed."""
    start = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    config, _ = json.JSONDecoder().raw_decode(page[start:])
    asking, shown = config["dependencies"][0], []
    for dependency, data in ((asking, [question]), (config["dependencies"][1], [])):
        body = {"data": data, "fn_index": dependency["id"], "session_hash": "test"}
        response = client.post("/gradio_api/run/predict", json=body, headers=headers)
        assert response.status_code == 200, response.text
        shown.append(response.json())
    return shown[0]
