"""What all commands share: opening the runtime, and turning known faults into an exit status."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.logs import set_up_logging
from bot.runtime import Runtime
from bot.settings import Settings, SettingsProblem, from_environment
from storage import migrate

INVALID = 2
WAIT_SECONDS = 2.0
log = logging.getLogger(__name__)


def refuse(*lines: str) -> NoReturn:
    """Print what is wrong, with the remedy, and leave with status 2."""
    for line in lines:
        click.echo(line, err=True)
    raise SystemExit(INVALID)


def settings_or_refuse() -> Settings:
    """The settings of this environment, or all their problems at once."""
    try:
        return from_environment()
    except SettingsProblem as problem:
        refuse(*problem.problems, "All settings: docs/settings.md; an example: .env.example")


def _schema(runtime: Runtime, *, wait: bool) -> str | None:
    """The schema of the database. Refuses, or waits and says so, while it cannot be reached."""
    while True:
        try:
            return migrate.current(runtime.database.engine)
        except SQLAlchemyError as error:
            kind = type(error).__name__
            if not wait:
                refuse(f"The database cannot be reached ({kind}); check DATABASE_URL.")
            log.error("waiting for the database", extra={"kind": kind})
            time.sleep(WAIT_SECONDS)


@contextmanager
def opened(*, wait: bool = False) -> Iterator[Runtime]:
    """A runtime on a migrated database; with `wait`, a database that is away is waited for."""
    set_up_logging()
    runtime = Runtime.open(settings_or_refuse(), SystemClock(), SystemIds())
    try:
        found = _schema(runtime, wait=wait)
        if found != migrate.head():
            refuse(f"The database is at schema {found or 'none'}, this program needs {migrate.head()}.",
                   "Run: prs-checkin migrate")  # fmt: skip
        yield runtime
    finally:
        runtime.close()
