"""Signing, reviewing and uploading a report: each is the step of a named person (6.3, 6.8.2, 6.9.4)."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.desk.viewer import SEES_ALL, NotHere, Refused, Viewer, Why
from bot.ladder.clocks import held_on
from bot.records.gathering import note_of_check_in, note_of_closing, signing_facts
from bot.records.note import Note, Written, dump, load
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.calendar import add_calendar_days
from flows.policy.clocks import CLOSING_REPORT_DAYS, UPLOAD_DAYS
from flows.policy.hours import wall_to_utc
from flows.policy.signing import Lacks, Said, lacking
from flows.turn import OpenTask
from flows.vocabulary import ReportKind, ReportStatus, TaskKind, TaskReason
from storage.models import Case, CheckIn, Closure, Report, ReportVersion
from storage.queries import caseload, reports

CONTENT, REMARK = "content", "remark"
LONGEST_WORDS = 4000

_REVIEW = OpenTask(TaskKind.REPORT, TaskReason.REPORT_TO_REVIEW, "two_business_days")
_RETURNED = OpenTask(TaskKind.REPORT, TaskReason.REPORT_RETURNED, "next_working_day")
_UPLOAD = OpenTask(TaskKind.REPORT, TaskReason.REPORT_TO_UPLOAD, "next_working_day")


class Unsigned(Refused):
    """A check-in cannot be signed as it is; `lacks` is everything that is missing."""

    def __init__(self, lacks: tuple[Lacks, ...]) -> None:
        super().__init__(Why.NOT_COMPLETE)
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class Signature:
    """What the signer says: the findings and reasons, and remarks for whoever reads the note."""

    said: Said
    remarks: str = ""

    def written(self) -> Written:
        """The texts as the note keeps them."""
        said = self.said
        texts = (said.part_reason, said.joint_reason, said.alone_reason, said.level_reason, self.remarks)
        return Written(*(text.strip() for text in texts))


def find_check_in(work: Work, viewer: Viewer, case_id: uuid.UUID, number: int) -> CheckIn:
    """A check-in in scope. Raises NotHere."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    found = reports.find_check_in(work.session, case.id, number) if case else None
    if found is None:
        raise NotHere
    return found


def sign(work: Work, viewer: Viewer, case_id: uuid.UUID, number: int, given: Signature) -> Report:
    """Sign a check-in: its case note is kept as it stands (6.3).

    The 7 days of the upload count from the day on which the last part was held, else from the signature
    (6.8.2). A returned report is signed anew; its 7 days are those of the first signature. Raises NotHere
    outside the caseload; Unsigned with all that is missing; Refused when it is signed already, for long
    texts.
    """
    check_in = find_check_in(work, viewer, case_id, number)
    reports.lock_case(work.session, check_in.case_id)
    report = reports.report_of(work.session, check_in.id, lock=True)
    if report is not None and report.status is not ReportStatus.RETURNED:
        raise Refused(Why.ALREADY_DONE)
    _check_length(given)
    lacks = lacking(signing_facts(work, check_in), given.said)
    if lacks:
        raise Unsigned(lacks)
    note = note_of_check_in(work, check_in)
    findings = given.said.findings
    items = tuple(replace(line, finding=findings[line.item]) for line in note.items)
    note = replace(note, items=items, written=given.written())
    if report is None:
        held = held_on(check_in, ZoneInfo(check_in.case.time_zone))
        report = _new(work, viewer, check_in.case, ReportKind.CHECK_IN, UPLOAD_DAYS, held)
        report.check_in_id = check_in.id
    report.held = note.held
    return _signed(work, viewer, report, note)


def sign_closing(work: Work, viewer: Viewer, closure: Closure, remarks: str) -> Report:
    """Sign the closing report of a case; it is due 30 calendar days after the closing (6.8.7).

    Raises Refused when it is signed already, or without a word.
    """
    report = reports.closing_report(work.session, closure.id)
    if report is not None and report.status is not ReportStatus.RETURNED:
        raise Refused(Why.ALREADY_DONE)
    if not remarks.strip():
        raise Refused(Why.REMARK_MISSING)
    _check_length(Signature(Said(), remarks))
    note = replace(note_of_closing(work, closure), written=Written(remarks=remarks.strip()))
    if report is None:
        zone = ZoneInfo(closure.case.time_zone)
        day = closure.decided_at.astimezone(zone).date() if closure.decided_at else None
        report = _new(work, viewer, closure.case, ReportKind.CLOSING, CLOSING_REPORT_DAYS, day)
        report.closure_id = closure.id
    return _signed(work, viewer, report, note)


def review(work: Work, viewer: Viewer, report_id: uuid.UUID, *, approve: bool, remark: str = "") -> Report:
    """A supervisor who did not sign it reviews a report, or returns it with a remark (6.7.4, 6.9.4).

    Raises NotHere, Refused.
    """
    report = _find(work, viewer, report_id)
    if viewer.role not in SEES_ALL:
        raise Refused(Why.NOT_A_SUPERVISOR)
    if report.status is not ReportStatus.SIGNED:
        raise Refused(Why.REPORT_NOT_THERE)
    if report.signed_by == viewer.staff_id:
        raise Refused(Why.OWN_REPORT)
    if not approve and not remark.strip():
        raise Refused(Why.REMARK_MISSING)
    report.status = ReportStatus.REVIEWED if approve else ReportStatus.RETURNED
    report.reviewed_at, report.reviewed_by = work.now, viewer.staff_id
    _add_version(work, viewer, report, content_of(work, report), remark.strip() or None)
    _finish(work, viewer, report)
    _ask(work, report, _UPLOAD if approve else _RETURNED)
    return report


