"""One person's thread: what came in, what went out, who has seen it. Two threads are never mixed."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from storage.models import Inbound, InboundProcessing, Outbound


def inbound_of_person(session: Session, person_id: uuid.UUID) -> Sequence[Inbound]:
    """Messages that are known to come from this person, oldest first."""
    return session.scalars(
        select(Inbound)
        .join(InboundProcessing, InboundProcessing.inbound_id == Inbound.id)
        .where(InboundProcessing.person_id == person_id)
        .options(
            joinedload(Inbound.address),
            joinedload(Inbound.processing),
            joinedload(Inbound.reading),
            selectinload(Inbound.seen),
        )
        .order_by(Inbound.received_at, Inbound.position)
    ).all()


def outbound_of_person(session: Session, person_id: uuid.UUID) -> Sequence[Outbound]:
    """Texts written to this person, oldest first."""
    return session.scalars(
        select(Outbound)
        .where(Outbound.person_id == person_id)
        .options(joinedload(Outbound.address), joinedload(Outbound.delivery))
        .order_by(Outbound.created_at, Outbound.position)
    ).all()


def inbounds(session: Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, Inbound]:
    """These messages by id, with address, reading and seen marks."""
    rows = session.scalars(
        select(Inbound)
        .where(Inbound.id.in_(wanted))
        .options(joinedload(Inbound.address), joinedload(Inbound.reading), selectinload(Inbound.seen))
    )
    return {row.id: row for row in rows}


def outbounds(session: Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, Outbound]:
    """These texts by id, with address and delivery."""
    rows = session.scalars(
        select(Outbound)
        .where(Outbound.id.in_(wanted))
        .options(joinedload(Outbound.address), joinedload(Outbound.delivery))
    )
    return {row.id: row for row in rows}
