"""Whether sending to families is held, for whatever cause."""

from sqlalchemy import Exists, select
from sqlalchemy.orm import Session

from storage.models import SendingHold


def is_held() -> Exists:
    """The condition, for a statement of another table."""
    return select(SendingHold.id).where(SendingHold.resumed_at.is_(None)).exists()


def current_hold(session: Session) -> SendingHold | None:
    """The hold in force, or None when texts may go."""
    query = select(SendingHold).where(SendingHold.resumed_at.is_(None)).order_by(SendingHold.since)
    return session.scalars(query.limit(1)).first()
