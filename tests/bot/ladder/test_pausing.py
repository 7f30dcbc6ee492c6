"""Staff let the machine's texts rest until a day; clocks run on, and an answer is answered all the same."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.ladder.pausing import pause, resume
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from bot.why import What, find_case, why
from flows.policy.clocks import ClockKind, Running
from flows.vocabulary import Role, StaffRole
from storage.models import CasePerson
from tests.bot.looks import first_part
from tests.bot.stages import CHILD, family, import_family


def rest(stage: Stage, until: dt.date) -> None:
    with stage.runtime.work() as work:
        query = select(CasePerson.person_id).where(CasePerson.role == Role.CHILD)
        pause(work, viewer_of(work, "oncall@example.org"), work.session.scalars(query).one(), until)


def end_rest(stage: Stage) -> None:
    with stage.runtime.work() as work:
        query = select(CasePerson.person_id).where(CasePerson.role == Role.CHILD)
        resume(work, viewer_of(work, "oncall@example.org"), work.session.scalars(query).one())


def first_step(stage: Stage) -> tuple[What, dt.datetime | None]:
    with stage.runtime.look() as work:
        case = find_case(work, "S-1")
        assert case is not None
        child = next(person for person in why(work, case).persons if person.role is Role.CHILD)
        return child.steps[0].what, child.steps[0].at


def test_no_check_in_opens_before_that_day_and_then_it_does(stage: Stage) -> None:
    import_family(stage, family())
    rest(stage, dt.date(2026, 3, 13))
    stage.advance(days=9, hours=1)
    assert stage.texts(CHILD) == []
    assert first_step(stage) == (What.OPENS, dt.datetime(2026, 3, 13, 14, 0, tzinfo=dt.UTC))
    stage.advance(days=2)
    assert len(stage.texts(CHILD)) == 1


def test_who_ends_it_sooner_lets_texts_go(stage: Stage) -> None:
    import_family(stage, family())
    rest(stage, dt.date(2026, 3, 20))
    stage.advance(days=9)
    end_rest(stage)
    stage.advance(hours=1)
    assert len(stage.texts(CHILD)) == 1
    with pytest.raises(Refused) as refused:
        end_rest(stage)
    assert refused.value.why is Why.NOT_PAUSED


def test_clocks_run_on_while_texts_rest(stage: Stage) -> None:
    import_family(stage, family())
    rest(stage, dt.date(2026, 3, 13))
    stage.advance(days=9, hours=10)
    with stage.runtime.look() as work:
        case = find_case(work, "S-1")
        assert case is not None
        first = next(clock for clock in why(work, case).clocks if clock.kind is ClockKind.CHECK_IN)
    assert (first.due, first.running) == (dt.date(2026, 3, 11), Running.RUNNING)


def test_a_reply_is_answered_and_the_one_reminder_waits(due: Callable[..., Stage]) -> None:
    stage = due()
    rest(stage, dt.date(2026, 3, 12))
    before = len(stage.texts(CHILD))
    stage.advance(hours=5)
    assert len(stage.texts(CHILD)) == before
    stage.say(CHILD, "mariposa")
    assert len(stage.texts(CHILD)) == before + 1
    assert first_part(stage, Role.CHILD)[0] == "open"


@pytest.mark.parametrize("days", [0, -1, 31])
def test_a_pause_ends_on_a_day_to_come_within_thirty_days(stage: Stage, days: int) -> None:
    import_family(stage, family())
    with pytest.raises(Refused) as refused:
        rest(stage, dt.date(2026, 3, 2) + dt.timedelta(days=days))
    assert refused.value.why is Why.PAUSE_NOT_CLEAR


def test_outside_the_caseload_nobody_is_there_to_pause(stage: Stage) -> None:
    import_family(stage, family())
    with stage.runtime.work() as work:
        person_id = work.session.scalars(select(CasePerson.person_id).limit(1)).one()
        stranger = Viewer(work.new_id(), "Somebody", StaffRole.CASEWORKER)
        with pytest.raises(NotHere):
            pause(work, stranger, person_id, dt.date(2026, 3, 13))
