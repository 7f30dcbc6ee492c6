"""Somebody at the tray asks for an interpreter: a task, due the same day (6.2.13).

No machine translates a child's words outside, and nobody of the family does.
"""

import uuid

from bot.desk.raising import scene_of_person
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import TaskKind, TaskReason
from storage.models import Address, Inbound, Task
from storage.queries import today as queries

_ASKED = OpenTask(TaskKind.LANGUAGE, TaskReason.NOBODY_SPEAKS_IT, "same_day")


def key_of_asking(task_id: uuid.UUID) -> str:
    """The key of the task that asks for an interpreter for this one."""
    return f"{_ASKED.kind}:{_ASKED.reason}:{task_id}"


def ask_interpreter(work: Work, viewer: Viewer, task_id: uuid.UUID) -> Task:
    """Open the task to find an interpreter for an item of the tray; pressing twice opens one.

    Raises NotHere outside the caseload; Refused when the item is finished, or is about no number.
    """
    task = queries.find_task(work.session, viewer.scope(work), work.now, task_id)
    if task is None:
        raise NotHere
    if task.done_at is not None:
        raise Refused(Why.ALREADY_DONE)
    opened = open_task(work, _scene(work, task), _ASKED, cause=task.id)
    work.audit("ask_interpreter", "task", opened.id, staff_id=viewer.staff_id, case_id=opened.case_id)
    return opened


def _scene(work: Work, task: Task) -> Scene:
    if task.person is not None:
        return scene_of_person(work, task.case_id, task.person)
    if task.address_id is None:
        raise Refused(Why.NOT_A_CALL)
    inbound = work.session.get(Inbound, task.inbound_id) if task.inbound_id else None
    return Scene(work.session.get_one(Address, task.address_id), inbound=inbound)
