"""Opening tasks for people. The same cause opens one task, however often it is found."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot.runtime import Work
from bot.scene import Scene
from flows.policy.due import due_at
from flows.turn import OpenTask
from flows.vocabulary import Question, TaskKind, TaskReason
from storage.models import Task

Others = Sequence[tuple[uuid.UUID, Sequence[Question]]]
"""Parts of siblings, each with what is left to ask about that child."""

TAKEN_OVER_LONG = OpenTask(TaskKind.TAKEN_OVER, TaskReason.TAKEN_OVER_LONG, "same_day")
"""A thread is still a person's: a day has gone by, or a check-in has fallen due."""

ANSWERED_MEANWHILE = "answered"
"""Result of a call task whose person answered before anybody had to call."""


def open_task(
    work: Work,
    scene: Scene,
    effect: OpenTask,
    *,
    outbound_id: uuid.UUID | None = None,
    cause: uuid.UUID | str | None = None,
    others: Others = (),
) -> Task:
    """Open the task of an effect, or return the one that this cause has opened already.

    `cause` where it is neither a text nor the message or part of the scene. `others`: siblings whom
    the same call is about.
    """
    key = f"{effect.kind}:{effect.reason}:{cause or _cause(scene, outbound_id)}"
    known = _known(work, key)
    if known is not None:
        if known.result == ANSWERED_MEANWHILE:
            _reopen(work, scene, known, effect, others)
        return known
    due = due_at(effect.due, work.now, scene.zone(work))
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
        detail=_detail(effect, others),
        created_at=work.now,
        due_at=max(due, effect.at) if effect.at is not None else due,
    )
    work.session.add(task)
    work.session.flush()
    return task


def _detail(effect: OpenTask, others: Others) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if effect.needs:
        detail["needs"] = [need.value for need in effect.needs]
    if effect.not_asked:
        detail["not_asked"] = [question.value for question in effect.not_asked]
    if others:
        detail["siblings"] = _siblings(others)
    if effect.at is not None:
        detail["named_at"] = effect.at.isoformat()
    return detail


def _reopen(work: Work, scene: Scene, task: Task, effect: OpenTask, others: Others) -> None:
    """The person had answered and is silent again: the same task once more, with what is still to ask."""
    task.done_at = task.done_by = task.result = None
    task.due_at = due_at(effect.due, work.now, scene.zone(work))
    task.detail = {**task.detail, "not_asked": [question.value for question in effect.not_asked]}
    if others:
        task.detail = {**task.detail, "siblings": _siblings(others)}


def _siblings(others: Others) -> list[dict[str, Any]]:
    return [{"part": str(part_id), "not_asked": [q.value for q in asked]} for part_id, asked in others]


def was_opened(work: Work, effect: OpenTask, cause: uuid.UUID | str) -> bool:
    """Whether this cause has opened this task before."""
    return _known(work, f"{effect.kind}:{effect.reason}:{cause}") is not None


def _known(work: Work, key: str) -> Task | None:
    return work.session.scalars(select(Task).where(Task.dedupe_key == key)).one_or_none()


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
