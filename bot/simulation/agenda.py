"""When something happens next: virtual time jumps from one due moment to the next."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.runtime import Runtime, Work
from flows.policy.hours import wall_to_utc
from flows.vocabulary import ConcernStatus, ConversationStatus, DeliveryState, PartStatus
from storage.models import (
    Case,
    CheckIn,
    CheckInPart,
    ConcernRow,
    Conversation,
    Delivery,
    InboundProcessing,
)


def next_moment(runtime: Runtime, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) after `after` at which a tick will find something to do, or None."""
    with runtime.look() as work:
        moments = [*_single_moments(work), *_openings(work)]
    return min((moment for moment in moments if moment > after), default=None)


def _single_moments(work: Work) -> list[dt.datetime]:
    """The earliest of each kind, and the earliest still to come of each."""
    sources = (
        (Delivery.not_before, Delivery.state == DeliveryState.QUEUED),
        (Delivery.lease_until, Delivery.state == DeliveryState.CALLING),
        (Conversation.wake_at, Conversation.status == ConversationStatus.OPEN),
        (ConcernRow.next_page_at, ConcernRow.status == ConcernStatus.OPEN),
        (InboundProcessing.received_at, InboundProcessing.done_at.is_(None)),
    )
    found = []
    for column, condition in sources:
        query = select(func.min(column)).where(condition, column > work.now)
        found.append(work.session.scalar(query))
    return [moment for moment in found if moment is not None]


def _openings(work: Work) -> list[dt.datetime]:
    """When each part that is still to be opened comes up: held back until then, or its local day."""
    query = (
        select(CheckInPart.due_on, CheckInPart.not_before, Case.time_zone)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .join(Case, Case.id == CheckIn.case_id)
        .where(CheckInPart.status == PartStatus.SCHEDULED)
        .distinct()
    )
    return [
        held or wall_to_utc(due_on, 0, ZoneInfo(zone)) for due_on, held, zone in work.session.execute(query)
    ]
