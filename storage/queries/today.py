"""What needs somebody today: open concerns, open tasks, check-ins under way, and what burns."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session, joinedload, selectinload

from flows.vocabulary import URGENCY_RANK, ConcernStatus, ConversationStatus
from storage.models import (
    Case,
    CheckIn,
    CheckInPart,
    ConcernEvidence,
    ConcernRow,
    Conversation,
    PageRow,
    Person,
    Task,
)
from storage.queries.notices import overdue as overdue_reports
from storage.queries.scope import Scope, case_ids, paged_concern_ids, visible


@dataclass(frozen=True, slots=True)
class Burning:
    """Counts for the strip that stands on every page."""

    emergencies: int
    concerns: int
    overdue_tasks: int
    overdue_nocs: int
    overdue_duties: int = 0


def _rank() -> ColumnElement[int]:
    return sql_case({u.value: rank for u, rank in URGENCY_RANK.items()}, value=ConcernRow.urgency)


def _seen_concerns(scope: Scope, now: dt.datetime) -> ColumnElement[bool]:
    return and_(
        ConcernRow.provider_id == scope.provider_id,
        or_(
            visible(scope, now, ConcernRow.case_id, ConcernRow.person_id),
            ConcernRow.id.in_(paged_concern_ids(scope)),
        ),
    )


def open_concerns(session: Session, scope: Scope, now: dt.datetime) -> Sequence[ConcernRow]:
    """Concerns that are not closed: unacknowledged first, worst first, oldest first."""
    return session.scalars(
        select(ConcernRow)
        .where(_seen_concerns(scope, now), ConcernRow.status != ConcernStatus.CLOSED)
        .options(joinedload(ConcernRow.case).selectinload(Case.members), joinedload(ConcernRow.person))
        .order_by(ConcernRow.acknowledged_at.is_not(None), _rank().desc(), ConcernRow.first_suspected_at)
    ).all()


def find_concern(
    session: Session, scope: Scope, now: dt.datetime, concern_id: uuid.UUID, *, lock: bool = False
) -> ConcernRow | None:
    """One concern in scope; `lock` keeps others from changing it until the transaction ends."""
    query = select(ConcernRow).where(ConcernRow.id == concern_id, _seen_concerns(scope, now))
    if lock:
        return session.scalar(query.with_for_update())
    return session.scalar(
        query.options(
            joinedload(ConcernRow.case),
            joinedload(ConcernRow.person),
            selectinload(ConcernRow.evidence),
            selectinload(ConcernRow.pages),
        )
    )


def open_tasks(session: Session, scope: Scope, now: dt.datetime) -> Sequence[Task]:
    """Tasks in scope that nobody has finished, by due time."""
    return session.scalars(
        select(Task)
        .where(
            Task.provider_id == scope.provider_id,
            Task.done_at.is_(None),
            visible(scope, now, Task.case_id, Task.person_id),
        )
        .options(joinedload(Task.case).selectinload(Case.members), joinedload(Task.person))
        .order_by(Task.due_at, Task.created_at)
    ).all()


def find_task(session: Session, scope: Scope, now: dt.datetime, task_id: uuid.UUID) -> Task | None:
    """One task in scope, locked until the transaction ends."""
    return session.scalar(
        select(Task)
        .where(
            Task.id == task_id,
            Task.provider_id == scope.provider_id,
            visible(scope, now, Task.case_id, Task.person_id),
        )
        .with_for_update()
    )


def under_way(
    session: Session, scope: Scope, now: dt.datetime
) -> Sequence[tuple[Conversation, CheckInPart, CheckIn, Case, Person]]:
    """Open conversations in scope with part, check-in, case and person, newest turn first."""
    rows = session.execute(
        select(Conversation, CheckInPart, CheckIn, Case, Person)
        .join(CheckInPart, CheckInPart.id == Conversation.part_id)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .join(Case, Case.id == CheckIn.case_id)
        .join(Person, Person.id == Conversation.person_id)
        .where(Conversation.status == ConversationStatus.OPEN, Case.id.in_(case_ids(scope, now)))
        .order_by(Conversation.last_turn_at.desc())
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def burning(session: Session, scope: Scope, now: dt.datetime) -> Burning:
    """What burns in this scope at the instant `now` (UTC)."""
    urgencies = session.execute(
        select(ConcernRow.urgency, func.count())
        .where(_seen_concerns(scope, now), ConcernRow.status == ConcernStatus.OPEN)
        .group_by(ConcernRow.urgency)
    )
    counts = {str(urgency.value): count for urgency, count in urgencies}
    reports = overdue_reports(session, _seen_concerns(scope, now), now)
    overdue = session.scalar(
        select(func.count(Task.id)).where(
            Task.provider_id == scope.provider_id,
            Task.done_at.is_(None),
            Task.due_at <= now,
            visible(scope, now, Task.case_id, Task.person_id),
        )
    )
    emergencies = counts.pop("emergency", 0)
    return Burning(emergencies, sum(counts.values()), overdue or 0, reports.notices, reports.duties)


def evidence_of(session: Session, concern_id: uuid.UUID) -> Sequence[ConcernEvidence]:
    """What gave rise to a concern, oldest first."""
    return session.scalars(
        select(ConcernEvidence).where(ConcernEvidence.concern_id == concern_id).order_by(ConcernEvidence.at)
    ).all()


def pages_of(session: Session, concern_id: uuid.UUID) -> Sequence[PageRow]:
    """The pages that told somebody of a concern, oldest first."""
    return session.scalars(
        select(PageRow).where(PageRow.concern_id == concern_id).order_by(PageRow.created_at)
    ).all()
