"""What stops the clocks of a case: the two days of a TVPRA case end with the start of services (6.6)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.ladder.clocks import clocks_of
from bot.scene import Scene
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from bot.tasks import open_task
from flows.policy.clocks import Clock, ClockKind
from flows.turn import OpenTask
from flows.vocabulary import Role, TaskKind, TaskReason
from storage.models import Case, CheckIn
from tests.bot.stages import family, import_family


def tvpra_clock(stage: Stage) -> Clock:
    with stage.runtime.look() as work:
        case = work.session.scalars(select(Case)).one()
        steps = work.session.scalars(select(CheckIn).order_by(CheckIn.number)).all()
        return next(clock for clock in clocks_of(work, case, steps) if clock.kind is ClockKind.TVPRA_START)


def ring(stage: Stage, result: CallResult) -> None:
    """Somebody rings the sponsor for the case, for a reason that is no check-in."""
    with stage.runtime.work() as work:
        case = work.session.scalars(select(Case)).one()
        sponsor = next(member for member in case.members if member.role is Role.SPONSOR)
        effect = OpenTask(TaskKind.CALL, TaskReason.WANTS_CALL, "same_day")
        task = open_task(work, Scene(None, sponsor.person, case, Role.SPONSOR), effect, cause=work.new_id())
        enter_call(work, viewer_of(work, "oncall@example.org"), CallEntry(task.id, result, None, finish=True))


@pytest.fixture
def tvpra(stage: Stage) -> Stage:
    """A family whose case is one of section 6.6, released today."""
    import_family(stage, family())
    with stage.runtime.work() as work:
        work.session.scalars(select(Case)).one().tvpra = True
    return stage


def test_the_first_time_that_somebody_is_spoken_with_stops_the_two_days(tvpra: Stage) -> None:
    assert tvpra_clock(tvpra).stopped_at is None
    ring(tvpra, CallResult.NO_ANSWER)
    assert tvpra_clock(tvpra).stopped_at is None
    tvpra.clock.move(tvpra.clock.now() + dt.timedelta(days=1))
    ring(tvpra, CallResult.SPOKE_WITH_SPONSOR)
    tvpra.clock.move(tvpra.clock.now() + dt.timedelta(days=1))
    ring(tvpra, CallResult.SPOKE_WITH_CHILD)
    assert tvpra_clock(tvpra).stopped_at == dt.date(2026, 3, 3)
