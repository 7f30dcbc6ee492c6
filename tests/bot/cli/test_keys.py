"""A new master key: data keys are wrapped anew, no other row changes, nothing is lost half way."""

import base64
import threading

import pytest
from sqlalchemy import select

from bot.cli import keys
from bot.runtime import Runtime
from bot.simulation.time import SeededIds
from storage.crypto import Unreadable
from storage.models import DataKey, Person
from tests.bot.cli.conftest import Command
from tests.bot.stages import ENVIRON, KEY, family, settings_for
from tests.conftest import FixedClock

NEW = base64.b64encode(bytes(range(64, 96))).decode()
BOTH = {"PRS_MASTER_KEYS": f"k2:{NEW},k1:{KEY}"}
ONLY_NEW = {"PRS_MASTER_KEYS": f"k2:{NEW}"}


@pytest.fixture
def enrolled(command: Command, file) -> Command:  # type: ignore[no-untyped-def]
    """A family under the first master key."""
    assert command("import", file(family("es"))).exit_code == 0
    return command


def _opened(url: str, **changes: str) -> Runtime:
    return Runtime.open(settings_for(url, **changes), FixedClock(), SeededIds(7))


def _names(runtime: Runtime) -> set[str]:
    with runtime.look() as work:
        people = work.session.scalars(select(Person)).all()
        return {work.vault.open(p.data_key_id, "first_name", p.first_name_sealed) for p in people}


def _people(runtime: Runtime) -> list[tuple[object, ...]]:
    with runtime.look() as work:
        rows = work.session.execute(select(Person.__table__).order_by(Person.id))
        return [tuple(row) for row in rows]


def test_after_rotating_the_old_key_is_not_needed_and_no_row_has_changed(
    enrolled: Command, runtime: Runtime, database_url: str
) -> None:
    before = _people(runtime)
    assert "older master key" in enrolled("doctor", **BOTH).output
    result = enrolled("keys", "rotate", **BOTH)
    assert (result.exit_code, "k1 may leave" in result.output) == (0, True)
    assert _people(runtime) == before
    alone = _opened(database_url, **ONLY_NEW)
    assert _names(alone) == {"Ana", "Luz"}
    alone.close()


def test_doctor_says_when_a_master_key_was_taken_away_too_early(enrolled: Command) -> None:
    assert "cannot be read: k1" in enrolled("doctor", **ONLY_NEW).output


def test_a_rotation_that_was_cut_off_goes_on(
    enrolled: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "AT_ONCE", 1)
    both = _opened(database_url, **BOTH)
    with both.work() as work:
        broken = work.session.scalars(select(DataKey).order_by(DataKey.id).offset(2).limit(1)).one()
        good, broken.wrapped = broken.wrapped, b"not a key, and long enough to look like one"
        key_id = broken.id
    with pytest.raises(Unreadable):
        keys.rotate(both)
    with both.work() as work:
        masters = list(work.session.scalars(select(DataKey.master).order_by(DataKey.id)))
        assert masters[:3] == ["k2", "k2", "k1"]
        work.session.get_one(DataKey, key_id).wrapped = good
    assert keys.rotate(both) == len(masters) - 2
    both.close()


def test_three_machines_at_once_wrap_each_key_once(
    enrolled: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "AT_ONCE", 1)
    machines = [_opened(database_url, **BOTH) for _ in range(3)]
    wrapped: list[int] = []
    threads = [threading.Thread(target=lambda m=m: wrapped.append(keys.rotate(m))) for m in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with machines[0].look() as work:
        assert sum(wrapped) == len(work.session.scalars(select(DataKey)).all())
    assert _names(machines[0]) == {"Ana", "Luz"}
    for machine in machines:
        machine.close()


def test_rotating_without_the_old_key_changes_nothing(enrolled: Command, database_url: str) -> None:
    alone = _opened(database_url, **ONLY_NEW)
    with pytest.raises(Unreadable, match="PRS_MASTER_KEYS"):
        keys.rotate(alone)
    alone.close()
    assert ENVIRON["PRS_MASTER_KEYS"].startswith("k1")
