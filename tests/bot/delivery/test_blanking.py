"""Words are taken away at the provider only when they are committed, backed up, and no longer needed."""

import datetime as dt
from collections.abc import Iterator

import pytest

from bot.delivery.blanking import BACKED_UP, blank_bodies
from bot.delivery.send import deliver
from bot.inbound.recovery import READ
from bot.simulation.stage import Stage
from storage.queries import marks
from tests.bot.conftest import MONDAY
from tests.bot.delivery.senders import FakeSender, queue
from tests.bot.inbound.posts import inbound, post
from tests.bot.stages import settings_for

WEEK = dt.timedelta(days=7)


@pytest.fixture
def blanks(database_url: str) -> Iterator[Stage]:
    """A service that blanks, with one message in and one text out, a week ago."""
    stage = Stage(settings_for(database_url, BLANK_BODIES="yes"), MONDAY)
    _one_of_each(stage)
    stage.clock.move(MONDAY + WEEK)
    yield stage
    stage.close()


def _one_of_each(stage: Stage) -> FakeSender:
    post(stage.app, inbound("hola"))
    sender = FakeSender(stage.runtime)
    queue(stage.runtime, "+12025550131", "help")
    deliver(stage.runtime, sender)
    with stage.runtime.work() as work:
        from sqlalchemy import update

        from storage.models import Delivery

        work.session.execute(update(Delivery).values(lease_until=None))
    return sender


def mark(stage: Stage, name: str, at: dt.datetime) -> None:
    with stage.runtime.work() as work:
        marks.put(work.session, name, at)


def test_what_is_backed_up_and_read_is_blanked_once(blanks: Stage) -> None:
    mark(blanks, BACKED_UP, blanks.clock.now())
    mark(blanks, READ, blanks.clock.now())
    sender = FakeSender(blanks.runtime)
    done = blank_bodies(blanks.runtime, sender)
    assert done == len(set(sender.blanked)) >= 2
    assert "SM" + "1".rjust(32, "0") in sender.blanked
    assert blank_bodies(blanks.runtime, sender) == 0


@pytest.mark.parametrize(
    ("backed_up", "read"),
    [(None, WEEK), (WEEK, None), (dt.timedelta(hours=-1), WEEK), (WEEK, dt.timedelta(minutes=30))],
    ids=["no back-up", "never read", "back-up of before", "recovery needs it"],
)
def test_what_is_still_needed_is_left(
    blanks: Stage, backed_up: dt.timedelta | None, read: dt.timedelta | None
) -> None:
    for name, after in ((BACKED_UP, backed_up), (READ, read)):
        if after is not None:
            mark(blanks, name, MONDAY + after)
    assert blank_bodies(blanks.runtime, FakeSender(blanks.runtime)) == 0


def test_nothing_younger_than_two_days_is_blanked(blanks: Stage) -> None:
    blanks.clock.move(MONDAY + WEEK)
    post(blanks.app, inbound("otra vez", sid="2"))
    for name in (BACKED_UP, READ):
        mark(blanks, name, blanks.clock.now())
    sender = FakeSender(blanks.runtime)
    blank_bodies(blanks.runtime, sender)
    assert "SM" + "2".rjust(32, "0") not in sender.blanked


def test_it_goes_on_where_it_was_when_the_provider_can_be_asked_again(blanks: Stage) -> None:
    for name in (BACKED_UP, READ):
        mark(blanks, name, blanks.clock.now())
    sender = FakeSender(blanks.runtime, mute=True)
    assert blank_bodies(blanks.runtime, sender) == 0
    sender.mute = False
    assert blank_bodies(blanks.runtime, sender) >= 2


def test_without_the_setting_nothing_is_blanked(stage: Stage) -> None:
    _one_of_each(stage)
    stage.clock.move(MONDAY + WEEK)
    for name in (BACKED_UP, READ):
        mark(stage, name, stage.clock.now())
    assert blank_bodies(stage.runtime, FakeSender(stage.runtime)) == 0
