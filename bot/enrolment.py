"""Enrolling a person who is on file: permission to text, agreed words, safe hours (6.1, 6.8.5).

What could not be asked by text only for want of enrolment becomes a text again.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Work
from flows.vocabulary import PartStatus, TaskKind
from storage.models import CheckInPart, Person, Task
from storage.queries import caseload

ENROLLED = "enrolled"
_SEALED = ("check_word", "distress_word", "identity_question", "identity_answer")
_PLAIN = ("permission_on", "permission_by", "notice_version", "voluntary_said_on", "safe_hours")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was agreed by voice. None leaves what is on file as it is; days are local."""

    permission_on: dt.date
    permission_by: str | None = None
    check_word: str | None = None
    distress_word: str | None = None
    identity_question: str | None = None
    identity_answer: str | None = None
    notice_version: str | None = None
    voluntary_said_on: dt.date | None = None
    safe_hours: str | None = None


def enrol(work: Work, viewer: Viewer, person_id: uuid.UUID, agreed: Enrolment) -> None:
    """Write an enrolment down, finish its tasks and let the newest part that waited for it be opened.

    Raises NotHere outside the caseload.
    """
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    person = work.session.get_one(Person, person_id)
    for name in _PLAIN:
        value = getattr(agreed, name)
        if value is not None:
            setattr(person, name, value)
    for name in _SEALED:
        value = getattr(agreed, name)
        if value is not None:
            setattr(person, f"{name}_sealed", work.vault.seal(person.data_key_id, name, value))
    work.audit("enrol", "person", person_id, staff_id=viewer.staff_id, case_id=case_id)
    _reopen(work, _finish_tasks(work, viewer, person_id))


def _finish_tasks(work: Work, viewer: Viewer, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Finish the person's open tasks of enrolment; returns the parts that they were about."""
    query = select(Task).where(
        Task.person_id == person_id, Task.kind == TaskKind.ENROL, Task.done_at.is_(None)
    )
    tasks = list(work.session.scalars(query.with_for_update()))
    for task in tasks:
        task.done_at, task.done_by, task.result = work.now, viewer.staff_id, ENROLLED
    return [task.part_id for task in tasks if task.part_id is not None]


def _reopen(work: Work, part_ids: list[uuid.UUID]) -> None:
    """Only the newest: an older check-in is over, and nobody gets two at once."""
    query = select(CheckInPart).where(CheckInPart.id.in_(part_ids), CheckInPart.status == PartStatus.CALL)
    part = work.session.scalars(query.order_by(CheckInPart.due_on.desc())).first()
    if part is not None:
        part.status = PartStatus.SCHEDULED
        part.not_before = None
