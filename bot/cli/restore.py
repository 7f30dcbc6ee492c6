"""`prs-checkin restore`: put a back-up into the database, with sending held until it is reconciled."""

import contextlib
import dataclasses
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Engine, inspect, make_url, select, text

from bot.cli.backup import copy_sqlite
from bot.cli.migrating import make_folder
from bot.cli.pg_tools import run_tool
from bot.cli.shared import refuse
from bot.clock import SystemClock
from bot.delivery.holding import hold_restored
from bot.ids import SystemIds
from bot.runtime import Runtime, Work
from bot.settings import Settings
from storage import migrate
from storage.crypto import Keyring, Unreadable
from storage.database import make_engine
from storage.models import Address, DataKey
from storage.queries.keys import key_opens

ASIDE = "before_restore"
KEPT_BY_ITSELF = frozenset({"alembic_version", "heartbeat", "counter"})
NEXT = "Sending is held. Start web and worker, wait for: prs-checkin sending resume --by NAME"


def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Check the file and put it into the database. Refuses, and changes nothing, where anything is wrong."""
    make_folder(settings.database_url)
    if not replace:
        _refuse_unless_empty(settings.database_url)
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        _restore_sqlite(settings, file)
    else:
        _restore_postgres(settings, file)
    click.echo(f"Restored from {file}. {NEXT}")


def _refuse_unless_empty(url: str) -> None:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            for table in sorted(set(inspect(connection).get_table_names()) - KEPT_BY_ITSELF):
                if connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first():
                    refuse("This database is not empty. Restore into an empty one, or give --replace.")
    finally:
        engine.dispose()


def _restore_sqlite(settings: Settings, file: Path) -> None:
    """All is prepared in a copy; its coming into the place of the database is one transaction."""
    target = Path(make_url(settings.database_url).database or "")
    handle, name = tempfile.mkstemp(prefix="restore-", suffix=".db", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        copy_or_refuse(file, draft)
        _prepare(settings, f"sqlite:///{draft}")
        with contextlib.closing(sqlite3.connect(draft)) as last:
            last.execute("PRAGMA journal_mode=DELETE")
        copy_sqlite(draft, target)
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)


def copy_or_refuse(file: Path, draft: Path) -> None:
    """Copy a back-up of SQLite; a file that is none is named."""
    try:
        copy_sqlite(file, draft)
    except sqlite3.DatabaseError:
        refuse(f"{file} is no back-up of an SQLite database. One of PostgreSQL needs DATABASE_URL for it.")


def _restore_postgres(settings: Settings, file: Path) -> None:
    """What is there is put aside, and comes back when anything fails."""
    listed = run_tool("pg_restore", "--list", str(file))
    if " alembic_version " not in listed:
        refuse(f"{file} is no back-up of this service.")
    _check_dumped_keys(settings.keyring, file)
    engine = make_engine(settings.database_url)
    try:
        _refuse_while_used(engine)
        with _put_aside(engine):
            run_tool("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl",
                     "--dbname", _database_name(settings), str(file), url=settings.database_url)  # fmt: skip
            _prepare(settings, settings.database_url)
    finally:
        engine.dispose()


def _database_name(settings: Settings) -> str:
    return make_url(settings.database_url).database or ""


def _refuse_while_used(engine: Engine) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        if connection.scalar(others):
            refuse("Other processes are connected to this database. Stop web and worker first.")


@contextlib.contextmanager
def _put_aside(engine: Engine) -> Iterator[None]:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {ASIDE}"))
        connection.execute(text("CREATE SCHEMA public"))
    try:
        yield
    except BaseException:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text(f"ALTER SCHEMA {ASIDE} RENAME TO public"))
        raise
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {ASIDE} CASCADE"))


def _check_dumped_keys(keyring: Keyring, file: Path) -> None:
    """Before anything is touched: the data keys are read from the file itself."""
    lines = run_tool("pg_restore", "--data-only", "--table=data_key", "--file=-", str(file)).splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("COPY public.data_key ")), None)
    if start is None:
        return
    names = lines[start].partition("(")[2].partition(")")[0].split(", ")
    wrapped: dict[str, tuple[str, bytes]] = {}
    for line in lines[start + 1 : lines.index("\\.", start)]:
        row = dict(zip(names, line.split("\t"), strict=True))
        wrapped.setdefault(row["master"], (row["id"], bytes.fromhex(row["wrapped"].removeprefix("\\\\x"))))
    for master, (key_id, sealed) in wrapped.items():
        _refuse_unless_opens(keyring, master, key_id, sealed)


def _prepare(settings: Settings, url: str) -> None:
    """Bring restored data to this program's schema, check that the keys open it, hold sending."""
    engine = make_engine(url)
    try:
        found = migrate.current(engine)
        if found is None or not migrate.is_known(found):
            refuse(f"The back-up is at schema {found or 'none'}, unknown to this program: update it.")
        migrate.upgrade(engine)
    finally:
        engine.dispose()
    runtime = Runtime.open(dataclasses.replace(settings, database_url=url), SystemClock(), SystemIds())
    try:
        with runtime.work() as work:
            _check_keys(work)
            hold_restored(work)
    finally:
        runtime.close()


def _check_keys(work: Work) -> None:
    keyring = work.runtime.keyring
    for master in work.session.scalars(select(DataKey.master).distinct()):
        row = work.session.scalars(select(DataKey).where(DataKey.master == master).limit(1)).one()
        _refuse_unless_opens(keyring, master, str(row.id), row.wrapped)
    address = work.session.scalars(select(Address).limit(1)).first()
    if address is None:
        return
    number = work.vault.open(address.data_key_id, "number", address.number_sealed)
    if work.vault.blind_index(number) != address.number_index:
        refuse("PRS_LOOKUP_KEY is not the one of this back-up: no number would be found.")


def _refuse_unless_opens(keyring: Keyring, master: str, key_id: str, wrapped: bytes) -> None:
    try:
        key_opens(keyring, master, key_id, wrapped)
    except Unreadable:
        refuse(f"Master key {master!r} of this back-up is missing in PRS_MASTER_KEYS, or differs.")
