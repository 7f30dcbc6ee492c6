"""Signing, reports, referrals and closing as their pages show them. Every look at a report is audited."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.names import open_names
from bot.desk.viewer import SEES_ALL, NotHere, Viewer
from bot.records import closing, referrals
from bot.records.gathering import note_of_check_in, note_of_closing, signing_facts
from bot.records.note import Note
from bot.records.signing import content_of, find_check_in, remark_of, upload_due_at
from bot.runtime import Work
from flows.policy.closure import AfterStop, NotYet, keeps_open
from flows.policy.referrals import NEXT
from flows.policy.signing import (
    Lacks,
    Said,
    SigningFacts,
    lacking,
    needs_alone_reason,
    needs_joint_reason,
    needs_part_reason,
)
from flows.vocabulary import (
    ClosureReason,
    ClosureState,
    Level,
    Need,
    ReferralState,
    ReportKind,
    ReportStatus,
    Role,
)
from storage.models import Case, CheckIn, Closure, Referral, Report
from storage.queries import caseload
from storage.queries import reports as queries


@dataclass(frozen=True, slots=True)
class Head:
    """A case in a line."""

    case_id: uuid.UUID
    case_number: str
    child: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class ToSign:
    """A check-in that nobody has signed. `ready`: everything but the signer's own words is there."""

    head: Head
    number: int
    due_on: dt.date
    ready: bool


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report that is not uploaded. `due_at`: the end (UTC) of the last day of its upload."""

    head: Head
    id: uuid.UUID
    kind: ReportKind
    number: int | None
    status: ReportStatus
    due_at: dt.datetime
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class Reports:
    """The list: what waits for a signature, a review or an upload."""

    to_sign: tuple[ToSign, ...]
    waiting: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class SigningView:
    """The form of a signature. `lacks`: what is missing whatever is filled in."""

    head: Head
    note: Note
    facts: SigningFacts
    lacks: tuple[Lacks, ...]
    part_reason: bool
    joint_reason: bool
    alone_reason: bool
    report: ReportLine | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a report or referral."""

    at: dt.datetime
    step: ReportStatus | ReferralState
    by: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report. `may_review`: this viewer may; `signed_by_me`: somebody else has to."""

    line: ReportLine
    note: Note
    steps: tuple[StepLine, ...]
    may_review: bool
    signed_by_me: bool


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral with its story and what may follow."""

    id: uuid.UUID
    level: Level
    needs: tuple[Need, ...]
    state: ReferralState
    owner_id: uuid.UUID | None
    owner: str | None
    steps: tuple[StepLine, ...]
    next: tuple[ReferralState, ...]


@dataclass(frozen=True, slots=True)
class ClosureView:
    """One proposal or decision."""

    reason: ClosureReason
    state: ClosureState
    ends_on: dt.date | None
    proposed_at: dt.datetime
    proposed_by: str | None
    decided_at: dt.datetime | None
    decided_by: str | None
    words: str | None
    child_goes_on: bool


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """Referrals and closing of a case. `because`: what keeps the proposed closing from being decided."""

    head: Head
    closed_at: dt.datetime | None
    referrals: tuple[ReferralView, ...]
    closures: tuple[ClosureView, ...]
    because: tuple[NotYet, ...]
    closing_note: Note | None
    closing_report: ReportLine | None
    staff: tuple[tuple[uuid.UUID, str], ...]


def list_reports(work: Work, viewer: Viewer) -> Reports:
    """Everything in scope that waits for a signature, a review or an upload."""
    scope = viewer.scope(work)
    to_sign = queries.check_ins_to_sign(work.session, scope, work.now, work.now.date())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    waiting = queries.reports_waiting(work.session, scope, work.now)
    return Reports(
        tuple(
            ToSign(_head(work, row.case), row.number, row.due_on, not _standing(signing_facts(work, row)))
            for row in to_sign
        ),
        tuple(_line(work, report, staff) for report in waiting),
    )


def view_signing(work: Work, viewer: Viewer, case_id: uuid.UUID, number: int) -> SigningView:
    """The form of a check-in. Raises NotHere outside the caseload."""
    check_in = find_check_in(work, viewer, case_id, number)
    facts = signing_facts(work, check_in)
    work.audit("look", "check_in", check_in.id, staff_id=viewer.staff_id, case_id=case_id)
    return SigningView(
        head=_head(work, check_in.case),
        note=note_of_check_in(work, check_in),
        facts=facts,
        lacks=_standing(facts),
        part_reason=needs_part_reason(facts),
        joint_reason=needs_joint_reason(facts),
        alone_reason=needs_alone_reason(facts),
        report=_report_of(work, check_in),
    )


