"""Answers, tasks, attempts, concerns and pages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "answer",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "question",
            sa.Enum(
                "none",
                "consent",
                "residence",
                "health",
                "safety",
                "school_enrolled",
                "school_attending",
                "court_aware",
                "court_date",
                "support",
                "identity",
                name="question",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "no",
                "unsure",
                "date",
                "decline",
                "later",
                "stop",
                "wrong_person",
                "question",
                "other",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_answer_conversation_id")
        ),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_answer_inbound_id")),
        sa.ForeignKeyConstraint(["part_id"], ["check_in_part.id"], name=op.f("fk_answer_part_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_answer_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_answer_part_id"), ["part_id"], unique=False)
        batch_op.create_index(op.f("ix_answer_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "task",
        sa.Column(
            "kind",
            sa.Enum(
                "enrol",
                "call",
                "call_back",
                "welfare",
                "need",
                "school",
                "court",
                "check_notice",
                "review",
                "language",
                "delivery",
                "tray",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("outbound_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_task_address_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_task_done_by")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_task_inbound_id")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name=op.f("fk_task_outbound_id")),
        sa.ForeignKeyConstraint(["part_id"], ["check_in_part.id"], name=op.f("fk_task_part_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_task_dedupe_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_task_open",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(op.f("ix_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_task_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("outbound_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "channel <> 'voice' OR staff_id IS NOT NULL", name=op.f("ck_attempt_calls_are_made_by_people")
        ),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name=op.f("fk_attempt_outbound_id")),
        sa.ForeignKeyConstraint(["part_id"], ["check_in_part.id"], name=op.f("fk_attempt_part_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_attempt_staff_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_attempt_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_attempt_part_id"), ["part_id"], unique=False)
        batch_op.create_index(op.f("ix_attempt_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_attempt_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum(
                "none",
                "needs",
                "concern",
                "emergency",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("first_suspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noc_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "acknowledged",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("next_page_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["staff.id"], name=op.f("fk_concern_acknowledged_by")),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_concern_address_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_concern_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_concern_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_concern_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_concern_case_id"), ["case_id"], unique=False)
        batch_op.create_index(op.f("ix_concern_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_concern_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "ix_concern_ringing",
            ["next_page_at"],
            unique=False,
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "concern_evidence",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum(
                "none",
                "needs",
                "concern",
                "emergency",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_evidence_concern_id")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_concern_evidence_inbound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_evidence")),
    )
    with op.batch_alter_table("concern_evidence", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_concern_evidence_concern_id"), ["concern_id"], unique=False)
        batch_op.create_index(op.f("ix_concern_evidence_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "page",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("ring", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("outbound_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_page_concern_id")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name=op.f("fk_page_outbound_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_page_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint(
            "concern_id", "ring", "channel", "staff_id", name=op.f("uq_page_concern_id_ring_channel_staff_id")
        ),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_page_concern_id"), ["concern_id"], unique=False)
        batch_op.create_index(
            "ix_page_email_queued",
            ["created_at"],
            unique=False,
            postgresql_where=sa.text("state = 'queued'"),
            sqlite_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(op.f("ix_page_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("page")
    op.drop_table("concern_evidence")
    op.drop_table("concern")
    op.drop_table("attempt")
    op.drop_table("task")
    op.drop_table("answer")
