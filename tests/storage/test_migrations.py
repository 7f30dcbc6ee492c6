"""The schema that migrations make is the schema that the models declare, up and down."""

import uuid

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage import migrate, models  # noqa: F401
from storage.base import Base
from storage.database import Database


def test_migrated_schema_equals_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_to_nothing_and_up_again(database: Database) -> None:
    assert migrate.current(database.engine) == migrate.head()
    migrate.downgrade(database.engine, "base")
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrate.upgrade(database.engine)
    assert migrate.current(database.engine) == migrate.head()


def test_rows_and_their_protection_survive_the_copying_of_tables(database: Database) -> None:
    """SQLite alters a table by copying it; what points at its rows must still find them."""
    migrate.downgrade(database.engine, "base")
    migrate.upgrade(database.engine, "0005")
    ids = {"id": uuid.UUID(int=1).hex, "provider": uuid.UUID(int=2).hex}
    with database.begin() as session:
        session.execute(
            text(
                "INSERT INTO task (id, provider_id, kind, reason, dedupe_key, detail, created_at, due_at) "
                "VALUES (:id, :provider, 'tray', 'media', 'k', '{}', '2026-03-02', '2026-03-03')"
            ),
            ids,
        )
    migrate.upgrade(database.engine)
    with database.read() as session:
        assert session.scalars(text("SELECT reason FROM task")).all() == ["media"]
