"""Insert-only tables."""

from alembic import op

from storage.append_only import create_statements, drop_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for statement in create_statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    for statement in drop_statements(op.get_bind().dialect.name):
        op.execute(statement)
