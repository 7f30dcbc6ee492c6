"""One person's thread: what came in, what went out, who has seen it. Two threads are never mixed."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from storage.models import Delivery, Inbound, InboundProcessing, Outbound, Person
from storage.queries.unseen import said_by


def inbound_of_person(session: Session, person_id: uuid.UUID) -> Sequence[Inbound]:
    """Messages of this person, and those of nobody known from a number they use, oldest first."""
    return session.scalars(
        select(Inbound)
        .join(InboundProcessing, InboundProcessing.inbound_id == Inbound.id)
        .where(said_by(select(Person.id).where(Person.id == person_id)))
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


def inbound_of_address(session: Session, address_id: uuid.UUID) -> Sequence[Inbound]:
    """Messages from a number that belong to nobody we know, oldest first."""
    return session.scalars(
        select(Inbound)
        .join(InboundProcessing, InboundProcessing.inbound_id == Inbound.id)
        .where(Inbound.address_id == address_id, InboundProcessing.person_id.is_(None))
        .options(joinedload(Inbound.address), joinedload(Inbound.reading), selectinload(Inbound.seen))
        .order_by(Inbound.received_at, Inbound.position)
    ).all()


def outbound_to_address(session: Session, address_id: uuid.UUID) -> Sequence[Outbound]:
    """Texts written to a number for nobody we know, and to no colleague, oldest first."""
    return session.scalars(
        select(Outbound)
        .where(Outbound.address_id == address_id, Outbound.person_id.is_(None), Outbound.staff_id.is_(None))
        .options(joinedload(Outbound.address), joinedload(Outbound.delivery))
        .order_by(Outbound.created_at, Outbound.position)
    ).all()


def deliveries(session: Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, Delivery]:
    """What became of these texts, by the id of the text."""
    rows = session.scalars(select(Delivery).where(Delivery.outbound_id.in_(wanted)))
    return {row.outbound_id: row for row in rows}
