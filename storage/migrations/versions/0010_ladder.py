"""The contact ladder: where a conversation stands on it, when a call was made, who has reached the child."""

from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ATTEMPT, CONTACT = ("attempt",), ("child_contact",)
OPEN = sa.text("status = 'open'")
RUNGS = ("rung_at", "reminded_at", "moved_at")


def upgrade() -> None:
    """Apply. A table that SQLite copies loses its triggers: they are made anew."""
    with op.batch_alter_table("conversation") as batch:
        for column in RUNGS:
            batch.add_column(sa.Column(column, INSTANT, nullable=True))
    op.create_index(
        "ix_conversation_rung", "conversation", ["rung_at"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    _run(release, ATTEMPT)
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("address_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("entered_at", INSTANT, nullable=True))
        batch.create_foreign_key(op.f("fk_attempt_address_id"), "address", ["address_id"], ["id"])
    _run(protect, ATTEMPT)
    _child_contact()
    _pause()
    _run(protect, CONTACT)


def _child_contact() -> None:
    op.create_table(
        "child_contact",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(conversation_id IS NULL) <> (attempt_id IS NULL)", name=op.f("ck_child_contact_one_proof")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_child_contact_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_child_contact_person_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_child_contact_conversation_id")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_child_contact_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_contact")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_child_contact_conversation_id")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_child_contact_attempt_id")),
    )
    for column in ("provider_id", "case_id", "person_id"):
        op.create_index(op.f(f"ix_child_contact_{column}"), "child_contact", [column])


def _pause() -> None:
    op.create_table(
        "pause",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pause_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pause_staff_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_pause_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    for column in ("provider_id", "person_id"):
        op.create_index(op.f(f"ix_pause_{column}"), "pause", [column])


def downgrade() -> None:
    """Take back."""
    _run(release, CONTACT)
    op.drop_table("pause")
    op.drop_table("child_contact")
    _run(release, ATTEMPT)
    with op.batch_alter_table("attempt") as batch:
        batch.drop_constraint(op.f("fk_attempt_address_id"), type_="foreignkey")
        batch.drop_column("address_id")
        batch.drop_column("entered_at")
    _run(protect, ATTEMPT)
    op.drop_index("ix_conversation_rung", "conversation")
    with op.batch_alter_table("conversation") as batch:
        for column in RUNGS:
            batch.drop_column(column)


def _run(statements: Callable[[str, Iterable[str]], Iterator[str]], tables: Iterable[str]) -> None:
    for statement in statements(op.get_bind().dialect.name, tables):
        op.execute(statement)
