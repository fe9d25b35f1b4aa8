"""A fault of ours names folders in its message: the log of the server gets it, and nobody who asks over the network."""

import sqlite3
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from assistant.records import Records
from assistant.web.server import create_app
from corpus.errors import IndexMissing

from .conftest import ScriptedAnswering, run_server
from .test_routes import _chat

FOLDER = "/srv/geheime-map"
CONVERSATION = "5" * 32
PAGES = (
    "/", "/documenten", "/documents/regio-in-het-kort.pdf", "/bron/p/0-5", "/bron/p/0-5/beeld.png",
    "/bron/p/0-5/document.pdf", "/gegevens", "/widget.js", f"/gesprek/{CONVERSATION}/antwoord/1.docx",
)  # fmt: skip
API = (
    "/readyz", "/metrics", "/api/v1/documents", "/api/v1/search?question=regio",
    "/api/v1/citations/p/0/5/picture.png", "/api/v1/citations/p/0/5/document.pdf",
    f"/api/v1/conversations/{CONVERSATION}",
)  # fmt: skip


def missing() -> Any:
    raise IndexMissing(f"{FOLDER}/index: nothing was indexed yet; run `assistant ingest`")


def asked_without_index(records: Records, method: str, address: str, **sent: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(missing, records))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, address, **sent)

    return anyio.run(ask)


def whole(response: httpx.Response) -> str:
    return f"{response.headers} {response.content.decode(errors='replace')}"


@pytest.mark.parametrize("address", [*PAGES, *API])
def test_without_an_index_no_address_names_a_folder(address: str, records: Records) -> None:
    assert FOLDER not in whole(asked_without_index(records, "GET", address))


@pytest.mark.parametrize("address", ["/documenten", "/api/v1/documents", "/readyz"])
def test_the_log_names_it(address: str, records: Records, caplog: pytest.LogCaptureFixture) -> None:
    assert asked_without_index(records, "GET", address).status_code == 503
    assert f"{FOLDER}/index: nothing was indexed yet" in caplog.text


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_question_gets_a_sentence_and_the_log_the_fault(
    accept: str, records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    sent = {"json": {"question": "regio?"}, "headers": {"accept": accept}}
    asked = asked_without_index(records, "POST", "/api/v1/ask", **sent)
    assert asked.status_code == 503 and FOLDER not in whole(asked)
    assert asked.json()["error"].startswith("De documenten zijn even niet bereikbaar")
    assert FOLDER in caplog.text


def test_a_stream_that_breaks_off_names_nothing(
    answering: ScriptedAnswering, records: Records, caplog: pytest.LogCaptureFixture
) -> None:
    running = run_server(answering, records)
    try:
        asked = httpx.post(
            f"{running.address}/api/v1/ask", json={"question": "stroom tot halfweg"},
            headers={"accept": "text/event-stream"},
        )  # fmt: skip
    finally:
        running.server.should_exit = True
    assert "event: error" in asked.text and "gone in the middle" not in asked.text
    assert "gone in the middle" in caplog.text


def test_records_that_broke_name_no_file_and_no_question(
    answering: ScriptedAnswering, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    running = run_server(answering, records)
    with sqlite3.connect(tmp_path / "records.sqlite") as connection:
        connection.execute("DROP TABLE turns")
    try:
        with httpx.Client(base_url=running.address) as client:
            headers = {"x-gesprek": CONVERSATION}
            told = [
                client.post("/gradio_api/run/predict", json={"data": [], "fn_index": 0}, headers=headers),
                client.get(f"/gesprek/{CONVERSATION}/antwoord/1.docx"),
                client.get("/gegevens/gesprek", headers=headers),
                client.get(f"/api/v1/conversations/{CONVERSATION}"),
            ]
            page = client.get("/").text
            with pytest.raises((AssertionError, KeyError, httpx.HTTPError)):
                _chat(client, page, headers, "wat is een geheimzinnige regio?")
    finally:
        running.server.should_exit = True
    assert all(response.status_code >= 500 for response in told[1:])
    assert not any(str(tmp_path) in whole(response) for response in told)
    assert "geheimzinnige" not in capfd.readouterr().err
