"""What is kept of the conversations and their review: the only door to SQLAlchemy and Alembic.

`Records.open(address)` opens and migrates the database; each module then holds the plain functions of one subject:
`turns`, `ratings`, `remarks`, `samples`, `verdicts`, `golden`, `runs`, `marks`, `links`, `keys`, `widgets`. All take
the `Records` first and give frozen values of `kept.py` back.
"""

from assistant.records.database import Records

__all__ = ["Records"]
