"""Clocks kept apart: business days, calendar days and hours, each with what stops it."""

import datetime as dt
from dataclasses import replace

import pytest

from flows.policy.calendar import CountsFrom
from flows.policy.clocks import (
    Clock,
    ClockFacts,
    ClockKind,
    NocFacts,
    Running,
    StoppedBy,
    Unit,
    clocks,
    open_clocks,
)
from tests.flows.policy.test_contact import at

CHICAGO = "America/Chicago"
FACTS = ClockFacts(dt.date(2026, 3, 2), CHICAGO, at("2026-03-03 10:00"))


def one(facts: ClockFacts, kind: ClockKind, number: int | None = None) -> Clock:
    (found,) = (c for c in clocks(facts) if c.kind is kind and number in (None, c.number))
    return found


ROWS = [
    ("check-in 1", ClockKind.CHECK_IN, 1, Unit.BUSINESS_DAYS, 7, "2026-03-11", StoppedBy.CHECK_IN_HELD),
    ("check-in 2", ClockKind.CHECK_IN, 2, Unit.BUSINESS_DAYS, 14, "2026-03-20", StoppedBy.CHECK_IN_HELD),
    ("check-in 3", ClockKind.CHECK_IN, 3, Unit.BUSINESS_DAYS, 30, "2026-04-13", StoppedBy.CHECK_IN_HELD),
    ("child", ClockKind.CHILD_CONTACT, None, Unit.CALENDAR_DAYS, 30, "2026-04-01", StoppedBy.CHILD_REACHED),
    ("upload", ClockKind.UPLOAD, 1, Unit.CALENDAR_DAYS, 7, "2026-03-18", StoppedBy.UPLOADED),
    ("closing", ClockKind.CLOSING_REPORT, None, Unit.CALENDAR_DAYS, 30, "2026-05-20",
     StoppedBy.CLOSING_REPORT_UPLOADED),
    ("TVPRA", ClockKind.TVPRA_START, None, Unit.CALENDAR_DAYS, 2, "2026-03-04", StoppedBy.SERVICES_STARTED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "kind", "number", "unit", "count", "due", "stop"), ROWS, ids=[r[0] for r in ROWS]
)
def test_each_clock_counts_in_its_own_unit_and_says_what_stops_it(
    what: str, kind: ClockKind, number: int | None, unit: Unit, count: int, due: str, stop: StoppedBy
) -> None:
    facts = replace(FACTS, tvpra=True, held={1: dt.date(2026, 3, 11)}, closed_on=dt.date(2026, 4, 20))
    clock = one(facts, kind, number)
    assert (clock.unit, clock.count, clock.due, clock.stopped_by) == (
        unit, count, dt.date.fromisoformat(due), stop
    ), what  # fmt: skip


def test_the_noc_runs_24_hours_of_the_wall_clock_over_a_weekend() -> None:
    friday_night = at("2026-03-06 23:00")
    noc = NocFacts(friday_night, friday_night + dt.timedelta(hours=24))
    clock = one(replace(FACTS, nocs=(noc,), now=at("2026-03-07 12:00")), ClockKind.NOC)
    assert (clock.unit, clock.due, clock.running) == (Unit.HOURS, at("2026-03-07 23:00"), Running.RUNNING)
    decided = replace(noc, decided_at=at("2026-03-07 10:00"))
    assert one(replace(FACTS, nocs=(decided,)), ClockKind.NOC).running is Running.STOPPED


def test_a_clock_in_days_is_kept_until_the_end_of_its_local_day() -> None:
    for moment, state in [("2026-03-11 23:59", Running.RUNNING), ("2026-03-12 00:00", Running.OVERDUE)]:
        assert one(replace(FACTS, now=at(moment)), ClockKind.CHECK_IN, 1).running is state


def test_after_a_late_acceptance_check_ins_and_the_thirty_days_count_from_it_and_say_so() -> None:
    facts = replace(FACTS, accepted=dt.date(2026, 3, 14))
    check_in, child = one(facts, ClockKind.CHECK_IN, 1), one(facts, ClockKind.CHILD_CONTACT)
    assert (check_in.starts, check_in.due) == (dt.date(2026, 3, 14), dt.date(2026, 3, 24))
    assert (child.starts, child.due) == (dt.date(2026, 3, 14), dt.date(2026, 4, 13))
    assert {check_in.counts_from, child.counts_from} == {CountsFrom.ACCEPTANCE}


def test_the_tvpra_days_always_count_from_release() -> None:
    facts = replace(FACTS, tvpra=True, accepted=dt.date(2026, 3, 14))
    assert one(facts, ClockKind.TVPRA_START).due == dt.date(2026, 3, 4)


def test_a_check_in_that_was_not_held_in_time_is_no_open_clock_and_never_counts_as_held() -> None:
    facts = replace(FACTS, now=at("2026-03-23 10:00"), not_held=frozenset({1}))
    assert one(facts, ClockKind.CHECK_IN, 1).running is Running.ENDED
    assert one(facts, ClockKind.CHECK_IN, 1).stopped_at is None
    assert [c.number for c in open_clocks(clocks(facts)) if c.kind is ClockKind.CHECK_IN] == [2, 3]


def test_reaching_the_child_stops_the_thirty_days_and_nothing_else() -> None:
    facts = replace(FACTS, child_reached_on=dt.date(2026, 3, 11))
    assert one(facts, ClockKind.CHILD_CONTACT).running is Running.STOPPED
    assert one(facts, ClockKind.CHECK_IN, 1).running is Running.RUNNING


def test_level_two_cases_have_no_check_in_clocks() -> None:
    assert clocks(replace(FACTS, check_ins=False)) == ()


def test_the_next_due_stands_first() -> None:
    facts = replace(FACTS, tvpra=True)
    assert [c.kind for c in clocks(facts)][:2] == [ClockKind.TVPRA_START, ClockKind.CHECK_IN]
