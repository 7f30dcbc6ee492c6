"""The staff of the demonstration's past: somebody takes each alarm, calls and looks through messages.

It works through the same use cases as the console, so that the history holds nothing which people
could not have done.
"""

import datetime as dt
import uuid

from sqlalchemy import func, select

from bot.desk.calls import CallEntry, CallResult, enter_call, log_call
from bot.desk.concerns import acknowledge_concern
from bot.desk.tasks import Place, TaskResult, ends_by_its_step, finish_task, place_of
from bot.desk.threads import mark_seen
from bot.desk.viewer import Viewer
from bot.runtime import Runtime, Work
from bot.simulation.office_concerns import decide, next_decision
from bot.simulation.office_records import keep_records
from bot.simulation.people import viewer_of
from flows.vocabulary import ConcernStatus, Role
from storage.models import CasePerson, ConcernRow, InboundProcessing, Seen, Task
from storage.queries import threads

TAKES_ALARM_AFTER = dt.timedelta(minutes=4)
BACKLOG = dt.timedelta(hours=20)
UNFINISHED_BUSINESS = dt.timedelta(days=6)
"""What came up in the last days before the end is left for whoever opens the demonstration."""

_OPEN = select(func.min(ConcernRow.first_suspected_at)).where(ConcernRow.status == ConcernStatus.OPEN)


class Office:
    """Two members of staff, by e-mail; `end` is when the history ends (UTC)."""

    def __init__(self, runtime: Runtime, caseworker: str, on_call: str, end: dt.datetime) -> None:
        self._runtime = runtime
        self._caseworker = caseworker
        self._on_call = on_call
        self._leaves_from = end - UNFINISHED_BUSINESS
        self._decides_until = end - BACKLOG
        self._decided = 0

    def watch(self) -> bool:
        """Take every alarm that has rung for a while, and call at once; true when there was one.

        Without the call each would ring again, since nobody did anything about it.
        """
        with self._runtime.look() as work:
            first = work.session.scalar(_OPEN)
        if first is None or first > self._runtime.clock.now() - TAKES_ALARM_AFTER:
            return False
        with self._runtime.work() as work:
            viewer = viewer_of(work, self._on_call)
            query = select(ConcernRow).where(ConcernRow.status == ConcernStatus.OPEN)
            for concern in list(work.session.scalars(query.order_by(ConcernRow.first_suspected_at))):
                acknowledge_concern(work, viewer, concern.id)
                if concern.person_id is not None:
                    log_call(work, viewer, concern.person_id, _spoke_with(work, concern.person_id), None)
        return True

    def decide(self) -> bool:
        """File, or decide not to, where a worksheet has waited for some hours; true when there was one."""
        with self._runtime.look() as work:
            concern_id = next_decision(work, self._decides_until)
        if concern_id is None:
            return False
        decide(self._runtime, concern_id, self._caseworker, self._on_call, self._decided)
        self._decided += 1
        return True

    def work_through(self) -> None:
        """An afternoon at the desk: calls, tray and messages of the day before, then signatures."""
        with self._runtime.work() as work:
            viewer = viewer_of(work, self._caseworker)
            until = min(work.now - BACKLOG, self._leaves_from)
            query = select(Task).where(Task.done_at.is_(None), Task.created_at <= until)
            tasks = list(work.session.scalars(query.order_by(Task.created_at, Task.dedupe_key)))
            for count, task in enumerate(tasks):
                # One call may have done another task as well.
                if task.done_at is None:
                    _finish(work, viewer, task, count)
            _look_through(work, viewer)
        keep_records(self._runtime, self._caseworker, self._on_call, self._leaves_from)


def _finish(work: Work, viewer: Viewer, task: Task, count: int) -> None:
    if ends_by_its_step(task):
        return
    if place_of(task) is not Place.CALLS:
        finish_task(work, viewer, task.id, TaskResult.DONE.value)
        return
    spoke = _spoke_with(work, task.person_id)
    # Every third call reaches nobody and is made again the next day.
    reached = count % 3 != 2 or task.created_at <= work.now - 3 * BACKLOG
    result = spoke if reached else CallResult.LEFT_MESSAGE
    enter_call(work, viewer, CallEntry(task.id, result, None, finish=reached))


def _spoke_with(work: Work, person_id: uuid.UUID | None) -> CallResult:
    query = select(CasePerson.role).where(CasePerson.person_id == person_id)
    child = Role.CHILD in set(work.session.scalars(query))
    return CallResult.SPOKE_WITH_CHILD if child else CallResult.SPOKE_WITH_SPONSOR


def _look_through(work: Work, viewer: Viewer) -> None:
    """Mark as seen what has lain for a day, thread by thread."""
    unseen = (
        select(InboundProcessing.person_id)
        .outerjoin(Seen, Seen.inbound_id == InboundProcessing.inbound_id)
        .where(Seen.id.is_(None), InboundProcessing.person_id.is_not(None))
        .where(InboundProcessing.received_at <= work.now - BACKLOG)
        .distinct()
    )
    for person_id in list(work.session.scalars(unseen)):
        if person_id is not None:
            messages = threads.inbound_of_person(work.session, person_id)
            old = [m for m in messages if m.received_at <= work.now - BACKLOG]
            mark_seen(work, viewer, person_id, old[-1].id)
