"""Deliveries: Twilio's message states in their order, and what the machine still looks after."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from flows.vocabulary import DeliveryState, Lane
from storage.models import Delivery, Outbound, StatusEvent, Task

RANKS = {
    "scheduled": 0,
    "accepted": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "delivered": 6,
    "read": 7,
}
FAILED = frozenset({"undelivered", "failed"})
ARRIVED = frozenset({"delivered", "read"})
SENT_ON = RANKS["sent"]
FINAL = RANKS["failed"]
"""From this rank on no further receipt is waited for."""
BEHIND_UNKNOWN = "behind_unknown"


def status_rank(status: str) -> int:
    """How far a status is; one that we do not know ranks lowest and changes nothing."""
    return RANKS.get(status, -1)


def looked_after(session: Session, state: DeliveryState, now: dt.datetime, limit: int) -> Sequence[uuid.UUID]:
    """Texts of a state at which the machine is to look now (UTC), longest waiting first."""
    query = (
        select(Delivery.outbound_id)
        .where(Delivery.state == state, Delivery.lease_until.is_not(None), Delivery.not_before <= now)
        .order_by(Delivery.not_before, Delivery.outbound_id)
        .limit(limit)
    )
    return session.scalars(query).all()


def unknown_to(address_id: InstrumentedAttribute[uuid.UUID]) -> Select[dt.datetime | None]:
    """When a text to this address whose fate is being looked for is looked at next. It is found by way of
    the address's texts, which are few, and not among all deliveries."""
    text, fate = aliased(Outbound), aliased(Delivery)
    return (
        select(func.max(fate.not_before))
        .join(text, text.id == fate.outbound_id)
        .where(
            text.address_id == address_id,
            text.lane != Lane.PAGE,
            fate.state == DeliveryState.UNKNOWN,
            fate.lease_until.is_not(None),
        )
    )


def release_behind(session: Session, address_id: uuid.UUID, now: dt.datetime) -> None:
    """Let go what waited for a text of unknown fate to this address."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.address_id == address_id,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.reason == BEHIND_UNKNOWN,
        )
        .values(not_before=now, reason=None)
    )


def linked(session: Session, sids: Collection[str]) -> frozenset[str]:
    """Those SIDs that belong, or have belonged, to a text of ours."""
    now = select(Delivery.sid).where(Delivery.sid.in_(sids))
    before = select(StatusEvent.sid).where(StatusEvent.sid.in_(sids), StatusEvent.outbound_id.is_not(None))
    return frozenset(sid for sid in session.scalars(now.union(before)) if sid)


def early_events(session: Session, sid: str) -> Sequence[StatusEvent]:
    """Receipts that came before we knew this SID, and did not name a text, in the order of their rank."""
    query = select(StatusEvent).where(StatusEvent.sid == sid, StatusEvent.outbound_id.is_(None))
    return sorted(session.scalars(query), key=lambda event: (status_rank(event.status), event.received_at))


def open_tasks_about(session: Session, about: ColumnElement[bool]) -> Sequence[Task]:
    """Open tasks that fulfil a condition."""
    return session.scalars(select(Task).where(about, Task.done_at.is_(None))).all()
