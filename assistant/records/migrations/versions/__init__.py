"""The migrations in order. What is published stays as it is; a change is a new module."""
