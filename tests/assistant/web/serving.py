"""Servers with settings of a test's own, and asking as the page does."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from assistant.web.patience import HEADER_SECONDS, patient


@contextmanager
def listening(app: FastAPI, *, header_seconds: float = HEADER_SECONDS) -> Iterator[str]:
    """Serve an application as the product does, on a port of its own; gives its address."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", http=patient(header_seconds), server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


def asker(client: httpx.Client) -> Callable[..., str]:
    """Return a function that asks as the page does, in a conversation, and gives what the page then shows."""
    page = client.get("/").text
    config, _ = json.JSONDecoder().raw_decode(page[page.index("window.gradio_config = ") + 23 :])
    first, second = (dependency["id"] for dependency in config["dependencies"][:2])

    def ask(conversation: str, question: str) -> str:
        post(client, first, [question], conversation)
        return post(client, second, [], conversation).text

    return ask


def post(client: httpx.Client, event: int, data: list[Any], conversation: str) -> httpx.Response:
    body = {"data": data, "fn_index": event, "session_hash": "test"}
    response = client.post("/gradio_api/run/predict", json=body, headers={"x-gesprek": conversation})
    assert response.status_code == 200, response.text
    return response
