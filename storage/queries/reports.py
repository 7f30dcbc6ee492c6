"""Contacts by voice, reports, referrals and closings of a case, and lists of what waits for somebody."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from flows.vocabulary import (
    SPOKE,
    ClosureReason,
    ClosureState,
    ConcernStatus,
    ContactWith,
    Question,
    ReferralState,
    ReportKind,
    ReportStatus,
    Role,
    TaskKind,
    TaskReason,
)
from storage.models import (
    AnswerRow,
    Attempt,
    Case,
    CasePerson,
    CheckIn,
    CheckInPart,
    Closure,
    ConcernRow,
    Contact,
    Inbound,
    InboundProcessing,
    Referral,
    Report,
    ReportVersion,
    Task,
)
from storage.queries.scope import Scope, case_ids
from storage.queries.unseen import unseen_by

REVIEWED = frozenset({ReportStatus.REVIEWED, ReportStatus.UPLOADED})
"""A supervisor has seen the report as it stands."""


def contacts_of(session: Session, check_in_id: uuid.UUID) -> Sequence[Contact]:
    """With whom somebody spoke for a check-in, oldest first."""
    query = select(Contact).where(Contact.check_in_id == check_in_id)
    return session.scalars(query.order_by(Contact.at, Contact.with_whom)).all()


def first_spoken(session: Session, case_id: uuid.UUID) -> dt.datetime | None:
    """When somebody of the staff first spoke with the family in a call for a case (UTC), or None.

    A call that belongs to no task and no check-in names no case, and does not count here.
    """
    query = (
        select(func.min(Attempt.at))
        .outerjoin(Task, Task.id == Attempt.task_id)
        .outerjoin(CheckInPart, CheckInPart.id == Attempt.part_id)
        .outerjoin(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .where(func.coalesce(CheckIn.case_id, Task.case_id) == case_id, Attempt.result.in_(SPOKE))
    )
    return session.scalar(query)


def child_was_alone(session: Session, case_id: uuid.UUID, up_to: int) -> bool:
    """Whether the child was spoken with alone, by voice or video, up to this check-in (6.1)."""
    query = (
        select(Contact.id)
        .join(CheckIn, CheckIn.id == Contact.check_in_id)
        .where(
            CheckIn.case_id == case_id,
            CheckIn.number <= up_to,
            Contact.with_whom == ContactWith.CHILD,
            Contact.alone.is_(True),
        )
    )
    return session.scalars(query.limit(1)).first() is not None


def joint_times(
    session: Session, check_in_ids: Collection[uuid.UUID]
) -> Sequence[tuple[uuid.UUID, Role, Inbound]]:
    """Messages that say when both can be called together, oldest first: check-in, who wrote, what."""
    query = (
        select(CheckInPart.check_in_id, CheckInPart.role, Inbound)
        .join(AnswerRow, AnswerRow.part_id == CheckInPart.id)
        .join(Inbound, Inbound.id == AnswerRow.inbound_id)
        .where(CheckInPart.check_in_id.in_(check_in_ids), AnswerRow.question == Question.JOINT_TIME)
        .options(joinedload(Inbound.address))
        .order_by(AnswerRow.at, AnswerRow.id)
    )
    return [(check_in_id, role, inbound) for check_in_id, role, inbound in session.execute(query)]


def find_check_in(session: Session, case_id: uuid.UUID, number: int) -> CheckIn | None:
    """One check-in of a case, with everybody's parts."""
    query = (
        select(CheckIn)
        .where(CheckIn.case_id == case_id, CheckIn.number == number)
        .options(selectinload(CheckIn.parts).joinedload(CheckInPart.person))
    )
    return session.scalar(query)


def parts(session: Session, wanted: Collection[uuid.UUID]) -> Sequence[CheckInPart]:
    """These parts with their check-ins."""
    query = select(CheckInPart).where(CheckInPart.id.in_(wanted)).options(joinedload(CheckInPart.check_in))
    return session.scalars(query).all()


