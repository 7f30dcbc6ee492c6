"""What staff do about a concern in a scenario: call, file, not file, close, raise, write, or nothing."""

import uuid

from sqlalchemy import select

from bot.alarms.watching import Trouble, paging_impaired
from bot.desk.calls import CallResult, log_call
from bot.desk.closing import close_concern
from bot.desk.raising import ByHand, raise_by_hand
from bot.desk.viewer import Viewer
from bot.desk.writing import ToWrite, write
from bot.notices import duties, worksheet
from bot.notices.content import Written
from bot.notices.drafting import content_of
from bot.runtime import Work
from bot.simulation.people import viewer_of
from bot.simulation.scenario import Act
from bot.simulation.values import NOTHING
from flows.policy.notices import rules
from flows.vocabulary import (
    Concern,
    ConcernOutcome,
    ConcernSource,
    ConcernStatus,
    DutyKind,
    DutyState,
    NocReason,
    NotFiled,
    NoticeVia,
    StaffRole,
    Urgency,
)
from storage.models import Case, ConcernRow, Staff

WORDS = "As told by telephone."
REFERENCE = "ORR-TEST"
DONE = "done"


def call(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Ring somebody about a concern, whether a task asks for it or not."""
    log_call(work, viewer, _some(person), CallResult(act.args["result"]), act.args.get("note"))
    return True


def file(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Write the worksheet, have another supervisor review it, submit it, and settle the duties if wanted."""
    concern = _concern(work, act, person)
    if concern is None:
        return False
    _, notice = worksheet.find(work, viewer, concern.id)
    drawn = content_of(work, concern, notice).written
    reasons = (NocReason(act.args["reason"]),) if "reason" in act.args else drawn.reasons
    written = Written(
        reasons=reasons, custody=drawn.custody, safe_now=drawn.safe_now, facts=drawn.facts or WORDS,
        actions=WORDS, plan=drawn.plan,
    )  # fmt: skip
    worksheet.send_to_review(work, viewer, concern.id, written)
    worksheet.review(work, _reviewer(work, viewer, act), concern.id, approve=True)
    submission = worksheet.Submission(work.now, NoticeVia.CASE_SYSTEM, REFERENCE)
    worksheet.submit(work, viewer, concern.id, submission)
    _settle_duties(work, viewer, concern, act)
    return True


def not_file(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Decide, with a name, that no NOC is filed."""
    concern = _concern(work, act, person)
    if concern is None:
        return False
    why = NotFiled(act.args.get("why", NotFiled.OTHER.value))
    worksheet.do_not_file(work, viewer, concern.id, why, act.args.get("note", WORDS))
    _settle_duties(work, viewer, concern, act)
    return True


def close(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Close the concern."""
    concern = _concern(work, act, person)
    if concern is None:
        return False
    close_concern(work, viewer, concern.id, ConcernOutcome(act.args["outcome"]), act.args.get("note"))
    return True


def raise_one(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Raise a concern by hand."""
    case_id = work.session.scalars(select(Case.id).where(Case.case_number == act.case)).one()
    codes = (Concern(act.args["code"]),) if "code" in act.args else ()
    given = ByHand(Urgency(act.args["urgency"]), codes, act.args.get("note", WORDS))
    raise_by_hand(work, viewer, case_id, _some(person), given)
    return True


def write_one(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """Write in a thread that was taken over: a phrase by its key, or words."""
    given = ToWrite(f"{act.at:%Y%m%d%H%M%S}", act.args.get("phrase"), act.args.get("words"))
    write(work, viewer, _some(person), given)
    return True


def ignore(_work: Work, _viewer: Viewer, _act: Act, _person: uuid.UUID | None) -> bool:
    """Do nothing, on purpose: the report says that this person let it lie."""
    return True


def see_trouble(work: Work, _viewer: Viewer, act: Act, _person: uuid.UUID | None) -> bool:
    """Look at the strip of the console: whether paging is said to be impaired, and by what.

    Heartbeats are not noted on a virtual clock, so a silent worker is no trouble here.
    """
    shown = {trouble.value for trouble in paging_impaired(work)} - {Trouble.WORKER.value}
    wanted = act.args["trouble"]
    return not shown if wanted == NOTHING else wanted in shown


def _concern(work: Work, act: Act, person: uuid.UUID | None) -> ConcernRow | None:
    """The concern of a case that is first due and not closed; `source` and person choose among several."""
    query = (
        select(ConcernRow)
        .join(Case)
        .where(Case.case_number == act.case, ConcernRow.status != ConcernStatus.CLOSED)
        .order_by(ConcernRow.first_suspected_at, ConcernRow.id)
    )
    if person is not None:
        query = query.where(ConcernRow.person_id == person)
    if "source" in act.args:
        query = query.where(ConcernRow.source == ConcernSource(act.args["source"]))
    return work.session.scalars(query).first()


def _reviewer(work: Work, writer: Viewer, act: Act) -> Viewer:
    """Who reviews: the one named, else the first supervisor by e-mail who did not write it."""
    if "reviewer" in act.args:
        return viewer_of(work, act.args["reviewer"])
    query = select(Staff).where(Staff.role == StaffRole.SUPERVISOR, Staff.id != writer.staff_id)
    found = work.session.scalars(query.order_by(Staff.email)).first()
    if found is None:
        raise LookupError("nobody is there to review this worksheet")
    return Viewer(found.id, found.name, found.role)


def _settle_duties(work: Work, viewer: Viewer, concern: ConcernRow, act: Act) -> None:
    """With `duties: done` everybody has been told; with `not_needed` nobody had to be."""
    wanted = act.args.get("duties")
    if wanted is None:
        return
    lines = [duty for duty in duties.duties_of(work, concern) if duty.state is DutyState.OPEN]
    for duty in lines:
        if duty.kind is DutyKind.ORR_NOC:
            continue
        if wanted != DONE:
            duties.not_needed(work, viewer, duty.id, WORDS)
            continue
        if rules().duties[duty.kind].by_sponsor:
            duties.sponsor_is_no_danger(work, viewer, duty.id)
        duties.tick_duty(work, viewer, duty.id, duties.Told(work.now, WORDS))


def _some(person: uuid.UUID | None) -> uuid.UUID:
    if person is None:
        raise LookupError("this verb needs a person")
    return person
