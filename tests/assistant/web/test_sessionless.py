"""Gradio holds nothing of the pages that are open."""

import gc
import json
import secrets

import anyio
import httpx
import pytest
from gradio.state_holder import StateHolder
from starlette.types import Message

from assistant.web.sessionless import without_session

from .conftest import Running


def body_after(*parts: bytes) -> bytes:
    async def read() -> bytes:
        messages = [
            {"type": "http.request", "body": part, "more_body": number < len(parts)}
            for number, part in enumerate(parts, start=1)
        ]

        async def receive() -> Message:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        through = await without_session(receive)
        message = await through()
        assert message["more_body"] is False
        assert (await through())["type"] == "http.disconnect"
        return bytes(message["body"])

    return anyio.run(read)


def test_the_session_leaves_the_body_and_the_rest_stays() -> None:
    sent = {"data": ["één", None], "fn_index": 3, "session_hash": "abc"}
    whole = json.dumps(sent, ensure_ascii=False).encode()
    for parts in ((whole,), (whole[:9], whole[9:20], whole[20:])):
        assert json.loads(body_after(*parts)) == {"data": ["één", None], "fn_index": 3}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'"session_hash"', b"\xff\xfe", b'{"data": []}', b"9" * 5000, b"[" * 100_000]
)
def test_what_is_no_request_of_the_page_passes_untouched(body: bytes) -> None:
    assert body_after(body) == body


def test_who_goes_away_halfway_is_told_of() -> None:
    async def read() -> str:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        return str((await (await without_session(receive))())["type"])

    assert anyio.run(read) == "http.disconnect"


def test_gradio_keeps_no_copy_of_a_page(running: Running) -> None:
    sessions = [secrets.token_hex(6) for _ in range(5)]
    for session in sessions:
        body = {"data": ["wat is een regio?"], "fn_index": 0, "session_hash": session}
        headers = {"x-gesprek": secrets.token_hex(16)}
        answer = httpx.post(f"{running.address}/gradio_api/run/predict", json=body, headers=headers)
        assert answer.status_code == 200
    holders = [one for one in gc.get_objects() if isinstance(one, StateHolder)]
    assert holders
    assert not any(session in holder.session_data for holder in holders for session in sessions)
