"""When something happens next: virtual time jumps from one due moment to the next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, func, select

from bot.runtime import Runtime, Work
from flows.policy.hours import wall_to_utc
from flows.vocabulary import ConcernStatus, ConversationStatus, DeliveryState, PartStatus
from storage.base import UtcDateTime
from storage.models import (
    Case,
    CheckIn,
    CheckInPart,
    ConcernRow,
    Conversation,
    Delivery,
    InboundProcessing,
)

SWEEP_AGAIN = dt.timedelta(seconds=15)
LOOK_AGAIN = dt.timedelta(hours=1)
"""A part that is due and waits for something else is looked at after each message, and so often."""

_NOW: BindParameter[dt.datetime] = bindparam("now", type_=UtcDateTime())
_SOURCES = (
    (Delivery.not_before, Delivery.state == DeliveryState.QUEUED),
    (Delivery.lease_until, Delivery.state == DeliveryState.CALLING),
    (Conversation.wake_at, Conversation.status == ConversationStatus.OPEN),
    (ConcernRow.next_page_at, ConcernRow.status == ConcernStatus.OPEN),
)
# One statement, built once: it is asked after every message.
_EARLIEST = select(
    *(
        select(func.min(column)).where(condition, column > _NOW).scalar_subquery()
        for column, condition in _SOURCES
    ),
    select(func.count())
    .select_from(InboundProcessing)
    .where(InboundProcessing.done_at.is_(None))
    .scalar_subquery(),
)
_PARTS = (
    select(CheckInPart.due_on, CheckInPart.not_before, Case.time_zone)
    .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
    .join(Case, Case.id == CheckIn.case_id)
    .where(CheckInPart.status == PartStatus.SCHEDULED, Case.closed_at.is_(None))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """`at`: the first instant (UTC) at which a tick will find something to do, or None.

    `waiting`: a check-in is due and cannot be opened yet, so any message may change that.
    """

    at: dt.datetime | None
    waiting: bool


def agenda(runtime: Runtime) -> Agenda:
    """What comes next after the present moment."""
    with runtime.look() as work:
        openings = list(_openings(work))
        moments = [*_single_moments(work), *(moment for moment in openings if moment > work.now)]
        waiting = any(moment <= work.now for moment in openings)
        if waiting:
            moments.append(work.now + LOOK_AGAIN)
    return Agenda(min(moments, default=None), waiting)


def _single_moments(work: Work) -> Iterator[dt.datetime]:
    """The earliest of each kind still to come; what could not be processed is swept again."""
    *earliest, pending = work.session.execute(_EARLIEST, {"now": work.now}).one()
    if pending:
        yield work.now + SWEEP_AGAIN
    yield from (moment for moment in earliest if moment is not None)


def _openings(work: Work) -> Iterator[dt.datetime]:
    """When each part that is still to be opened comes up: held back until then, or its local day."""
    for due_on, held, zone in work.session.execute(_PARTS):
        yield held or wall_to_utc(due_on, 0, ZoneInfo(zone))
