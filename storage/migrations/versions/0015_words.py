"""Words that change things: stops by person, wrong numbers, numbers to confirm, and complaints."""

from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from alembic import op

from storage.append_only import protect, release

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(length=40)
LEDGER, COMPLAINTS = ("opt_out",), ("grievance", "grievance_step")


def upgrade() -> None:
    """Apply. A table that SQLite copies loses its triggers: they are made anew."""
    _run(release, LEDGER)
    with op.batch_alter_table("opt_out") as batch:
        batch.add_column(_id("person_id", nullable=True))
        batch.create_foreign_key(op.f("fk_opt_out_person_id"), "person", ["person_id"], ["id"])
    _run(protect, LEDGER)
    op.add_column("person_address", sa.Column("wrong_since", INSTANT, nullable=True))
    _number_proposal()
    _grievance()
    _run(protect, COMPLAINTS)


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


def _number_proposal() -> None:
    op.create_table(
        "number_proposal",
        _id("person_id", nullable=True),
        _id("case_id", nullable=True),
        _id("inbound_id"),
        _id("data_key_id"),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        _id("decided_by", nullable=True),
        *_owned("number_proposal"),
        _to("number_proposal", "person_id", "person"),
        _to("number_proposal", "case_id", "case"),
        _to("number_proposal", "inbound_id", "inbound"),
        _to("number_proposal", "data_key_id", "data_key"),
        _to("number_proposal", "decided_by", "staff"),
        sa.UniqueConstraint(
            "inbound_id", "number_index", name=op.f("uq_number_proposal_inbound_id_number_index")
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_number_proposal_a_person_decides")
        ),
    )
    _indexes("number_proposal", "person_id", "case_id")


def _grievance() -> None:
    op.create_table(
        "grievance",
        _id("case_id", nullable=True),
        _id("person_id", nullable=True),
        _id("inbound_id", nullable=True),
        _id("data_key_id"),
        sa.Column("from_whom", CODE, nullable=False),
        sa.Column("way", CODE, nullable=False),
        _id("about_id", nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        _id("taken_by", nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        *_owned("grievance"),
        _to("grievance", "case_id", "case"),
        _to("grievance", "person_id", "person"),
        _to("grievance", "inbound_id", "inbound"),
        _to("grievance", "data_key_id", "data_key"),
        _to("grievance", "about_id", "staff"),
        _to("grievance", "taken_by", "staff"),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_grievance_inbound_id")),
    )
    _indexes("grievance", "case_id")
    op.create_table(
        "grievance_step",
        _id("grievance_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("outcome", CODE, nullable=True),
        _id("owner_id", nullable=True),
        _id("staff_id", nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        *_owned("grievance_step"),
        _to("grievance_step", "grievance_id", "grievance"),
        _to("grievance_step", "owner_id", "staff"),
        _to("grievance_step", "staff_id", "staff"),
        sa.UniqueConstraint("grievance_id", "number", name=op.f("uq_grievance_step_grievance_id_number")),
        sa.CheckConstraint(
            "(state = 'resolved') = (outcome IS NOT NULL)",
            name=op.f("ck_grievance_step_resolved_has_outcome"),
        ),
    )
    _indexes("grievance_step")


def downgrade() -> None:
    """Take back."""
    _run(release, COMPLAINTS)
    for table in ("grievance_step", "grievance", "number_proposal"):
        op.drop_table(table)
    op.drop_column("person_address", "wrong_since")
    _run(release, LEDGER)
    with op.batch_alter_table("opt_out") as batch:
        batch.drop_constraint(op.f("fk_opt_out_person_id"), type_="foreignkey")
        batch.drop_column("person_id")
    _run(protect, LEDGER)


def _run(statements: Callable[[str, Iterable[str]], Iterator[str]], tables: Iterable[str]) -> None:
    for statement in statements(op.get_bind().dialect.name, tables):
        op.execute(statement)
