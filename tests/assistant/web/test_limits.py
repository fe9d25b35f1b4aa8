import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.records import Records, turns
from assistant.records.kept import TurnFilter
from assistant.web.limits import AT_ONCE, MOST_NAMES, PEOPLE_AT_AN_ADDRESS, READINGS_A_QUESTION, Asker, Limits

from .conftest import Running, ScriptedAnswering, run_server
from .test_routes import _chat

ANNA, BOB = Asker("anna", "192.0.2.1"), Asker("bob", "192.0.2.1")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(limits: Limits, asker: Asker) -> str | None:
    allowance = limits.ask(asker)
    assert allowance is not None
    return allowance.refused


def test_a_person_may_ask_a_minutes_worth_and_then_as_it_comes_back() -> None:
    clock = Clock()
    limits = Limits(3, clock=clock)
    told = [limits.ask(ANNA) for _ in range(4)]
    assert [(one.limit, one.remaining, one.reset, one.refused) for one in told if one] == [
        (3, 2, 20, None),
        (3, 1, 40, None),
        (3, 0, 60, None),
        (3, 0, 60, "person"),
    ]
    assert told[3] is not None and told[3].wait == 20 and "20 seconden" in told[3].sentence()
    clock.now = 20
    assert refused(limits, ANNA) is None
    assert refused(limits, ANNA) == "person"


def test_one_person_does_not_use_up_what_another_may_ask() -> None:
    limits = Limits(1, clock=Clock())
    assert [refused(limits, ANNA), refused(limits, ANNA), refused(limits, BOB)] == [None, "person", None]


def test_an_address_may_ask_more_than_a_person_but_not_without_end() -> None:
    limits = Limits(1, clock=Clock())
    many = [Asker(f"person {number}", "192.0.2.1") for number in range(PEOPLE_AT_AN_ADDRESS + 1)]
    assert [refused(limits, one) for one in many] == [None] * PEOPLE_AT_AN_ADDRESS + ["address"]
    assert refused(limits, Asker("person 0", "192.0.2.2")) == "person"
    assert refused(limits, Asker("somebody else", "192.0.2.2")) is None


def test_what_the_address_refuses_is_not_taken_from_the_person() -> None:
    clock = Clock()
    limits = Limits(1, clock=clock)
    for number in range(PEOPLE_AT_AN_ADDRESS):
        limits.ask(Asker(f"person {number}", "192.0.2.1"))
    assert refused(limits, ANNA) == "address"
    assert refused(limits, Asker("anna", "192.0.2.9")) is None


def test_a_subscriber_of_ipv6_is_one_address() -> None:
    limits = Limits(1, clock=Clock())
    for number in range(PEOPLE_AT_AN_ADDRESS):
        limits.ask(Asker(None, f"2001:db8::{number:x}"))
    assert refused(limits, Asker(None, "2001:db8::ffff")) == "address"
    assert refused(limits, Asker(None, "2001:db8:0:1::1")) is None


def test_a_hundred_and_fifty_people_at_one_address_ask_every_fifteen_seconds() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    for turn in range(12):
        clock.now = 15.0 * turn
        # A page asks in two requests, and opens with two.
        assert [refused(limits, Asker(None, "127.0.0.1")) for _ in range(150)] == [None] * 150
        readings = [limits.read(Asker(None, "127.0.0.1")) for _ in range(600)]
        assert all(one and one.refused is None for one in readings)


def test_reading_has_a_wider_limit_of_its_own() -> None:
    limits = Limits(1, clock=Clock())
    readings = [limits.read(ANNA) for _ in range(READINGS_A_QUESTION + 1)]
    assert [one.refused for one in readings if one] == [None] * READINGS_A_QUESTION + ["person"]
    assert refused(limits, ANNA) is None


def test_a_person_waits_for_answers_before_asking_more() -> None:
    limits = Limits(60, clock=Clock())
    running = [limits.answering(ANNA) for _ in range(AT_ONCE)]
    for one in running:
        one.__enter__()
    told = limits.ask(ANNA)
    assert told is not None and told.refused == "at_once" and "worden nog beantwoord" in told.sentence()
    assert refused(limits, BOB) is None
    running[0].__exit__(None, None, None)
    assert refused(limits, ANNA) is None


def test_an_answer_that_fails_is_no_longer_waited_for() -> None:
    limits = Limits(60, clock=Clock())
    for _ in range(AT_ONCE):
        with pytest.raises(ValueError, match="stuk"), limits.answering(ANNA):
            raise ValueError("stuk")
    assert refused(limits, ANNA) is None


def test_without_a_limit_nothing_is_counted() -> None:
    limits = Limits(None)
    assert limits.ask(ANNA) is None and limits.read(ANNA) is None
    with limits.answering(ANNA), limits.answering(ANNA):
        assert limits.ask(ANNA) is None


