"""Whose rows a member of staff sees. Every read of the console passes through here.

A caseworker sees own and covered cases; whoever was paged about a concern sees its case until the
concern is closed, because a page must be answerable; supervisors and administrators see all of
their provider. Rows that name neither a case nor a person (unknown numbers) are seen by everybody.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from flows.vocabulary import ConcernStatus
from storage.models import Case, CasePerson, ConcernRow, Cover, PageRow


@dataclass(frozen=True, slots=True)
class Scope:
    """The eyes with which a query looks."""

    provider_id: uuid.UUID
    staff_id: uuid.UUID
    sees_all: bool


def paged_concern_ids(scope: Scope) -> Select[uuid.UUID | None]:
    """Ids of the concerns about which this member of staff was paged, until they are closed."""
    return (
        select(PageRow.concern_id)
        .join(ConcernRow, ConcernRow.id == PageRow.concern_id)
        .where(
            PageRow.provider_id == scope.provider_id,
            PageRow.staff_id == scope.staff_id,
            ConcernRow.status != ConcernStatus.CLOSED,
        )
    )


def case_ids(scope: Scope, now: dt.datetime) -> Select[uuid.UUID]:
    """Ids of the cases in scope at the instant `now` (UTC)."""
    cases = select(Case.id).where(Case.provider_id == scope.provider_id)
    if scope.sees_all:
        return cases
    covered = select(Cover.for_staff_id).where(
        Cover.provider_id == scope.provider_id,
        Cover.staff_id == scope.staff_id,
        Cover.starts_at <= now,
        or_(Cover.ends_at.is_(None), Cover.ends_at > now),
    )
    paged = select(ConcernRow.case_id).where(
        ConcernRow.id.in_(paged_concern_ids(scope)), ConcernRow.case_id.is_not(None)
    )
    return cases.where(
        or_(Case.caseworker_id == scope.staff_id, Case.caseworker_id.in_(covered), Case.id.in_(paged))
    )


def person_ids(scope: Scope, now: dt.datetime) -> Select[uuid.UUID]:
    """Ids of the persons who belong to a case in scope."""
    return select(CasePerson.person_id).where(CasePerson.case_id.in_(case_ids(scope, now)))


def visible(
    scope: Scope,
    now: dt.datetime,
    case_id: InstrumentedAttribute[uuid.UUID | None],
    person_id: InstrumentedAttribute[uuid.UUID | None],
) -> ColumnElement[bool]:
    """Rows of a case in scope; of a person in scope when no case is named; or of neither."""
    return or_(
        case_id.in_(case_ids(scope, now)),
        and_(
            case_id.is_(None),
            or_(person_id.is_(None), person_id.in_(person_ids(scope, now))),
        ),
    )
