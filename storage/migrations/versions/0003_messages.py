"""Messages in and out."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "inbound",
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "sms",
                "whatsapp",
                "voice",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_count", sa.Integer(), nullable=False),
        sa.Column("opt_out_type", sa.String(length=40), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_inbound_address_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("sid", name=op.f("uq_inbound_sid")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_inbound_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_inbound_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "inbound_processing",
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "disposition",
            sa.Enum(
                "answered",
                "reasked",
                "escalated",
                "tray",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(done_at IS NULL) = (disposition IS NULL)",
            name=op.f("ck_inbound_processing_done_means_disposed"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_inbound_processing_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_inbound_processing_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["inbound_id"], ["inbound.id"], name=op.f("fk_inbound_processing_inbound_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inbound_processing_person_id")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_inbound_processing")),
    )
    with op.batch_alter_table("inbound_processing", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_inbound_processing_address_id"), ["address_id"], unique=False)
        batch_op.create_index(
            op.f("ix_inbound_processing_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            "ix_inbound_processing_pending",
            ["received_at"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(op.f("ix_inbound_processing_person_id"), ["person_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
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
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.Double(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_reading_inbound_id")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_reading")),
    )

    op.create_table(
        "seen",
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_seen_inbound_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_seen_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen")),
        sa.UniqueConstraint("inbound_id", "staff_id", name=op.f("uq_seen_inbound_id_staff_id")),
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_seen_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "opt_out",
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_opt_out_address_id")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_opt_out_inbound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
    )
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_opt_out_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_opt_out_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "outbound",
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column(
            "lane",
            sa.Enum(
                "safety",
                "page",
                "reply",
                "first",
                "reminder",
                name="lane",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_key", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("texts_version", sa.String(length=60), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_outbound_address_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_outbound_conversation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbound_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_outbound_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbound_dedupe_key")),
    )
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_outbound_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_outbound_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(op.f("ix_outbound_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_outbound_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("outbound_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("lane_rank", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "calling",
                "sent",
                "rejected",
                "unknown",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("provider_status", sa.String(length=40), nullable=True),
        sa.Column("provider_rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_delivery_address_id")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name=op.f("fk_delivery_outbound_id")),
        sa.PrimaryKeyConstraint("outbound_id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("sid", name=op.f("uq_delivery_sid")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_calling",
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("state = 'calling'"),
            sqlite_where=sa.text("state = 'calling'"),
        )
        batch_op.create_index(
            "ix_delivery_queued",
            ["lane_rank", "created_at", "position"],
            unique=False,
            postgresql_where=sa.text("state = 'queued'"),
            sqlite_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "uq_delivery_in_flight",
            ["address_id"],
            unique=True,
            postgresql_where=sa.text("state = 'calling'"),
            sqlite_where=sa.text("state = 'calling'"),
        )

    op.create_table(
        "status_event",
        sa.Column("outbound_id", sa.Uuid(), nullable=True),
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=False),
        sa.Column("raw_receipt", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbound.id"], name=op.f("fk_status_event_outbound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_event")),
        sa.UniqueConstraint(
            "sid",
            "status",
            "error_code",
            "raw_receipt",
            name=op.f("uq_status_event_sid_status_error_code_raw_receipt"),
        ),
    )
    with op.batch_alter_table("status_event", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_status_event_outbound_id"), ["outbound_id"], unique=False)
        batch_op.create_index(op.f("ix_status_event_provider_id"), ["provider_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("status_event")
    op.drop_table("delivery")
    op.drop_table("outbound")
    op.drop_table("opt_out")
    op.drop_table("seen")
    op.drop_table("reading")
    op.drop_table("inbound_processing")
    op.drop_table("inbound")
