"""Worksheets of NOCs with their versions, duties with clocks, and numbers of States."""

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSERT_ONLY = ("notice_version", "state_contact")
INSTANT = sa.DateTime(timezone=True)
RUNNING = sa.text("settled_at IS NULL")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Apply."""
    _notice()
    _version()
    _duty()
    _state_contact()
    for statement in protect(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("submitted_via", sa.String(length=40), nullable=True),
        sa.Column("not_filed", sa.String(length=40), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_notice_a_person_settles")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_notice_concern_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_notice_data_key_id")),
        sa.ForeignKeyConstraint(["written_by"], ["staff.id"], name=op.f("fk_notice_written_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["staff.id"], name=op.f("fk_notice_sent_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.id"], name=op.f("fk_notice_reviewed_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_notice_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_notice_concern_id")),
    )
    op.create_index(op.f("ix_notice_provider_id"), "notice", ["provider_id"])
    op.create_index("ix_notice_running", "notice", ["due_at"], postgresql_where=RUNNING, sqlite_where=RUNNING)


def _version() -> None:
    op.create_table(
        "notice_version",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_version_notice_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_notice_version_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_version")),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_notice_version_notice_id_number")),
    )
    op.create_index(op.f("ix_notice_version_provider_id"), "notice_version", ["provider_id"])


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "done", "not_needed",
                name="state", native_enum=False, create_constraint=False, length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("sponsor_not_danger", sa.Boolean(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'not_needed')", name=op.f("ck_duty_state")),
        sa.CheckConstraint("(state = 'open') = (settled_by IS NULL)", name=op.f("ck_duty_a_person_settles")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_duty_concern_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_duty_notice_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_duty_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("concern_id", "kind", name=op.f("uq_duty_concern_id_kind")),
    )  # fmt: skip
    op.create_index(op.f("ix_duty_provider_id"), "duty", ["provider_id"])
    op.create_index(op.f("ix_duty_concern_id"), "duty", ["concern_id"])
    op.create_index("ix_duty_open", "duty", ["due_at"], postgresql_where=OPEN, sqlite_where=OPEN)


def _state_contact() -> None:
    op.create_table(
        "state_contact",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_seen_on", sa.Date(), nullable=False),
        sa.Column("law_hours", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_state_contact_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_contact")),
    )
    op.create_index(op.f("ix_state_contact_provider_id"), "state_contact", ["provider_id"])
    op.create_index("ix_state_contact_place", "state_contact", ["provider_id", "state", "kind"])


def downgrade() -> None:
    """Take back."""
    for statement in release(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)
    for table in ("state_contact", "duty", "notice_version", "notice"):
        op.drop_table(table)
