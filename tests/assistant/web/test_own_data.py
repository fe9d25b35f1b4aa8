"""What is kept of somebody: seen, taken along and deleted by them alone; and nothing at all where that is set."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.records import Records, ratings, turns
from assistant.records.kept import TurnFilter
from assistant.web.keeping import own_turns
from assistant.web.server import create_app
from tests.needs import CHROMIUM, chromium

from .serving import asker, listening, post
from .test_page import FLAGS, ask, start

PLACE = "/gegevens/gesprek"
MARK = "zeldzaamwoord"


@pytest.fixture
def kept(answering, tmp_path: Path) -> Iterator[tuple[httpx.Client, Records]]:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    with listening(create_app(lambda: answering, records)) as address, httpx.Client(base_url=address) as client:
        yield client, records
    records.close()


def own(conversation: str) -> dict[str, str]:
    return {"x-gesprek": conversation}


def in_files(folder: Path, words: str) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


def test_somebody_sees_and_downloads_what_is_kept_of_them_and_of_nobody_else(kept) -> None:
    client, _ = kept
    question = asker(client)
    mine, other = "a" * 32, "b" * 32
    question(mine, f"wat is een regio, {MARK} <b>x</b>?")
    question(other, "wat kost dat van een ander?")
    client.post(f"/gesprek/{mine}/antwoord/1/oordeel", json={"useful": False, "reason": "wrong", "note": "te lang"})
    page = client.get(PLACE, headers=own(mine))
    assert f"{MARK} &lt;b&gt;x&lt;/b&gt;" in page.text and "van een ander" not in page.text
    for words in ("Er is één vraag bewaard.", "Uitkomst: beantwoord", "Niet nuttig, fout, te lang", "wordt gewist op"):
        assert words in page.text
    assert page.headers["cache-control"] == "no-store"
    file = client.get(f"{PLACE}.json", headers=own(mine))
    assert file.headers["content-disposition"] == 'attachment; filename="mijn-gesprek.json"'
    (turn,) = file.json()["conversation"]
    assert turn["question"].startswith("wat is een regio") and turn["answer"]["citations"]
    assert (turn["verdict"]["reason"], turn["verdict"]["note"], turn["reviewed"]) == ("wrong", "te lang", False)


@pytest.mark.parametrize("identifier", ["", "f" * 32, "' OR 1=1 --", "%"])
def test_without_the_id_of_a_conversation_nothing_is_shown_or_deleted(kept, identifier: str) -> None:
    client, records = kept
    asker(client)("c" * 32, "wat is een regio?")
    assert "is niets bewaard" in client.get(PLACE, headers=own(identifier)).text
    assert client.get(f"{PLACE}.json", headers=own(identifier)).json() == {"conversation": []}
    assert client.request("DELETE", PLACE, headers=own(identifier)).json() == {"deleted": False}
    key = turns.find(records).items[0].conversation
    assert client.request("DELETE", PLACE, headers=own(key)).json() == {"deleted": False}, "the key opens nothing"
    assert turns.find(records).total == 1


def test_what_somebody_deletes_is_gone_from_the_memory_and_from_the_file(kept, tmp_path: Path) -> None:
    client, records = kept
    conversation = "d" * 32
    asker(client)(conversation, f"wat is een regio, {MARK}?")
    client.post(f"/gesprek/{conversation}/antwoord/1/oordeel", json={"useful": True, "note": f"goed {MARK}"})
    assert in_files(tmp_path, MARK)
    assert client.request("DELETE", PLACE, headers=own(conversation)).json() == {"deleted": True}
    assert in_files(tmp_path, MARK) == []
    assert client.get(f"/gesprek/{conversation}/antwoord/1/kopie").status_code == 404
    assert own_turns(records, conversation) == ()
    asker(client)(conversation, "de tien tips")
    assert [turn.question for turn in own_turns(records, conversation)] == ["de tien tips"]


def test_an_answer_under_way_is_not_kept_after_it_was_deleted(kept, answering) -> None:
    client, records = kept
    conversation = "e" * 32
    page = client.get("/").text
    config, _ = json.JSONDecoder().raw_decode(page[page.index("window.gradio_config = ") + 23 :])
    first, second = (dependency["id"] for dependency in config["dependencies"][:2])
    post(client, first, [f"traag, {MARK}"], conversation)
    answering.histories.clear()
    with httpx.Client(base_url=client.base_url, timeout=60) as other:
        waiting = threading.Thread(target=post, args=(other, second, [], conversation))
        waiting.start()
        while not answering.histories:
            pass
        deleting = threading.Thread(
            target=client.request, args=("DELETE", PLACE), kwargs={"headers": own(conversation)}
        )
        deleting.start()
        answering.hold.set()
        waiting.join()
        deleting.join()
        answering.hold.clear()
    assert turns.find(records).total == 0


def test_the_id_of_a_browser_is_kept_nowhere_and_its_key_needs_the_key_file(kept, tmp_path: Path) -> None:
    client, _ = kept
    conversation = "0123456789abcdef" * 2
    asker(client)(conversation, "wat is een regio?")
    assert in_files(tmp_path, conversation) == []
    assert own_turns(Records.open(f"sqlite:///{tmp_path}/records.sqlite"), conversation) == ()


def test_where_nothing_is_kept_nothing_is_written_and_people_read_so(answering, tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite", keeps_conversations=False)
    conversation = "9" * 32
    with (
        listening(create_app(lambda: answering, records)) as address,
        httpx.Client(base_url=address) as client,
    ):
        assert "Uw vraag wordt niet bewaard." in client.get("/").text and "90 dagen" not in client.get("/").text
        assert "worden niet bewaard" in client.get("/gegevens").text
        question = asker(client)
        question(conversation, f"wat is een regio, {MARK}?")
        assert MARK in question(conversation, "en wie beslist daar?"), "the conversation goes on"
        client.post("/api/v1/ask", json={"question": f"wat is een regio, {MARK}?", "history": [MARK]})
        judged = client.post(f"/gesprek/{conversation}/antwoord/1/oordeel", json={"useful": False, "note": MARK})
        assert judged.status_code == 200 and "niet bewaard" in judged.json()["message"]
        first = f"/api/v1/conversations/{conversation}/answers/1/feedback"
        judged = client.post(first, json={"useful": True})
        assert judged.status_code == 200 and "niet bewaard" in judged.json()["message"]
        assert "is niets bewaard" in client.get(PLACE, headers=own(conversation)).text
        assert client.request("DELETE", PLACE, headers=own(conversation)).json() == {"deleted": False}
        assert client.get(f"/gesprek/{conversation}/antwoord/1/kopie").status_code == 404
    records.close()
    assert in_files(tmp_path, MARK) == []
    with sqlite3.connect(tmp_path / "records.sqlite") as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    assert counts.pop("alembic_version") == 1
    assert set(counts.values()) == {0}, counts


def test_somebody_uses_the_buttons_in_the_page(kept) -> None:
    chromium()
    from playwright.sync_api import sync_playwright

    client, records = kept
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(accept_downloads=True)
        page.set_default_timeout(60_000)
        start(page, str(client.base_url))
        ask(page, f"wat is een regio, {MARK}?")
        page.locator('#mededeling a[href="#gegevens"]').click()
        page.get_by_role("button", name="Toon wat bewaard is").click()
        page.locator("#bron .bewaard").get_by_text(MARK).wait_for()
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Download", exact=True).click()
        file = json.loads(Path(downloading.value.path()).read_text(encoding="utf-8"))
        assert downloading.value.suggested_filename == "mijn-gesprek.json"
        assert MARK in file["conversation"][0]["question"]
        page.get_by_role("button", name="Verwijder", exact=True).click()
        page.get_by_role("button", name="Nee, hou het").click()
        assert turns.find(records).total == 1
        page.get_by_role("button", name="Verwijder", exact=True).click()
        page.get_by_role("button", name="Ja, verwijder mijn gesprek").click()
        page.get_by_text("Uw gesprek is verwijderd.").first.wait_for()
        page.locator("#berichten .bot-row").wait_for(state="detached")
        assert turns.find(records).total == 0
        ask(page, "de tien tips")
        assert [turn.question for turn in turns.find(records, TurnFilter()).items] == ["de tien tips"]
        page.goto(f"{client.base_url}/gegevens")
        page.get_by_text("Open deze pagina vanuit de assistent").wait_for()
        assert page.get_by_role("button").count() == 0
        browser.close()


def test_old_questions_leave_no_byte_in_the_file(tmp_path: Path, answering) -> None:
    from datetime import UTC, datetime, timedelta

    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    for days in (91, 1):
        answer = answering.answer(f"wat is een regio, {MARK}-{days}?")
        at = datetime.now(UTC) - timedelta(days=days)
        turn = turns.log(records, answer, conversation=f"c{days}", channel="chat", generation="g1", at=at)
        ratings.rate(records, turn, useful=False, note=f"noot-{MARK}-{days}")
    assert in_files(tmp_path, f"{MARK}-91")
    assert turns.delete_before(records, datetime.now(UTC) - timedelta(days=90)) == 1
    assert in_files(tmp_path, f"{MARK}-91") == []
    assert in_files(tmp_path, f"{MARK}-1")
