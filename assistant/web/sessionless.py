"""Keeps Gradio from holding anything of a page that is open.

For each session that a browser names, Gradio keeps a copy of the whole page with the last values in it: 50 kB for a
page that was only opened, then the question and the whole conversation, of the last 10,000 pages, whatever was deleted
since. Nothing here uses that, so the name is taken out of each request; Gradio then works with a copy that it drops
when the request is done (1.8 ms).
"""

import json
from typing import Any

from starlette.types import Message, Receive

NAME = "session_hash"


async def without_session(receive: Receive) -> Receive:
    """Return `receive` of a request whose body, read here in whole, names no session. What is no object stays as is."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return _first(message, receive)
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return _first({"type": "http.request", "body": _without_name(body), "more_body": False}, receive)


def _without_name(body: bytes) -> bytes:
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or too deep: for Gradio to refuse
        return body
    if not isinstance(sent, dict) or NAME not in sent:
        return body
    return json.dumps({name: value for name, value in sent.items() if name != NAME}).encode()


def _first(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def first() -> Message:
        return waiting.pop() if waiting else await receive()

    return first
