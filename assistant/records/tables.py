"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

KEY = 64
"""Characters of an id, a code or a role."""

NAME = 255
"""Characters of a file name, a suite or a generation: what file systems allow."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment into UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share: names of constraints, so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


class Conversation(Table):
    """A conversation under a key that its browser tab alone can compute. `pseudonym` is for later; no name is kept."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    pseudonym: Mapped[str | None] = mapped_column(String(KEY), index=True)
    run: Mapped[int | None] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class Turn(Table):
    """One question and its answer."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation", "number"), Index(None, "at", "id"))

    id: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    number: Mapped[int]
    question: Mapped[str]
    searched_for: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(32))
    answer: Mapped[dict[str, Any]]
    generation: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]


class Cited(Table):
    """A passage that an answer cites."""

    __tablename__ = "cited"
    __table_args__ = (Index(None, "document"), Index(None, "passage"))

    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(NAME))
    page: Mapped[int]
    passage: Mapped[str] = mapped_column(String(KEY))


class Rating(Table):
    """What the user thought; the last rating of a turn counts."""

    __tablename__ = "ratings"

    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    useful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str]
    at: Mapped[datetime]


class Remark(Table):
    """A remark of the owner on the words of a document."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(NAME))
    quote: Mapped[str]
    note: Mapped[str]
    date: Mapped[str] = mapped_column(String(10))
    author_role: Mapped[str] = mapped_column(String(KEY))
    at: Mapped[datetime]


class Sample(Table):
    """A sample drawn for review."""

    __tablename__ = "samples"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    how: Mapped[str]
    at: Mapped[datetime]


class Given(Table):
    """A turn of a sample, given to one reviewer. `place` is its place in the sample."""

    __tablename__ = "given"

    sample: Mapped[int] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True, index=True)
    reviewer: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    place: Mapped[int]


class Verdict(Table):
    """What a reviewer said of a turn; a reviewer has one verdict on each."""

    __tablename__ = "verdicts"

    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(32))
    hard_language: Mapped[bool]
    note: Mapped[str]
    at: Mapped[datetime]


class Question(Table):
    """A golden question. `turn` is the one that it was made from, while that is kept."""

    __tablename__ = "questions"

    suite: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    id: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    content: Mapped[dict[str, Any]]
    origin: Mapped[str] = mapped_column(String(32))
    turn: Mapped[str | None] = mapped_column(ForeignKey("turns.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class Run(Table):
    """A run of an evaluation."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]
    suite: Mapped[str] = mapped_column(String(NAME))
    state: Mapped[str] = mapped_column(String(16))
    done: Mapped[int]
    total: Mapped[int]
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    message: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Mark(Table):
    """That a turn or a golden question must be reviewed again, and why."""

    __tablename__ = "marks"
    __table_args__ = (
        # A golden question may live in a file only, so `suite` and `question` refer to no table.
        CheckConstraint("(turn IS NULL) <> (question IS NULL)", name="one_thing"),
        Index(None, "suite", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    turn: Mapped[str | None] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    suite: Mapped[str | None] = mapped_column(String(NAME))
    question: Mapped[str | None] = mapped_column(String(NAME))
    reason: Mapped[str]
    at: Mapped[datetime]


class Link(Table):
    """A reviewer's way in; of its secret only the hash is kept."""

    __tablename__ = "links"

    secret_hash: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    reviewer: Mapped[str] = mapped_column(String(KEY), index=True)
    role: Mapped[str] = mapped_column(String(KEY))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked: Mapped[bool]


class Widget(Table):
    """A widget on an intranet; one that is revoked stays, so that its name is not taken by mistake."""

    __tablename__ = "widgets"

    name: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    origins: Mapped[list[str]]
    documents: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    municipality: Mapped[str | None] = mapped_column(String(NAME))
    looks: Mapped[dict[str, Any]]
    allowed: Mapped[list[str]]
    keeps_nothing: Mapped[bool]
    revoked: Mapped[bool]
    made_at: Mapped[datetime]


class ApiKey(Table):
    """A program's way in to the API; of the key only the hash is kept. `scopes` are joined by spaces."""

    __tablename__ = "api_keys"

    secret_hash: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    name: Mapped[str] = mapped_column(String(KEY), index=True)
    scopes: Mapped[str] = mapped_column(String(NAME))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked: Mapped[bool]
