"""The migrations, as Alembic wants them: one module of `versions` for each change of the tables."""
