"""Sentences told while they are written, and nothing once the answer is there."""

import asyncio
import json

from assistant.answer import Answer, Outcome, Statement
from assistant.web.conversations import Conversation, Conversations, Turn
from assistant.web.following import _events, following_routes  # the events themselves: a client would buffer them

ANSWER = Answer("?", "?", Outcome.ANSWERED, "Dit:")


async def told(conversation: Conversation | None, *, later: dict[int, object]) -> list[str]:
    """Return the events; `later` gives what happens to the last turn after so many of them."""
    found: list[str] = []
    async for event in _events(conversation):
        found.append(event)
        if isinstance(happens := later.get(len(found)), Answer):
            conversation.turns[-1].answer = happens
        elif isinstance(happens, Statement):
            conversation.turns[-1].written.append(happens)
    return found


def test_each_sentence_is_told_once_and_then_that_it_is_done() -> None:
    turn = Turn("wie?", written=[Statement("Eén.", (1,), quoted=False)])
    later = {1: Statement("Twee é.", (2,), quoted=False, item=True), 2: ANSWER}
    events = asyncio.run(told(Conversation("a" * 32, [turn]), later=later))
    sentences = [json.loads(event.removeprefix("data: ")) for event in events[:-1]]
    assert sentences == [{"text": "Eén.", "item": False}, {"text": "Twee é.", "item": True}]
    assert events[-1].startswith("event: klaar\n")


def test_nothing_is_told_of_an_answer_that_is_there_failed_or_was_never_asked_for() -> None:
    answered = Turn("wie?", answer=ANSWER, written=[Statement("Eén.", (1,))])
    failed = Turn("wie?", failed=True)
    for conversation in (Conversation("a" * 32, [answered]), Conversation("a" * 32, [failed]), None):
        assert asyncio.run(told(conversation, later={})) == ["event: klaar\ndata: {}\n\n"]


def test_the_route_is_no_stream_that_stays_open() -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()
    app.include_router(following_routes(Conversations()))
    response = TestClient(app, base_url="http://127.0.0.1").get(f"/gesprek/{'a' * 32}/zinnen")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text == "event: klaar\ndata: {}\n\n"
