"""Siblings in one conversation, and numbers whose persons were asked who writes."""

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "conversation_part"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        _to("conversation_id", "conversation"),
        _to("part_id", "check_in_part"),
        sa.UniqueConstraint(
            "conversation_id", "part_id", name=op.f("uq_conversation_part_conversation_id_part_id")
        ),
    )
    for column in ("provider_id", "part_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    for statement in protect(op.get_bind().dialect.name, [TABLE]):
        op.execute(statement)
    op.add_column("address", sa.Column("who_asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("address", "who_asked_at")
    for statement in release(op.get_bind().dialect.name, [TABLE]):
        op.execute(statement)
    op.drop_table(TABLE)


def _to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}"))
