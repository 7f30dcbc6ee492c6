"""The rota, alarms with frozen steps, pages by step, and what staff speak."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNDONE = sa.text("state IN ('queued', 'calling')")
OPEN = sa.text("status = 'open'")
RUNNING = sa.text("stopped_at IS NULL")
WAITING = sa.text("ran_at IS NULL")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply. Pages of before keep what they say; concerns that still ring are found by the watch."""
    with op.batch_alter_table("staff") as batch:
        batch.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("time_zone", sa.String(length=64), nullable=True))
    op.drop_index("ix_concern_ringing", table_name="concern")
    with op.batch_alter_table("concern") as batch:
        batch.drop_column("next_page_at")
    op.create_index(
        "ix_concern_ringing", "concern", ["provider_id"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    _shift()
    _alarm()
    _alarm_step()
    _page()


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("start_minutes", sa.Integer(), nullable=False),
        sa.Column("end_minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_shift_created_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shift_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_provider_id"), "shift", ["provider_id"])
    op.create_index(op.f("ix_shift_staff_id"), "shift", ["staff_id"])


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("sounded_at", INSTANT, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_round_at", INSTANT, nullable=False),
        sa.Column("nobody_on_rota", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("stopped_why", sa.String(length=40), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_how", sa.String(length=40), nullable=True),
        sa.Column("attend_by", INSTANT, nullable=True),
        sa.Column("attended_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["staff.id"], name=op.f("fk_alarm_acknowledged_by")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_alarm_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    for column in ("attend_by", "concern_id", "provider_id"):
        op.create_index(op.f(f"ix_alarm_{column}"), "alarm", [column])
    op.create_index(
        "uq_alarm_running", "alarm", ["concern_id"],
        unique=True, postgresql_where=RUNNING, sqlite_where=RUNNING,
    )  # fmt: skip


def _alarm_step() -> None:
    op.create_table(
        "alarm_step",
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("ran_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_step_alarm_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alarm_step_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_step")),
    )
    for column in ("alarm_id", "provider_id"):
        op.create_index(op.f(f"ix_alarm_step_{column}"), "alarm_step", [column])
    op.create_index("uq_alarm_step", "alarm_step", ["alarm_id", "round", "position"], unique=True)
    op.create_index(
        "ix_alarm_step_waiting", "alarm_step", ["due_at"],
        postgresql_where=WAITING, sqlite_where=WAITING,
    )  # fmt: skip


def _page() -> None:
    op.drop_index("ix_page_email_queued", table_name="page")
    with op.batch_alter_table("page") as batch:
        batch.add_column(sa.Column("dedupe_key", sa.String(length=160), nullable=True))
        batch.add_column(sa.Column("text_key", sa.String(length=40), nullable=False, server_default="page"))
        batch.add_column(sa.Column("alarm_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("step_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("sid", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("lease_until", INSTANT, nullable=True))
        batch.add_column(sa.Column("ended_at", INSTANT, nullable=True))
    op.execute("UPDATE page SET dedupe_key = 'before:' || CAST(id AS VARCHAR(40))")
    with op.batch_alter_table("page") as batch:
        batch.drop_constraint(op.f("uq_page_concern_id_ring_channel_staff_id"), type_="unique")
        batch.alter_column("dedupe_key", existing_type=sa.String(length=160), nullable=False)
        batch.alter_column("concern_id", existing_type=sa.Uuid(), nullable=True)
        batch.create_foreign_key(op.f("fk_page_alarm_id"), "alarm", ["alarm_id"], ["id"])
        batch.create_foreign_key(op.f("fk_page_step_id"), "alarm_step", ["step_id"], ["id"])
    op.create_index(op.f("ix_page_alarm_id"), "page", ["alarm_id"])
    op.create_index(op.f("ix_page_sid"), "page", ["sid"])
    op.create_index("uq_page_dedupe_key", "page", ["dedupe_key"], unique=True)
    op.create_index(
        "ix_page_undone", "page", ["channel", "created_at"],
        postgresql_where=UNDONE, sqlite_where=UNDONE,
    )  # fmt: skip


def downgrade() -> None:
    """Take back. What was paged by step stays as pages without it."""
    for name in ("ix_page_undone", "uq_page_dedupe_key", "ix_page_sid", "ix_page_alarm_id"):
        op.drop_index(name, table_name="page")
    with op.batch_alter_table("page") as batch:
        batch.drop_constraint(op.f("fk_page_alarm_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_page_step_id"), type_="foreignkey")
        for column in ("dedupe_key", "text_key", "alarm_id", "step_id", "sid", "lease_until", "ended_at"):
            batch.drop_column(column)
    queued = sa.text("state = 'queued'")
    op.create_index(
        "ix_page_email_queued", "page", ["created_at"], postgresql_where=queued, sqlite_where=queued
    )
    for table in ("alarm_step", "alarm", "shift"):
        op.drop_table(table)
    op.drop_index("ix_concern_ringing", table_name="concern")
    with op.batch_alter_table("concern") as batch:
        batch.add_column(
            sa.Column("next_page_at", INSTANT, nullable=False, server_default="1970-01-01 00:00:00+00:00")
        )
    op.create_index(
        "ix_concern_ringing", "concern", ["next_page_at"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("time_zone")
        batch.drop_column("languages")
