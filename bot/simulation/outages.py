"""Parts that are away for a while: the worker, the web process, Twilio's API, the database."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What can be away."""

    WORKER = "worker"
    WEB = "web"
    TWILIO = "twilio"
    DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Outage:
    """`what` is away from `start` until just before `end`; both are aware, in UTC."""

    what: Part
    start: dt.datetime
    end: dt.datetime


def away(outages: Sequence[Outage], moment: dt.datetime) -> frozenset[Part]:
    """What is away at a moment."""
    return frozenset(outage.what for outage in outages if outage.start <= moment < outage.end)


def next_change(outages: Sequence[Outage], after: dt.datetime) -> dt.datetime | None:
    """When something goes or comes back next, or None."""
    moments = (moment for outage in outages for moment in (outage.start, outage.end))
    return min((moment for moment in moments if moment > after), default=None)
