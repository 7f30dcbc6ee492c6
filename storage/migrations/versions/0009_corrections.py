"""Where a concern came from, how it was closed and by whom, and what people say of a reading."""

from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
EVIDENCE, CORRECTION = ("concern_evidence",), ("correction",)


def upgrade() -> None:
    """Apply. A table that SQLite copies loses its triggers: they are made anew."""
    with op.batch_alter_table("concern") as batch:
        batch.add_column(_source())
        batch.add_column(sa.Column("closed_by", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("outcome", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("closing_note_sealed", sa.LargeBinary(), nullable=True))
        batch.create_foreign_key(op.f("fk_concern_closed_by"), "staff", ["closed_by"], ["id"])
    _run(release, EVIDENCE)
    with op.batch_alter_table("concern_evidence") as batch:
        batch.add_column(_source())
        batch.add_column(sa.Column("staff_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("note_sealed", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("detail", sa.JSON(), nullable=False, server_default="{}"))
        batch.create_foreign_key(op.f("fk_concern_evidence_staff_id"), "staff", ["staff_id"], ["id"])
    _run(protect, EVIDENCE)
    _correction()
    _run(protect, CORRECTION)


def _source() -> sa.Column[str]:
    return sa.Column("source", sa.String(length=40), nullable=False, server_default="reading")


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=True),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "inbound_id IS NOT NULL OR concern_id IS NOT NULL",
            name=op.f("ck_correction_is_about_a_message_or_a_concern"),
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_correction_concern_id")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_correction_inbound_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_correction_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    for column in ("provider_id", "concern_id", "inbound_id"):
        op.create_index(op.f(f"ix_correction_{column}"), "correction", [column])


def downgrade() -> None:
    """Take back."""
    _run(release, CORRECTION)
    op.drop_table("correction")
    _run(release, EVIDENCE)
    with op.batch_alter_table("concern_evidence") as batch:
        batch.drop_constraint(op.f("fk_concern_evidence_staff_id"), type_="foreignkey")
        for column in ("source", "staff_id", "note_sealed", "detail"):
            batch.drop_column(column)
    _run(protect, EVIDENCE)
    with op.batch_alter_table("concern") as batch:
        batch.drop_constraint(op.f("fk_concern_closed_by"), type_="foreignkey")
        for column in ("source", "closed_by", "outcome", "closing_note_sealed"):
            batch.drop_column(column)


def _run(statements: Callable[[str, Iterable[str]], Iterator[str]], tables: Iterable[str]) -> None:
    for statement in statements(op.get_bind().dialect.name, tables):
        op.execute(statement)
