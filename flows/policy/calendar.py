"""Days that count: business days, federal holidays as observed, and the days on which check-ins fall due.

Pure dates in the local calendar of the case; no moment of the day and no time zone stands here.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import holidays

CHECK_IN_BUSINESS_DAYS: Final = (7, 14, 30)
"""Business days from release to the first, second and third check-in (6.3)."""

LATE_ACCEPTANCE_BUSINESS_DAYS: Final = 7
"""A referral accepted more business days after release than this starts the count anew (6.2.1, 6.3)."""

HOLIDAYS_CHECKED_UNTIL: Final = dt.date(2027, 12, 31)
"""The computed holidays were compared by hand with 5 U.S.C. 6103 up to this day (checked 2026-11)."""

_SATURDAY: Final = 5
_ONE_DAY: Final = dt.timedelta(days=1)


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[dt.date]:
    """Federal holidays of a year with the days on which they are observed (5 U.S.C. 6103).

    A holiday on Saturday is observed on the Friday before, one on Sunday on the Monday after, so
    31 December can belong to New Year's Day of the next year. One-off closings of the executive
    branch are not holidays.
    """
    return frozenset(holidays.country_holidays("US", years=year, categories=("public",), expand=False))


def is_business_day(day: dt.date) -> bool:
    """Whether `day` is Monday to Friday and no federal holiday as observed (6.3)."""
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


def next_business_day(day: dt.date) -> dt.date:
    """The first business day strictly after `day`."""
    day += _ONE_DAY
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def previous_business_day(day: dt.date) -> dt.date:
    """The last business day strictly before `day`."""
    day -= _ONE_DAY
    while not is_business_day(day):
        day -= _ONE_DAY
    return day


def add_business_days(release: dt.date, n: int) -> dt.date:
    """The day `n` business days after `release`, which itself is day 0 whatever day it is (6.3).

    A release on Friday, Saturday or Sunday gives the same day. Raises ValueError when `n` is negative.
    """
    if n < 0:
        raise ValueError("business days are counted forward: n must be 0 or more")
    day = release
    for _ in range(n):
        day = next_business_day(day)
    return day


def business_days_between(first: dt.date, last: dt.date) -> int:
    """Business days after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -business_days_between(last, first)
    span = (last - first).days
    return sum(is_business_day(first + dt.timedelta(days=n)) for n in range(1, span + 1))


def add_calendar_days(day: dt.date, n: int) -> dt.date:
    """The day `n` calendar days after `day`: weekends and holidays count (6.8.2, 6.8.6, 6.8.7)."""
    return day + dt.timedelta(days=n)


class CountsFrom(StrEnum):
    """From which day the check-ins of a case are counted."""

    RELEASE = "release"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Start:
    """Day 0 of a case's check-ins and of its thirty days, and why it is this day."""

    day: dt.date
    counts_from: CountsFrom


def start_of_count(release: dt.date, accepted: dt.date | None = None) -> Start:
    """Day 0: the release, or the acceptance of a referral that came too late for it (6.2.1, 6.3).

    Accepted within seven business days of release the first check-in can still be held in time.
    """
    late = accepted is not None and business_days_between(release, accepted) > LATE_ACCEPTANCE_BUSINESS_DAYS
    if accepted is not None and late:
        return Start(accepted, CountsFrom.ACCEPTANCE)
    return Start(release, CountsFrom.RELEASE)


def check_in_due_dates(release: dt.date, accepted: dt.date | None = None) -> dict[int, dt.date]:
    """Due days of check-ins 1, 2 and 3: 7, 14 and 30 business days after day 0 (6.3)."""
    start = start_of_count(release, accepted).day
    return {
        number: add_business_days(start, days) for number, days in enumerate(CHECK_IN_BUSINESS_DAYS, start=1)
    }
