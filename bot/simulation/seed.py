"""A history for the demonstration: 45 virtual days that end now, played with the real service.

What falls due on the last business day is left alone: it opens when the real processes start.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ids import Ids
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.importing.rows import CaseRow, Parsed
from bot.opening import open_due
from bot.scheduler import WORKING, Tick
from bot.settings import Settings
from bot.simulation.office import Office
from bot.simulation.stage import Props, Stage
from flows.policy.calendar import is_business_day, previous_business_day
from flows.policy.contact import DEFAULT_WINDOW
from flows.policy.hours import wall_to_utc
from flows.vocabulary import Outcome, PartStatus
from storage.models import CheckInPart, ConcernRow, Task

DAYS = 45
MORNING, AFTERNOON = 9 * 60, 16 * 60
FIRST_TO_WAKE = ZoneInfo("America/New_York")
"""The easternmost zone of the sample: a day begins there."""


@dataclass(frozen=True)
class Past:
    """What is played. `csv` is an import file whose dates lie in the past; `today` is the business
    day whose check-ins are left; the e-mails are of staff who are on file already."""

    csv: bytes
    phones: Path
    journal: Path
    today: dt.date
    caseworker: str
    on_call: str


@dataclass(frozen=True)
class Summary:
    """Counts of persons' parts of check-ins that fell due, and of what came of them."""

    due: int
    reached: int
    unable: int
    with_a_person: int
    concerns: int
    tasks: int
    tasks_open: int


def seed(
    settings: Settings,
    ids: Ids,
    past: Past,
    now: dt.datetime,
    on_day: Callable[[], None] = lambda: None,
    days: int = DAYS,
) -> Summary:
    """Play the days before `now` (UTC) into the database of `settings`, which has staff but no case.

    `on_day` is called after each of the `days`. Raises NotLoopback.
    """
    stage = Stage(
        # History is told in texts of daytime, and without mail: nobody is there to take it.
        replace(
            settings,
            contact_window=DEFAULT_WINDOW,
            smtp_url=None,
            twilio_messaging_service_sid=None,
            twilio_from=settings.twilio_from or "+12025550199",
        ),
        now - dt.timedelta(days=days),
        props=Props(ids=ids, journal=past.journal, phones=past.phones, ticks=_ticks(past.today)),
    )
    try:
        _play(stage, past, now, on_day, days)
        with stage.database.whatever_happens() as session:
            return _summary(session, past.today)
    finally:
        stage.close()


def business_day_of(day: dt.date) -> dt.date:
    """The day itself, or the business day before it."""
    return day if is_business_day(day) else previous_business_day(day)


def _ticks(today: dt.date) -> tuple[Tick, ...]:
    """The worker's ticks, but nothing opens any more once `today` has begun."""
    end = wall_to_utc(today, 0, FIRST_TO_WAKE)

    def frozen(tick: Tick) -> Tick:
        if tick.run is not _OPEN.run:
            return tick
        return replace(tick, run=lambda rt, _: open_due(rt) if rt.clock.now() < end else 0)

    return tuple(frozen(tick) for tick in WORKING)


_OPEN = next(tick for tick in WORKING if tick.name == "open")


def _play(stage: Stage, past: Past, now: dt.datetime, on_day: Callable[[], None], days: int) -> None:
    office = Office(stage.runtime, past.caseworker, past.on_call, now)
    cases = list(parse_csv(past.csv, today=now.date()).cases)
    for _ in range(days):
        end = stage.clock.now() + dt.timedelta(days=1)
        for moment in _moments(stage.clock.now(), end):
            cases = _import(stage, cases)
            stage.run_to(moment, lambda: _watch(stage, office))
            if _is_afternoon(moment):
                office.work_through()
                stage.disturbed()
        on_day()
    _import(stage, cases, everything=True)


def _moments(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """The morning and the afternoon between two moments, and the end."""
    days = (start.astimezone(FIRST_TO_WAKE).date(), end.astimezone(FIRST_TO_WAKE).date())
    hours = {wall_to_utc(day, minutes, FIRST_TO_WAKE) for day in days for minutes in (MORNING, AFTERNOON)}
    return [*sorted(hour for hour in hours if start < hour < end), end]


def _is_afternoon(moment: dt.datetime) -> bool:
    """Whether the desk works through its lists now."""
    local = moment.astimezone(FIRST_TO_WAKE)
    return local.hour * 60 + local.minute == AFTERNOON and is_business_day(local.date())


def _watch(stage: Stage, office: Office) -> None:
    acted = office.watch()
    if office.decide() or acted:
        stage.disturbed()


def _import(stage: Stage, cases: list[CaseRow], *, everything: bool = False) -> list[CaseRow]:
    """Import the cases whose day has come; returns the others."""
    today = stage.clock.now().date()
    ripe = [case for case in cases if everything or _known_on(case) <= today]
    if ripe:
        with stage.runtime.work() as work:
            apply(
                work.session, work.vault, Parsed(tuple(ripe), ()),
                provider_id=work.settings.provider_id, now=work.now, ids=stage.runtime.ids,
            )  # fmt: skip
        stage.disturbed()
    return [case for case in cases if case not in ripe]


def _known_on(case: CaseRow) -> dt.date:
    """The day on which everything in the case's rows had been agreed."""
    days = [member.person.permission_on for member in case.members]
    return max([case.referral_accepted_on or case.release_date, *(day for day in days if day)])


def _summary(session: Session, today: dt.date) -> Summary:
    parts = list(session.scalars(select(CheckInPart).where(CheckInPart.due_on < today)))
    silent = {Outcome.NO_ANSWER, Outcome.STOPPED_BEFORE_SAFETY}
    unable = [p for p in parts if p.status is PartStatus.NOT_COMPLETED and p.outcome in silent]
    done = {PartStatus.REACHED, PartStatus.SCHEDULED, PartStatus.OPEN}
    tasks = session.execute(select(func.count(Task.id), func.count(Task.done_at))).one()
    return Summary(
        due=len(parts),
        reached=sum(part.status is PartStatus.REACHED for part in parts),
        unable=len(unable),
        with_a_person=sum(part.status not in done for part in parts) - len(unable),
        concerns=session.scalar(select(func.count(ConcernRow.id))) or 0,
        tasks=tasks[0],
        tasks_open=tasks[0] - tasks[1],
    )
