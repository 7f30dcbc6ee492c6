"""Enrolment by voice: permissions and what was said, each with its history; templates of WhatsApp."""

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSERT_ONLY = ("permission", "spoken_text", "whatsapp_template")
INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(length=40)


def upgrade() -> None:
    """Apply."""
    op.add_column("person", sa.Column("cannot_text", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbound", sa.Column("params_sealed", sa.LargeBinary(), nullable=True))
    _permission()
    _spoken_text()
    _whatsapp_template()
    for statement in protect(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _indexes(table: str, *columns: str) -> None:
    for column in ("provider_id", *columns):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _permission() -> None:
    op.create_table(
        "permission",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("given_by", CODE, nullable=False),
        sa.Column("how", CODE, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("permission"),
        _to("permission", "person_id", "person"),
        _to("permission", "staff_id", "staff"),
    )
    _indexes("permission", "person_id")


def _spoken_text() -> None:
    op.create_table(
        "spoken_text",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("spoken_text"),
        _to("spoken_text", "person_id", "person"),
        _to("spoken_text", "staff_id", "staff"),
    )
    _indexes("spoken_text", "person_id")


def _whatsapp_template() -> None:
    op.create_table(
        "whatsapp_template",
        sa.Column("text_key", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("content_sid", sa.String(length=34), nullable=False),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        *_owned("whatsapp_template"),
    )
    _indexes("whatsapp_template")


def downgrade() -> None:
    """Take back."""
    for statement in release(op.get_bind().dialect.name, INSERT_ONLY):
        op.execute(statement)
    for table in INSERT_ONLY:
        op.drop_table(table)
    op.drop_column("outbound", "params_sealed")
    op.drop_column("person", "cannot_text")
