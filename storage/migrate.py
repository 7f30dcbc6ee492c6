"""Bring a database to the newest schema, or tell how far it is behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The newest revision that this program knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError("no migrations found beside the program; reinstall it")
    return revision


def is_known(revision: str) -> bool:
    """Whether this program has a migration of this name; a newer program's it has not."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def current(engine: Engine) -> str | None:
    """The revision of the database, or None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply all migrations up to `revision`, in one transaction."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back down to `revision` ("base" for an empty database)."""
    _run(engine, command.downgrade, revision)


class BrokenReferences(RuntimeError):
    """A migration would have left rows that point at nothing; it was taken back."""


def _run(engine: Engine, action: object, revision: str) -> None:
    config = _config()
    with engine.connect() as connection, _free_to_copy_tables(connection), connection.begin():
        config.attributes["connection"] = connection
        action(config, revision)  # type: ignore[operator]
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise BrokenReferences(f"{len(broken)} rows point at nothing, the first in {broken[0][0]}")


@contextmanager
def _free_to_copy_tables(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it, which foreign keys would refuse: they are checked at the end."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
