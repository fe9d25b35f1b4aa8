"""What Alembic runs: migrations on the connection that `assistant.records.migrating` hands over.

Without one (`alembic revision --autogenerate`, for developers) it opens `sqlalchemy.url`.
"""

from alembic import context
from sqlalchemy import Connection, create_engine

from assistant.records.tables import Table


def _run(connection: Connection) -> None:
    # SQLite changes a table by copying it.
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url", "")).connect() as opened:
        _run(opened)
