"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "links",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(64), nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_links"),
    )
    op.create_index("ix_links_reviewer", "links", ["reviewer"])

    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(255), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("author_role", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("suite", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("pseudonym", sa.String(64), nullable=True),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_conversations_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_pseudonym", "conversations", ["pseudonym"])
    op.create_index("ix_conversations_run", "conversations", ["run"])

    op.create_table(
        "turns",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("searched_for", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("generation", sa.String(255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_turns_conversation", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("conversation", "number", name="uq_turns_conversation_number"),
    )
    op.create_index("ix_turns_at_id", "turns", ["at", "id"])

    op.create_table(
        "cited",
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(255), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("passage", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_cited_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", "number", name="pk_cited"),
    )
    op.create_index("ix_cited_document", "cited", ["document"])
    op.create_index("ix_cited_passage", "cited", ["passage"])

    op.create_table(
        "given",
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name="fk_given_sample", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_given_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sample", "turn", "reviewer", name="pk_given"),
    )
    op.create_index("ix_given_turn", "given", ["turn"])

    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(64), nullable=True),
        sa.Column("suite", sa.String(255), nullable=True),
        sa.Column("question", sa.String(255), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(turn IS NULL) <> (question IS NULL)", name="ck_marks_one_thing"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_marks_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
    )
    op.create_index("ix_marks_suite_question", "marks", ["suite", "question"])
    op.create_index("ix_marks_turn", "marks", ["turn"])

    op.create_table(
        "questions",
        sa.Column("suite", sa.String(255), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("turn", sa.String(64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_questions_turn", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("suite", "id", name="pk_questions"),
    )
    op.create_index("ix_questions_turn", "questions", ["turn"])

    op.create_table(
        "ratings",
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_ratings_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", name="pk_ratings"),
    )
    op.create_table(
        "verdicts",
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("hard_language", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="fk_verdicts_turn", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("turn", "reviewer", name="pk_verdicts"),
    )


def downgrade() -> None:
    """Change them back."""
    for table in ("links", "marks", "questions", "verdicts", "ratings", "given", "cited", "turns", "conversations"):
        op.drop_table(table)
    for table in ("samples", "runs", "remarks"):
        op.drop_table(table)
