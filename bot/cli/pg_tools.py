"""PostgreSQL's own programs: found on PATH, told where the database is by environment and never by
arguments, which every user of a machine can read."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

from psycopg.pq import Conninfo

from bot.cli.shared import refuse
from bot.settings import environment
from storage.database import make_engine

REMEDY = "install PostgreSQL's client programs, of the server's version or newer (Debian: postgresql-client)"


def run_tool(name: str, *words: str, url: str | None = None) -> str:
    """Run a program; returns what it printed. Refuses with its last words when it fails."""
    program = shutil.which(name)
    if program is None:
        refuse(f"{name} is not on PATH: {REMEDY}.")
    environ = environment() | (dict(connection_environment(url)) if url else {})
    done = subprocess.run([program, *words], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"status {done.returncode}"]
        refuse(f"{name} failed: {last[0]}")
    if done.stderr:
        sys.stderr.write(done.stderr)
    return done.stdout


def connection_environment(url: str) -> Iterator[tuple[str, str]]:
    """The PG... variables of a database address."""
    names = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    engine = make_engine(url)
    _, values = engine.dialect.create_connect_args(engine.url)
    for key, value in values.items():
        variable = names.get(key)
        if variable:
            yield variable.decode(), str(value)
