import multiprocessing
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from assistant.records import Records, database, marks, turns
from assistant.records.tables import Table
from corpus.errors import RecordsError

from .conftest import answer


def test_opening_makes_the_tables_that_the_code_expects(address: str) -> None:
    Records.open(address).close()
    with create_engine(address).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_what_was_asked_is_for_the_owner_of_the_file_only(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    records = Records.open(f"sqlite:///{file}")
    turns.log(records, answer(), conversation="a", channel="chat", generation="g1")
    made = list(tmp_path.iterdir())
    assert {path.name for path in made} == {file.name, f"{file.name}-wal", f"{file.name}-shm"}
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    records.close()


def test_a_file_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    file.touch()
    file.chmod(0o640)
    Records.open(f"sqlite:///{file}").close()
    assert file.stat().st_mode & 0o777 == 0o640


def test_opening_again_keeps_what_is_there(address: str) -> None:
    first = Records.open(address)
    turns.log(first, answer(), conversation="a", channel="chat", generation="g1")
    first.close()
    assert turns.find(Records.open(address)).total == 1


def test_records_of_a_newer_version_are_refused(address: str) -> None:
    Records.open(address).close()
    with create_engine(address).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordsError, match="newer version"):
        Records.open(address)


def test_a_failed_change_leaves_nothing_behind(records: Records) -> None:
    turns.log(records, answer("een"), conversation="a", channel="chat", generation="g1", turn="same")
    with pytest.raises(RecordsError):
        turns.log(records, answer("twee"), conversation="b", channel="chat", generation="g1", turn="same")
    assert [turn.question for turn in turns.find(records).items] == ["een"]
    turns.log(records, answer("drie"), conversation="b", channel="api", generation="g1")
    assert [turn.channel for turn in turns.conversation(records, "b")] == ["api"]


@pytest.mark.parametrize(
    "wrong",
    ["mysql://user:geheim@host/db", "sqlite://", "sqlite:///:memory:", "nergens", "postgresql+x://a:geheim@b/c"],
)
def test_an_address_of_another_kind_is_refused_without_showing_it(wrong: str) -> None:
    with pytest.raises(RecordsError, match="ASSISTANT_DATABASE") as refused:
        Records.open(wrong)
    assert "geheim" not in str(refused.value)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(RecordsError, match="running") as refused:
        Records.open("postgresql+psycopg://user:geheim@127.0.0.1:1/records")
    assert "127.0.0.1" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordsError, match="file"):
        Records.open(f"sqlite:///{tmp_path}/file/records.sqlite")


def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    file.write_text("geen databank, maar wel van iemand " * 100)
    with pytest.raises(RecordsError, match=r"records\.sqlite"):
        Records.open(f"sqlite:///{file}")
    assert file.read_text().startswith("geen databank")


def test_threads_write_one_conversation_without_losing_or_mixing_turns(records: Records) -> None:
    def write(name: str) -> None:
        for number in range(10):
            turns.log(records, answer(f"{name}{number}"), conversation="gedeeld", channel="chat", generation="g1")
            turns.find(records)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = turns.conversation(records, "gedeeld")
    assert [turn.number for turn in kept] == list(range(1, 61))
    assert [turn.question for turn in kept if turn.question.startswith("a")] == [f"a{number}" for number in range(10)]


def _write_from_another_process(address: str, name: str) -> None:
    records = Records.open(address)
    for number in range(20):
        turns.log(records, answer(f"{name}{number}"), conversation=name, channel="chat", generation="g1")
        turns.log(records, answer(f"{name}{number}"), conversation="gedeeld", channel="chat", generation="g1")
        marks.mark_turns(records, turns.ids(records)[:1], name)
    records.close()


def test_two_processes_open_migrate_and_write_at_once(address: str) -> None:
    # `spawn`: a forked child would share the connections of this process.
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_from_another_process, args=(address, name)) for name in ("een", "twee")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    records = Records.open(address)
    assert [turn.number for turn in turns.conversation(records, "gedeeld")] == list(range(1, 41))
    assert len(turns.conversation(records, "een")) == 20
    assert sum(len(reasons) for reasons in marks.turns(records).values()) >= 2


def test_what_is_deleted_is_no_longer_in_the_files_of_sqlite(tmp_path: Path, new_address: Callable[[str], str]) -> None:
    records = Records.open(new_address("sqlite"))
    for number in range(50):
        turns.log(records, answer(f"onvindbaar{number}"), conversation="a", channel="chat", generation="g1")
    assert b"onvindbaar7" in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    turns.delete_conversation(records, "a")
    assert b"onvindbaar" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_no_copy_of_a_deleted_question_is_left_on_a_page_that_sqlite_rearranged(
    tmp_path: Path, new_address: Callable[[str], str]
) -> None:
    """With this chance SQLite 3.40 moves the 70th question to another page, and leaves its first copy there."""
    records, chance, noon = Records.open(new_address("sqlite")), Random(5), datetime(2026, 11, 20, 12, tzinfo=UTC)
    ages = [chance.randint(0, 99) for _ in range(150)]
    for number, age in enumerate(ages):
        made = answer(f"onvindbaar{number:03d} {'vulling ' * chance.randint(1, 250)}")
        turns.log(
            records, made, conversation=str(number), channel="chat", generation="g1", at=noon - timedelta(days=age)
        )
    for days in (90, 80, 70):
        turns.delete_before(records, noon - timedelta(days=days))
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    left = [number for number in range(150) if f"onvindbaar{number:03d}".encode() in content]
    assert left == [number for number, age in enumerate(ages) if age <= 70]


def test_what_cannot_be_overwritten_yet_is_told_and_is_overwritten_the_next_time(
    tmp_path: Path, new_address: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    records = Records.open(new_address("sqlite"))
    turns.log(records, answer("onvindbaar"), conversation="a", channel="chat", generation="g1")
    (file,) = tmp_path.glob("*.sqlite")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM turns").fetchone() == (1,)
        with pytest.raises(RecordsError, match="not overwritten yet"):
            turns.delete_conversation(records, "a")
    turns.delete_before(records, datetime(2026, 1, 1, tzinfo=UTC))
    assert b"onvindbaar" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
