"""What named persons do with a worksheet: write, send to review, review, say that it was submitted, or not.

A person drafts, a supervisor reviews (6.9.4), a person submits in ORR's own system and says so here.
Each step is a version of its own; nothing that was written is ever lost.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from bot.alarms.taking import CONSOLE, acknowledge
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.notices.acting import act_on
from bot.notices.content import Content, Written
from bot.notices.drafting import add_version, content_of, draft, unsettle
from bot.notices.duties import Told, ensure_duties, reopen_for_orr, settle_orr
from bot.notices.gathering import gather
from bot.runtime import Work
from flows.policy.notices import is_referral_only
from flows.vocabulary import (
    DutyState,
    NotFiled,
    NoticeStatus,
    NoticeStep,
    NoticeVia,
    StaffRole,
)
from storage.models import ConcernRow, Notice
from storage.queries import today as queries

LONGEST_TEXT = 8000
LONGEST_REMARK = 1000


class Missing(StrEnum):
    """What a worksheet lacks before a supervisor can review it."""

    REASON = "reason"
    FACTS = "facts"
    ACTIONS = "actions"


class Incomplete(ValueError):
    """A worksheet cannot go to review yet; nothing has changed."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Submission:
    """How the NOC went to ORR: when (UTC), by what way, under which reference of ORR's."""

    at: dt.datetime
    via: NoticeVia
    reference: str


def save(
    work: Work, viewer: Viewer, concern_id: uuid.UUID, written: Written, edited: int | None = None
) -> Notice:
    """Keep what a person wrote. A review that was asked for, or given, has to be asked for again.

    `edited` is the version on which the person wrote; when another has been written since, nothing is
    kept. Raises NotHere outside the caseload, Refused.
    """
    concern, notice = _running(work, viewer, concern_id)
    return _save(work, viewer, concern, notice, written, edited, NoticeStep.SAVED)


def send_to_review(
    work: Work, viewer: Viewer, concern_id: uuid.UUID, written: Written, edited: int | None = None
) -> Notice:
    """Keep what a person wrote and ask a supervisor to review it (6.9.4).

    Raises as save, and Incomplete when a reason, the facts or the actions are missing.
    """
    concern, notice = _running(work, viewer, concern_id)
    missing = what_is_missing(written)
    if missing:
        raise Incomplete(missing)
    notice = _save(work, viewer, concern, notice, written, edited, NoticeStep.SENT_TO_REVIEW)
    notice.status = NoticeStatus.IN_REVIEW
    notice.sent_by = viewer.staff_id
    return notice


def review(work: Work, viewer: Viewer, concern_id: uuid.UUID, *, approve: bool, remark: str = "") -> Notice:
    """A supervisor approves somebody else's draft, or returns it with a remark (6.9.4).

    A supervisor who wrote or sent the draft may not review it, also when there is no other. Raises
    NotHere, Refused.
    """
    concern, notice = _running(work, viewer, concern_id)
    if notice.status is not NoticeStatus.IN_REVIEW:
        raise Refused(Why.NOT_IN_REVIEW)
    why_not = why_not_review(viewer, notice)
    if why_not is not None:
        raise Refused(why_not)
    words = _words(remark, needed=None if approve else Why.REMARK_MISSING)
    content = content_of(work, concern, notice)
    notice.status = NoticeStatus.APPROVED if approve else NoticeStatus.RETURNED
    notice.reviewed_by, notice.reviewed_at = viewer.staff_id, work.now
    step = NoticeStep.APPROVED if approve else NoticeStep.RETURNED
    add_version(work, notice, step, content, viewer.staff_id, words or None)
    act_on(work, viewer, concern, step.value, "notice", notice.id)
    return notice


def submit(work: Work, viewer: Viewer, concern_id: uuid.UUID, submission: Submission) -> Notice:
    """A person says that the approved NOC went to ORR. Raises NotHere, Refused."""
    concern, notice = _running(work, viewer, concern_id)
    if notice.status is not NoticeStatus.APPROVED:
        raise Refused(Why.NOT_APPROVED)
    reference = _words(submission.reference, needed=Why.REFERENCE_MISSING)
    if submission.at > work.now:
        raise Refused(Why.TIME_TO_COME)
    if submission.at < concern.first_suspected_at.replace(second=0, microsecond=0):
        raise Refused(Why.BEFORE_SUSPICION)
    content = content_of(work, concern, notice)
    notice.submitted_at, notice.submitted_via = submission.at, submission.via
    told = Told(submission.at, reference[:500])
    settle_orr(work, viewer, concern, DutyState.DONE, told)
    _settle(work, viewer, concern, notice, NoticeStatus.SUBMITTED)
    add_version(work, notice, NoticeStep.SUBMITTED, content, viewer.staff_id, reference)
    late = submission.at > notice.due_at
    act_on(work, viewer, concern, "submit", "notice", notice.id, via=submission.via.value, late=late)
    return notice


