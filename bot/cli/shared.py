"""What all commands share: opening the runtime, and turning known faults into an exit status."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.logs import set_up_logging
from bot.runtime import Runtime
from bot.settings import Settings, SettingsProblem, from_environment
from storage import migrate

INVALID = 2


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


@contextmanager
def opened() -> Iterator[Runtime]:
    """A runtime on a migrated database."""
    set_up_logging()
    runtime = Runtime.open(settings_or_refuse(), SystemClock(), SystemIds())
    try:
        found = migrate.current(runtime.database.engine)
        if found != migrate.head():
            refuse(f"The database is at schema {found or 'none'}, this program needs {migrate.head()}.",
                   "Run: prs-checkin migrate")  # fmt: skip
        yield runtime
    finally:
        runtime.close()
