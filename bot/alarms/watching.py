"""The independent check: every alarm proves that it rang, and trouble with paging is said (invariant 12).

It trusts nothing that climbing says of itself: it compares what was due with what ran and what left.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from enum import StrEnum

from bot.alarms.people import on_duty
from bot.alarms.sounding import sound
from bot.delivery.line import is_stopped
from bot.each import each_alone
from bot.runtime import Runtime, Work
from flows.vocabulary import AlarmReason, ConcernStatus, PageChannel
from storage.models import Alarm, ConcernRow
from storage.queries import alarms
from storage.queries.holds import current_hold

log = logging.getLogger(__name__)

LATE = dt.timedelta(minutes=2)
"""A step that has not run so long after its time will not run by itself."""
SLOW = dt.timedelta(minutes=1)
"""A page that has not left after so long counts as trouble."""
WORKER_SILENT = dt.timedelta(minutes=2)
WORKER = ("deliver", "mail", "climb", "call")
"""Ticks without which no page leaves."""


class Trouble(StrEnum):
    """Why a page may not reach anybody; staff wording is looked up by this code."""

    WORKER = "worker"
    STEPS = "steps"
    TEXTS = "texts"
    CALLS = "calls"
    MAILS = "mails"
    NOBODY_ON_ROTA = "nobody_on_rota"
    LINE = "line"
    HELD = "held"


_BY_CHANNEL = {
    PageChannel.SMS: Trouble.TEXTS,
    PageChannel.VOICE: Trouble.CALLS,
    PageChannel.EMAIL: Trouble.MAILS,
}


def watch(runtime: Runtime) -> int:
    """Sound every concern that nobody has and that does not ring as it should. Returns how many."""
    with runtime.look() as work:
        silent = set(work.session.scalars(alarms.open_without_alarm(work.settings.provider_id)))
        late = {
            work.session.get_one(Alarm, alarm_id).concern_id
            for alarm_id in work.session.scalars(alarms.due_alarms(work.now - LATE))
        }
    return each_alone(sorted(silent | late), lambda concern_id: _sound_alone(runtime, concern_id), "watch")


def paging_impaired(work: Work) -> tuple[Trouble, ...]:
    """What keeps pages from reaching somebody now, worst first; empty when all is well."""
    running = alarms.running_alarms(work.session, work.settings.provider_id)
    found = set(_general(work, bool(running)))
    if work.session.scalar(alarms.due_alarms(work.now - LATE)) is not None:
        found.add(Trouble.STEPS)
    stuck = alarms.stuck_channels(work.session, [alarm.id for alarm in running], work.now - SLOW)
    found |= {_BY_CHANNEL[channel] for channel in stuck}
    return tuple(trouble for trouble in Trouble if trouble in found)


def _general(work: Work, rings: bool) -> Iterator[Trouble]:
    beats = alarms.heartbeats(work.session)
    # A worker that has never run is trouble only once it is needed: the console may be set up first.
    silent = [name for name in WORKER if work.now - beats.get(name, work.now) > WORKER_SILENT]
    if silent or (rings and not beats.keys() & set(WORKER)):
        yield Trouble.WORKER
    if not on_duty(work):
        yield Trouble.NOBODY_ON_ROTA
    if is_stopped(work):
        yield Trouble.LINE
    if current_hold(work.session) is not None:
        yield Trouble.HELD


def _sound_alone(runtime: Runtime, concern_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        return _sound_again(work, concern_id)


def _sound_again(work: Work, concern_id: uuid.UUID) -> bool:
    """Once more with the row locked: what the look saw may be mended meanwhile."""
    concern = work.session.get_one(ConcernRow, concern_id, with_for_update={"key_share": True})
    if concern.status is not ConcernStatus.OPEN:
        return False
    alarm = alarms.running(work.session, concern_id)
    waits = alarm is not None and alarm.id not in set(
        work.session.scalars(alarms.due_alarms(work.now - LATE))
    )
    if waits:
        return False
    log.error("an alarm did not ring as it should", extra={"concern": str(concern_id)})
    sound(work, concern, AlarmReason.NO_STEPS)
    return True