def do_not_file(work: Work, viewer: Viewer, concern_id: uuid.UUID, reason: NotFiled, words: str) -> Notice:
    """A named person decides that no NOC is filed, and says why. Other duties stay as they are.

    "No safety concern" is for a disrupted placement alone: it is then a referral to Level Two or Three
    (6.8.6, 6.3). Raises NotHere, Refused.
    """
    concern, notice = _running(work, viewer, concern_id)
    why = _words(words, needed=Why.REMARK_MISSING)
    content = content_of(work, concern, notice)
    reasons = {*content.on_file.suggested, *content.written.reasons}
    if reason is NotFiled.NO_SAFETY_CONCERN and not is_referral_only(reasons):
        raise Refused(Why.MORE_THAN_PLACEMENT)
    notice.not_filed = reason
    settle_orr(work, viewer, concern, DutyState.NOT_NEEDED, Told(work.now, why[:500]))
    _settle(work, viewer, concern, notice, NoticeStatus.NOT_FILED)
    add_version(work, notice, NoticeStep.NOT_FILED, content, viewer.staff_id, why)
    act_on(work, viewer, concern, "do_not_file", "notice", notice.id, reason=reason.value)
    return notice


def reopen(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> Notice:
    """Take a decision back: it is a draft again, and its old clock counts. Raises NotHere, Refused."""
    concern, notice = find(work, viewer, concern_id)
    if notice.settled_at is None:
        raise Refused(Why.NOT_DECIDED)
    content = Content(gather(work, concern), content_of(work, concern, notice).written)
    unsettle(notice)
    row = add_version(work, notice, NoticeStep.REOPENED, content, viewer.staff_id)
    notice.edited, notice.written_by = row.number, viewer.staff_id
    reopen_for_orr(work, concern, notice.due_at)
    act_on(work, viewer, concern, "reopen", "notice", notice.id)
    return notice


def what_is_missing(written: Written) -> tuple[Missing, ...]:
    """What a worksheet lacks before it can be reviewed."""
    there = {
        Missing.REASON: bool(written.reasons),
        Missing.FACTS: bool(written.facts.strip()),
        Missing.ACTIONS: bool(written.actions.strip()),
    }
    return tuple(missing for missing, found in there.items() if not found)


def why_not_review(viewer: Viewer, notice: Notice) -> Why | None:
    """Why this person may not review this worksheet, or None."""
    if viewer.role is not StaffRole.SUPERVISOR:
        return Why.NOT_A_SUPERVISOR
    if viewer.staff_id in (notice.written_by, notice.sent_by):
        return Why.OWN_DRAFT
    return None


def find(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> tuple[ConcernRow, Notice]:
    """A concern in scope with its worksheet, drawn if there was none. Raises NotHere."""
    concern = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id)
    if concern is None:
        raise NotHere
    return concern, draft(work, concern)


def _running(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> tuple[ConcernRow, Notice]:
    concern, notice = find(work, viewer, concern_id)
    if notice.settled_at is not None:
        raise Refused(Why.ALREADY_DECIDED)
    return concern, notice


def _save(
    work: Work,
    viewer: Viewer,
    concern: ConcernRow,
    notice: Notice,
    written: Written,
    edited: int | None,
    step: NoticeStep,
) -> Notice:
    if edited is not None and edited != notice.edited:
        raise Refused(Why.CHANGED_MEANWHILE)
    if max(len(written.facts), len(written.actions), len(written.plan)) > LONGEST_TEXT:
        raise Refused(Why.WORDS_TOO_LONG)
    content = Content(gather(work, concern), written)
    row = add_version(work, notice, step, content, viewer.staff_id)
    notice.edited, notice.written_by = row.number, viewer.staff_id
    notice.status = NoticeStatus.DRAFT
    notice.sent_by = notice.reviewed_by = notice.reviewed_at = None
    ensure_duties(work, concern, notice, content)
    act_on(work, viewer, concern, step.value, "notice", notice.id, version=row.number)
    return notice


def _settle(work: Work, viewer: Viewer, concern: ConcernRow, notice: Notice, status: NoticeStatus) -> None:
    """Write the decision down. Whoever decides has the concern: it does not ring any more."""
    acknowledge(work, concern, viewer.staff_id, CONSOLE)
    notice.status = status
    notice.settled_at, notice.settled_by = work.now, viewer.staff_id


def _words(given: str, *, needed: Why | None) -> str:
    words = given.strip()
    if needed is not None and not words:
        raise Refused(needed)
    if len(words) > LONGEST_REMARK:
        raise Refused(Why.WORDS_TOO_LONG)
    return words
