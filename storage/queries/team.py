"""All members of staff of a provider, and how many cases each has."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Address, Case, Staff, TextReview


def all_staff(session: Session, provider_id: uuid.UUID) -> Sequence[tuple[Staff, Address | None]]:
    """Everybody with where pages ring, those who may act first, by name."""
    rows = session.execute(
        select(Staff, Address)
        .outerjoin(Address, Address.id == Staff.address_id)
        .where(Staff.provider_id == provider_id)
        .order_by(Staff.active.desc(), func.lower(Staff.name), Staff.id)
    )
    return [(staff, address) for staff, address in rows]


def open_cases(session: Session, provider_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """How many open cases each caseworker has."""
    rows = session.execute(
        select(Case.caseworker_id, func.count())
        .where(Case.provider_id == provider_id, Case.closed_at.is_(None), Case.caseworker_id.is_not(None))
        .group_by(Case.caseworker_id)
    )
    return {staff_id: count for staff_id, count in rows if staff_id is not None}


def text_reviews(session: Session, provider_id: uuid.UUID) -> Sequence[TextReview]:
    """All reviews of texts, oldest first."""
    return session.scalars(
        select(TextReview)
        .where(TextReview.provider_id == provider_id)
        .order_by(TextReview.recorded_at, TextReview.id)
    ).all()
