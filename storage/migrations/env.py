"""Runs the numbered migrations; called by storage.migrate, never by hand."""

from alembic import context
from sqlalchemy import Connection

from storage import models  # noqa: F401 - registers the tables
from storage.base import Base


def run(connection: Connection) -> None:
    """Run migrations on an open connection; the caller owns the transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
