"""The ticks: what is due stands in the database, so a tick may be missed, doubled, or find no database."""

import datetime as dt
from collections.abc import Iterator

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select

from bot.runtime import Runtime
from bot.scheduler import TICKS, add_ticks, run_tick
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds, VirtualClock
from storage.models import Heartbeat, Staff
from tests.bot.delivery.senders import FakeSender, opened
from tests.bot.looks import deliveries
from tests.bot.stages import MONDAY, settings_for


def test_every_tick_notes_that_it_ran_to_its_end(stage: Stage) -> None:
    for tick in TICKS:
        run_tick(stage.runtime, FakeSender(stage.runtime), tick)
    with stage.runtime.look() as work:
        beats = {beat.name: beat.at for beat in work.session.scalars(select(Heartbeat))}
    assert {name: beats.get(name) for name in (tick.name for tick in TICKS)} == {
        tick.name: stage.clock.now() for tick in TICKS
    }


def test_a_tick_that_could_not_do_its_work_leaves_no_heartbeat(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with stage.runtime.work() as work:
        for staff in work.session.scalars(select(Staff)):
            staff.on_call = False
    opening = next(tick for tick in TICKS if tick.name == "open")
    run_tick(stage.runtime, FakeSender(stage.runtime), opening)
    assert "check-ins are not opened" in caplog.text
    with stage.runtime.look() as work:
        assert work.session.scalars(select(Heartbeat)).all() == []


def test_3_ticks_that_run_twice_or_in_any_order_change_nothing(stage: Stage) -> None:
    sender = opened(stage)
    for tick in (*TICKS, *reversed(TICKS), *TICKS):
        run_tick(stage.runtime, sender, tick)
    assert deliveries(stage) == [("first.check_word", "sent")] * 2
    assert len(sender.calls) == 2


@pytest.fixture(params=["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"])
def without_database(request: pytest.FixtureRequest) -> Iterator[Runtime]:
    """A worker whose database is gone."""
    runtime = Runtime.open(settings_for(request.param), VirtualClock(MONDAY), SeededIds(1))
    yield runtime
    runtime.close()


def test_without_a_database_every_tick_waits_and_says_so(
    without_database: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    for tick in TICKS:
        run_tick(without_database, FakeSender(without_database), tick)
    said = [record for record in caplog.records if record.message == "waiting for the database"]
    assert [vars(record)["tick"] for record in said] == [tick.name for tick in TICKS]


def test_every_tick_is_on_the_scheduler_once_and_never_beside_itself(stage: Stage) -> None:
    scheduler = BackgroundScheduler(timezone="UTC")
    add_ticks(scheduler, stage.runtime, FakeSender(stage.runtime))
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    scheduler.shutdown(wait=False)
    assert {job.id: job.trigger.interval for job in jobs} == {
        tick.name: dt.timedelta(seconds=tick.seconds) for tick in TICKS
    }
    assert {(job.max_instances, job.coalesce, job.misfire_grace_time) for job in jobs} == {(1, True, None)}