def clear_answers(session: Session, part_ids: Collection[uuid.UUID]) -> Sequence[AnswerRow]:
    """Answers of these parts that were clear, oldest first."""
    query = select(AnswerRow).where(AnswerRow.part_id.in_(part_ids), AnswerRow.unclear.is_(False))
    return session.scalars(query.order_by(AnswerRow.at, AnswerRow.id)).all()


def unseen_of_case(session: Session, case_id: uuid.UUID) -> int:
    """Messages of the members of a case, or of nobody known from their numbers, that nobody has seen (1)."""
    members = select(CasePerson.person_id).where(CasePerson.case_id == case_id)
    query = select(func.count()).select_from(InboundProcessing).where(unseen_by(members))
    return session.scalar(query) or 0


def concerns(session: Session, case_id: uuid.UUID, *, only_open: bool = False) -> int:
    """How many concerns a case has on file."""
    query = select(func.count(ConcernRow.id)).where(ConcernRow.case_id == case_id)
    if only_open:
        query = query.where(ConcernRow.status != ConcernStatus.CLOSED)
    return session.scalar(query) or 0


def open_concern(session: Session, case_id: uuid.UUID, person_id: uuid.UUID | None) -> bool:
    """Whether a concern of a case is open; with a person, whether one about that person is."""
    query = select(ConcernRow.id).where(
        ConcernRow.case_id == case_id, ConcernRow.status != ConcernStatus.CLOSED
    )
    if person_id is not None:
        query = query.where(ConcernRow.person_id == person_id)
    return session.scalars(query.limit(1)).first() is not None


def report_of(session: Session, check_in_id: uuid.UUID, *, lock: bool = False) -> Report | None:
    """The report of a check-in."""
    query = select(Report).where(Report.check_in_id == check_in_id)
    return session.scalar(query.with_for_update() if lock else query)


def closing_report(session: Session, closure_id: uuid.UUID) -> Report | None:
    """The closing report of a closing."""
    return session.scalar(select(Report).where(Report.closure_id == closure_id))


def find_report(
    session: Session, scope: Scope, now: dt.datetime, report_id: uuid.UUID, *, lock: bool = False
) -> Report | None:
    """One report in scope."""
    query = select(Report).where(Report.id == report_id, Report.case_id.in_(case_ids(scope, now)))
    if lock:
        return session.scalar(query.with_for_update())
    return session.scalar(query.options(joinedload(Report.case), joinedload(Report.check_in)))


def reports_of_case(session: Session, case_id: uuid.UUID) -> Sequence[Report]:
    """All reports of a case, oldest first."""
    return session.scalars(select(Report).where(Report.case_id == case_id).order_by(Report.signed_at)).all()


def versions(session: Session, report_id: uuid.UUID) -> Sequence[ReportVersion]:
    """The steps of a report, oldest first."""
    query = select(ReportVersion).where(ReportVersion.report_id == report_id)
    return session.scalars(query.order_by(ReportVersion.number)).all()


def reviewed_check_ins(session: Session, case_id: uuid.UUID) -> int:
    """How many check-ins of a case are signed and reviewed."""
    query = select(func.count(Report.id)).where(
        Report.case_id == case_id, Report.kind == ReportKind.CHECK_IN, Report.status.in_(REVIEWED)
    )
    return session.scalar(query) or 0


def reviewed_by_case(session: Session, provider_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """How many check-ins of each case are signed and reviewed; cases without any are left out."""
    query = (
        select(Report.case_id, func.count())
        .where(
            Report.provider_id == provider_id,
            Report.kind == ReportKind.CHECK_IN,
            Report.status.in_(REVIEWED),
        )
        .group_by(Report.case_id)
    )
    return {case_id: count for case_id, count in session.execute(query)}


def open_cases(session: Session, provider_id: uuid.UUID) -> Sequence[Case]:
    """Cases that nobody has closed, with their members."""
    query = (
        select(Case)
        .where(Case.provider_id == provider_id, Case.closed_at.is_(None))
        .options(selectinload(Case.members).joinedload(CasePerson.person))
        .order_by(Case.case_number)
    )
    return session.scalars(query).all()


def lock_case(session: Session, case_id: uuid.UUID) -> None:
    """One change of reports and referrals at a time, for a case.

    Rows that only name the case, such as a task of another transaction, are in nobody's way.
    """
    session.scalar(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))


