"""Somebody takes a concern: the pages stop, those paged are told, and something must follow (6.8.6).

Taking is by the console, by reply to a page with its code, or by keypress with it. Of two at once the
first wins. Where nothing is done in time, it rings again.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Collection
from enum import StrEnum

from bot.alarms.guessing import may_try, note_wrong
from bot.alarms.sounding import ACKNOWLEDGED, lock, sound, stop
from bot.alarms.telling import tell
from bot.each import each_alone
from bot.runtime import Runtime, Work
from flows.shared_texts import PAGE, PAGE_TAKEN, PAGE_YOURS
from flows.vocabulary import AlarmReason, ConcernStatus
from storage.models import Alarm, ConcernRow, Staff
from storage.queries import alarms

log = logging.getLogger(__name__)

CONSOLE, REPLY, KEYPRESS = "console", "reply", "keypress"


class Taken(StrEnum):
    """What came of a code."""

    YOURS = "yours"
    BY_OTHER = "by_other"
    """It was taken, or is closed, already."""
    WRONG = "wrong"
    """No page to this person bears this code."""
    OFF = "off"
    """Too many were wrong: no code counts for a while, not even the right one."""


def acknowledge(work: Work, concern: ConcernRow, staff_id: uuid.UUID, how: str) -> bool:
    """Give a concern to the first who asks; false when somebody has it already.

    Stops its alarm and tells everybody who was paged. `how` is `console`, `reply` or `keypress`.
    """
    lock(work, concern)
    if concern.status is not ConcernStatus.OPEN:
        return False
    concern.status = ConcernStatus.ACKNOWLEDGED
    concern.acknowledged_at = work.now
    concern.acknowledged_by = staff_id
    alarm = stop(work, concern, ACKNOWLEDGED)
    if alarm is not None:
        alarm.acknowledged_by = staff_id
        alarm.acknowledged_how = how
        alarm.attend_by = work.now + dt.timedelta(minutes=work.settings.alarm_attend_minutes)
        _tell_those_paged(work, concern, alarm, staff_id, how)
    work.audit("acknowledge", "concern", concern.id, staff_id=staff_id, case_id=concern.case_id, how=how)
    work.session.flush()
    return True


def take_by_code(work: Work, staff_ids: Collection[uuid.UUID], code: str, how: str) -> Taken:
    """Take the concern whose page to one of these persons bears `code`.

    Several persons may share a number; the one who was paged first is who takes it. A page that went
    to somebody else cannot be taken, so a code that was passed on does nothing. Wrong codes are counted.
    A code of an alarm that another has replaced takes what is still nobody's: it was paged about that.
    """
    if not may_try(work, staff_ids):
        return Taken.OFF
    found = alarms.paged_with_code(work.session, staff_ids, code)
    if not found:
        note_wrong(work, staff_ids, how)
        return Taken.WRONG
    alarm, staff_id = found[0]
    concern = work.session.get_one(ConcernRow, alarm.concern_id)
    if acknowledge(work, concern, staff_id, how):
        if how != CONSOLE:
            _tell_taker(work, concern, staff_id)
        return Taken.YOURS
    if how != CONSOLE:
        _tell_late(work, concern, alarm, staff_id)
    return Taken.BY_OTHER


def acted(work: Work, concern_id: uuid.UUID) -> None:
    """Somebody did something about a concern that was taken: it does not ring again for lack of it."""
    alarm = alarms.newest(work.session, concern_id)
    if alarm is not None and alarm.attend_by is not None:
        alarm.attend_by = None
        alarm.attended_at = work.now


def attend(runtime: Runtime) -> int:
    """Ring again for what somebody took and nobody acted on in time. Returns how many rang."""
    with runtime.look() as work:
        late = list(work.session.scalars(alarms.unattended(work.now)))
    return each_alone(late, lambda alarm_id: _ring_alone(runtime, alarm_id), "attend")


def _ring_alone(runtime: Runtime, alarm_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        return _ring_unattended(work, alarm_id)


def _ring_unattended(work: Work, alarm_id: uuid.UUID) -> bool:
    alarm = work.session.get_one(Alarm, alarm_id)
    concern = work.session.get_one(ConcernRow, alarm.concern_id)
    lock(work, concern)
    work.session.refresh(alarm)
    if alarm.attend_by is None or alarm.attend_by > work.now:
        return False
    alarm.attend_by = None
    if concern.status is not ConcernStatus.ACKNOWLEDGED:
        return False
    log.warning("nothing was done about a concern that was taken", extra={"concern": str(concern.id)})
    sound(work, concern, AlarmReason.UNATTENDED)
    return True


def _tell_those_paged(work: Work, concern: ConcernRow, alarm: Alarm, staff_id: uuid.UUID, how: str) -> None:
    """Whoever took it by phone hears that it worked; the others that they may go on sleeping."""
    for staff in alarms.paged_staff(work.session, alarm.id, PAGE):
        if staff.id != staff_id:
            tell(work, staff, PAGE_TAKEN, f"alarm:{alarm.id}", concern=concern, alarm=alarm)
        elif how != CONSOLE:
            tell(work, staff, PAGE_YOURS, f"alarm:{alarm.id}", concern=concern, alarm=alarm)


def _tell_taker(work: Work, concern: ConcernRow, staff_id: uuid.UUID) -> None:
    """Whoever took it by the code of an earlier alarm may not have been paged by the one that rang."""
    alarm = alarms.newest(work.session, concern.id)
    if alarm is not None:
        staff = work.session.get_one(Staff, staff_id)
        tell(work, staff, PAGE_YOURS, f"alarm:{alarm.id}", concern=concern, alarm=alarm)


def _tell_late(work: Work, concern: ConcernRow, alarm: Alarm, staff_id: uuid.UUID) -> None:
    """Whoever was second is told, unless they were told already or have it themselves."""
    key = PAGE_YOURS if concern.acknowledged_by == staff_id else PAGE_TAKEN
    tell(work, work.session.get_one(Staff, staff_id), key, f"alarm:{alarm.id}", concern=concern, alarm=alarm)
