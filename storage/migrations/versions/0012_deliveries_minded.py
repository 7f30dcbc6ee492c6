"""An index of the deliveries that the machine still minds, so that it never reads through all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MINDED = sa.text("lease_until IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_delivery_minded",
        "delivery",
        ["state", "not_before"],
        postgresql_where=MINDED,
        sqlite_where=MINDED,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_delivery_minded", table_name="delivery")
