"""Hours of the day and of the week in local wall time, and how they become moments.

Wall time is what a family lives by; moments are UTC. Where the clock jumps, a wall time that does
not exist becomes the next minute that does, and one that happens twice is the first of the two.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY: Final = 24 * 60
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RULE: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\S+)", re.IGNORECASE)
_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class HoursError(ValueError):
    """A text that is no range of hours; the message says what is wrong and how to write it."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of the local day to another, end exclusive; 0 to 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_OF_A_DAY:
            raise HoursError("hours must end after they start, within one day (00:00 to 24:00)")

    @classmethod
    def between(cls, start: dt.time, end: dt.time) -> "Span":
        """The span between two local times; `time.max` as end means midnight. Raises HoursError."""
        last = MINUTES_OF_A_DAY if end == dt.time.max else end.hour * 60 + end.minute
        return cls(start.hour * 60 + start.minute, last)

    def both(self, other: "Span") -> "Span | None":
        """The time in this span and in the other, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def without(self, others: Iterable["Span"]) -> tuple["Span", ...]:
        """What is left of this span when the others are taken away, in order."""
        left = [self]
        for other in others:
            parts = [
                (start, end)
                for span in left
                for start, end in (
                    (span.start, min(span.end, other.start)),
                    (max(span.start, other.end), span.end),
                )
            ]
            left = [Span(start, end) for start, end in parts if start < end]
        return tuple(left)

    def on(self, day: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """First moment and end of this span on a local day, in UTC. Equal when the clock skips it all."""
        return wall_to_utc(day, self.start, zone), wall_to_utc(day, self.end, zone)


ALL_DAY: Final = Span(0, MINUTES_OF_A_DAY)
"""The demonstration's window; settings accept it only with a loopback address."""


@dataclass(frozen=True, slots=True)
class SafeHours:
    """Hours of the week: local spans of each weekday, Monday first.

    When texts are safe, as the person said; or when children are at school.
    """

    days: tuple[tuple[Span, ...], ...]

    def on(self, day: dt.date) -> tuple[Span, ...]:
        """The spans of one local day, in order."""
        return self.days[day.weekday()]


def wall_to_utc(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """The moment (UTC) at which local clocks show `minute` of `day`: gap -> next minute, overlap -> first."""
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(dt.UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += dt.timedelta(minutes=1)


def parse_span(text: str) -> Span:
    """`9:00-20:00` as a span. Raises HoursError."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise HoursError("hours are written like 17:00-20:00")
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    if max(start_minute, end_minute) > 59:
        raise HoursError("minutes go from 00 to 59")
    return Span(start_hour * 60 + start_minute, end_hour * 60 + end_minute)


def parse_safe_hours(text: str) -> SafeHours:
    """`Mon-Fri 17:00-20:00; Sat 10:00-18:00` as hours of the week. Raises HoursError.

    Days that are not named have no safe hours. Several ranges for one day are written as several rules.
    """
    days: list[list[Span]] = [[] for _ in _DAYS]
    rules = [rule.strip() for rule in text.split(";") if rule.strip()]
    if not rules:
        raise HoursError("no hours are given; write for example Mon-Fri 17:00-20:00")
    for rule in rules:
        found = _RULE.fullmatch(rule)
        if not found:
            raise HoursError("each part is days and hours, like Mon-Fri 17:00-20:00, parted by ;")
        span = parse_span(found[3])
        for weekday in _weekdays(found[1], found[2] or found[1]):
            days[weekday].append(span)
    return SafeHours(tuple(tuple(sorted(spans)) for spans in days))


def _weekdays(first: str, last: str) -> list[int]:
    """The weekdays from first to last; a range may pass over Sunday (`Fri-Mon`)."""
    for name in (first, last):
        if name.lower() not in _DAYS:
            raise HoursError("days are written Mon Tue Wed Thu Fri Sat Sun")
    start, end = _DAYS.index(first.lower()), _DAYS.index(last.lower())
    return [(start + n) % 7 for n in range((end - start) % 7 + 1)]
