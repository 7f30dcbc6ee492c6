"""When something happens next: virtual time jumps from one due moment to the next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, and_, bindparam, func, select

from bot.desk.takeover import REMIND_AFTER
from bot.ladder.watching import moments as watched_moments
from bot.runtime import Runtime, Work
from flows.policy.hours import wall_to_utc
from flows.policy.notices import rules
from flows.vocabulary import ConversationStatus, DeliveryState, PartStatus
from storage.base import UtcDateTime
from storage.models import (
    Alarm,
    AlarmStep,
    Case,
    CheckIn,
    CheckInPart,
    Conversation,
    Delivery,
    InboundProcessing,
    Notice,
    PageRow,
)
from storage.queries import ladder

SWEEP_AGAIN = dt.timedelta(seconds=15)
LOOK_AGAIN = dt.timedelta(hours=1)
"""A part that is due and waits for something else is looked at after each message, and so often."""

_NOW: BindParameter[dt.datetime] = bindparam("now", type_=UtcDateTime())
_RUNNING = select(Alarm.id).where(Alarm.stopped_at.is_(None))
_SOURCES = (
    (Delivery.not_before, Delivery.state == DeliveryState.QUEUED),
    (Delivery.lease_until, Delivery.state == DeliveryState.CALLING),
    (Delivery.not_before, Delivery.state == DeliveryState.UNKNOWN),
    (Conversation.wake_at, Conversation.status == ConversationStatus.OPEN),
    (Conversation.rung_at, Conversation.status == ConversationStatus.OPEN),
    (AlarmStep.due_at, and_(AlarmStep.ran_at.is_(None), AlarmStep.alarm_id.in_(_RUNNING))),
    (Alarm.next_round_at, Alarm.stopped_at.is_(None)),
    (Alarm.attend_by, Alarm.attend_by.is_not(None)),
    (PageRow.lease_until, PageRow.lease_until.is_not(None)),
)
# One statement, built once: it is asked after every message.
_EARLIEST = select(
    *(
        select(func.min(column)).where(condition, column > _NOW).scalar_subquery()
        for column, condition in _SOURCES
    ),
    select(func.count())
    .select_from(InboundProcessing)
    .where(InboundProcessing.done_at.is_(None))
    .scalar_subquery(),
)
_SINCE: BindParameter[dt.datetime] = bindparam("since", type_=UtcDateTime())
_TAKEN_OVER = select(func.min(Conversation.taken_over_at)).where(
    Conversation.status != ConversationStatus.ENDED, Conversation.taken_over_at > _SINCE
)
_UNDECIDED = select(Notice.due_at).where(
    Notice.settled_at.is_(None), Notice.due_at > bindparam("latest", type_=UtcDateTime())
)
_PARTS = (
    select(CheckInPart.due_on, CheckInPart.not_before, Case.time_zone)
    .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
    .join(Case, Case.id == CheckIn.case_id)
    .where(CheckInPart.status == PartStatus.SCHEDULED, Case.closed_at.is_(None))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """`at`: the first instant (UTC) at which a tick will find something to do, or None.

    `waiting`: a check-in is due and cannot be opened yet, so any message may change that.
    """

    at: dt.datetime | None
    waiting: bool


def agenda(runtime: Runtime) -> Agenda:
    """What comes next after the present moment."""
    with runtime.look() as work:
        openings = list(_openings(work))
        moments = [
            *_single_moments(work),
            *_unreached(work),
            *_reminders(work),
            *(moment for moment in openings if moment > work.now),
        ]
        waiting = any(moment <= work.now for moment in openings)
        if waiting:
            moments.append(work.now + LOOK_AGAIN)
    return Agenda(min(moments, default=None), waiting)


def _single_moments(work: Work) -> Iterator[dt.datetime]:
    """The earliest of each kind still to come; what could not be processed is swept again."""
    *earliest, pending = work.session.execute(_EARLIEST, {"now": work.now}).one()
    if pending:
        yield work.now + SWEEP_AGAIN
    taken = work.session.scalar(_TAKEN_OVER, {"since": work.now - REMIND_AFTER})
    if taken is not None:
        yield taken + REMIND_AFTER
    yield from (moment for moment in earliest if moment is not None)


def _unreached(work: Work) -> Iterator[dt.datetime]:
    """When the thirty days of a child whom nobody has reached want something of somebody."""
    cases = ladder.unreached_cases(work.session, work.settings.provider_id, work.now.date())
    yield from (moment for case in cases for moment in watched_moments(work, case) if moment > work.now)


def _reminders(work: Work) -> Iterator[dt.datetime]:
    """When the next reminder of each report that nobody has decided is due (6.8.6)."""
    noc, hours = rules().noc, rules().reminders_hours
    for due_at in work.session.scalars(_UNDECIDED, {"latest": work.now}):
        moments = (due_at - noc + dt.timedelta(hours=hour) for hour in hours)
        yield from (moment for moment in moments if moment > work.now)


def _openings(work: Work) -> Iterator[dt.datetime]:
    """When each part that is still to be opened comes up: held back until then, or its local day."""
    for due_on, held, zone in work.session.execute(_PARTS):
        yield held or wall_to_utc(due_on, 0, ZoneInfo(zone))
