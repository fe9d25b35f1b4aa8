"""A server that asks for a key, and clients with and without one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.records import Records, keys
from assistant.records.kept import SCOPES
from assistant.web.limits import Limits

from ..conftest import Running, ScriptedAnswering, run_server

NoLimits = Limits(None)


@pytest.fixture(scope="session")
def closed(answering: ScriptedAnswering, records: Records) -> Iterator[Running]:
    """A server whose API asks for a key; nothing is limited."""
    running = run_server(answering, records, api_open=False, limits=NoLimits)
    yield running
    running.server.should_exit = True


@pytest.fixture(scope="session")
def make_key(records: Records) -> Callable[..., str]:
    made = iter(range(1000))

    def make(*scopes: str, days: int = 1) -> str:
        until = datetime.now(UTC) + timedelta(days=days)
        return keys.make(records, f"sleutel {next(made)}", scopes, expires_at=until)

    return make


@pytest.fixture(scope="session")
def all_scopes(make_key: Callable[..., str]) -> dict[str, str]:
    """The header with a key that opens everything."""
    return {"authorization": f"Bearer {make_key(*SCOPES)}"}


@pytest.fixture(scope="session")
def client(running: Running) -> Iterator[httpx.Client]:
    """A client of the open server, as on the loopback."""
    with httpx.Client(base_url=running.address, timeout=60) as client:
        yield client
