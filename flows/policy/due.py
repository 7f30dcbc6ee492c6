"""When a task is due: readable words in, an instant out. Working time is the office's, Mon-Fri."""

import datetime as dt
from zoneinfo import ZoneInfo

from flows.policy.calendar import add_business_days
from flows.policy.hours import wall_to_utc

CLOSE_OF_DAY = 17 * 60
LAST_HOUR_OF_A_PERSON = 20 * 60
AT_LEAST = dt.timedelta(hours=2)
REVIEW = dt.timedelta(hours=12)

DUE_WORDS = frozenset({"now", "same_day", "next_working_day", "two_business_days", "12_hours"})


def due_at(words: str, now: dt.datetime, zone: str) -> dt.datetime:
    """The instant (UTC) by which a task with these words must be done, in an IANA `zone`.

    "same_day": 20:00 today, but never less than two hours from now; "next_working_day" and
    "two_business_days": 17:00 of that day; "12_hours": wall-clock, at any hour. Raises ValueError.
    """
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    if words == "now":
        return now
    if words == "12_hours":
        return now + REVIEW
    if words == "same_day":
        return max(wall_to_utc(today, LAST_HOUR_OF_A_PERSON, local), now + AT_LEAST)
    if words == "next_working_day":
        return wall_to_utc(add_business_days(today, 1), CLOSE_OF_DAY, local)
    if words == "two_business_days":
        return wall_to_utc(add_business_days(today, 2), CLOSE_OF_DAY, local)
    raise ValueError(f"unknown due words {words!r}; known are {', '.join(sorted(DUE_WORDS))}")
