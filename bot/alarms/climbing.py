"""Climbing: every step when it is due, and after the last one the next round, without end (6.8.6).

Each alarm has a transaction of its own: one that cannot climb keeps no other from climbing.
"""

import uuid

from bot.alarms.sounding import CLOSED, begin_round, lock, run_due, stop
from bot.each import each_alone
from bot.runtime import Runtime, Work
from flows.vocabulary import ConcernStatus
from storage.models import Alarm, ConcernRow
from storage.queries import alarms


def climb(runtime: Runtime) -> int:
    """Run every step that is due, and begin the rounds that are due. Returns how many alarms rang.

    A worker that was away for long pages once for all that it missed, and goes on from there.
    """
    with runtime.look() as work:
        due = list(work.session.scalars(alarms.due_alarms(work.now)))
    return each_alone(due, lambda alarm_id: _climb_alone(runtime, alarm_id), "climb")


def _climb_alone(runtime: Runtime, alarm_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        return _climb_one(work, alarm_id)


def _climb_one(work: Work, alarm_id: uuid.UUID) -> bool:
    alarm = work.session.get_one(Alarm, alarm_id)
    concern = work.session.get_one(ConcernRow, alarm.concern_id)
    lock(work, concern)
    work.session.refresh(alarm)
    if alarm.stopped_at is not None:
        return False
    if concern.status is not ConcernStatus.OPEN:
        stop(work, concern, CLOSED)
        return False
    if alarm.next_round_at <= work.now:
        begin_round(work, concern, alarm)
    return run_due(work, concern, alarm) > 0
