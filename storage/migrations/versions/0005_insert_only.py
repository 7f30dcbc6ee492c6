"""Insert-only tables."""

from alembic import op

from storage.append_only import BASELINE, function_statement, protect, release

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    dialect = op.get_bind().dialect.name
    for statement in (*function_statement(dialect), *protect(dialect, BASELINE)):
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    dialect = op.get_bind().dialect.name
    for statement in release(dialect, BASELINE):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
