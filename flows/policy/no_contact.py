"""The thirty calendar days in which the released child must be reached (6.8.6), counted for the child alone.

A sponsor's answers never stop this clock, nor does a text from a number that the child shares with
the sponsor: only the child's own channel, or a call that staff record as "spoke with the child".
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from flows.policy.calendar import add_calendar_days
from flows.policy.hours import wall_to_utc
from flows.policy.notices import rules
from flows.vocabulary import PRIVATE_OWNERS, PhoneOwner, TaskReason

WARNINGS: Final[tuple[tuple[int, TaskReason], ...]] = (
    (20, TaskReason.NO_CONTACT_DAY_20),
    (25, TaskReason.NO_CONTACT_DAY_25),
)
"""Days after day 0 on which a person is told, when the child has not been reached."""


class ContactHow(StrEnum):
    """How the child was reached."""

    OWN_CHANNEL = "own_channel"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class ThirtyDays:
    """The clock of one case: local days, and the moment (UTC) at which the NOC's 24 hours begin.

    Contact on the last day counts; the NOC's clock begins at the local midnight that ends it.
    """

    start: dt.date
    last_day: dt.date
    over_at: dt.datetime


def thirty_days(start: dt.date, zone: str) -> ThirtyDays:
    """The clock that begins on day 0, the day of release or of a late acceptance (6.8.6)."""
    last = add_calendar_days(start, rules().no_contact_days)
    return ThirtyDays(start, last, wall_to_utc(last + dt.timedelta(days=1), 0, ZoneInfo(zone)))


def warning_due(start: dt.date, today: dt.date) -> TaskReason | None:
    """The newest warning whose day has come, as long as the thirty days run. Days are local."""
    gone = (today - start).days
    if gone > rules().no_contact_days:
        return None
    return next((reason for days, reason in reversed(WARNINGS) if gone >= days), None)


def is_childs_own(owner: PhoneOwner | None, persons_on_number: int) -> bool:
    """Whether a text from this number can be contact with the child: private, and nobody else's (6.8.6)."""
    return owner in PRIVATE_OWNERS and persons_on_number == 1
