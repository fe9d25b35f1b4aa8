"""Records in a real SQLite file, and in a real PostgreSQL server that the test starts; answers to keep in them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.records import Records
from tests.needs import postgresql

GUIDE, LAW = "gids.pdf", "decreet.pdf"


def answer(
    question: str = "Wie beslist?", outcome: Outcome = Outcome.ANSWERED, *, cites: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Make an answer that cites these documents and passages."""
    citations = tuple(
        Citation(
            number, document, "Gids", None, 3, (), "Het college beslist.", None, "publication", None, None, (), (),
            "http://test", passage, 0, 20,
        )
        for number, (document, passage) in enumerate(cites, start=1)
    )  # fmt: skip
    statements = tuple(Statement(c.quote, (c.number,)) for c in citations)
    return Answer(question, question, outcome, "Dit staat er:", statements, citations)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server on a socket in a folder of its own; gives the address of its first database."""
    programs = postgresql()
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder, timeout=120)

    data = str(folder / "data")
    run(
        f"{programs}/initdb",
        "--pgdata",
        data,
        "--username",
        "test",
        "--auth",
        "trust",
        "--encoding",
        "UTF8",
        "--no-sync",
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(f"{programs}/pg_ctl", "--pgdata", data, "--wait", "--log", str(folder / "log"), "--options", options, "start")
    yield f"postgresql+psycopg://test@/postgres?host={folder}"
    run(f"{programs}/pg_ctl", "--pgdata", data, "--mode", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that gives the address of an empty database, in SQLite or PostgreSQL."""

    def make(backend: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{tmp_path}/records.sqlite"
        import psycopg

        server = request.getfixturevalue("postgresql_server")
        name = f"test_{abs(hash(request.node.nodeid))}"
        with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(server.replace("/postgres?", f"/{name}?"))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, new_address: Callable[[str], str]) -> str:
    return new_address(request.param)


@pytest.fixture
def records(address: str) -> Iterator[Records]:
    opened = Records.open(address)
    yield opened
    opened.close()
