"""Slow senders: the server closes on them, and answers others meanwhile."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request

from assistant.web.guard import Edge

from .serving import listening


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = FastAPI()
    app.add_middleware(Edge, body_seconds=0.5)

    @app.post("/lees")
    async def read(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.post("/wacht")
    async def wait(request: Request) -> dict[str, str]:
        await request.body()
        import asyncio

        await asyncio.sleep(1)  # longer than a body may take
        return {"klaar": "ja"}

    with listening(app, header_seconds=1.0) as served:
        yield served


def connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    connection.settimeout(30)
    return connection


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


HEAD = b"POST /lees HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"


def test_a_body_that_does_not_come_is_given_up_with_408(address: str) -> None:
    with connected(address) as slow:
        slow.sendall(HEAD + b"begin")
        answer = read_all(slow)
    assert answer.startswith(b"HTTP/1.1 408") and b"nosniff" in answer and b"duurde te lang" in answer


def test_a_body_that_drips_does_not_win_time(address: str) -> None:
    with connected(address) as slow:
        slow.sendall(HEAD)
        try:
            for _ in range(100):
                slow.sendall(b"x")
                time.sleep(0.05)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert b"200 OK" not in read_all(slow)


@pytest.mark.parametrize("begin", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-long: "])
def test_a_head_that_does_not_come_is_given_up(address: str, begin: bytes) -> None:
    with connected(address) as slow:
        slow.sendall(begin)
        assert read_all(slow) == b""


def test_the_second_head_of_a_connection_must_come_too(address: str) -> None:
    with connected(address) as slow:
        slow.sendall(b"POST /lees HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nab")
        assert slow.recv(65536).startswith(b"HTTP/1.1 200")
        slow.sendall(b"GET / HT")
        assert read_all(slow).count(b"HTTP/1.1 200") == 0


def test_an_answer_may_take_longer_than_a_body(address: str) -> None:
    assert httpx.post(f"{address}/wacht", content=b"x", timeout=60).json() == {"klaar": "ja"}


def test_others_are_answered_meanwhile(address: str) -> None:
    slow = [connected(address) for _ in range(50)]
    for connection in slow:
        connection.sendall(HEAD)
    assert httpx.post(f"{address}/lees", content=b"abc", timeout=60).json() == {"bytes": 3}
    for connection in slow:
        connection.close()
