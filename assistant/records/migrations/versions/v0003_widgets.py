"""The widgets on intranets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "widgets",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=True),
        sa.Column("municipality", sa.String(255), nullable=True),
        sa.Column("looks", sa.JSON(), nullable=False),
        sa.Column("allowed", sa.JSON(), nullable=False),
        sa.Column("keeps_nothing", sa.Boolean(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_widgets"),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("widgets")
