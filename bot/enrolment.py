"""Enrolling a person who is on file: permission to text, agreed words, phone, safe hours (6.1, 6.8.5).

What could not be asked by text only for want of enrolment becomes a text again. Who says no is called: the
check-in stays a person's. Texts that wait are asked about once more at the moment of sending, so every
change takes effect at once.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk.viewer import NotHere, Viewer
from bot.reaching import Reach, reach_by
from bot.runtime import Work
from flows.vocabulary import PartStatus, PermissionBy, PermissionHow, Role, SpokenKind, TaskKind
from storage.models import Case, CasePerson, CheckInPart, Permission, Person, SpokenText, Task
from storage.queries import caseload

ENROLLED = "enrolled"
_SEALED = ("check_word", "distress_word", "identity_question", "identity_answer")
_PLAIN = ("permission_on", "permission_by", "notice_version", "voluntary_said_on", "language", "cannot_text")
_CLEARED_BY_EMPTY = ("safe_hours", "interpreter_language")


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about being texted. `on` is a local day."""

    given: bool
    by: PermissionBy
    how: PermissionHow
    on: dt.date


@dataclass(frozen=True, slots=True)
class Said:
    """A text that was said, in the version and language that lay before the caseworker."""

    kind: SpokenKind
    version: str
    language: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was agreed by voice. None leaves what is on file as it is; days are local.

    `safe_hours` and `interpreter_language` are taken away by empty text. `labels`: by case, what the
    person's texts call the child there.
    """

    permission_on: dt.date | None = None
    permission_by: str | None = None
    check_word: str | None = None
    distress_word: str | None = None
    identity_question: str | None = None
    identity_answer: str | None = None
    notice_version: str | None = None
    voluntary_said_on: dt.date | None = None
    safe_hours: str | None = None
    language: str | None = None
    interpreter_language: str | None = None
    cannot_text: bool | None = None
    word: Word | None = None
    reach: Reach | None = None
    labels: Mapping[uuid.UUID, str] = field(default_factory=dict)
    said: tuple[Said, ...] = ()


def enrol(work: Work, viewer: Viewer, person_id: uuid.UUID, agreed: Enrolment) -> None:
    """Write an enrolment down, finish its tasks and let the newest part that waited for it be opened.

    Raises NotHere outside the caseload.
    """
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    person = work.session.get_one(Person, person_id)
    today = work.now.astimezone(ZoneInfo(work.session.get_one(Case, case_id).time_zone)).date()
    _fill_in(work, person, agreed)
    for case, label in agreed.labels.items():
        _label(work, viewer, person, case, label)
    for said in agreed.said:
        _note_said(work, viewer, person, said, today)
    if agreed.word is not None:
        _take_word(work, viewer, person, agreed.word)
    if agreed.reach is not None:
        reach_by(work, person, agreed.reach)
    work.audit("enrol", "person", person_id, staff_id=viewer.staff_id, case_id=case_id)
    if agreed.word is not None and not agreed.word.given:
        _ring_instead(work, person_id)
    elif _is_enrolled(person):
        _reopen(work, _finish_tasks(work, viewer, person_id))


def _fill_in(work: Work, person: Person, agreed: Enrolment) -> None:
    for name in _PLAIN:
        value = getattr(agreed, name)
        if value is not None:
            setattr(person, name, value)
    for name in _CLEARED_BY_EMPTY:
        value = getattr(agreed, name)
        if value is not None:
            setattr(person, name, value or None)
    for name in _SEALED:
        value = getattr(agreed, name)
        if value is not None:
            setattr(person, f"{name}_sealed", work.vault.seal(person.data_key_id, name, value))


def _label(work: Work, viewer: Viewer, person: Person, case_id: uuid.UUID, label: str) -> None:
    if caseload.find_case(work.session, viewer.scope(work), work.now, case_id) is None:
        raise NotHere
    query = select(CasePerson).where(
        CasePerson.case_id == case_id, CasePerson.person_id == person.id, CasePerson.role == Role.SPONSOR
    )
    member = work.session.scalars(query).one()
    sealed = work.vault.seal(person.data_key_id, "child_label", label) if label else None
    member.child_label_sealed = sealed


def _note_said(work: Work, viewer: Viewer, person: Person, said: Said, today: dt.date) -> None:
    row = SpokenText(
        **work.owned(), person_id=person.id, kind=said.kind, version=said.version,
        language=said.language, staff_id=viewer.staff_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    if said.kind is SpokenKind.PRIVACY:
        person.notice_version = f"{said.version} {said.language}"
    else:
        person.voluntary_said_on = today
    work.audit(
        "said", "person", person.id, staff_id=viewer.staff_id, kind=said.kind.value, version=said.version
    )


def _take_word(work: Work, viewer: Viewer, person: Person, word: Word) -> None:
    """Keep what was said about texts; a no takes an earlier yes back."""
    row = Permission(
        **work.owned(), person_id=person.id, given=word.given, given_by=word.by, how=word.how,
        on_day=word.on, staff_id=viewer.staff_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    person.permission_on = word.on if word.given else None
    person.permission_by = f"{viewer.name}, {word.how.value}"[:200] if word.given else None
    action = "permit" if word.given else "refuse"
    work.audit(action, "person", person.id, staff_id=viewer.staff_id, by=word.by.value, how=word.how.value)


def _is_enrolled(person: Person) -> bool:
    known = person.check_word_sealed is not None or person.identity_answer_sealed is not None
    return person.permission_on is not None and known


def _enrol_tasks(work: Work, person_id: uuid.UUID) -> list[Task]:
    query = select(Task).where(
        Task.person_id == person_id, Task.kind == TaskKind.ENROL, Task.done_at.is_(None)
    )
    return list(work.session.scalars(query.with_for_update()))


def _finish_tasks(work: Work, viewer: Viewer, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Finish the person's open tasks of enrolment; returns the parts that they were about."""
    tasks = _enrol_tasks(work, person_id)
    for task in tasks:
        task.done_at, task.done_by, task.result = work.now, viewer.staff_id, ENROLLED
    return [task.part_id for task in tasks if task.part_id is not None]


def _ring_instead(work: Work, person_id: uuid.UUID) -> None:
    """Who does not want texts is asked by phone: the enrolment call becomes the check-in itself."""
    for task in _enrol_tasks(work, person_id):
        task.kind = TaskKind.CALL


def _reopen(work: Work, part_ids: list[uuid.UUID]) -> None:
    """Only the newest: an older check-in is over, and nobody gets two at once."""
    query = select(CheckInPart).where(CheckInPart.id.in_(part_ids), CheckInPart.status == PartStatus.CALL)
    part = work.session.scalars(query.order_by(CheckInPart.due_on.desc())).first()
    if part is not None:
        part.status = PartStatus.SCHEDULED
        part.not_before = None
