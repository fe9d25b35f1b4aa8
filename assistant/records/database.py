"""The database behind the records: opened, migrated, and its errors in our words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool

from assistant.records.migrating import HEAD, migrate
from assistant.records.pseudonyms import Pseudonyms
from corpus.errors import RecordsError

PATIENCE = 30
"""Seconds that a writer waits for another: a purge of a year of conversations takes a few."""

CONNECTIONS = 8
MORE_CONNECTIONS = 32
"""Connections kept and lent in busy moments: the web server answers in at most 40 threads."""

_WRITING = "assistant_writes"
_DELETED_FROM = "conversations, turns, cited, ratings, given, verdicts, marks"
"""The tables that lose rows with a conversation."""


class Records:
    """An open database. Threads may share it, and other processes may use the same database."""

    def __init__(
        self, engine: Engine, *, pseudonyms: Pseudonyms | None = None, keeps_conversations: bool = True
    ):  # fmt: skip
        """Take an engine whose tables are there; `open` makes both."""
        self._engine = engine
        self.pseudonyms = pseudonyms or Pseudonyms.of_this_process()
        self.keeps_conversations = keeps_conversations

    @classmethod
    def open(cls, address: str, *, pseudonyms: Pseudonyms | None = None, keeps_conversations: bool = True) -> Self:
        """Open the database at an SQLAlchemy address, and make or migrate its tables.

        `pseudonyms` give the keys of conversations, which without them are not found back by another process.
        `keeps_conversations` tells that what users ask may be kept.

        `sqlite:////srv/records.sqlite` is a file, made when it is missing, for its owner only, with its folder;
        `postgresql+psycopg://user:word@host/name` a PostgreSQL database that exists.
        Raises RecordsError, which never shows a password.
        """
        url = _url(address)
        if url.get_backend_name() == "sqlite":
            _make_folder(url)
            _make_file(url)
        with _translated(url):
            engine = _engine(url)
            with engine.connect() as connection:
                current = _revision(connection)
            if current != HEAD:
                with writing(engine) as connection:
                    migrate(connection)
        return cls(engine, pseudonyms=pseudonyms, keeps_conversations=keeps_conversations)

    def check(self) -> None:
        """Raise RecordsError when the database cannot be reached.

        A file of SQLite that is deleted stays open, and goes on answering until the server stops.
        """
        url = self._engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
        if is_file and not Path(url.database or "").is_file():
            raise RecordsError(f"{url.database} is gone; put it back from a backup and start the server again")
        with reading(self) as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections. A second call does nothing."""
        self._engine.dispose()


@contextmanager
def reading(records: Records) -> Iterator[Session]:
    """Give a session that reads one state of the database. Only for modules of this package."""
    with _translated(records._engine.url), Session(records._engine) as session:
        yield session


@contextmanager
def changing(records: Records) -> Iterator[Session]:
    """Give a session whose changes are kept when the block ends well. Only for modules of this package."""
    with _translated(records._engine.url), Session(records._engine, expire_on_commit=False) as session:
        # SQLite must know from the start that it will write: a reader that turns writer may find it too late.
        session.connection(execution_options={_WRITING: True})
        yield session
        session.commit()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection with a transaction that may change tables."""
    with engine.connect().execution_options(**{_WRITING: True}) as connection, connection.begin():
        yield connection


def add_unless_there(session: Session, table: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows `on_conflict_do_nothing`, which SQL itself lacks. Only for this package."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def tidy(records: Records) -> None:
    """Overwrite what was deleted: SQLite's file and journal still hold parts of it until then, PostgreSQL's tables too.

    SQLite copies rows from page to page as a table grows and shrinks, and `secure_delete` does not clear the old
    copies; VACUUM writes the file anew. That takes 0.3 s for 10,000 questions (62 MB), 2.4 s for 100,000, in which
    nothing else is written. PostgreSQL keeps its own journal for a while, as backups do. Only for modules of this
    package. Raises RecordsError when the disk is full or somebody reads without end: then it must be done again.
    """
    # Not inside a transaction, which the engine would begin.
    if records._engine.dialect.name == "postgresql":
        with _translated(records._engine.url), records._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"VACUUM {_DELETED_FROM}"))
    if records._engine.dialect.name == "sqlite":
        with _translated(records._engine.url), records._engine.connect() as connection:
            cursor = connection.connection.cursor()
            try:
                cursor.execute("VACUUM")
                is_read, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.close()
        if is_read:
            where = records._engine.url.render_as_string(hide_password=True)
            raise RecordsError(
                f"{where}: what was deleted is not overwritten yet, since another program reads the file all the time; "
                "close that program (the server tries again within the hour)"
            )


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise RecordsError(_WRONG_ADDRESS) from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database or url.database == ":memory:":
        raise RecordsError(_WRONG_ADDRESS)
    return url.set(drivername="sqlite")


_WRONG_ADDRESS = (
    "ASSISTANT_DATABASE is no address that can be used; give sqlite:////folder/records.sqlite "
    "or postgresql+psycopg://user:password@host/database"
)


def _make_folder(url: URL) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise RecordsError(f"{folder}: cannot be made ({reason}); set ASSISTANT_DATABASE to another place") from error


def _make_file(url: URL) -> None:
    """Make the file when it is missing, for its owner only: it holds what people asked. One that is there stays so.

    The files that SQLite puts beside it (`-wal`, `-shm`) get the same rights.
    """
    # A file that cannot be made is told by SQLite, which is asked to next.
    with suppress(OSError):
        os.close(os.open(url.database or "", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url, hide_parameters=True, poolclass=QueuePool, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS,
            pool_pre_ping=True,
            connect_args={"timeout": PATIENCE} if url.get_backend_name() == "sqlite" else {"connect_timeout": 10},
        )  # fmt: skip
    except (ImportError, NoSuchModuleError) as error:
        raise RecordsError(
            "ASSISTANT_DATABASE names a PostgreSQL database, whose driver is missing; "
            "run: pip install 'assistent-regiovorming[postgresql]'"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # Python's module must not begin transactions by itself; `_begin_sqlite` does.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {1000 * PATIENCE}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


@contextmanager
def _translated(url: URL) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        where = url.render_as_string(hide_password=True)
        raise RecordsError(
            f"{where}: the records cannot be used ({reason}); check ASSISTANT_DATABASE, and that the database is "
            "running and writable"
        ) from error
