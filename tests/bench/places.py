"""Databases to measure on, as a provider would run them: SQLite and PostgreSQL, both forced to the disk."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.databases import PostgresTemplates, SqliteTemplates, postgres_server

Fresh = Callable[[], AbstractContextManager[str]]


@dataclass(frozen=True)
class Place:
    """A kind of database; `fresh` opens a new, migrated one and tells its address."""

    name: str
    fresh: Fresh


@contextmanager
def places() -> Iterator[tuple[Place, ...]]:
    """Both kinds, side by side."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prs-bench-")))
        server = stack.enter_context(postgres_server())
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET fsync")
            connection.execute("SELECT pg_reload_conf()")
        postgres = PostgresTemplates(server)
        stack.callback(postgres.close)
        yield (Place("SQLite", SqliteTemplates(folder).fresh), Place("PostgreSQL", postgres.fresh))
