"""The contact ladder of one person's part of a check-in: what is tried next, and when all was tried (6.3).

A text; one reminder; the other channel on the next day; then a person rings, several times. The
machine writes and counts; calls are made and entered by people, and people document "unable to contact".
Whether a text may go at the moment that is named here is `may_text`'s to say.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from flows.policy.hours import wall_to_utc


class Rung(StrEnum):
    """What is tried, in the order in which it is tried."""

    TEXT = "text"
    REMINDER = "reminder"
    OTHER_CHANNEL = "other_channel"
    CALLS = "calls"
    ALTERNATIVES = "alternatives"


MACHINE_RUNGS: Final = (Rung.TEXT, Rung.REMINDER, Rung.OTHER_CHANNEL)
"""What the machine does by itself; nobody gets more of a check-in than these."""


@dataclass(frozen=True, slots=True)
class LadderRules:
    """What "reasonable efforts" (6.3) are here; ORR gives no numbers, so they are the provider's.

    `reminder`: after so long without an answer; `calls` on `days` different local days, no two of them
    in the same hour of the day.
    """

    reminder: dt.timedelta = dt.timedelta(hours=4)
    calls: int = 3
    days: int = 2


DEFAULT_LADDER: Final = LadderRules()


@dataclass(frozen=True, slots=True)
class Climb:
    """Where one conversation stands on the ladder. Moments are UTC, `zone` is an IANA name.

    `waiting_since`: the last word of either side; `ends_at`: when people take over by telephone;
    `reminded_at`, `moved_at`: when the reminder went, and the text by the other channel;
    `other_channel`: another one is known and allowed; `number_dead`: the present one takes no texts.
    """

    waiting_since: dt.datetime
    ends_at: dt.datetime
    zone: str
    reminded_at: dt.datetime | None = None
    moved_at: dt.datetime | None = None
    other_channel: bool = False
    number_dead: bool = False


def next_rung(climb: Climb, rules: LadderRules = DEFAULT_LADDER) -> tuple[Rung, dt.datetime]:
    """What the machine tries next and not before when; CALLS at `ends_at` when it has nothing left.

    The other channel follows on the local day after the last text, or at once after a number that is
    dead, which gets no reminder either.
    """
    if climb.reminded_at is None and climb.moved_at is None and not climb.number_dead:
        due = climb.waiting_since + rules.reminder
        if due < climb.ends_at:
            return Rung.REMINDER, due
    if climb.other_channel and climb.moved_at is None:
        due = climb.waiting_since if climb.number_dead else _next_day(climb)
        if due < climb.ends_at:
            return Rung.OTHER_CHANNEL, due
    return Rung.CALLS, climb.ends_at


def _next_day(climb: Climb) -> dt.datetime:
    """The local midnight after the last text of ours."""
    zone = ZoneInfo(climb.zone)
    last = max(climb.waiting_since, climb.reminded_at or climb.waiting_since)
    return wall_to_utc(last.astimezone(zone).date() + dt.timedelta(days=1), 0, zone)


@dataclass(frozen=True, slots=True)
class Efforts:
    """How far the calls of a part have come. `missing` is zero when they suffice.

    `other_day`: the next call has to be on another day; `used_hours`: local hours of the day that have
    been tried and do not count again; `alternatives`: how many alternative contacts were not rung yet.
    """

    calls: int
    days: int
    missing: int
    other_day: bool
    used_hours: tuple[int, ...]
    alternatives: int = 0

    @property
    def called_enough(self) -> bool:
        """Whether the person was rung often enough."""
        return self.missing == 0

    @property
    def exhausted(self) -> bool:
        """Whether "unable to contact" may be documented (6.3)."""
        return self.called_enough and self.alternatives == 0


def efforts(
    calls: Iterable[dt.datetime],
    zone: str,
    alternatives: int = 0,
    rules: LadderRules = DEFAULT_LADDER,
    *,
    not_in_service: bool = False,
) -> Efforts:
    """What the calls to one person amount to (6.3): moments (UTC) at which somebody rang in vain.

    Two calls in the same hour of the day count once, on whatever days they were. A number that a
    caller found `not_in_service` is not rung again; the alternative contacts are.
    """
    local = sorted(moment.astimezone(ZoneInfo(zone)) for moment in calls)
    hours = {moment.hour for moment in local}
    days = {moment.date() for moment in local}
    short_of_days = max(0, rules.days - len(days)) if local else rules.days
    missing = max(rules.calls - len(hours), short_of_days)
    if not_in_service:
        missing = 0
    last_chance = 0 < missing <= short_of_days and bool(local)
    return Efforts(len(local), len(days), missing, last_chance, tuple(sorted(hours)), alternatives)
