"""Opening tasks for people. The same cause opens one task, however often it is found."""

import uuid
from typing import Any

from sqlalchemy import select

from bot.runtime import Work
from bot.scene import Scene
from flows.policy.due import due_at
from flows.turn import OpenTask
from flows.vocabulary import TaskKind, TaskReason
from storage.models import Task


def open_task(work: Work, scene: Scene, effect: OpenTask, *, outbound_id: uuid.UUID | None = None) -> Task:
    """Open the task of an effect, or return the one that this cause has opened already."""
    cause = _cause(scene, outbound_id)
    key = f"{effect.kind}:{effect.reason}:{cause}"
    known = work.session.scalars(select(Task).where(Task.dedupe_key == key)).one_or_none()
    if known is not None:
        return known
    detail: dict[str, Any] = {}
    if effect.needs:
        detail["needs"] = [need.value for need in effect.needs]
    if effect.not_asked:
        detail["not_asked"] = [question.value for question in effect.not_asked]
    task = Task(
        **work.owned(),
        kind=effect.kind,
        reason=effect.reason.value,
        dedupe_key=key,
        case_id=scene.case.id if scene.case else None,
        person_id=scene.person.id if scene.person else None,
        address_id=scene.address.id if scene.address else None,
        part_id=scene.part.id if scene.part else None,
        inbound_id=scene.inbound.id if scene.inbound else None,
        outbound_id=outbound_id,
        detail=detail,
        created_at=work.now,
        due_at=due_at(effect.due, work.now, scene.zone(work)),
    )
    work.session.add(task)
    work.session.flush()
    return task


def _cause(scene: Scene, outbound_id: uuid.UUID | None) -> uuid.UUID:
    """What makes two tasks of a kind and reason the same: the text, the message, else the part."""
    if outbound_id is not None:
        return outbound_id
    if scene.inbound is not None:
        return scene.inbound.id
    if scene.part is not None:
        return scene.part.id
    return scene.at.id


def tray(reason: TaskReason, due: str = "12_hours") -> OpenTask:
    """The effect that puts something into the tray."""
    return OpenTask(kind=TaskKind.TRAY, reason=reason, due=due)
