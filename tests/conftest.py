"""Fixtures that all tests share: databases on both engines, a vault, a settable clock, seeded ids."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from storage.crypto import Keyring
from storage.database import Database
from storage.vault import Vault
from tests.databases import PostgresTemplates, SqliteTemplates, postgres_server

ENGINES = ("sqlite", "postgresql")
START = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)


class FixedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, now: dt.datetime = START) -> None:
        self.time = now

    def now(self) -> dt.datetime:
        """The present instant (UTC)."""
        return self.time

    def advance(self, **delta: float) -> None:
        """Move forward, e.g. advance(hours=4)."""
        self.time += dt.timedelta(**delta)


class SeededIds:
    """UUIDs and bytes from a seed: the same in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def new(self) -> uuid.UUID:
        """The next id."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def bytes(self, size: int) -> bytes:
        """The next random bytes."""
        return self._random.randbytes(size)


ONE_ENGINE = ("tests/bot/web/", "tests/bot/cli/", "tests/bot/desk/", "tests/bot/importing/")
"""Desk, pages, commands and files: the rules below them are tested on both engines."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says the same twice, so that everybody can run everything in minutes."""
    again = [item for item in items if item.nodeid.startswith(ONE_ENGINE) and "[postgresql" in item.nodeid]
    config.hook.pytest_deselected(items=again)
    left_out = set(again)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Password hashes as cheap as they come: what they cost for real is not what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.accounts.HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def rules_and_ngrams_alone() -> Iterator[None]:
    """What the second look reads is tested by itself; elsewhere it would only take time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.second_look.installed", lambda: None)
        yield


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates() -> Iterator[PostgresTemplates]:
    with postgres_server() as url:
        templates = PostgresTemplates(url)
        yield templates
        templates.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated database; every test that asks runs on both engines."""
    templates: SqliteTemplates | PostgresTemplates = request.getfixturevalue(
        "sqlite_templates" if request.param == "sqlite" else "postgres_templates"
    )
    with templates.fresh() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def ids() -> SeededIds:
    return SeededIds()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring(current="test", masters={"test": bytes(range(32))}, lookup=bytes(range(1, 33)))


@pytest.fixture
def open_vault(keyring: Keyring, ids: SeededIds) -> Callable[[Session], Vault]:
    """Make the vault of a session."""
    return lambda session: Vault(session, keyring, ids.new, ids.bytes)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return Path(__file__).parent.parent
