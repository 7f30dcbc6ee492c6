"""Cases, persons and their check-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
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


def downgrade() -> None:
    """Take back."""
    op.drop_table("conversation")
    op.drop_table("check_in_part")
    op.drop_table("check_in")
    op.drop_table("person_address")
    op.drop_table("case_person")
    op.drop_table("person")
    op.drop_table("case")
