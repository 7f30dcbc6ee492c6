"""Sending that is held, and who let it go on."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("resumed_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sending_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("data_until", INSTANT, nullable=False),
        sa.Column("resumed_at", INSTANT, nullable=True),
        sa.Column("resumed_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "(resumed_at IS NULL) = (resumed_by IS NULL)", name=op.f("ck_sending_hold_a_person_resumes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_hold")),
    )
    op.create_index(
        "uq_sending_hold_open", "sending_hold", ["cause"], unique=True,
        postgresql_where=OPEN, sqlite_where=OPEN,
    )  # fmt: skip


def downgrade() -> None:
    """Take back."""
    op.drop_table("sending_hold")