def referrals_of(session: Session, case_id: uuid.UUID) -> Sequence[Referral]:
    """All referrals of a case with their steps, newest first."""
    query = select(Referral).where(Referral.case_id == case_id).options(selectinload(Referral.steps))
    return session.scalars(query.order_by(Referral.proposed_at.desc(), Referral.id)).all()


def proposed_referral(session: Session, case_id: uuid.UUID) -> Referral | None:
    """The referral of a case on which nobody has decided, locked."""
    query = select(Referral).where(Referral.case_id == case_id, Referral.state == ReferralState.PROPOSED)
    return session.scalar(query.with_for_update())


def find_referral(
    session: Session, scope: Scope, now: dt.datetime, referral_id: uuid.UUID
) -> Referral | None:
    """One referral in scope, locked."""
    query = select(Referral).where(Referral.id == referral_id, Referral.case_id.in_(case_ids(scope, now)))
    return session.scalar(query.with_for_update())


def closures_of(session: Session, case_id: uuid.UUID) -> Sequence[Closure]:
    """All closings of a case, newest first."""
    query = select(Closure).where(Closure.case_id == case_id)
    return session.scalars(query.order_by(Closure.proposed_at.desc(), Closure.id)).all()


def proposed_closure(session: Session, case_id: uuid.UUID, *, lock: bool = False) -> Closure | None:
    """The closing of a case on which nobody has decided."""
    query = select(Closure).where(Closure.case_id == case_id, Closure.state == ClosureState.PROPOSED)
    return session.scalar(query.with_for_update() if lock else query)


def services_end_on(
    session: Session, case_id: uuid.UUID, reasons: Collection[ClosureReason]
) -> dt.date | None:
    """The local day on which services end by an event that somebody entered, if one is entered."""
    return session.scalar(services_end(case_id, reasons))


def services_end(case_id: Any, reasons: Any) -> Select[dt.date | None]:
    """The statement of `services_end_on`, for one that asks more; values, or parameters for them."""
    return select(func.min(Closure.ends_on)).where(
        Closure.case_id == case_id, Closure.state != ClosureState.NOT_CLOSED, Closure.reason.in_(reasons)
    )


def open_tasks(session: Session, case_id: uuid.UUID, kind: TaskKind, reason: TaskReason) -> Sequence[Task]:
    """Open tasks of a case of this kind and reason, locked."""
    query = select(Task).where(
        Task.case_id == case_id, Task.done_at.is_(None), Task.kind == kind, Task.reason == reason.value
    )
    return session.scalars(query.with_for_update()).all()


def reports_waiting(session: Session, scope: Scope, now: dt.datetime) -> Sequence[Report]:
    """Reports in scope that are not uploaded, the next due first."""
    query = (
        select(Report)
        .where(Report.case_id.in_(case_ids(scope, now)), Report.status != ReportStatus.UPLOADED)
        .options(joinedload(Report.case).selectinload(Case.members), joinedload(Report.check_in))
        .order_by(Report.upload_due_on, Report.signed_at)
    )
    return session.scalars(query).all()


def check_ins_to_sign(session: Session, scope: Scope, now: dt.datetime, before: dt.date) -> Sequence[CheckIn]:
    """Check-ins in scope of open cases, due on or before a day, that nobody has signed."""
    query = (
        select(CheckIn)
        .join(Case, Case.id == CheckIn.case_id)
        .where(
            CheckIn.case_id.in_(case_ids(scope, now)),
            CheckIn.id.not_in(_signed()),
            CheckIn.due_on <= before,
            Case.closed_at.is_(None),
        )
        .options(
            joinedload(CheckIn.case).selectinload(Case.members),
            selectinload(CheckIn.parts),
        )
        .order_by(CheckIn.due_on, CheckIn.id)
    )
    return session.scalars(query).all()


def _signed() -> Select[uuid.UUID | None]:
    return select(Report.check_in_id).where(Report.check_in_id.is_not(None))
