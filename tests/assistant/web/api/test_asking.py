import json
from typing import Any

import httpx
import pytest

from assistant.records import turns
from assistant.records.kept import TurnFilter
from assistant.web.api.shapes import Asked

from ..conftest import Running

STREAM = {"accept": "text/event-stream"}


def events(response: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in response.text.split("\n\n")[:-1]:
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_has_the_shape_that_is_described(client: httpx.Client) -> None:
    for question in ("wat is een regio", "geef de tips", "de maan?", "??"):
        answer = client.post("/api/v1/ask", json={"question": question}).json()
        assert Asked.model_validate(answer).model_dump(mode="json") == answer


def test_a_stream_gives_checked_sentences_and_then_the_whole_answer(client: httpx.Client, running: Running) -> None:
    response = client.post("/api/v1/ask", json={"question": "wat is een regio, in een stroom?"}, headers=STREAM)
    assert response.headers["cache-control"] == "no-store" and response.headers["x-accel-buffering"] == "no"
    found = events(response)
    assert [name for name, _ in found] == ["sentence", "sentence", "answer"]
    answer = found[-1][1]
    assert [data for _, data in found[:2]] == answer["statements"]
    assert Asked.model_validate(answer)
    assert turns.find(running.records, TurnFilter(words="in een stroom")).total == 1


def test_without_a_language_model_a_stream_is_the_answer_alone(client: httpx.Client) -> None:
    response = client.post("/api/v1/ask", json={"question": "wat is een regio"}, headers=STREAM)
    assert [name for name, _ in events(response)] == ["answer"]


def test_what_fails_halfway_a_stream_ends_with_an_event_in_dutch(client: httpx.Client, running: Running) -> None:
    asked = client.post("/api/v1/ask", json={"question": "stroom tot halfweg"}, headers=STREAM)
    assert asked.status_code == 200
    name, data = events(asked)[-1]
    assert name == "error" and data["error"].startswith("De documenten zijn even niet bereikbaar")
    assert turns.find(running.records, TurnFilter(words="stroom tot halfweg")).total == 0


def test_what_fails_at_once_has_its_own_status(client: httpx.Client) -> None:
    for headers in ({}, STREAM):
        asked = client.post("/api/v1/ask", json={"question": "dat valt halfweg weg"}, headers=headers)
        assert asked.status_code == 503
        assert set(asked.json()) == {"error", "detail"}


def test_a_question_alone_can_be_judged_and_deleted_afterwards(client: httpx.Client) -> None:
    asked = client.post("/api/v1/ask", json={"question": "wie beslist alleen?"}).json()
    assert asked["number"] == 1
    place = f"/api/v1/conversations/{asked['conversation']}"
    assert client.post(f"{place}/answers/1/feedback", json={"useful": True}).status_code == 200
    assert client.delete(place).status_code == 204


def test_a_conversation_remembers_its_questions(client: httpx.Client, running: Running) -> None:
    first = client.post("/api/v1/conversations", json={"question": "wat is een regio?"}).json()
    place = f"/api/v1/conversations/{first['conversation']}"
    running.answering.histories.clear()
    second = client.post(f"{place}/questions", json={"question": "en wie beslist?"}).json()
    assert running.answering.histories == [("wat is een regio?",)]
    assert (second["conversation"], second["number"]) == (first["conversation"], 2)


def test_the_caller_may_choose_the_id(client: httpx.Client) -> None:
    chosen = "c0ffee" + "0" * 26
    assert client.post("/api/v1/conversations", json={"question": "hoe?", "id": chosen}).json()["number"] == 1
    other = "d0ffee" + "0" * 26
    started = client.post(f"/api/v1/conversations/{other}/questions", json={"question": "hoe?"}).json()
    assert (started["conversation"], started["number"]) == (other, 1)


@pytest.mark.parametrize("identifier", ["kort", "F" * 32, "g" * 32, "0" * 33])
def test_an_id_that_could_be_guessed_is_refused(client: httpx.Client, identifier: str) -> None:
    refused = client.post("/api/v1/conversations", json={"question": "hoe?", "id": identifier})
    assert refused.status_code == 422 and "32 tekens" in refused.json()["error"]


def test_personal_numbers_are_gone_from_what_comes_back_and_is_kept(client: httpx.Client, running: Running) -> None:
    question = {"question": "wie beslist, bel 0475 12 34 56 even?"}
    for headers in ({}, STREAM):
        response = client.post("/api/v1/conversations", json=question, headers=headers)
        assert "0475" not in response.text and "[telefoonnummer]" in response.text
    assert turns.find(running.records, TurnFilter(words="0475")).total == 0


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"question": " \u200e "}, "De vraag is leeg"),
        ({"question": "x" * 2001}, "te lang"),
        ({"question": "x", "history": ["x" * 2001]}, "te lang"),
        ({}, "Dit verzoek klopt niet"),
    ],
)
def test_what_is_wrong_is_said_in_dutch_and_never_repeated(client: httpx.Client, body: Any, says: str) -> None:
    refused = client.post("/api/v1/ask", json=body)
    assert refused.status_code == 422 and set(refused.json()) == {"error", "detail"}
    assert says in refused.json()["error"]
    assert "xxx" not in refused.text


def test_what_is_kept_is_under_a_hash_of_the_id(client: httpx.Client, running: Running) -> None:
    identifier = "abc" + "0" * 29
    client.post("/api/v1/conversations", json={"question": "wie beslist gehasht?", "id": identifier})
    kept = turns.find(running.records, TurnFilter(words="gehasht")).items
    key = running.records.pseudonyms.key_of(identifier)
    assert [(turn.conversation, turn.channel) for turn in kept] == [(key, "api")]
