"""The sample families, moved in time so that their check-ins fall due on the day of the run.

Only the demonstration uses this. It writes nothing, and knows nothing of databases.
"""

import csv
import datetime as dt
import io
from typing import Final
from zoneinfo import ZoneInfo

from flows.policy.calendar import (
    add_business_days,
    business_days_between,
    is_business_day,
    previous_business_day,
)

SAMPLE_BASE_DATE: Final = dt.date(2026, 3, 11)
"""The business day for which samples/referrals.csv is written: its first check-ins fall due then."""

_WESTERNMOST: Final = ZoneInfo("America/Los_Angeles")
"""No family of the sample lives further west."""

_DATES: Final = (
    "release_date",
    "referral_accepted_on",
    "court_date",
    "permission_on",
    "voluntary_said_on",
)
"""Moved by business days, so that due dates keep their distance; birth dates move by calendar days."""


def sample_day(now: dt.datetime) -> dt.date:
    """The day for which to shift: one that has come for every family, whatever its zone. `now` is UTC."""
    return now.astimezone(_WESTERNMOST).date()


def shift_sample(data: bytes, today: dt.date) -> bytes:
    """The sample file as if it had been written for `today`.

    What is due on SAMPLE_BASE_DATE becomes due on `today`, or on the business day before it when
    `today` is none. Ages at release stay the same to a few days.
    """
    anchor = today if is_business_day(today) else previous_business_day(today)
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        for column in _DATES:
            if row.get(column):
                row[column] = _by_business_days(dt.date.fromisoformat(row[column]), anchor).isoformat()
        if row.get("birth_date"):
            born = dt.date.fromisoformat(row["birth_date"]) + (anchor - SAMPLE_BASE_DATE)
            row["birth_date"] = born.isoformat()
        writer.writerow(row)
    return out.getvalue().encode()


def _by_business_days(day: dt.date, anchor: dt.date) -> dt.date:
    """The day as many business days from `anchor` as `day` is from the base date."""
    distance = business_days_between(SAMPLE_BASE_DATE, day)
    if distance >= 0:
        return add_business_days(anchor, distance)
    for _ in range(-distance):
        anchor = previous_business_day(anchor)
    return anchor
