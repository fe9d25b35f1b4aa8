import threading
import time
from pathlib import Path

import httpx
import pytest

from assistant.records import Records, ratings, turns
from assistant.records.kept import REASONS, TurnFilter

from ..conftest import Running, ScriptedAnswering, run_server


def started(client: httpx.Client, question: str = "wat is een regio?") -> str:
    return str(client.post("/api/v1/conversations", json={"question": question}).json()["conversation"])


def test_a_conversation_is_read_as_it_was_answered(client: httpx.Client) -> None:
    place = f"/api/v1/conversations/{started(client)}"
    client.post(f"{place}/questions", json={"question": "wat kost dat?"})
    turns_read = client.get(place).json()["turns"]
    assert [(turn["number"], turn["question"], turn["useful"]) for turn in turns_read] == [
        (1, "wat is een regio?", None),
        (2, "wat kost dat?", None),
    ]
    assert turns_read[1]["answer"]["outcome"] == "partial"


def test_a_conversation_is_read_after_a_restart(answering: ScriptedAnswering, tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    identifier = ""
    for run in ("before", "after"):
        running = run_server(answering, records)
        with httpx.Client(base_url=running.address) as client:
            if run == "before":
                identifier = started(client)
            else:
                read = client.get(f"/api/v1/conversations/{identifier}").json()
                assert [turn["question"] for turn in read["turns"]] == ["wat is een regio?"]
        running.server.should_exit = True


@pytest.mark.parametrize("reason", [None, *REASONS])
def test_feedback_is_kept_with_each_reason_of_the_page(
    client: httpx.Client, running: Running, reason: str | None
) -> None:
    identifier = started(client)
    place = f"/api/v1/conversations/{identifier}/answers/1/feedback"
    given = {"useful": False, "reason": reason, "note": "bel 0475 12 34 56"}
    assert client.post(place, json=given).json() == {"message": "Bedankt. Uw oordeel is bewaard."}
    turn = turns.conversation(running.records, running.records.pseudonyms.key_of(identifier))[0].id
    rating = ratings.of(running.records, turn)
    assert rating is not None
    assert (rating.useful, rating.reason, rating.note) == (False, reason, "bel [telefoonnummer]")
    assert client.get(f"/api/v1/conversations/{identifier}").json()["turns"][0]["useful"] is False


def test_feedback_that_cannot_be_is_refused(client: httpx.Client) -> None:
    place = f"/api/v1/conversations/{started(client)}/answers"
    assert client.post(f"{place}/1/feedback", json={"useful": "ja"}).status_code == 422
    unknown = client.post(f"{place}/1/feedback", json={"useful": False, "reason": "zomaar"})
    assert unknown.status_code == 422 and "wrong_source" in unknown.json()["error"]
    assert client.post(f"{place}/2/feedback", json={"useful": True}).status_code == 404
    assert client.post(f"{place}/0/feedback", json={"useful": True}).status_code == 422


def test_what_is_deleted_is_gone_from_memory_and_records(client: httpx.Client, running: Running) -> None:
    identifier = started(client, "wat is een regio, uitgewist?")
    place = f"/api/v1/conversations/{identifier}"
    client.post(f"{place}/answers/1/feedback", json={"useful": True})
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404
    assert turns.find(running.records, TurnFilter(words="uitgewist")).total == 0


def test_what_is_still_being_answered_is_not_kept_once_deleted(client: httpx.Client, running: Running) -> None:
    identifier = started(client)
    place = f"/api/v1/conversations/{identifier}"
    running.answering.hold.clear()
    asking = threading.Thread(target=client.post, args=(f"{place}/questions",), kwargs={"json": {"question": "traag?"}})
    before = len(running.answering.histories)
    asking.start()
    while len(running.answering.histories) == before:
        time.sleep(0.01)
    assert client.delete(place).status_code == 204
    running.answering.hold.set()
    asking.join()
    running.answering.hold.clear()
    assert client.get(place).status_code == 404
    assert turns.conversation(running.records, running.records.pseudonyms.key_of(identifier)) == ()


def test_a_conversation_of_the_page_can_be_deleted_by_its_id(client: httpx.Client, running: Running) -> None:
    from ..test_routes import _chat

    identifier = "9" * 32
    _chat(client, client.get("/").text, {"x-gesprek": identifier}, "wat is een regio, op de pagina?")
    assert client.delete(f"/api/v1/conversations/{identifier}").status_code == 204
    assert turns.find(running.records, TurnFilter(words="op de pagina")).total == 0
    assert client.get(f"/gesprek/{identifier}/antwoord/1.docx").status_code == 404
