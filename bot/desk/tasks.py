"""Tasks as lines of a list, which of them are calls, and finishing one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.codes import known
from bot.desk.names import Who, open_names, who
from bot.desk.threads import add_seen
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import Need, Question, TaskKind, TaskReason
from storage.models import Task
from storage.queries import threads, today

CALL_KINDS = frozenset(
    {TaskKind.ENROL, TaskKind.CALL, TaskKind.CALL_BACK, TaskKind.WELFARE, TaskKind.LANGUAGE}
)
TRAY_KINDS = frozenset({TaskKind.TRAY, TaskKind.REVIEW, TaskKind.DELIVERY})


class Place(StrEnum):
    """Where a task is worked on."""

    CALLS = "calls"
    TRAY = "tray"
    RECORDS = "records"
    CASE = "case"


class TaskResult(StrEnum):
    """How a task that is no call ended."""

    DONE = "done"
    NOTHING_NEEDED = "nothing_needed"
    PASSED_ON = "passed_on"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task in a list."""

    id: uuid.UUID
    kind: TaskKind
    reason: TaskReason | None
    who: Who
    due_at: dt.datetime
    created_at: dt.datetime
    place: Place
    needs: tuple[Need, ...]
    not_asked: tuple[Question, ...]
    named_at: dt.datetime | None = None
    """The moment that the person named for it."""


def place_of(task: Task) -> Place:
    """Calls are worked on under Calls, what the machine could not place under Tray, signatures, reports and
    closings on pages of their own, the rest at the case.

    A task of any kind that leaves questions to ask, and has somebody to ask, is a call.
    """
    if task.kind in TRAY_KINDS:
        return Place.TRAY
    if task.person_id is not None and (task.kind in CALL_KINDS or task.detail.get("not_asked")):
        return Place.CALLS
    if task.case_id is not None and ends_by_its_step(task):
        return Place.RECORDS
    return Place.CASE if task.case_id is not None else Place.TRAY


def ends_by_its_step(task: Task) -> bool:
    """Whether only a step of a record ends this task, never a word: no signature, no "done" (6.3, 6.8.2).

    In a closed case nobody has to sign what was never held; the closing report is due all the same.
    """
    if task.kind is TaskKind.SIGN:
        return task.case is None or task.case.closed_at is None
    return task.kind is TaskKind.REPORT or task.reason == TaskReason.CLOSING_PROPOSED


def line(work: Work, task: Task, names: Mapping[uuid.UUID, str]) -> TaskLine:
    """A task as a line; `names` are the opened first names."""
    reasons = known(TaskReason, [task.reason])
    return TaskLine(
        id=task.id,
        kind=task.kind,
        reason=reasons[0] if reasons else None,
        who=who(work, task.case, task.person, dict(names)),
        due_at=task.due_at,
        created_at=task.created_at,
        place=place_of(task),
        needs=known(Need, task.detail.get("needs", [])),
        not_asked=known(Question, task.detail.get("not_asked", [])),
        named_at=dt.datetime.fromisoformat(task.detail["named_at"]) if "named_at" in task.detail else None,
    )


def open_lines(work: Work, viewer: Viewer) -> list[TaskLine]:
    """All open tasks in scope by due time."""
    tasks = today.open_tasks(work.session, viewer.scope(work), work.now)
    names = open_names(work, {t.person.id: t.person for t in tasks if t.person}.values())
    return [line(work, task, names) for task in tasks]


def finish_task(work: Work, viewer: Viewer, task_id: uuid.UUID, result: str) -> Task:
    """Finish a task with its result; the message that it shows counts as seen by this person.

    Raises NotHere outside the caseload, Refused when it is finished already, or when only the signature,
    review, upload or decision that it asks for can finish it.
    """
    task = today.find_task(work.session, viewer.scope(work), work.now, task_id)
    if task is None:
        raise NotHere
    if task.done_at is not None:
        raise Refused(Why.ALREADY_DONE)
    if ends_by_its_step(task):
        raise Refused(Why.STEP_MISSING)
    task.done_at = work.now
    task.done_by = viewer.staff_id
    task.result = result
    if task.inbound_id is not None and place_of(task) is Place.TRAY:
        add_seen(work, viewer, threads.inbounds(work.session, [task.inbound_id])[task.inbound_id])
    work.audit("finish", "task", task.id, staff_id=viewer.staff_id, case_id=task.case_id, result=result)
    return task
