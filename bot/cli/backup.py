"""`prs-checkin backup`: a consistent copy of the database, made while everything runs.

The copy holds sealed columns as they are: without the keys it tells nobody anything, and with the keys
lost it is worth nothing.
"""

import contextlib
import datetime as dt
import os
import sqlite3
from pathlib import Path

import click
from sqlalchemy import make_url

from bot.cli.pg_tools import run_tool
from bot.cli.shared import refuse
from bot.delivery.blanking import BACKED_UP
from bot.runtime import Runtime
from storage.queries import marks

STILL_OPEN = dt.timedelta(minutes=5)
"""Longer than any transaction: what bears an earlier time is in the copy for certain."""


def back_up(runtime: Runtime, file: Path) -> None:
    """Write the copy and note that it was made. Refuses to overwrite a file."""
    if file.exists():
        refuse(f"{file} exists; a back-up overwrites nothing. Give another name.")
    began = runtime.clock.now()
    url = runtime.settings.database_url
    draft = file.with_name(f"{file.name}.part")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if make_url(url).get_backend_name() == "sqlite":
            copy_sqlite(Path(make_url(url).database or ""), draft)
        else:
            run_tool("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", str(draft), url=url)
        _force_to_disk(draft)
        draft.rename(file)
        _force_to_disk(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    with runtime.work() as work:
        marks.put(work.session, BACKED_UP, began - STILL_OPEN)
    click.echo(f"Backed up to {file} ({file.stat().st_size} bytes). Keep the keys elsewhere.")


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database in one go, as it is at one instant; whoever writes meanwhile is not disturbed."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=30)) as origin,
        contextlib.closing(sqlite3.connect(target, timeout=30, isolation_level=None)) as copy,
    ):
        origin.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            refuse(f"The copy of {source} is damaged: check the disk.")


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
