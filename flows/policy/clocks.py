"""All clocks of a case, kept apart: what each counts, from when, until when, and what stops it.

Business days from release or acceptance (6.3), calendar days (6.8.2, 6.8.6, 6.8.7, 6.6) and wall-clock
hours (6.8.6) are never mixed. Days are local days of the case; only hours run in moments (UTC).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from flows.policy.calendar import (
    CHECK_IN_BUSINESS_DAYS,
    CountsFrom,
    Start,
    add_calendar_days,
    check_in_due_dates,
    start_of_count,
)
from flows.policy.hours import wall_to_utc
from flows.policy.no_contact import thirty_days
from flows.policy.notices import rules as notice_rules

UPLOAD_DAYS: Final = 7
"""Calendar days from the completion of a service to the upload of its documentation (6.8.2)."""

CLOSING_REPORT_DAYS: Final = 30
"""Calendar days from closure to the upload of the closing report (6.8.7)."""

TVPRA_DAYS: Final = 2
"""Calendar days from release within which services start in a TVPRA case (6.6)."""


class ClockKind(StrEnum):
    """What a clock is about."""

    CHECK_IN = "check_in"
    CHILD_CONTACT = "child_contact"
    NOC = "noc"
    UPLOAD = "upload"
    CLOSING_REPORT = "closing_report"
    TVPRA_START = "tvpra_start"


class Unit(StrEnum):
    """What a clock counts."""

    BUSINESS_DAYS = "business_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


class StoppedBy(StrEnum):
    """What stops a clock; staff wording is looked up by this code."""

    CHECK_IN_HELD = "check_in_held"
    CHILD_REACHED = "child_reached"
    NOC_DECIDED = "noc_decided"
    UPLOADED = "uploaded"
    CLOSING_REPORT_UPLOADED = "closing_report_uploaded"
    SERVICES_STARTED = "services_started"


class Running(StrEnum):
    """Where a clock stands. `ended`: it can no longer be kept, and another has taken its place."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVERDUE = "overdue"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `starts` and `due` are local days, for hours moments (UTC).

    `ends_at`: the moment at which it is overdue. `number`: of the check-in. `stopped_at`: a local day or
    a moment, as what stopped it is known. `counts_from` says so where it is not the release.
    """

    kind: ClockKind
    unit: Unit
    count: int
    starts: dt.date | dt.datetime
    due: dt.date | dt.datetime
    ends_at: dt.datetime
    stopped_by: StoppedBy
    section: str
    running: Running
    number: int | None = None
    counts_from: CountsFrom = CountsFrom.RELEASE
    stopped_at: dt.date | dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NocFacts:
    """One event: moments in UTC; `decided_at` when a person submitted it or decided not to."""

    suspected_at: dt.datetime
    due_at: dt.datetime
    decided_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What the clocks of a case rest on. Days are local days of the case in `zone` (IANA).

    `check_ins`: Level One check-ins are held in this case. `held`: the day on which each check-in was
    completed. `not_held`: numbers that ended before they were held. `child_reached_on`: the first day
    on which the child was reached. `completed`: the day from which the documentation of a check-in is due
    for upload, where it is not the day on which it was held; `uploaded`: the day on which it was.
    `services_started_on`: for TVPRA cases.
    """

    release: dt.date
    zone: str
    now: dt.datetime
    accepted: dt.date | None = None
    check_ins: bool = True
    tvpra: bool = False
    held: Mapping[int, dt.date] = field(default_factory=dict)
    not_held: frozenset[int] = frozenset()
    completed: Mapping[int, dt.date] = field(default_factory=dict)
    uploaded: Mapping[int, dt.date] = field(default_factory=dict)
    child_reached_on: dt.date | None = None
    services_started_on: dt.date | None = None
    nocs: tuple[NocFacts, ...] = ()
    closed_on: dt.date | None = None
    closing_report_on: dt.date | None = None


def clocks(facts: ClockFacts) -> tuple[Clock, ...]:
    """Every clock of a case, stopped ones too, the next due first."""
    start = start_of_count(facts.release, facts.accepted)
    found: list[Clock] = []
    if facts.tvpra:
        found.append(_tvpra(facts))
    if facts.check_ins:
        found += _check_ins(facts, start)
        found.append(_child_contact(facts, start))
    found += _uploads(facts)
    found += _nocs(facts)
    if facts.closed_on is not None:
        found.append(_closing_report(facts, facts.closed_on))
    return tuple(sorted(found, key=lambda clock: (clock.ends_at, clock.kind, clock.number or 0)))


