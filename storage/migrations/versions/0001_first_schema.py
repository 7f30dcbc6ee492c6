"""First schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_audit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(op.f("ix_audit_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(op.f("ix_audit_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_counter")),
    )
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("master", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "text_review",
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("texts_version", sa.String(length=60), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_review")),
    )
    with op.batch_alter_table("text_review", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_text_review_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "address",
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
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_neutral_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_address_data_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint(
            "provider_id", "channel", "number_index", name=op.f("uq_address_provider_id_channel_number_index")
        ),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_address_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("first_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("interpreter_language", sa.String(length=35), nullable=True),
        sa.Column("safe_hours", sa.Text(), nullable=True),
        sa.Column("permission_on", sa.Date(), nullable=True),
        sa.Column("permission_by", sa.String(length=200), nullable=True),
        sa.Column("notice_version", sa.String(length=60), nullable=True),
        sa.Column("voluntary_said_on", sa.Date(), nullable=True),
        sa.Column("check_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("distress_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_person_data_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("provider_id", "person_ref", name=op.f("uq_person_provider_id_person_ref")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_person_provider_id"), ["provider_id"], unique=False)

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
        "person_address",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "own",
                "other",
                "household",
                "sponsor",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_person_address_address_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_address_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_address")),
        sa.UniqueConstraint("person_id", "address_id", name=op.f("uq_person_address_person_id_address_id")),
    )
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_person_address_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_person_address_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "staff",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "caseworker",
                "supervisor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_staff_address_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_fs_uniquifier")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_staff_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "case",
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("release_date", sa.Date(), nullable=False),
        sa.Column("referral_accepted_on", sa.Date(), nullable=True),
        sa.Column(
            "level",
            sa.Enum("1", "2", "3", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("tvpra", sa.Boolean(), nullable=False),
        sa.Column("special_6_2_11", sa.Boolean(), nullable=False),
        sa.Column("bridge_level_one", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("zip_code", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("court_date", sa.Date(), nullable=True),
        sa.Column("caseworker_id", sa.Uuid(), nullable=True),
        sa.Column("caseworker_email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name=op.f("fk_case_caseworker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("provider_id", "case_number", name=op.f("uq_case_provider_id_case_number")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_case_caseworker_id"), ["caseworker_id"], unique=False)
        batch_op.create_index(op.f("ix_case_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "cover",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("for_staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["for_staff_id"], ["staff.id"], name=op.f("fk_cover_for_staff_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_cover_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_cover_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(op.f("ix_cover_staff_id"), ["staff_id"], unique=False)

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
        "case_person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "child",
                "sponsor",
                "alternate",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "sponsor_category",
            sa.Enum(
                "1",
                "2A",
                "2B",
                "3",
                name="sponsor_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("relationship", sa.String(length=80), nullable=True),
        sa.Column("child_label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role <> 'sponsor' OR sponsor_category IS NOT NULL",
            name=op.f("ck_case_person_sponsor_has_category"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_person_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_person")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_person_case_id_person_id")),
    )
    with op.batch_alter_table("case_person", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_case_person_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_case_person_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_case_person_one_child",
            ["case_id"],
            unique=True,
            postgresql_where=sa.text("role = 'child'"),
            sqlite_where=sa.text("role = 'child'"),
        )

    op.create_table(
        "check_in",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_check_in_number")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_check_in_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_check_in_case_id_number")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_check_in_provider_id"), ["provider_id"], unique=False)

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
        "check_in_part",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "child",
                "sponsor",
                "alternate",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "open",
                "call",
                "handed_over",
                "reached",
                "not_completed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "completed",
                "handed_over",
                "stopped_before_safety",
                "stopped_after_safety",
                "no_answer",
                "identity_failed",
                "wrong_person",
                "opted_out",
                "declined",
                "taken_over",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_check_in_part_check_in_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_part_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_part")),
        sa.UniqueConstraint("check_in_id", "person_id", name=op.f("uq_check_in_part_check_in_id_person_id")),
    )
    with op.batch_alter_table("check_in_part", schema=None) as batch_op:
        batch_op.create_index(
            "ix_check_in_part_due",
            ["due_on"],
            unique=False,
            postgresql_where=sa.text("status = 'scheduled'"),
            sqlite_where=sa.text("status = 'scheduled'"),
        )
        batch_op.create_index(op.f("ix_check_in_part_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_check_in_part_provider_id"), ["provider_id"], unique=False)

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
        "conversation",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=False),
        sa.Column("flow", sa.String(length=60), nullable=False),
        sa.Column("flow_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "handed_over",
                "ended",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "completed",
                "handed_over",
                "stopped_before_safety",
                "stopped_after_safety",
                "no_answer",
                "identity_failed",
                "wrong_person",
                "opted_out",
                "declined",
                "taken_over",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column(
            "waiting_for",
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
                name="waiting_for",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_turn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("privacy_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_conversation_address_id")),
        sa.ForeignKeyConstraint(["part_id"], ["check_in_part.id"], name=op.f("fk_conversation_part_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversation_person_id")),
        sa.ForeignKeyConstraint(["taken_over_by"], ["staff.id"], name=op.f("fk_conversation_taken_over_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_conversation_address_id"), ["address_id"], unique=False)
        batch_op.create_index(op.f("ix_conversation_part_id"), ["part_id"], unique=False)
        batch_op.create_index(op.f("ix_conversation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(op.f("ix_conversation_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "ix_conversation_wake",
            ["wake_at"],
            unique=False,
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(
            "uq_conversation_open_address",
            ["address_id"],
            unique=True,
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(
            "uq_conversation_open_person",
            ["person_id"],
            unique=True,
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )

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
        sa.Column("note", sa.Text(), nullable=True),
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


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_attempt_provider_id"))
        batch_op.drop_index(op.f("ix_attempt_person_id"))
        batch_op.drop_index(op.f("ix_attempt_part_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_task_provider_id"))
        batch_op.drop_index(op.f("ix_task_person_id"))
        batch_op.drop_index(
            "ix_task_open",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(op.f("ix_task_case_id"))

    op.drop_table("task")
    with op.batch_alter_table("status_event", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_status_event_provider_id"))
        batch_op.drop_index(op.f("ix_status_event_outbound_id"))

    op.drop_table("status_event")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_page_provider_id"))
        batch_op.drop_index(
            "ix_page_email_queued",
            postgresql_where=sa.text("state = 'queued'"),
            sqlite_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(op.f("ix_page_concern_id"))

    op.drop_table("page")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_in_flight",
            postgresql_where=sa.text("state = 'calling'"),
            sqlite_where=sa.text("state = 'calling'"),
        )
        batch_op.drop_index(
            "ix_delivery_queued",
            postgresql_where=sa.text("state = 'queued'"),
            sqlite_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(
            "ix_delivery_calling",
            postgresql_where=sa.text("state = 'calling'"),
            sqlite_where=sa.text("state = 'calling'"),
        )

    op.drop_table("delivery")
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_outbound_provider_id"))
        batch_op.drop_index(op.f("ix_outbound_person_id"))
        batch_op.drop_index(op.f("ix_outbound_conversation_id"))
        batch_op.drop_index(op.f("ix_outbound_address_id"))

    op.drop_table("outbound")
    with op.batch_alter_table("inbound_processing", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_inbound_processing_person_id"))
        batch_op.drop_index(
            "ix_inbound_processing_pending",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index(op.f("ix_inbound_processing_conversation_id"))
        batch_op.drop_index(op.f("ix_inbound_processing_address_id"))

    op.drop_table("inbound_processing")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_answer_provider_id"))
        batch_op.drop_index(op.f("ix_answer_part_id"))

    op.drop_table("answer")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conversation_open_person",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(
            "uq_conversation_open_address",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(
            "ix_conversation_wake",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(op.f("ix_conversation_provider_id"))
        batch_op.drop_index(op.f("ix_conversation_person_id"))
        batch_op.drop_index(op.f("ix_conversation_part_id"))
        batch_op.drop_index(op.f("ix_conversation_address_id"))

    op.drop_table("conversation")
    with op.batch_alter_table("concern_evidence", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_concern_evidence_provider_id"))
        batch_op.drop_index(op.f("ix_concern_evidence_concern_id"))

    op.drop_table("concern_evidence")
    with op.batch_alter_table("check_in_part", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_check_in_part_provider_id"))
        batch_op.drop_index(op.f("ix_check_in_part_person_id"))
        batch_op.drop_index(
            "ix_check_in_part_due",
            postgresql_where=sa.text("status = 'scheduled'"),
            sqlite_where=sa.text("status = 'scheduled'"),
        )

    op.drop_table("check_in_part")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_concern_ringing",
            postgresql_where=sa.text("status = 'open'"),
            sqlite_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(op.f("ix_concern_provider_id"))
        batch_op.drop_index(op.f("ix_concern_person_id"))
        batch_op.drop_index(op.f("ix_concern_case_id"))
        batch_op.drop_index(op.f("ix_concern_address_id"))

    op.drop_table("concern")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_check_in_provider_id"))

    op.drop_table("check_in")
    with op.batch_alter_table("case_person", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_person_one_child",
            postgresql_where=sa.text("role = 'child'"),
            sqlite_where=sa.text("role = 'child'"),
        )
        batch_op.drop_index(op.f("ix_case_person_provider_id"))
        batch_op.drop_index(op.f("ix_case_person_person_id"))

    op.drop_table("case_person")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_seen_provider_id"))

    op.drop_table("seen")
    op.drop_table("reading")
    with op.batch_alter_table("opt_out", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_opt_out_provider_id"))
        batch_op.drop_index(op.f("ix_opt_out_address_id"))

    op.drop_table("opt_out")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_cover_staff_id"))
        batch_op.drop_index(op.f("ix_cover_provider_id"))

    op.drop_table("cover")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_case_provider_id"))
        batch_op.drop_index(op.f("ix_case_caseworker_id"))

    op.drop_table("case")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_staff_provider_id"))

    op.drop_table("staff")
    with op.batch_alter_table("person_address", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_person_address_provider_id"))
        batch_op.drop_index(op.f("ix_person_address_address_id"))

    op.drop_table("person_address")
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_inbound_provider_id"))
        batch_op.drop_index(op.f("ix_inbound_address_id"))

    op.drop_table("inbound")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_person_provider_id"))

    op.drop_table("person")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_address_provider_id"))

    op.drop_table("address")
    with op.batch_alter_table("text_review", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_text_review_provider_id"))

    op.drop_table("text_review")
    op.drop_table("heartbeat")
    op.drop_table("data_key")
    op.drop_table("counter")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_audit_subject_id"))
        batch_op.drop_index(op.f("ix_audit_provider_id"))
        batch_op.drop_index(op.f("ix_audit_case_id"))

    op.drop_table("audit")
