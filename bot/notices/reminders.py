"""Reminding of a NOC that nobody has decided: 12, 20 and 23 hours after first suspicion (6.8.6).

A reminder goes by text and e-mail to whoever has the concern and to all supervisors, at any hour, and
holds a link and nothing of the case.
"""

import datetime as dt
import logging
import uuid

from bot.alarms.telling import REMINDER, tell
from bot.each import each_alone
from bot.notices.drafting import draft
from bot.runtime import Runtime, Work
from flows.policy.notices import reminder_due, rules
from storage.models import Case, ConcernRow, Notice, Staff
from storage.queries import alarms, notices

log = logging.getLogger(__name__)


def remind(runtime: Runtime) -> int:
    """Draw worksheets that are missing and give the reminders that are due. Returns how many were given.

    Each in a transaction of its own, so that one that cannot be opened keeps no other back.
    """
    with runtime.look() as work:
        provider = work.settings.provider_id
        bare = notices.undrafted(work.session, provider)
    try:
        each_alone(bare, lambda concern_id: _draw(runtime, concern_id), "draw")
    finally:
        given = _remind_all(runtime)
    return given


def _remind_all(runtime: Runtime) -> int:
    with runtime.look() as work:
        provider = work.settings.provider_id
        first = dt.timedelta(hours=rules().reminders_hours[0])
        waiting = notices.running(work.session, provider, work.now + rules().noc - first)
    return each_alone(waiting, lambda notice_id: _remind_one(runtime, notice_id), "notices")


def _draw(runtime: Runtime, concern_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        draft(work, work.session.get_one(ConcernRow, concern_id))
    return True


def _remind_one(runtime: Runtime, notice_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        notice = work.session.get_one(Notice, notice_id, with_for_update=True)
        hour = reminder_due(notice.due_at - rules().noc, work.now, notice.reminded)
        if hour is None or notice.settled_at is not None:
            return False
        _tell(work, notice, hour)
        return True


def _tell(work: Work, notice: Notice, hour: int) -> None:
    people = _people(work, notice.concern)
    if not people:
        log.error("a report is due, and nobody can be reminded", extra={"concern": str(notice.concern_id)})
    for staff in people:
        # The clock of a second event is another cause: its reminders are given anew.
        cause = f"notice:{notice.id}:{notice.due_at:%Y%m%d%H%M}:{hour}"
        tell(work, staff, REMINDER, cause, concern=notice.concern)
    notice.reminded = hour
    work.audit("remind", "notice", notice.id, case_id=notice.concern.case_id, hour=hour, people=len(people))


def _people(work: Work, concern: ConcernRow) -> list[Staff]:
    """Whoever has the concern, else whoever has the case or covers it; and all supervisors."""
    people = {staff.id: staff for staff in _owners(work, concern)}
    people |= {s.id: s for s in alarms.supervisors(work.session, work.settings.provider_id)}
    return list(people.values())


def _owners(work: Work, concern: ConcernRow) -> list[Staff]:
    if concern.acknowledged_by is not None:
        return [work.session.get_one(Staff, concern.acknowledged_by)]
    case = work.session.get(Case, concern.case_id) if concern.case_id else None
    if case is None or case.caseworker_id is None:
        return []
    covering = list(alarms.covering(work.session, case.caseworker_id, work.now))
    return covering or [work.session.get_one(Staff, case.caseworker_id)]
