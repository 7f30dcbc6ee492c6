"""Contacts by voice, reports with their versions, referrals with their steps, and closings."""

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSERT_ONLY = ("contact", "report_version", "referral_step")
INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(length=40)
PROPOSED = sa.text("state = 'proposed'")


def upgrade() -> None:
    """Apply."""
    _contact()
    _referral()
    _closure()
    _report()
    for statement in protect(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _id(column: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, sa.Uuid(), nullable=nullable)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _indexes(table: str, *columns: str) -> None:
    for column in ("provider_id", *columns):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _contact() -> None:
    op.create_table(
        "contact",
        _id("check_in_id"),
        _id("attempt_id"),
        sa.Column("with_whom", CODE, nullable=False),
        sa.Column("medium", CODE, nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("interpreting", CODE, nullable=False),
        _id("staff_id"),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("contact"),
        _to("contact", "check_in_id", "check_in"),
        _to("contact", "attempt_id", "attempt"),
        _to("contact", "staff_id", "staff"),
        sa.UniqueConstraint("attempt_id", "with_whom", name=op.f("uq_contact_attempt_id_with_whom")),
    )
    _indexes("contact", "check_in_id")


def _referral() -> None:
    op.create_table(
        "referral",
        _id("case_id"),
        _id("data_key_id"),
        sa.Column("level", CODE, nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        _id("owner_id", nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=False),
        _id("proposed_by", nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        *_owned("referral"),
        _to("referral", "case_id", "case"),
        _to("referral", "data_key_id", "data_key"),
        _to("referral", "owner_id", "staff"),
        _to("referral", "proposed_by", "staff"),
    )
    _indexes("referral", "case_id")
    op.create_index(
        "uq_referral_proposed", "referral", ["case_id"], unique=True,
        postgresql_where=PROPOSED, sqlite_where=PROPOSED,
    )  # fmt: skip
    op.create_table(
        "referral_step",
        _id("referral_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("level", CODE, nullable=False),
        _id("owner_id", nullable=True),
        _id("staff_id", nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("referral_step"),
        _to("referral_step", "referral_id", "referral"),
        _to("referral_step", "owner_id", "staff"),
        _to("referral_step", "staff_id", "staff"),
        sa.UniqueConstraint("referral_id", "number", name=op.f("uq_referral_step_referral_id_number")),
    )
    _indexes("referral_step")


def _closure() -> None:
    op.create_table(
        "closure",
        _id("case_id"),
        _id("data_key_id"),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("child_wishes", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        _id("proposed_by", nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        _id("decided_by", nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        *_owned("closure"),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_closure_a_person_decides")
        ),
        _to("closure", "case_id", "case"),
        _to("closure", "data_key_id", "data_key"),
        _to("closure", "proposed_by", "staff"),
        _to("closure", "decided_by", "staff"),
    )
    _indexes("closure", "case_id")
    op.create_index(
        "uq_closure_proposed", "closure", ["case_id"], unique=True,
        postgresql_where=PROPOSED, sqlite_where=PROPOSED,
    )  # fmt: skip


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("kind", CODE, nullable=False),
        _id("case_id"),
        _id("check_in_id", nullable=True),
        _id("closure_id", nullable=True),
        _id("data_key_id"),
        sa.Column("status", CODE, nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        _id("signed_by"),
        sa.Column("upload_due_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        _id("reviewed_by", nullable=True),
        sa.Column("uploaded_at", INSTANT, nullable=True),
        _id("uploaded_by", nullable=True),
        *_owned("report"),
        sa.CheckConstraint(
            "(check_in_id IS NULL) <> (closure_id IS NULL)", name=op.f("ck_report_is_about_one_thing")
        ),
        sa.CheckConstraint(
            "(status = 'uploaded') = (uploaded_at IS NOT NULL)", name=op.f("ck_report_uploaded_has_moment")
        ),
        _to("report", "case_id", "case"),
        _to("report", "check_in_id", "check_in"),
        _to("report", "closure_id", "closure"),
        _to("report", "data_key_id", "data_key"),
        _to("report", "signed_by", "staff"),
        _to("report", "reviewed_by", "staff"),
        _to("report", "uploaded_by", "staff"),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_report_check_in_id")),
        sa.UniqueConstraint("closure_id", name=op.f("uq_report_closure_id")),
    )
    _indexes("report", "case_id")
    op.create_table(
        "report_version",
        _id("report_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", CODE, nullable=False),
        _id("staff_id"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        *_owned("report_version"),
        _to("report_version", "report_id", "report"),
        _to("report_version", "staff_id", "staff"),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_version_report_id_number")),
    )
    _indexes("report_version")


def downgrade() -> None:
    """Take back."""
    for statement in release(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)
    for table in ("report_version", "report", "closure", "referral_step", "referral", "contact"):
        op.drop_table(table)
