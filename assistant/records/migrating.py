"""Brings the tables of a database to those of this version, with Alembic."""

from importlib import resources

from sqlalchemy import Connection, text

from corpus.errors import RecordsError

HEAD = "0002"
"""The last migration. Comparing with it tells a start in a moment that there is nothing to do."""

_LOCK = 7_340_172
"""Number of the PostgreSQL lock under which one process migrates; any number that nobody else uses."""


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of this connection. Raises RecordsError.

    A second process waits until the first is done, and then finds nothing to do.
    """
    # Slow to import, and needed once in the life of a version.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    config = Config()
    with resources.as_file(resources.files("assistant.records") / "migrations") as folder:
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordsError(
                f"the records were made by a newer version of the assistant ({error}); install that version, "
                "or set ASSISTANT_DATABASE to another place"
            ) from error
