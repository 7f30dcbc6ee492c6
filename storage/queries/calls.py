"""What a caller needs at hand: numbers, whose phones they are, and who somebody is in a case."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from storage.models import Address, CasePerson, PersonAddress


def current_numbers(session: Session, persons: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PersonAddress]]:
    """The addresses that each person has now, oldest first."""
    rows = session.scalars(
        select(PersonAddress)
        .where(PersonAddress.person_id.in_(persons), PersonAddress.until.is_(None))
        .options(joinedload(PersonAddress.address))
        .order_by(PersonAddress.since)
    )
    found: dict[uuid.UUID, list[PersonAddress]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def memberships(session: Session, persons: Sequence[uuid.UUID]) -> Sequence[CasePerson]:
    """What each of these persons is in each of their cases."""
    return session.scalars(select(CasePerson).where(CasePerson.person_id.in_(persons))).all()


def addresses(session: Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, Address]:
    """Addresses by id."""
    rows = session.scalars(select(Address).where(Address.id.in_(wanted)))
    return {row.id: row for row in rows}
