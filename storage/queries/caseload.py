"""The caseload: cases in scope, their members, check-ins, answers and attempts."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from flows.vocabulary import ConversationStatus, PartStatus
from storage.models import (
    AnswerRow,
    Attempt,
    Case,
    CasePerson,
    CheckIn,
    CheckInPart,
    ConcernRow,
    Conversation,
    Person,
    PersonAddress,
    Staff,
    Task,
)
from storage.queries.scope import Scope, case_ids, person_ids


def cases(session: Session, scope: Scope, now: dt.datetime) -> Sequence[Case]:
    """All cases in scope with their members, open ones first, newest release first."""
    return session.scalars(
        select(Case)
        .where(Case.id.in_(case_ids(scope, now)))
        .options(selectinload(Case.members).joinedload(CasePerson.person))
        .order_by(Case.closed_at.is_not(None), Case.release_date.desc(), Case.case_number)
    ).all()


def find_case(session: Session, scope: Scope, now: dt.datetime, case_id: uuid.UUID) -> Case | None:
    """One case in scope with its members and their addresses."""
    return session.scalar(
        select(Case)
        .where(Case.id == case_id, Case.id.in_(case_ids(scope, now)))
        .options(
            selectinload(Case.members)
            .joinedload(CasePerson.person)
            .selectinload(Person.addresses)
            .joinedload(PersonAddress.address)
        )
    )


def find_person(session: Session, scope: Scope, now: dt.datetime, person_id: uuid.UUID) -> Person | None:
    """One person who belongs to a case in scope."""
    return session.scalar(select(Person).where(Person.id == person_id, Person.id.in_(person_ids(scope, now))))


def case_of_person(
    session: Session, scope: Scope, now: dt.datetime, person_id: uuid.UUID
) -> uuid.UUID | None:
    """The newest case in scope to which a person belongs."""
    return session.scalar(
        select(Case.id)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(CasePerson.person_id == person_id, Case.id.in_(case_ids(scope, now)))
        .order_by(Case.created_at.desc())
        .limit(1)
    )


def newest_membership(session: Session, person_id: uuid.UUID) -> CasePerson | None:
    """The case that a person is written to about where nothing names one: an open one first, then the
    newest release."""
    query = (
        select(CasePerson)
        .join(Case)
        .where(CasePerson.person_id == person_id)
        .order_by(Case.closed_at.is_not(None), Case.release_date.desc(), Case.case_number)
        .limit(1)
    )
    return session.scalars(query).first()


def cases_of_persons(
    session: Session, scope: Scope, now: dt.datetime, persons: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Case]:
    """For each of these persons the newest case in scope to which they belong, with its members."""
    rows = session.execute(
        select(CasePerson.person_id, Case)
        .join(Case, Case.id == CasePerson.case_id)
        .where(CasePerson.person_id.in_(persons), Case.id.in_(case_ids(scope, now)))
        .options(selectinload(Case.members))
        .order_by(Case.created_at)
    )
    return {person_id: case for person_id, case in rows}


def check_ins(session: Session, case_id: uuid.UUID) -> Sequence[CheckIn]:
    """The check-ins of a case by number, with everybody's parts."""
    return session.scalars(
        select(CheckIn)
        .where(CheckIn.case_id == case_id)
        .options(selectinload(CheckIn.parts).joinedload(CheckInPart.person))
        .order_by(CheckIn.number)
    ).all()


def next_due(session: Session, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """For each of these cases the local day of the earliest check-in that has not begun."""
    rows = session.execute(
        select(CheckIn.case_id, func.min(CheckInPart.due_on))
        .join(CheckInPart, CheckInPart.check_in_id == CheckIn.id)
        .where(CheckInPart.status == PartStatus.SCHEDULED, CheckIn.case_id.in_(wanted))
        .group_by(CheckIn.case_id)
    )
    return {case_id: due for case_id, due in rows}


def standing_conversations(session: Session, persons: Sequence[uuid.UUID]) -> dict[uuid.UUID, Conversation]:
    """The newest conversation of each person that has not ended: open, or handed over to a person."""
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.person_id.in_(persons), Conversation.status != ConversationStatus.ENDED)
        .order_by(Conversation.opened_at, Conversation.last_turn_at)
    )
    return {row.person_id: row for row in rows}


def answers(session: Session, case_id: uuid.UUID) -> Sequence[tuple[AnswerRow, uuid.UUID]]:
    """Recorded answers of a case with the person who gave each, oldest first."""
    rows = session.execute(
        select(AnswerRow, CheckInPart.person_id)
        .join(CheckInPart, CheckInPart.id == AnswerRow.part_id)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .where(CheckIn.case_id == case_id)
        .order_by(AnswerRow.at)
    )
    return [(row, person_id) for row, person_id in rows]


def attempts(session: Session, persons: Sequence[uuid.UUID]) -> Sequence[Attempt]:
    """Attempts to reach these persons, oldest first."""
    return session.scalars(select(Attempt).where(Attempt.person_id.in_(persons)).order_by(Attempt.at)).all()


def each_once(attempts: Sequence[Attempt]) -> list[Attempt]:
    """One of each try: what was tried for several children at once stands in the case of each."""
    found = {(row.person_id, row.outbound_id, row.task_id, row.at, row.result): row for row in attempts[::-1]}
    return list(found.values())[::-1]


def concerns_of_case(
    session: Session, case_id: uuid.UUID, persons: Sequence[uuid.UUID]
) -> Sequence[ConcernRow]:
    """Concerns of a case, and those of its members that name no case, oldest first."""
    return session.scalars(
        select(ConcernRow)
        .where(
            or_(
                ConcernRow.case_id == case_id,
                (ConcernRow.case_id.is_(None)) & ConcernRow.person_id.in_(persons),
            )
        )
        .order_by(ConcernRow.first_suspected_at)
    ).all()


def tasks_of_case(session: Session, case_id: uuid.UUID, persons: Sequence[uuid.UUID]) -> Sequence[Task]:
    """Tasks of a case, and those of its members that name no case, by due time."""
    return session.scalars(
        select(Task)
        .where(or_(Task.case_id == case_id, (Task.case_id.is_(None)) & Task.person_id.in_(persons)))
        .options(joinedload(Task.case), joinedload(Task.person))
        .order_by(Task.due_at)
    ).all()


def staff_names(session: Session, provider_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Names of all members of staff by id."""
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.provider_id == provider_id))
    return {staff_id: name for staff_id, name in rows}
