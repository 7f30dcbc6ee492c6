"""The rota: who is on call in a week, who now, and what each person can be reached by (UC 10.05)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.alarms.people import on_duty, policy_shift
from bot.alarms.shifts import CannotReach, cannot_reach
from bot.alarms.watching import Trouble, paging_impaired
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.policy import rota
from flows.policy.hours import HoursError, parse_span, wall_to_utc
from flows.vocabulary import StaffRole
from storage.models import Shift, Staff
from storage.queries import alarms

DAYS = 7
EVERY_DAY = tuple(range(DAYS))


@dataclass(frozen=True, slots=True)
class Mate:
    """A colleague as the rota shows them. `trouble`: why a page would not wake them, or None."""

    id: uuid.UUID
    name: str
    role: StaffRole
    languages: tuple[str, ...]
    zone: str
    on_call: bool
    trouble: CannotReach | None


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn on one day. `start` and `end` are UTC."""

    shift_id: uuid.UUID
    mate: Mate
    start: dt.datetime
    end: dt.datetime
    place: int
    weekly: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: its holiday, the turns that begin on it, and the hours that no turn covers."""

    day: dt.date
    holiday: str | None
    turns: tuple[TurnLine, ...]
    gaps: tuple[tuple[dt.datetime, dt.datetime], ...]


@dataclass(frozen=True, slots=True)
class RotaView:
    """Everything the page shows. `now`: who is on call, the first one in front; empty when nobody is."""

    zone: str
    monday: dt.date
    now: tuple[Mate, ...]
    days: tuple[Day, ...]
    standing: tuple[Mate, ...]
    mates: tuple[Mate, ...]
    may_change: bool
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class NewShift:
    """A shift as it is entered: weekdays (Monday is 0) or one date, hours such as 17:00-09:00."""

    staff_id: uuid.UUID
    weekdays: Sequence[int]
    on_day: dt.date | None
    hours: str
    zone: str | None = None
    place: int = 1


def look(work: Work, viewer: Viewer, week_of: dt.date | None = None) -> RotaView:
    """The week (Monday to Sunday) that holds a day, this week unless given, in the viewer's zone."""
    people = alarms.active_staff(work.session, work.settings.provider_id)
    me = next((staff for staff in people if staff.id == viewer.staff_id), None)
    zone = (me.time_zone if me else None) or work.settings.provider_time_zone
    day = week_of or work.now.astimezone(ZoneInfo(zone)).date()
    monday = day - dt.timedelta(days=day.weekday())
    rows = alarms.shifts(work.session, work.settings.provider_id)
    mates = {staff.id: mate(work, staff) for staff in (*people, *(row.staff for row in rows))}
    return RotaView(
        zone=zone,
        monday=monday,
        now=tuple(mates[staff.id] for staff in on_duty(work)),
        days=tuple(_days(rows, mates, monday, ZoneInfo(zone))),
        standing=tuple(mates[staff.id] for staff in people if staff.on_call),
        mates=tuple(mates[staff.id] for staff in people),
        may_change=may_change(viewer),
        troubles=paging_impaired(work),
    )


def may_change(viewer: Viewer) -> bool:
    """Whether somebody may change the rota: supervisors and administrators."""
    return viewer.role is not StaffRole.CASEWORKER


def mate(work: Work, staff: Staff) -> Mate:
    """A colleague as the rota shows them."""
    return Mate(
        id=staff.id,
        name=staff.name,
        role=staff.role,
        languages=tuple(staff.languages),
        zone=staff.time_zone or work.settings.provider_time_zone,
        on_call=staff.on_call,
        trouble=cannot_reach(work, staff),
    )


def add_shift(work: Work, viewer: Viewer, new: NewShift) -> list[Shift]:
    """Add a shift for each weekday, or one for a date. Raises NotHere, Refused."""
    _require_supervisor(viewer)
    staff = colleague(work, new.staff_id)
    if not (1 <= new.place <= 9) or not (new.on_day or new.weekdays):
        raise Refused(Why.SHIFT_NOT_CLEAR)
    start, end = _hours(new.hours)
    added = [
        Shift(
            **work.owned(),
            staff_id=staff.id,
            weekday=weekday,
            on_day=new.on_day,
            start_minutes=start,
            end_minutes=end,
            time_zone=new.zone or staff.time_zone or work.settings.provider_time_zone,
            place=new.place,
            created_at=work.now,
            created_by=viewer.staff_id,
        )
        for weekday in (sorted(set(new.weekdays)) if new.on_day is None else [None])
    ]
    for row in added:
        try:
            policy_shift(row)
        except rota.RotaError:
            raise Refused(Why.SHIFT_NOT_CLEAR) from None
        work.session.add(row)
        work.audit("add", "shift", row.id, staff_id=viewer.staff_id, who=str(staff.id))
    work.session.flush()
    return added


def remove_shift(work: Work, viewer: Viewer, shift_id: uuid.UUID) -> None:
    """Take a shift off the rota; twice changes nothing. Alarms that sound already keep their steps.

    Raises NotHere, Refused.
    """
    _require_supervisor(viewer)
    row = work.session.get(Shift, shift_id, with_for_update=True)
    if row is None or row.provider_id != work.settings.provider_id:
        raise NotHere
    if row.removed_at is None:
        row.removed_at = work.now
        work.audit("remove", "shift", row.id, staff_id=viewer.staff_id, who=str(row.staff_id))


def colleague(work: Work, staff_id: uuid.UUID) -> Staff:
    """An active member of staff of this provider. Raises NotHere."""
    staff = work.session.get(Staff, staff_id)
    if staff is None or staff.provider_id != work.settings.provider_id or not staff.active:
        raise NotHere
    return staff


def _require_supervisor(viewer: Viewer) -> None:
    if not may_change(viewer):
        raise Refused(Why.NOT_A_SUPERVISOR)


def _hours(text: str) -> tuple[int, int]:
    """`17:00-09:00` as minutes of the local day; an end before the start is on the next day."""
    first, _, last = text.replace(" ", "").partition("-")
    try:
        start = parse_span(f"{first}-24:00").start
        end = 0 if last in ("0:00", "00:00") else parse_span(f"00:00-{last}").end
    except HoursError:
        raise Refused(Why.SHIFT_NOT_CLEAR) from None
    return start, end


def _days(rows: Sequence[Shift], mates: dict[uuid.UUID, Mate], monday: dt.date, zone: ZoneInfo) -> list[Day]:
    """Each day of the week with the turns that begin on it in the zone of who looks."""
    found = []
    shifts = [policy_shift(row) for row in rows]
    for day in (monday + dt.timedelta(days=n) for n in EVERY_DAY):
        start, end = (wall_to_utc(d, 0, zone) for d in (day, day + dt.timedelta(days=1)))
        turns = rota.turns(shifts, start, end)
        begun = tuple(_line(turn, mates) for turn in turns if turn.start >= start)
        gaps = tuple(rota.gaps(turns, start, end))
        found.append(Day(day, rota.holiday_names(day.year).get(day), begun, gaps))
    return found


def _line(turn: rota.Turn, mates: dict[uuid.UUID, Mate]) -> TurnLine:
    shift = turn.shift
    return TurnLine(
        shift.key, mates[shift.who], turn.start, turn.end, shift.place, weekly=shift.weekday is not None
    )
