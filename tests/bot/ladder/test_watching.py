"""Section 6.8.6: thirty calendar days to reach the child; sponsors' answers prove nothing."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.ladder.contact import child_of
from bot.ladder.watching import raise_lost_contact, watch_contact
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernSource
from storage.models import Alarm, Case, ChildContact, ConcernRow, Notice, Task
from tests.bot.looks import rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, SPONSOR, family, import_family

MIDNIGHT = dt.datetime(2026, 4, 2, 5, 0, tzinfo=dt.UTC)  # in Chicago, at the end of day 30
MORNING = MIDNIGHT + dt.timedelta(hours=9)


def on(day: int) -> dt.datetime:
    """Nine in the morning in Chicago, so many days after release on 2026-03-02."""
    return dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC) + dt.timedelta(days=day)


@pytest.fixture
def released(stage: Stage) -> Stage:
    import_family(stage, family())
    return stage


def watch(stage: Stage, moment: dt.datetime) -> int:
    stage.clock.move(moment)
    return watch_contact(stage.runtime)


def test_a_person_is_warned_on_days_20_and_25_once_each(released: Stage) -> None:
    assert [watch(released, on(day)) for day in (19, 20, 20, 24, 25, 26)] == [0, 1, 0, 0, 1, 0]
    assert tasks(released) == {("call", "no_contact_day_20"), ("call", "no_contact_day_25")}


def test_after_day_30_a_worksheet_is_drawn_whose_24_hours_began_at_local_midnight(released: Stage) -> None:
    watch(released, MIDNIGHT - dt.timedelta(minutes=1))  # the last warning
    assert rows(released, ConcernRow.id) == []
    assert watch(released, MIDNIGHT) == 0  # nobody is woken for it
    assert watch(released, MORNING) == 1
    found = rows(released, ConcernRow.first_suspected_at, ConcernRow.noc_due_at)
    assert found == [(MIDNIGHT, MIDNIGHT + dt.timedelta(hours=24))]
    assert len(rows(released, Notice.id)) == 1
    assert watch(released, MORNING + dt.timedelta(days=1)) == 0


def test_the_sponsors_answers_never_stop_the_clock(released: Stage) -> None:
    released.clock.move(DUE_DAY)
    released.tick()
    for words in ("luna", "1", "si", "si", "si"):
        released.say(SPONSOR, words)
    assert rows(released, ChildContact.id) == []
    assert watch(released, MORNING) == 1


def test_the_childs_own_word_on_the_childs_own_phone_stops_it(released: Stage) -> None:
    released.clock.move(DUE_DAY)
    released.tick()
    released.say(CHILD, "hola")
    assert rows(released, ChildContact.id) == []  # somebody wrote; who, nobody knows
    released.say(CHILD, "mariposa")
    assert rows(released, ChildContact.how) == [("own_channel",)]
    assert watch(released, MORNING) == 0


def test_contact_on_day_30_counts_and_ends_the_warnings(released: Stage) -> None:
    watch(released, on(25))
    released.clock.move(MIDNIGHT - dt.timedelta(hours=6))
    with released.runtime.work() as work:
        from bot.desk.calls import CallEntry, CallResult, enter_call
        from bot.simulation.people import viewer_of

        task_id = work.session.scalars(select(Task.id)).one()
        entry = CallEntry(task_id, CallResult.SPOKE_WITH_CHILD, None, finish=False)
        enter_call(work, viewer_of(work, "oncall@example.org"), entry)
    assert rows(released, Task.result) == [("reached",)]
    assert watch(released, MORNING) == 0


def test_a_case_that_came_to_us_later_is_asked_about_and_nothing_is_raised(stage: Stage) -> None:
    stage.clock.move(on(40))
    import_family(stage, family())
    assert [watch(stage, on(41)), watch(stage, on(42))] == [1, 0]
    assert tasks(stage) == {("call", "no_contact_on_file")}
    assert rows(stage, ConcernRow.id) == []


def test_a_late_acceptance_starts_the_thirty_days(stage: Stage) -> None:
    head, child, sponsor = family().splitlines()
    csv = "\n".join([head + ",referral_accepted_on", child + ",2026-03-14", sponsor + ",2026-03-14"]) + "\n"
    stage.clock.move(dt.datetime(2026, 3, 15, 15, 0, tzinfo=dt.UTC))
    import_family(stage, csv)
    assert watch(stage, MORNING) == 0
    assert watch(stage, MORNING + dt.timedelta(days=12)) == 1


def test_another_rule_is_an_event_of_its_own_with_its_clock_its_worksheet_and_its_alarm(
    released: Stage,
) -> None:
    watch(released, MORNING)
    released.clock.move(MORNING + dt.timedelta(days=2))
    released.say(CHILD, "mi tio me pega")
    later = released.clock.now()
    with released.runtime.work() as work:
        case = work.session.scalars(select(Case)).one()
        child = child_of(case)
        assert child is not None
        assert raise_lost_contact(work, case, child)
        assert not raise_lost_contact(work, case, child)
    by_rule = ConcernRow.source == ConcernSource.POLICY
    clocks = rows(released, ConcernRow.first_suspected_at, where=by_rule, order=ConcernRow.noc_due_at)
    assert clocks == [(MIDNIGHT,), (later,)]
    assert len(rows(released, Notice.id)) == len(rows(released, Alarm.id)) == 3
