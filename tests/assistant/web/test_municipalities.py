"""Who asks, over HTTP: what the page is told at its start, its choice, and the field of the API."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from assistant.asking.municipalities import Municipalities
from assistant.records import Records
from assistant.web.municipalities import NOBODY, chosen
from assistant.web.server import create_app

from .conftest import ScriptedAnswering

KNOWN = Municipalities({"Beekdal": "Regio Vijver", "Zétrud aan Zee": "Regio Duin"}, {"Sloot": "Beekdal"})


@pytest.fixture
def known(answering: ScriptedAnswering) -> Iterator[ScriptedAnswering]:
    answering.municipalities, answering.municipality = KNOWN, "Beekdal"
    yield answering
    answering.municipalities, answering.municipality = Municipalities({}, {}), None


@pytest.fixture
def client(known: ScriptedAnswering, records: Records) -> TestClient:
    return TestClient(create_app(lambda: known, records), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("header", "who"),
    [
        ("", None),
        (NOBODY, ""),
        ("Beekdal", "Beekdal"),
        (quote("Zétrud aan Zee"), "Zétrud aan Zee"),
        ("Nergens", None),
    ],
)
def test_the_choice_of_the_page_goes_before_what_is_set(known: ScriptedAnswering, header: str, who: str | None) -> None:
    assert chosen(known, header) == who


def test_the_page_is_told_the_municipalities_and_the_one_that_is_set(client: TestClient) -> None:
    told = client.get("/begin").json()
    assert told["municipalities"] == [["Beekdal", "Regio Vijver"], ["Zétrud aan Zee", "Regio Duin"]]
    assert told["municipality"] == "Beekdal"
    assert told["writes"] is False


def test_a_program_says_who_asks(client: TestClient, known: ScriptedAnswering) -> None:
    assert client.post("/api/v1/ask", json={"question": "wie?", "municipality": "sloot"}).status_code == 200
    assert known.asked_for[-1] == ("Beekdal", None)
    client.post("/api/v1/ask", json={"question": "wie?"})
    assert known.asked_for[-1] == (None, None)
    client.post("/api/v1/ask", json={"question": "wie?", "municipality": ""})
    assert known.asked_for[-1] == ("", None)


def test_a_program_that_names_an_unknown_one_is_told_which_are_like_it(client: TestClient) -> None:
    refused = client.post("/api/v1/ask", json={"question": "wie?", "municipality": "Beekdaal"})
    assert refused.status_code == 422
    assert "Beekdal" in refused.json()["error"]
