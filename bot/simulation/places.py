"""Empty databases for scenarios: copies of a migrated SQLite file, or one that was named."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from storage.database import make_engine
from storage.migrate import current, downgrade, upgrade


class NotEmpty(ValueError):
    """A given database holds something; a simulation would destroy it."""


class Places(Protocol):
    """Gives an empty, migrated database for each scenario."""

    def fresh(self) -> AbstractContextManager[str]:
        """The address of an empty database, until the block ends."""
        ...


class TemporaryFiles:
    """SQLite files in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "empty.db"
        engine = make_engine(f"sqlite:///{self._template}")
        upgrade(engine)
        engine.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A copy of the empty file."""
        path = self._folder / "scenario.db"
        shutil.copy(self._template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)


class GivenDatabase:
    """A database that was named: it must be empty, and is empty again afterwards."""

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The database with empty tables. Raises NotEmpty when it has tables already."""
        engine = make_engine(self._url)
        try:
            if current(engine) is not None:
                raise NotEmpty("this database has tables already; a simulation needs an empty one of its own")
            upgrade(engine)
            try:
                yield self._url
            finally:
                downgrade(engine, "base")
        finally:
            engine.dispose()


@contextmanager
def places(url: str | None) -> Iterator[Places]:
    """Where scenarios are played: in the named database, else in temporary files."""
    if url is not None:
        yield GivenDatabase(url)
        return
    with tempfile.TemporaryDirectory(prefix="prs-simulation-") as folder:
        yield TemporaryFiles(Path(folder))
