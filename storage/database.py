"""The engine, its sessions and the two kinds of transaction.

SQLite runs in WAL with synchronous=FULL: a lost disclosure matters more than speed. Writing
transactions start with BEGIN IMMEDIATE, so two of them queue instead of failing half way.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 30_000
STATEMENT_TIMEOUT_MS = 60_000
REMEDY = "write sqlite:///path or postgresql://user:password@host:port/database"


class DatabaseProblem(ValueError):
    """The database address cannot be used; the message names the remedy."""


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://...` (psycopg). Opens nothing yet."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseProblem(REMEDY) from None
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        _prepare_sqlite(engine)
        return engine
    if parsed.get_backend_name() == "postgresql":
        options: dict[str, Any] = {
            "connect_timeout": 5,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
        }
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            hide_parameters=True,  # an error message must not carry what a family wrote
            pool_pre_ping=True,
            connect_args=options,
        )
    raise DatabaseProblem(REMEDY)


class Database:
    """Opens sessions. It counts the open ones of each thread, so that a test (and the sender
    itself) can see that no transaction is open during a call over the network (invariant 4)."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._here = threading.local()

    @property
    def open_here(self) -> int:
        """How many transactions this thread holds open."""
        return getattr(self._here, "open", 0)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A writing transaction: commits at the end, rolls back on an exception."""
        with self._counted(), self._sessions.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading transaction; what it changes is rolled back."""
        with self._counted(), self._sessions() as session:
            session.connection(execution_options={"reads_only": True})
            yield session
            session.rollback()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._here.open = self.open_here + 1
        try:
            yield
        finally:
            self._here.open -= 1

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()
