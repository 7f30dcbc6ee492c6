"""Who is on call at a moment: weekly shifts, shifts of one day, in the zone of whoever has them (UC 10.05).

Somebody must be on call 24 hours a day (UC 10.05, 6.8.6). Shifts of one day stand in for the weekly
shifts that begin on it: so a holiday is covered, or two colleagues exchange a night.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from flows.policy.hours import MINUTES_OF_A_DAY, wall_to_utc

_ONE_DAY: Final = dt.timedelta(days=1)


class RotaError(ValueError):
    """Hours that make no shift; the message says how to write them."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of one person: every week on `weekday` (Monday is 0), or once on `on_day`.

    Minutes count from local midnight in `zone`. An end at or before the start is on the next day.
    Lower `place` is paged first.
    """

    key: uuid.UUID
    who: uuid.UUID
    start: int
    end: int
    zone: ZoneInfo
    weekday: int | None = None
    on_day: dt.date | None = None
    place: int = 1

    def __post_init__(self) -> None:
        if (self.weekday is None) == (self.on_day is None):
            raise RotaError("a shift has a day of the week or one date, not both")
        if self.weekday is not None and self.weekday not in range(7):
            raise RotaError("days of the week go from 0, Monday, to 6, Sunday")
        if not (0 <= self.start < MINUTES_OF_A_DAY and 0 <= self.end <= MINUTES_OF_A_DAY):
            raise RotaError("hours are written from 00:00 to 24:00")

    def begins_on(self, day: dt.date) -> bool:
        """Whether this shift begins on a local day, by itself."""
        return self.on_day == day if self.on_day is not None else self.weekday == day.weekday()

    def on(self, day: dt.date) -> "Turn":
        """The turn that begins on a local day. Where the clock jumps it is an hour longer or shorter."""
        last = day if self.end > self.start else day + _ONE_DAY
        return Turn(self, wall_to_utc(day, self.start, self.zone), wall_to_utc(last, self.end, self.zone))


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift as it is held once; `start` and `end` (exclusive) are UTC."""

    shift: Shift
    start: dt.datetime
    end: dt.datetime


def turns(shifts: Iterable[Shift], start: dt.datetime, end: dt.datetime) -> list[Turn]:
    """All turns that touch the time from `start` to `end` (UTC), by start, place and key."""
    known = list(shifts)
    special = {shift.on_day for shift in known if shift.on_day is not None}
    found = [
        turn
        for shift in known
        for day in _days(start.date() - 2 * _ONE_DAY, end.date() + _ONE_DAY)
        if shift.begins_on(day) and (shift.on_day is not None or day not in special)
        for turn in (shift.on(day),)
        if turn.start < end and turn.end > start
    ]
    return sorted(found, key=lambda turn: (turn.start, turn.shift.place, turn.shift.key))


def on_duty(shifts: Iterable[Shift], at: dt.datetime) -> list[uuid.UUID]:
    """Who has a turn at an instant (UTC), whoever is paged first in front; nobody twice."""
    now = turns(shifts, at, at + dt.timedelta(microseconds=1))
    ordered = sorted(now, key=lambda turn: (turn.shift.place, turn.start, turn.shift.key))
    return list(dict.fromkeys(turn.shift.who for turn in ordered))


def gaps(
    found: Sequence[Turn], start: dt.datetime, end: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """The times between `start` and `end` (UTC) that no turn covers."""
    uncovered, reached = [], start
    for turn in sorted(found, key=lambda turn: turn.start):
        if turn.start > reached:
            uncovered.append((reached, min(turn.start, end)))
        reached = max(reached, turn.end)
        if reached >= end:
            return uncovered
    return [*uncovered, (reached, end)]


@lru_cache(maxsize=64)
def holiday_names(year: int) -> dict[dt.date, str]:
    """Federal holidays of a year by the day on which they are observed (5 U.S.C. 6103)."""
    found = holidays.country_holidays("US", years=year, categories=("public",), expand=False)
    return {day: found.get(day) or "" for day in found}


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + n * _ONE_DAY for n in range((last - first).days + 1)]
