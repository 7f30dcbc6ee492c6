"""Numbers to confirm, and complaints: lists of what waits for somebody."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from flows.vocabulary import NumberState, StaffRole, TaskReason
from storage.models import Case, Grievance, NumberProposal, Staff, Task
from storage.queries.scope import Scope, visible


def proposed_in(session: Session, inbound_id: uuid.UUID) -> frozenset[str]:
    """Blind indexes of the numbers that a message has proposed."""
    query = select(NumberProposal.number_index).where(NumberProposal.inbound_id == inbound_id)
    return frozenset(session.scalars(query))


def open_numbers(session: Session, scope: Scope, now: dt.datetime) -> Sequence[NumberProposal]:
    """Numbers in scope that nobody has confirmed or dismissed, the oldest first."""
    query = (
        select(NumberProposal)
        .where(
            NumberProposal.provider_id == scope.provider_id,
            NumberProposal.state == NumberState.PROPOSED,
            visible(scope, now, NumberProposal.case_id, NumberProposal.person_id),
        )
        .options(
            joinedload(NumberProposal.person),
            joinedload(NumberProposal.case).selectinload(Case.members),
        )
        .order_by(NumberProposal.proposed_at, NumberProposal.id)
    )
    return session.scalars(query).all()


def find_number(
    session: Session, scope: Scope, now: dt.datetime, proposal_id: uuid.UUID
) -> NumberProposal | None:
    """One number in scope, locked."""
    query = select(NumberProposal).where(
        NumberProposal.id == proposal_id,
        NumberProposal.provider_id == scope.provider_id,
        visible(scope, now, NumberProposal.case_id, NumberProposal.person_id),
    )
    return session.scalars(query.with_for_update()).one_or_none()


def number_tasks(session: Session, inbound_id: uuid.UUID) -> Sequence[Task]:
    """Open tasks to confirm what stands in a message, locked."""
    query = select(Task).where(
        Task.inbound_id == inbound_id, Task.reason == TaskReason.NEW_NUMBER.value, Task.done_at.is_(None)
    )
    return session.scalars(query.with_for_update()).all()


def grievances(session: Session, provider_id: uuid.UUID) -> Sequence[Grievance]:
    """All complaints of a provider with their steps, the next due first."""
    query = (
        select(Grievance)
        .where(Grievance.provider_id == provider_id)
        .options(
            selectinload(Grievance.steps),
            joinedload(Grievance.person),
            joinedload(Grievance.case).selectinload(Case.members),
        )
        .order_by(Grievance.due_on, Grievance.received_at, Grievance.id)
    )
    return session.scalars(query).all()


def find_grievance(
    session: Session, provider_id: uuid.UUID, grievance_id: uuid.UUID, *, lock: bool = False
) -> Grievance | None:
    """One complaint of a provider."""
    query = select(Grievance).where(Grievance.provider_id == provider_id, Grievance.id == grievance_id)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def grievance_of_message(session: Session, inbound_id: uuid.UUID) -> Grievance | None:
    """The complaint that a message made."""
    return session.scalars(select(Grievance).where(Grievance.inbound_id == inbound_id)).one_or_none()


def colleagues(session: Session, provider_id: uuid.UUID) -> Sequence[Staff]:
    """Members of staff who are here now, by name."""
    query = select(Staff).where(Staff.provider_id == provider_id, Staff.active.is_(True))
    return session.scalars(query.order_by(Staff.name, Staff.id)).all()


def those_in_charge(session: Session, provider_id: uuid.UUID) -> Sequence[Staff]:
    """Supervisors, then administrators, who are here now; the longest here first."""
    query = select(Staff).where(
        Staff.provider_id == provider_id,
        Staff.active.is_(True),
        or_(Staff.role == StaffRole.SUPERVISOR, Staff.role == StaffRole.ADMINISTRATOR),
    )
    rows = session.scalars(query.order_by(Staff.created_at, Staff.id)).all()
    return sorted(rows, key=lambda staff: staff.role is not StaffRole.SUPERVISOR)
