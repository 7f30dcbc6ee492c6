"""What was agreed and said at enrolment: the newest rows, and the history of one person."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.vocabulary import SpokenKind
from storage.models import Permission, SpokenText


def permissions(session: Session, persons: Collection[uuid.UUID]) -> Sequence[Permission]:
    """All permissions of these persons, given and taken back, oldest first."""
    query = select(Permission).where(Permission.person_id.in_(persons))
    return session.scalars(query.order_by(Permission.at)).all()


def last_permission(session: Session, persons: Collection[uuid.UUID]) -> dict[uuid.UUID, Permission]:
    """The newest word of each person on being texted."""
    return {row.person_id: row for row in permissions(session, persons)}


def spoken(session: Session, persons: Collection[uuid.UUID]) -> Sequence[SpokenText]:
    """What was said to these persons, oldest first."""
    query = select(SpokenText).where(SpokenText.person_id.in_(persons))
    return session.scalars(query.order_by(SpokenText.at)).all()


def last_spoken(
    session: Session, persons: Collection[uuid.UUID]
) -> dict[tuple[uuid.UUID, SpokenKind], SpokenText]:
    """The newest saying of each text to each person."""
    return {(row.person_id, row.kind): row for row in spoken(session, persons)}
