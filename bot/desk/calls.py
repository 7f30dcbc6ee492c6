"""Whom to ring now, what the caller must know, and writing down how the call went (6.3)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.names import number_of, open_names
from bot.desk.tasks import Place, TaskLine, finish_task, line, place_of
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import Channel, PhoneOwner, Role
from storage.models import Attempt, Person, PersonAddress
from storage.queries import calls, caseload
from storage.queries import today as queries
from storage.queries.keys import preload_keys

LONGEST_NOTE = 500
NOTE_FIELD = "note"
TRIED_SHOWN = 5


class CallResult(StrEnum):
    """How a call ended: a closed list, so that attempts can be counted."""

    SPOKE_WITH_CHILD = "spoke_with_child"
    SPOKE_WITH_SPONSOR = "spoke_with_sponsor"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    NOT_IN_SERVICE = "not_in_service"
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number to ring and whose phone it is for this person."""

    number: str
    owner: PhoneOwner
    channel: Channel
    opted_out: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """An earlier attempt. `by` is None for the machine."""

    at: dt.datetime
    channel: str
    result: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make."""

    task: TaskLine
    role: Role | None
    numbers: tuple[Number, ...]
    language: str
    interpreter: str | None
    safe_hours: str | None
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What the caller writes down. `finish`: nothing is left to do for this task."""

    task_id: uuid.UUID
    result: CallResult
    note: str | None
    finish: bool


def calls_to_make(work: Work, viewer: Viewer) -> list[Call]:
    """All open call tasks in scope by due time."""
    scope = viewer.scope(work)
    tasks = [
        task
        for task in queries.open_tasks(work.session, scope, work.now)
        if place_of(task) is Place.CALLS and task.person is not None
    ]
    persons = {task.person.id: task.person for task in tasks if task.person}
    names = open_names(work, persons.values())
    numbers = calls.current_numbers(work.session, list(persons))
    sealed = [link.address.data_key_id for links in numbers.values() for link in links]
    keys = preload_keys(work.session, sealed)
    tried = _tried(work, list(persons))
    found = [
        _call(work, line(work, task, names), person, numbers.get(person.id, []), tried[person.id])
        for task in tasks
        if (person := task.person) is not None
    ]
    del keys  # kept until here, so that the session held on to them
    return found


def enter_call(work: Work, viewer: Viewer, entry: CallEntry) -> Attempt:
    """Write a call down as an attempt and, if wanted, finish its task.

    Raises NotHere outside the caseload; Refused when the task is finished, is about nobody, or the
    result "other" has no note.
    """
    task = queries.find_task(work.session, viewer.scope(work), work.now, entry.task_id)
    if task is None:
        raise NotHere
    if task.done_at is not None:
        raise Refused(Why.ALREADY_DONE)
    person = task.person
    if person is None:
        raise Refused(Why.NOT_A_CALL)
    attempt = Attempt(
        **work.owned(),
        part_id=task.part_id,
        person_id=person.id,
        task_id=task.id,
        outbound_id=None,
        staff_id=viewer.staff_id,
        channel=Channel.VOICE.value,
        result=entry.result.value,
        note_sealed=work.vault.seal_optional(person.data_key_id, NOTE_FIELD, _note(entry)),
        at=work.now,
    )
    work.session.add(attempt)
    work.audit(
        "enter_call", "task", task.id, staff_id=viewer.staff_id, case_id=task.case_id,
        result=entry.result.value,
    )  # fmt: skip
    if entry.finish:
        finish_task(work, viewer, task.id, entry.result.value)
    return attempt


def note_of(work: Work, attempt: Attempt) -> str | None:
    """The note of a call, opened."""
    if attempt.note_sealed is None:
        return None
    person = work.session.get_one(Person, attempt.person_id)
    return work.vault.open(person.data_key_id, NOTE_FIELD, attempt.note_sealed)


def _note(entry: CallEntry) -> str | None:
    note = (entry.note or "").strip()
    if entry.result is CallResult.OTHER and not note:
        raise Refused(Why.NOTE_MISSING)
    if len(note) > LONGEST_NOTE:
        raise Refused(Why.NOTE_TOO_LONG)
    return note or None


def _tried(work: Work, persons: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, list[Tried]]:
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    found: defaultdict[uuid.UUID, list[Tried]] = defaultdict(list)
    for row in caseload.attempts(work.session, persons):
        by = staff.get(row.staff_id) if row.staff_id else None
        found[row.person_id].append(Tried(row.at, row.channel, row.result, by))
    return found


def _call(
    work: Work, task: TaskLine, person: Person, numbers: list[PersonAddress], tried: list[Tried]
) -> Call:
    shown = tuple(
        Number(
            number_of(work, link.address),
            link.owner,
            link.address.channel,
            link.address.opted_out_at is not None,
        )
        for link in numbers
    )
    return Call(
        task=task,
        role=task.who.role,
        numbers=shown,
        language=person.language,
        interpreter=person.interpreter_language,
        safe_hours=person.safe_hours,
        tried=tuple(reversed(tried[-TRIED_SHOWN:])),
    )
