"""Drawing the worksheet of a concern, and reading it: what is on file is gathered anew at each look.

A program drafts, counts and reminds; it never files (invariant 7).
"""

import datetime as dt
import uuid

from sqlalchemy import select

from bot.notices.content import Content, OnFile, dump, load
from bot.notices.duties import begin_duties_earlier, ensure_duties, reopen_for_orr
from bot.notices.gathering import draft_of, gather
from bot.runtime import Work
from flows.policy.notices import rules
from flows.vocabulary import URGENCY_RANK, NoticeStatus, NoticeStep
from storage.models import ConcernEvidence, ConcernRow, Notice, NoticeVersion
from storage.queries import notices
from storage.queries import today as queries

CONTENT, REMARK = "content", "remark"
AFTER_APPROVAL = "Danger of another kind, or more of it, came after the approval."


def draft(work: Work, concern: ConcernRow, since: dt.datetime | None = None) -> Notice:
    """The worksheet of a concern, drawn if there is none yet, with the duties that it brings (6.8.6).

    May be called at every raise and at every look: it changes nothing that a person wrote. A decision
    is taken back, and a new clock begins, when evidence of another kind or of more danger came after it;
    an approval too, but what was approved is still owed by its own clock. `since`: the first suspicion
    (UTC) of what has just joined; an open clock that began later begins then.
    """
    query = select(ConcernRow.id).where(ConcernRow.id == concern.id)
    work.session.scalar(query.with_for_update(key_share=True))
    notice = notices.find_notice(work.session, concern.id, lock=True)
    if notice is None:
        notice = _draw(work, concern)
    else:
        _reopen_for_news(work, concern, notice)
        _begin_earlier(work, concern, notice, since)
    current = content_of(work, concern, notice)
    if notice.settled_at is None:
        ensure_duties(work, concern, notice, current)
    return notice


def content_of(work: Work, concern: ConcernRow, notice: Notice) -> Content:
    """What the worksheet says now: as decided, else what is on file now with what a person wrote."""
    if notice.settled_at is not None or notice.status is NoticeStatus.APPROVED:
        return version_content(work, notice, newest(work, notice))
    on_file = gather(work, concern)
    if not notice.edited:
        return draft_of(work, concern, on_file)
    written = notices.version(work.session, notice.id, notice.edited)
    assert written is not None, "a version is missing"
    return Content(on_file, version_content(work, notice, written).written)


def newest(work: Work, notice: Notice) -> NoticeVersion:
    """The newest version."""
    row = notices.version(work.session, notice.id, notice.version)
    assert row is not None, "a worksheet has no version"
    return row


def version_content(work: Work, notice: Notice, row: NoticeVersion) -> Content:
    """The worksheet as it was in one version."""
    return load(work.vault.open(notice.data_key_id, CONTENT, row.content_sealed))


def remark_of(work: Work, notice: Notice, row: NoticeVersion) -> str | None:
    """What a person said with a step."""
    return work.vault.open_optional(notice.data_key_id, REMARK, row.remark_sealed)


def add_version(
    work: Work,
    notice: Notice,
    step: NoticeStep,
    content: Content,
    staff_id: uuid.UUID | None = None,
    remark: str | None = None,
) -> NoticeVersion:
    """Keep the whole worksheet after a step; `staff_id` None is the machine."""
    notice.version += 1
    row = NoticeVersion(
        **work.owned(),
        notice_id=notice.id,
        number=notice.version,
        step=step,
        staff_id=staff_id,
        at=work.now,
        reasons=[reason.value for reason in content.written.reasons],
        content_sealed=work.vault.seal(notice.data_key_id, CONTENT, dump(content)),
        remark_sealed=work.vault.seal_optional(notice.data_key_id, REMARK, remark),
    )
    work.session.add(row)
    work.session.flush()
    return row


def _draw(work: Work, concern: ConcernRow) -> Notice:
    notice = Notice(
        **work.owned(),
        concern_id=concern.id,
        data_key_id=work.vault.new_key(),
        status=NoticeStatus.DRAFT,
        due_at=concern.noc_due_at,
        version=0,
        edited=0,
        reminded=0,
        created_at=work.now,
    )
    work.session.add(notice)
    work.session.flush()
    add_version(work, notice, NoticeStep.DRAWN, draft_of(work, concern, gather(work, concern)))
    work.audit("draft", "notice", notice.id, case_id=concern.case_id, concern=str(concern.id))
    return notice


def unsettle(notice: Notice) -> None:
    """Take a decision back: the worksheet is a draft again. Its versions keep what was decided."""
    notice.status = NoticeStatus.DRAFT
    notice.settled_at = notice.settled_by = None
    notice.submitted_at = notice.submitted_via = notice.not_filed = None
    notice.reviewed_at = notice.reviewed_by = notice.sent_by = None


def _reopen_for_news(work: Work, concern: ConcernRow, notice: Notice) -> None:
    """A new kind of danger after the decision is a new event with 24 hours of its own (6.8.6)."""
    decided_at = notice.settled_at
    if notice.status is NoticeStatus.APPROVED:
        decided_at = notice.reviewed_at
    if decided_at is None:
        return
    content = version_content(work, notice, newest(work, notice))
    worse = _worse(work, concern, content.on_file, decided_at)
    if worse is None:
        return
    was_settled = notice.settled_at is not None
    unsettle(notice)
    fresh = Content(gather(work, concern), content.written)
    remark = None if was_settled else AFTER_APPROVAL
    add_version(work, notice, NoticeStep.REOPENED, fresh, remark=remark)
    # What was written before the decision is the last that a person wrote; it goes on from there.
    notice.edited = notice.version
    if was_settled:
        notice.due_at = worse.at + rules().noc
        notice.reminded = 0
        reopen_for_orr(work, concern, notice.due_at)
    work.audit("reopen", "notice", notice.id, case_id=concern.case_id, evidence=str(worse.id))


def _begin_earlier(work: Work, concern: ConcernRow, notice: Notice, since: dt.datetime | None) -> None:
    """What has joined was suspected before the clock began: it runs from there, as do open duties."""
    if since is None or notice.settled_at is not None or since + rules().noc >= notice.due_at:
        return
    notice.due_at = since + rules().noc
    begin_duties_earlier(work, concern, notice)


def _worse(
    work: Work, concern: ConcernRow, decided: OnFile, decided_at: dt.datetime
) -> ConcernEvidence | None:
    """The first piece of news with a code, or an urgency, that was not on file at the decision."""
    evidence = queries.evidence_of(work.session, concern.id)
    known = decided.evidence
    was_known = [item.at <= decided_at if known is None else str(item.id) in known for item in evidence]
    before = [item for item, is_old in zip(evidence, was_known, strict=True) if is_old]
    codes = {code for item in before for code in item.codes}
    rank = max((URGENCY_RANK[item.urgency] for item in before), default=0)
    for item, is_old in zip(evidence, was_known, strict=True):
        if not is_old and (set(item.codes) - codes or URGENCY_RANK[item.urgency] > rank):
            return item
    return None
