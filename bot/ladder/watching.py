"""The thirty days of the child: warnings on days 20 and 25, then a concern whose worksheet is drawn (6.8.6).

A rule raises the concern and a program drafts; a named person decides (invariant 7).
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from bot.concerns import Grounds, raise_concern
from bot.each import each_alone
from bot.facts import current_address
from bot.ladder.contact import child_of, was_reached
from bot.notices.gathering import RULE
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.tasks import open_task, was_opened
from flows.policy.calendar import start_of_count
from flows.policy.hours import wall_to_utc
from flows.policy.no_contact import WARNINGS, ThirtyDays, thirty_days, warning_due
from flows.policy.routing import has_check_ins
from flows.turn import OpenTask, RaiseConcern
from flows.vocabulary import (
    ConcernOutcome,
    ConcernSource,
    NocReason,
    TaskKind,
    TaskReason,
    Urgency,
)
from storage.models import Case, CasePerson
from storage.queries import ladder as queries

_NO_SAFETY_CONCERN = frozenset({ConcernOutcome.NO_CONCERN, ConcernOutcome.DUPLICATE})
_ASK = OpenTask(TaskKind.CALL, TaskReason.NO_CONTACT_ON_FILE, "next_working_day")


def watch_contact(runtime: Runtime) -> int:
    """Warn of, and raise, what is due in cases whose child nobody has reached. Returns how many.

    It looks at a case from the hour on at which families may be texted, so that nobody is woken at
    midnight for what has grown for thirty days; the clock itself begins at that midnight.
    """
    with runtime.look() as work:
        first = dt.timedelta(days=WARNINGS[0][0] - 1)
        cases = queries.unreached_cases(work.session, work.settings.provider_id, work.now.date() - first)
        waiting = [case.id for case in cases]
    return each_alone(waiting, lambda case_id: _watch_alone(runtime, case_id), "contact")


def moments(work: Work, case: Case) -> tuple[dt.datetime, ...]:
    """When this tick finds something to do in an unreached case (UTC)."""
    clock = clock_of(case)
    days = [clock.start + dt.timedelta(days=n) for n, _ in WARNINGS]
    days.append(clock.last_day + dt.timedelta(days=1))
    return tuple(_morning(work, case, day) for day in days)


def clock_of(case: Case) -> ThirtyDays:
    """The thirty days of a case, from release or a late acceptance."""
    start = start_of_count(case.release_date, case.referral_accepted_on)
    return thirty_days(start.day, case.time_zone)


def raise_lost_contact(work: Work, case: Case, child: CasePerson) -> bool:
    """Contact that was there is lost: with a safety concern on file that is a NOC reason of its own.

    Its duties hold the mandated reporting and the well-being check of 6.2.4. Once for each case.
    """
    grave = [c for c in queries.safety_concerns(work.session, case.id) if c.outcome not in _NO_SAFETY_CONCERN]
    reason = NocReason.LOST_CONTACT_WITH_SAFETY_CONCERN
    if not grave or reason.value in queries.rules_that_spoke(work.session, case.id):
        return False
    _raise(work, case, child, reason, work.now)
    return True


def _watch_alone(runtime: Runtime, case_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        case = work.session.get_one(Case, case_id)
        if case.closed_at is not None or was_reached(work, case_id):
            return False  # meanwhile
        return _watch_one(work, case)


def _watch_one(work: Work, case: Case) -> bool:
    child, clock = child_of(case), clock_of(case)
    if child is None or not has_check_ins(case.level, case.tvpra, case.bridge_level_one):
        return False
    today = work.now.astimezone(ZoneInfo(case.time_zone)).date()
    if work.now < _morning(work, case, today):
        return False
    if work.now < clock.over_at:
        warning = warning_due(clock.start, today)
        return warning is not None and _warn(work, case, child, warning)
    if case.created_at >= clock.over_at:
        # What happened before the case came to us nobody here can know: a person says it.
        return _open(work, case, child, _ASK)
    reason = NocReason.NO_CONTACT_30_DAYS
    if reason.value in queries.rules_that_spoke(work.session, case.id):
        return False
    _raise(work, case, child, reason, clock.over_at)
    return True


def _morning(work: Work, case: Case, day: dt.date) -> dt.datetime:
    return wall_to_utc(day, work.settings.contact_window.start, ZoneInfo(case.time_zone))


def _warn(work: Work, case: Case, child: CasePerson, reason: TaskReason) -> bool:
    return _open(work, case, child, OpenTask(TaskKind.CALL, reason, "next_working_day"))


def _open(work: Work, case: Case, child: CasePerson, effect: OpenTask) -> bool:
    if was_opened(work, effect, case.id):
        return False
    open_task(work, _scene(work, case, child), effect, cause=case.id)
    return True


def _raise(work: Work, case: Case, child: CasePerson, reason: NocReason, since: dt.datetime) -> None:
    """An event of its own, with its own 24 hours and its own worksheet."""
    effect = RaiseConcern(Urgency.CONCERN, (), source=ConcernSource.POLICY)
    grounds = Grounds(since=since, detail={RULE: reason.value})
    raise_concern(work, _scene(work, case, child), effect, grounds)


def _scene(work: Work, case: Case, child: CasePerson) -> Scene:
    at = current_address(work, child.person)
    return Scene(at[0] if at else None, child.person, case, child.role)
