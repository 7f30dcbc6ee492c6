"""Messages that nobody of the staff has seen yet (invariant 1)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from storage.models import InboundProcessing, Person, PersonAddress, Seen
from storage.queries.scope import Scope, person_ids


@dataclass(frozen=True, slots=True)
class Unseen:
    """One person's messages that nobody has seen: how many, since when (UTC)."""

    person: Person
    count: int
    since: dt.datetime


def unseen_threads(session: Session, scope: Scope, now: dt.datetime) -> Sequence[Unseen]:
    """Persons in scope with messages that nobody has seen, the longest waiting first.

    What came from a number that they use, and may be of any of its users, is listed with each of them.
    """
    named = select(InboundProcessing.person_id, InboundProcessing.received_at).where(
        InboundProcessing.person_id.in_(person_ids(scope, now)), ~_was_seen()
    )
    of_nobody = (
        select(PersonAddress.person_id, InboundProcessing.received_at)
        .join(InboundProcessing, _came_while_used())
        .where(PersonAddress.person_id.in_(person_ids(scope, now)), ~_was_seen())
    )
    every = union_all(named, of_nobody).subquery()
    counted = (
        select(every.c.person_id, func.count().label("count"), func.min(every.c.received_at).label("since"))
        .group_by(every.c.person_id)
        .subquery()
    )
    rows = session.execute(
        select(Person, counted.c.count, counted.c.since)
        .join(counted, counted.c.person_id == Person.id)
        .order_by(counted.c.since)
    )
    return [Unseen(person, count, since) for person, count, since in rows]


def count_unseen(session: Session, scope: Scope, now: dt.datetime) -> int:
    """How many messages of persons in scope nobody has seen."""
    return session.scalar(select(func.count()).select_from(InboundProcessing).where(_unseen(scope, now))) or 0


def said_by(persons: Select[uuid.UUID]) -> ColumnElement[bool]:
    """Messages of these persons, and those of nobody known from a number that one of them uses."""
    at_theirs = exists().where(PersonAddress.person_id.in_(persons), _came_while_used())
    return or_(InboundProcessing.person_id.in_(persons), at_theirs)


def unseen_by(persons: Select[uuid.UUID]) -> ColumnElement[bool]:
    """Of these, the ones that nobody has seen."""
    return said_by(persons) & ~_was_seen()


def _came_while_used() -> ColumnElement[bool]:
    return and_(
        InboundProcessing.person_id.is_(None),
        InboundProcessing.address_id == PersonAddress.address_id,
        or_(PersonAddress.until.is_(None), PersonAddress.until > InboundProcessing.received_at),
    )


def _was_seen() -> ColumnElement[bool]:
    return exists().where(Seen.inbound_id == InboundProcessing.inbound_id)


def _unseen(scope: Scope, now: dt.datetime) -> ColumnElement[bool]:
    return unseen_by(person_ids(scope, now))
