"""The database of a simulation: quicker, because nothing in it is precious, and able to be away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage.database import Database

_QUICKLY = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET SESSION synchronous_commit TO off"}


class SimulatedDatabase(Database):
    """As the real one, but a commit does not wait for the disk. `down`: nobody can open it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.down = False
        statement = _QUICKLY[self.engine.dialect.name]

        @event.listens_for(self.engine, "connect")
        def on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
            cursor = connection.cursor()
            cursor.execute(statement)
            cursor.close()
            connection.commit()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A writing transaction. Raises OperationalError while the database is away."""
        self._require()
        with super().begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading transaction. Raises OperationalError while the database is away."""
        self._require()
        with super().read() as session:
            yield session

    @contextmanager
    def whatever_happens(self) -> Iterator[Session]:
        """A reading transaction for the simulation itself, which sees all at any time."""
        with super().read() as session:
            yield session

    def _require(self) -> None:
        if self.down:
            raise OperationalError("connect", None, ConnectionError("the simulated database is away"))
