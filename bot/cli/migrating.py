"""`prs-checkin migrate`."""

from pathlib import Path

import click
from sqlalchemy import make_url

from bot.settings import Settings
from storage import migrate
from storage.database import make_engine


def make_folder(url: str) -> None:
    """The folder of an SQLite file, if it does not exist yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)


def migrate_database(settings: Settings) -> None:
    """Apply all migrations and say from where to where."""
    make_folder(settings.database_url)
    engine = make_engine(settings.database_url)
    before = migrate.current(engine)
    migrate.upgrade(engine)
    click.echo(f"Database schema: {before or 'none'} -> {migrate.current(engine)}")
    engine.dispose()
