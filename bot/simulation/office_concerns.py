"""Deciding about a concern as a good office does: worksheet, review by another, NOC or none, closing.

A program never decides in the service (invariant 7): this plays the people of the demonstration's past.
"""

import datetime as dt
import uuid

from sqlalchemy import select

from bot.desk.closing import close_concern
from bot.desk.viewer import Viewer
from bot.notices import duties, worksheet
from bot.notices.content import Content, Written
from bot.notices.drafting import content_of
from bot.runtime import Runtime, Work
from bot.simulation.people import viewer_of
from flows.policy.notices import is_referral_only, rules
from flows.vocabulary import (
    ConcernOutcome,
    ConcernStatus,
    DutyKind,
    DutyState,
    NocReason,
    NotFiled,
    NoticeVia,
    SafeNow,
)
from storage.models import ConcernRow, Notice

DECIDES_AFTER = dt.timedelta(hours=3)
ACTIONS = "Spoke with the family by telephone, each alone. Agreed what happens next."
FACTS = "As told by telephone."
FALSE_ALARM = "Asked by telephone: it was about something else, and the child is well."
NO_DANGER = "The child lives with an aunt by agreement of all, and is well. Referred for services."
TOLD = "Told by telephone; a reference number is on file."
NOT_MEANT = "It did not happen."
HEARD = NocReason.ABUSE_NEGLECT
"""What the call brought where the draft knew no reason."""
EACH_FALSE = 4
"""Every so many worksheets turn out to be a false alarm."""


def next_decision(work: Work, until: dt.datetime) -> uuid.UUID | None:
    """The concern that has waited longest for a decision; None while nobody need sit down to one.

    What was suspected after `until` (UTC) is left for whoever opens the demonstration.
    """
    return work.session.scalars(
        select(ConcernRow.id)
        .join(Notice, Notice.concern_id == ConcernRow.id)
        .where(
            Notice.settled_at.is_(None),
            Notice.created_at <= work.now - DECIDES_AFTER,
            ConcernRow.status == ConcernStatus.ACKNOWLEDGED,
            ConcernRow.first_suspected_at <= until,
        )
        .order_by(ConcernRow.first_suspected_at, ConcernRow.id)
    ).first()


def decide(runtime: Runtime, concern_id: uuid.UUID, writer: str, reviewer: str, count: int) -> None:
    """Decide about one concern, tell whom it needs, and close it. `count`: which decision it is, from 0."""
    with runtime.work() as work:
        who = viewer_of(work, writer)
        concern, notice = worksheet.find(work, who, concern_id)
        content = content_of(work, concern, notice)
        reasons = {*content.on_file.suggested, *content.written.reasons}
        if is_referral_only(reasons):
            _do_not_file(work, who, concern, NotFiled.NO_SAFETY_CONCERN, ConcernOutcome.REFERRAL)
        elif count % EACH_FALSE == EACH_FALSE - 1:
            _do_not_file(work, who, concern, NotFiled.DID_NOT_HAPPEN, ConcernOutcome.NO_CONCERN)
        else:
            _file(work, who, viewer_of(work, reviewer), concern, content)


def _file(work: Work, writer: Viewer, reviewer: Viewer, concern: ConcernRow, content: Content) -> None:
    drawn = content.written
    written = Written(
        reasons=drawn.reasons or (HEARD,), custody=drawn.custody, safe_now=SafeNow.YES,
        facts=drawn.facts or FACTS, actions=ACTIONS, plan=drawn.plan,
    )  # fmt: skip
    worksheet.send_to_review(work, writer, concern.id, written)
    worksheet.review(work, reviewer, concern.id, approve=True)
    reference = f"NOC-{work.now:%y%m%d-%H%M}"
    worksheet.submit(
        work, writer, concern.id, worksheet.Submission(work.now, NoticeVia.CASE_SYSTEM, reference)
    )
    _settle(work, writer, concern, TOLD)
    close_concern(work, writer, concern.id, ConcernOutcome.NOC_SUBMITTED)


def _do_not_file(
    work: Work, writer: Viewer, concern: ConcernRow, why: NotFiled, outcome: ConcernOutcome
) -> None:
    refers = why is NotFiled.NO_SAFETY_CONCERN
    worksheet.do_not_file(work, writer, concern.id, why, NO_DANGER if refers else FALSE_ALARM)
    _settle(work, writer, concern, TOLD if refers else None)
    close_concern(work, writer, concern.id, outcome)


def _settle(work: Work, who: Viewer, concern: ConcernRow, told: str | None) -> None:
    """Tick every duty that is open; `told` None: nobody had to be told."""
    for line in duties.duties_of(work, concern):
        if line.state is not DutyState.OPEN or line.kind is DutyKind.ORR_NOC:
            continue
        if told is None:
            duties.not_needed(work, who, line.id, NOT_MEANT)
            continue
        if rules().duties[line.kind].by_sponsor:
            duties.sponsor_is_no_danger(work, who, line.id)
        duties.tick_duty(work, who, line.id, duties.Told(work.now, told))