def test_addresses_that_asked_long_ago_take_no_memory() -> None:
    clock = Clock()
    limits = Limits(1, clock=clock)
    for number in range(MOST_NAMES):
        limits.ask(Asker(None, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"))
    clock.now = 3600
    limits.ask(ANNA)
    assert len(limits._questions._held) <= 2


# ---- in a real server ----


@pytest.fixture
def strict(answering: ScriptedAnswering, tmp_path: Path) -> Iterator[Running]:
    """A server behind a proxy on the loopback, where an address may ask twenty questions; its clock stands still."""
    kept = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    running = run_server(answering, kept, limits=Limits(1, clock=Clock()), proxies=("127.0.0.1",))
    yield running
    running.server.should_exit = True


def ask(client: httpx.Client, address: str) -> httpx.Response:
    body = {"question": "wie beslist?"}
    return client.post("/api/v1/ask", json=body, headers={"x-forwarded-for": address})


def test_the_api_tells_what_is_left_and_refuses_in_dutch(strict: Running) -> None:
    with httpx.Client(base_url=strict.address) as client:
        first = ask(client, "192.0.2.1")
        assert [first.headers[f"ratelimit-{name}"] for name in ("limit", "remaining", "reset")] == ["20", "19", "3"]
        for _ in range(19):
            last = ask(client, "192.0.2.1")
        assert last.status_code == 200
        over = ask(client, "192.0.2.1")
        assert over.status_code == 429
        assert (over.headers["ratelimit-remaining"], over.headers["retry-after"]) == ("0", "3")
        assert over.json()["error"].startswith("U stelt veel vragen") and over.json()["detail"] == "limit: address"
        assert ask(client, "192.0.2.2").status_code == 200
        assert client.get("/livez").status_code == 200
        assert 'assistant_refused_total{limit="address"} 1.0' in client.get("/metrics").text


def test_the_page_says_it_in_the_conversation(strict: Running) -> None:
    conversation = {"x-gesprek": "a" * 32, "x-forwarded-for": "192.0.2.7"}
    with httpx.Client(base_url=strict.address) as client:
        page = client.get("/").text
        for _ in range(20):
            ask(client, "192.0.2.7")
        shown = _chat(client, page, conversation, "wie beslist te vaak?")
    warning, field = shown["data"][-2:]
    assert warning.startswith("U stelt veel vragen na elkaar.")
    assert field == "wie beslist te vaak?"
    assert turns.find(strict.records, TurnFilter(words="te vaak")).total == 0


def test_too_many_requests_of_the_page_get_a_sentence_that_it_can_show(strict: Running) -> None:
    with httpx.Client(base_url=strict.address) as client:
        for _ in range(PEOPLE_AT_AN_ADDRESS * READINGS_A_QUESTION):
            client.get("/bron/x/0-1", headers={"x-forwarded-for": "192.0.2.8"})
        over = client.post(
            "/gradio_api/run/predict", content=json.dumps({"data": []}), headers={"x-forwarded-for": "192.0.2.8"}
        )
    assert over.status_code == 429
    assert over.json()["error"].startswith("U stelt veel vragen")


def test_an_address_that_the_user_made_up_gives_no_new_allowance(
    answering: ScriptedAnswering, records: Records
) -> None:
    running = run_server(answering, records, limits=Limits(1, clock=Clock()))
    try:
        with httpx.Client(base_url=running.address) as client:
            statuses = [ask(client, f"192.0.2.{number}").status_code for number in range(21)]
    finally:
        running.server.should_exit = True
    assert statuses == [200] * 20 + [429]


def test_who_waits_for_as_many_answers_as_an_address_may_is_told_so(
    answering: ScriptedAnswering, records: Records
) -> None:
    running = run_server(answering, records, limits=Limits(1000, clock=Clock()))
    most = AT_ONCE * PEOPLE_AT_AN_ADDRESS

    async def one(client: httpx.AsyncClient, question: str) -> httpx.Response:
        return await client.post("/api/v1/ask", json={"question": question})

    async def all_of_them() -> tuple[httpx.Response, list[int]]:
        limits = httpx.Limits(max_connections=most + 1)
        async with httpx.AsyncClient(base_url=running.address, limits=limits, timeout=120) as client:
            waiting = [asyncio.create_task(one(client, "traag, wie beslist?")) for _ in range(most)]
            for _ in range(600):
                await asyncio.sleep(0.05)  # until all of them have reached the server
                over = await one(client, "??")
                if over.status_code == 429:
                    break
            answering.hold.set()
            return over, [(await task).status_code for task in waiting]

    try:
        over, statuses = asyncio.run(all_of_them())
    finally:
        answering.hold.set()
        running.server.should_exit = True
    assert (over.status_code, over.json()["detail"]) == (429, "limit: at_once")
    assert "worden nog beantwoord" in over.json()["error"]
    assert statuses == [200] * most