def view_report(work: Work, viewer: Viewer, report_id: uuid.UUID) -> ReportView:
    """One report. Raises NotHere outside the caseload."""
    report = queries.find_report(work.session, viewer.scope(work), work.now, report_id)
    if report is None:
        raise NotHere
    work.audit("look", "report", report.id, staff_id=viewer.staff_id, case_id=report.case_id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    mine = report.signed_by == viewer.staff_id
    return ReportView(
        line=_line(work, report, staff),
        note=content_of(work, report),
        steps=tuple(
            StepLine(row.at, row.step, staff.get(row.staff_id), remark_of(work, report, row))
            for row in queries.versions(work.session, report.id)
        ),
        may_review=viewer.role in SEES_ALL and not mine and report.status is ReportStatus.SIGNED,
        signed_by_me=mine,
    )


def view_records(work: Work, viewer: Viewer, case_id: uuid.UUID) -> CaseRecords:
    """Referrals and closing of a case. Raises NotHere outside the caseload."""
    case = closing.find(work, viewer, case_id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    closures = queries.closures_of(work.session, case.id)
    proposed = next((c for c in closures if c.state is ClosureState.PROPOSED), None)
    closed = next((c for c in closures if c.state is ClosureState.CLOSED), None)
    report = queries.closing_report(work.session, closed.id) if closed else None
    return CaseRecords(
        head=_head(work, case),
        closed_at=case.closed_at,
        referrals=tuple(_referral(work, row, staff) for row in queries.referrals_of(work.session, case.id)),
        closures=tuple(_closure(work, row, staff) for row in closures),
        because=_because(work, case, proposed) if proposed else (),
        closing_note=note_of_closing(work, closed) if closed else None,
        closing_report=_line(work, report, staff) if report else None,
        staff=tuple(sorted(staff.items(), key=lambda pair: pair[1])),
    )


def _standing(facts: SigningFacts) -> tuple[Lacks, ...]:
    """What is missing whatever the signer says."""
    fixed = (Lacks.BODIES_UNSEEN, Lacks.PART_RUNNING, Lacks.REFERRAL_UNDECIDED)
    return tuple(code for code in lacking(facts, Said()) if code in fixed)


def _because(work: Work, case: Case, row: Closure) -> tuple[NotYet, ...]:
    ending = closing.Ending(row.reason, row.ends_on, row.child_wishes, words="-")
    return keeps_open(row.reason, closing.facts_of(work, case, ending))


def _head(work: Work, case: Case) -> Head:
    child = next((m.person for m in case.members if m.role is Role.CHILD), None)
    name = open_names(work, [child])[child.id] if child else None
    return Head(case.id, case.case_number, name, case.time_zone)


def _line(work: Work, report: Report, staff: dict[uuid.UUID, str]) -> ReportLine:
    return ReportLine(
        head=_head(work, report.case),
        id=report.id,
        kind=report.kind,
        number=report.check_in.number if report.check_in else None,
        status=report.status,
        due_at=upload_due_at(report),
        signed_by=staff.get(report.signed_by),
    )


def _report_of(work: Work, check_in: CheckIn) -> ReportLine | None:
    report = queries.report_of(work.session, check_in.id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    return _line(work, report, staff) if report else None


def _referral(work: Work, row: Referral, staff: dict[uuid.UUID, str]) -> ReferralView:
    steps = (
        StepLine(
            s.at, s.state, staff.get(s.staff_id) if s.staff_id else None, referrals.words_of(work, row, s)
        )
        for s in row.steps
    )
    return ReferralView(
        id=row.id,
        level=row.level,
        needs=referrals.needs_of(row),
        state=row.state,
        owner_id=row.owner_id,
        owner=staff.get(row.owner_id) if row.owner_id else None,
        steps=tuple(steps),
        next=tuple(state for state in ReferralState if state in NEXT[row.state]),
    )


def _closure(work: Work, row: Closure, staff: dict[uuid.UUID, str]) -> ClosureView:
    ending = closing.Ending(row.reason, row.ends_on, row.child_wishes, words="-")
    after = closing.facts_of(work, row.case, ending).after_stop
    return ClosureView(
        reason=row.reason,
        state=row.state,
        ends_on=row.ends_on,
        proposed_at=row.proposed_at,
        proposed_by=staff.get(row.proposed_by) if row.proposed_by else None,
        decided_at=row.decided_at,
        decided_by=staff.get(row.decided_by) if row.decided_by else None,
        words=closing.words_of(work, row),
        child_goes_on=row.reason is ClosureReason.DISENGAGED and after is AfterStop.CHILD_GOES_ON,
    )
