"""The command line, run in this process with settings of its own."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.commands import prs_checkin
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.runtime import Runtime
from bot.settings import SETTINGS
from tests.bot.stages import ENVIRON, settings_for

Command = Callable[..., Result]


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """A command sets up logging for its own standard error, which is gone after it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.fixture
def run(logging_as_before: None) -> Command:
    """Run a command with these settings and no others; nothing may fall through as a traceback."""

    def invoke(*words: str, env: dict[str, str] | None = None, typed: str | None = None) -> Result:
        settings: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
        result = CliRunner(env=settings | (ENVIRON if env is None else env)).invoke(
            prs_checkin, list(words), input=typed
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def command(run: Command, database_url: str) -> Command:
    """Run a command on a fresh, migrated database."""

    def invoke(*words: str, **changes: str) -> Result:
        return run(*words, env=ENVIRON | {"DATABASE_URL": database_url} | changes)

    return invoke


@pytest.fixture
def runtime(database_url: str) -> Iterator[Runtime]:
    """A look into the same database."""
    opened = Runtime.open(settings_for(database_url), SystemClock(), SystemIds())
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Write a CSV file and return its path."""

    def write(text: str) -> str:
        path = tmp_path / "referrals.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write