def note_upload(work: Work, viewer: Viewer, report_id: uuid.UUID) -> Report:
    """Somebody has uploaded the report to ORR's case system and says so: its clock stops (6.8.2, 6.8.7).

    Raises NotHere; Refused before a supervisor has reviewed it.
    """
    report = _find(work, viewer, report_id)
    if report.status is not ReportStatus.REVIEWED:
        raise Refused(Why.REPORT_NOT_THERE)
    report.status = ReportStatus.UPLOADED
    report.uploaded_at, report.uploaded_by = work.now, viewer.staff_id
    _add_version(work, viewer, report, content_of(work, report), None)
    _finish(work, viewer, report)
    return report


def content_of(work: Work, report: Report) -> Note:
    """The report as it was signed last."""
    row = reports.versions(work.session, report.id)[-1]
    return load(work.vault.open(report.data_key_id, CONTENT, row.content_sealed))


def remark_of(work: Work, report: Report, row: ReportVersion) -> str | None:
    """What a person said with a step."""
    return work.vault.open_optional(report.data_key_id, REMARK, row.remark_sealed)


def upload_due_at(report: Report) -> dt.datetime:
    """The end (UTC) of the last local day on which the upload is in time."""
    day = report.upload_due_on + dt.timedelta(days=1)
    return wall_to_utc(day, 0, ZoneInfo(report.case.time_zone))


def _new(
    work: Work, viewer: Viewer, case: Case, kind: ReportKind, days: int, since: dt.date | None
) -> Report:
    """Due so many days after `since`, the local day on which what it reports was complete; None for today."""
    day = since or work.now.astimezone(ZoneInfo(case.time_zone)).date()
    return Report(
        **work.owned(), kind=kind, case_id=case.id, case=case, data_key_id=work.vault.new_key(),
        status=ReportStatus.SIGNED, held=False, version=0, signed_at=work.now, signed_by=viewer.staff_id,
        upload_due_on=add_calendar_days(day, days),
    )  # fmt: skip


def _signed(work: Work, viewer: Viewer, report: Report, note: Note) -> Report:
    report.status = ReportStatus.SIGNED
    report.signed_at, report.signed_by = work.now, viewer.staff_id
    report.reviewed_at = report.reviewed_by = None
    work.session.add(report)
    work.session.flush()
    _add_version(work, viewer, report, note, None)
    _finish(work, viewer, report)
    _ask(work, report, _REVIEW)
    return report


def _add_version(work: Work, viewer: Viewer, report: Report, note: Note, remark: str | None) -> None:
    report.version += 1
    row = ReportVersion(
        **work.owned(), report_id=report.id, number=report.version, step=report.status,
        staff_id=viewer.staff_id, at=work.now,
        content_sealed=work.vault.seal(report.data_key_id, CONTENT, dump(note)),
        remark_sealed=work.vault.seal_optional(report.data_key_id, REMARK, remark),
    )  # fmt: skip
    work.session.add(row)
    work.audit(
        report.status.value, "report", report.id, staff_id=viewer.staff_id, case_id=report.case_id,
        kind=report.kind.value, version=report.version,
    )  # fmt: skip
    work.session.flush()


def _ask(work: Work, report: Report, effect: OpenTask) -> None:
    """The task of the next step; an upload is due when its clock is."""
    scene = Scene(None, case=report.case)
    task = open_task(work, scene, effect, cause=f"{report.id}:{report.version}")
    if effect.reason is TaskReason.REPORT_TO_UPLOAD:
        task.due_at = upload_due_at(report)
    task.detail = {"report": str(report.id)}


def _finish(work: Work, viewer: Viewer, report: Report) -> None:
    """What this step has done needs nobody any more."""
    about = {str(report.id), str(report.check_in_id), str(report.closure_id)}
    for kind, reason in _DONE_BY_STEP:
        for task in reports.open_tasks(work.session, report.case_id, kind, reason):
            if about & set(task.dedupe_key.split(":")):
                task.done_at, task.done_by, task.result = work.now, viewer.staff_id, report.status.value


_DONE_BY_STEP = (
    (TaskKind.SIGN, TaskReason.PARTS_DOCUMENTED),
    (TaskKind.REPORT, TaskReason.REPORT_TO_REVIEW),
    (TaskKind.REPORT, TaskReason.REPORT_RETURNED),
    (TaskKind.REPORT, TaskReason.REPORT_TO_UPLOAD),
    (TaskKind.REPORT, TaskReason.CLOSING_REPORT_DUE),
)


def _find(work: Work, viewer: Viewer, report_id: uuid.UUID) -> Report:
    report = reports.find_report(work.session, viewer.scope(work), work.now, report_id, lock=True)
    if report is None:
        raise NotHere
    return report


def _check_length(given: Signature) -> None:
    written = given.written()
    texts = (
        written.part_reason,
        written.joint_reason,
        written.alone_reason,
        written.level_reason,
        written.remarks,
    )
    if any(len(text) > LONGEST_WORDS for text in texts):
        raise Refused(Why.WORDS_TOO_LONG)
