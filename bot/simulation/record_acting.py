"""What staff do in a scenario for the record: call both, sign, review, upload, close (6.3, 6.8.2, 6.8.7)."""

import uuid

from sqlalchemy import select

from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.viewer import Viewer
from bot.records import closing, signing
from bot.records.contacts import Spoken
from bot.runtime import Work
from bot.simulation.scenario import Act
from flows.policy.signing import Said
from flows.vocabulary import ClosureReason, Finding, Item, TaskReason
from storage.models import Case, CheckIn, CheckInPart, Report, Task
from storage.queries import reports

WELL = dict.fromkeys(Item, Finding.YES) | {Item.HIGHER_LEVEL: Finding.NO}
REASONS = ("part_reason", "joint_reason", "alone_reason", "level_reason")
WORDS = "As told by telephone."


def call_both(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Ring child and sponsor together for a check-in; `alone`: the child is then spoken with alone, too."""
    query = (
        select(Task)
        .join(CheckInPart, CheckInPart.id == Task.part_id)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .where(
            CheckIn.case_id == _case(work, act).id,
            CheckIn.number == act.args["check_in"],
            Task.reason == TaskReason.JOINT_CONTACT.value,
            Task.done_at.is_(None),
        )
    )
    task = work.session.scalars(query).one_or_none()
    if task is None:
        return False
    alone = act.args.get("alone", False)
    result = CallResult.SPOKE_WITH_CHILD if alone else CallResult.SPOKE_WITH_SPONSOR
    spoken = Spoken(individually=alone, together=True, alone=alone)
    enter_call(work, viewer, CallEntry(task.id, result, None, finish=True, spoken=spoken))
    return True


def sign(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Sign a check-in in which all is well, with the written reasons that are given."""
    reasons = {name: act.args[name] for name in REASONS if name in act.args}
    signature = signing.Signature(Said(WELL, **reasons), WORDS)
    signing.sign(work, viewer, _case(work, act).id, act.args["check_in"], signature)
    return True


def review(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Review a report, or return it with a remark."""
    report = _report(work, act)
    if report is None:
        return False
    remark = act.args.get("remark", "")
    signing.review(work, viewer, report.id, approve=not remark, remark=remark)
    return True


def upload(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Somebody has uploaded the report of a check-in, or the closing report, and says so."""
    report = _report(work, act)
    if report is None:
        return False
    signing.note_upload(work, viewer, report.id)
    return True


def propose_closing(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Propose that services end, with the day of the event where there is one."""
    wishes = act.args.get("child_wishes", False)
    ending = closing.Ending(ClosureReason(act.args["reason"]), act.args.get("day"), wishes, WORDS)
    closing.propose(work, viewer, _case(work, act).id, ending)
    return True


def close_case(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """A named person closes the case as proposed."""
    closing.close(work, viewer, _case(work, act).id, WORDS)
    return True


def sign_closing(work: Work, viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Sign the closing report."""
    closing.sign_report(work, viewer, _case(work, act).id, WORDS)
    return True


def _case(work: Work, act: Act) -> Case:
    return work.session.scalars(select(Case).where(Case.case_number == act.case)).one()


def _report(work: Work, act: Act) -> Report | None:
    """The report of the check-in that is named, else the closing report."""
    case = _case(work, act)
    number = act.args.get("check_in")
    if number is not None:
        check_in = reports.find_check_in(work.session, case.id, number)
        return reports.report_of(work.session, check_in.id) if check_in else None
    return next((row for row in reports.reports_of_case(work.session, case.id) if row.closure_id), None)
