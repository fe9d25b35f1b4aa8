"""The commands of docs/running.md that back up and restore records in PostgreSQL, as they stand but for the host."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from assistant.records import Records, links
from tests.docs.test_restoring import commands
from tests.needs import postgresql


def reviewers(address: str) -> list[str]:
    records = Records.open(address)
    found = sorted(link.reviewer for link in links.all_of(records))
    records.close()
    return found


def keep(address: str, reviewer: str) -> None:
    records = Records.open(address)
    links.make(records, reviewer, role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    records.close()


def test_records_in_postgresql_are_back_as_they_were(postgresql_server: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgresql_server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE assistant LOGIN")
        connection.execute("CREATE DATABASE assistant OWNER assistant")
    host = parse_qs(urlsplit(postgresql_server).query)["host"][0]
    address = f"postgresql+psycopg://assistant@/assistant?host={host}"

    def run(command: str) -> None:
        assert "--host=HOST" in command
        environment = {"PATH": f"{postgresql()}:/usr/bin:/bin"}
        line = command.replace("HOST", host)
        subprocess.run(["/bin/sh", "-c", line], env=environment, cwd=tmp_path, check=True, timeout=120)

    dump, restore = commands("pg_dump", "pg_restore").splitlines()
    keep(address, "anna")
    run(dump)
    keep(address, "bert")
    assert reviewers(address) == ["anna", "bert"]
    run(restore)
    assert reviewers(address) == ["anna"]