def open_clocks(found: Iterable[Clock]) -> tuple[Clock, ...]:
    """Those that still run or are overdue."""
    return tuple(clock for clock in found if clock.running in (Running.RUNNING, Running.OVERDUE))


def _check_ins(facts: ClockFacts, start: Start) -> Iterator[Clock]:
    """Business days from day 0; only a person's signature says that one was held (6.3)."""
    due_days = check_in_due_dates(facts.release, facts.accepted)
    for number, due in due_days.items():
        count = CHECK_IN_BUSINESS_DAYS[number - 1]
        yield _in_days(
            facts, ClockKind.CHECK_IN, Unit.BUSINESS_DAYS, count, start.day, due,
            StoppedBy.CHECK_IN_HELD, "6.3", facts.held.get(number),
            number=number, counts_from=start.counts_from, ended=number in facts.not_held,
        )  # fmt: skip


def _child_contact(facts: ClockFacts, start: Start) -> Clock:
    """Thirty calendar days to reach the child; contact on the last day counts (6.8.6)."""
    clock = thirty_days(start.day, facts.zone)
    days = notice_rules().no_contact_days
    reached = facts.child_reached_on
    return _in_days(
        facts, ClockKind.CHILD_CONTACT, Unit.CALENDAR_DAYS, days, clock.start, clock.last_day,
        StoppedBy.CHILD_REACHED, "6.8.6", reached, counts_from=start.counts_from,
    )  # fmt: skip


def _uploads(facts: ClockFacts) -> Iterator[Clock]:
    """Seven calendar days from completion to the upload (6.8.2)."""
    for number, day in {**facts.held, **facts.completed}.items():
        yield _in_days(
            facts, ClockKind.UPLOAD, Unit.CALENDAR_DAYS, UPLOAD_DAYS, day,
            add_calendar_days(day, UPLOAD_DAYS), StoppedBy.UPLOADED, "6.8.2",
            facts.uploaded.get(number), number=number,
        )  # fmt: skip


def _nocs(facts: ClockFacts) -> Iterator[Clock]:
    """Twenty-four hours of the wall clock from first suspicion, weekends included (6.8.6)."""
    hours = int(notice_rules().noc.total_seconds() // 3600)
    for noc in facts.nocs:
        running = _running(facts, noc.due_at, stopped=noc.decided_at is not None)
        yield Clock(
            ClockKind.NOC, Unit.HOURS, hours, noc.suspected_at, noc.due_at, noc.due_at,
            StoppedBy.NOC_DECIDED, "6.8.6", running, stopped_at=noc.decided_at,
        )  # fmt: skip


def _closing_report(facts: ClockFacts, closed_on: dt.date) -> Clock:
    """Thirty calendar days from closure to the upload of the closing report (6.8.7)."""
    return _in_days(
        facts, ClockKind.CLOSING_REPORT, Unit.CALENDAR_DAYS, CLOSING_REPORT_DAYS, closed_on,
        add_calendar_days(closed_on, CLOSING_REPORT_DAYS), StoppedBy.CLOSING_REPORT_UPLOADED, "6.8.7",
        facts.closing_report_on,
    )  # fmt: skip


def _tvpra(facts: ClockFacts) -> Clock:
    """Two calendar days from release to the start of services (6.6)."""
    return _in_days(
        facts, ClockKind.TVPRA_START, Unit.CALENDAR_DAYS, TVPRA_DAYS, facts.release,
        add_calendar_days(facts.release, TVPRA_DAYS), StoppedBy.SERVICES_STARTED, "6.6",
        facts.services_started_on,
    )  # fmt: skip


def _in_days(
    facts: ClockFacts,
    kind: ClockKind,
    unit: Unit,
    count: int,
    starts: dt.date,
    due: dt.date,
    stopped_by: StoppedBy,
    section: str,
    stopped_on: dt.date | None,
    *,
    number: int | None = None,
    counts_from: CountsFrom = CountsFrom.RELEASE,
    ended: bool = False,
) -> Clock:
    """A clock in days: it is kept until the end of its last local day."""
    ends_at = wall_to_utc(due + dt.timedelta(days=1), 0, ZoneInfo(facts.zone))
    running = _running(facts, ends_at, stopped=stopped_on is not None)
    if ended and stopped_on is None:
        running = Running.ENDED
    return Clock(
        kind, unit, count, starts, due, ends_at, stopped_by, section, running, number, counts_from, stopped_on
    )


def _running(facts: ClockFacts, ends_at: dt.datetime, *, stopped: bool) -> Running:
    if stopped:
        return Running.STOPPED
    return Running.OVERDUE if facts.now >= ends_at else Running.RUNNING
