"""Words that grow with the product are checked by the code, no longer by the database."""

from alembic import op
from sqlalchemy import inspect

from storage.append_only import BASELINE, protect, release

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CHECKS = (
    ("check_in_part", "status"),
    ("check_in_part", "outcome"),
    ("conversation", "outcome"),
    ("conversation", "waiting_for"),
    ("answer", "question"),
    ("task", "kind"),
)


def upgrade() -> None:
    """Apply. A table that SQLite copies loses its triggers: they are made anew."""
    dialect = op.get_bind().dialect.name
    for table in dict.fromkeys(table for table, _ in CHECKS):
        guarded = [table] if table in BASELINE else []
        for statement in release(dialect, guarded):
            op.execute(statement)
        there = {check["name"] for check in inspect(op.get_bind()).get_check_constraints(table)}
        names = [f"ck_{table}_{column}" for owner, column in CHECKS if owner == table]
        with op.batch_alter_table(table) as batch:
            for name in there.intersection(names):
                batch.drop_constraint(op.f(str(name)), type_="check")
        for statement in protect(dialect, guarded):
            op.execute(statement)


def downgrade() -> None:
    """Refuse nothing: rows may hold newer words already, so the checks stay away."""
