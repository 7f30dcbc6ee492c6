"""Whom to ring now, what the caller must know, and writing down how the call went (6.3)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.desk.names import number_of, open_names
from bot.desk.raising import ByHand, check, raise_at, scene_of_person
from bot.desk.standing import acted_for
from bot.desk.tasks import Place, TaskLine, finish_task, line, place_of
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.ladder.calling import after_call, efforts_of_tasks, may_finish
from bot.ladder.contact import note_call
from bot.records.contacts import Left, Spoken, check_spoken, left_in_parts, note_spoken
from bot.records.joint import TimeSaid, times_said
from bot.runtime import Work
from bot.siblings import label_of, siblings_in
from flows.policy.ladder import Efforts
from flows.siblings import ABOUT_THE_PERSON
from flows.vocabulary import CallResult as CallResult
from flows.vocabulary import Channel, PartStatus, PhoneOwner, Question, Role, TaskReason
from storage.models import Attempt, CheckInPart, Person, PersonAddress, Task
from storage.queries import calls, caseload
from storage.queries import today as queries
from storage.queries.keys import preload_keys

LONGEST_NOTE = 500
NOTE_FIELD = "note"
TRIED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Number:
    """A number to ring and whose phone it is for this person."""

    number: str
    owner: PhoneOwner
    channel: Channel
    opted_out: bool
    address_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """An earlier attempt. `by` is None for the machine."""

    at: dt.datetime
    channel: str
    result: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """A further child whom the same call is about: its part, what it is called, and what is left to ask."""

    part_id: uuid.UUID
    case_number: str
    label: str | None
    to_ask: tuple[Question, ...]


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
    efforts: Efforts | None = None
    """How far the calls of this check-in have come, where several are demanded (6.3)."""
    to_ask: tuple[Question, ...] = ()
    """What nobody has answered yet in this part of a check-in."""
    joint: bool = False
    """This call is the one with child and sponsor together (6.1)."""
    holds_part: bool = False
    """Whoever is reached, a part of a check-in may be held by this call."""
    siblings: tuple[Sibling, ...] = ()
    """Further children of the same sponsor, asked about in the same call."""
    times: tuple[TimeSaid, ...] = ()
    """When both can be called together, in the words of those who were asked."""


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What the caller writes down. `finish`: nothing is left to do for this task.

    `concern`: what was heard is one; it is raised with the words of the caller. `made_at`: when the call
    was made (UTC), None for now; `address_id`: the number that was rung, where it is one on file.
    `spoken`: how somebody was spoken with; it counts where the result says that somebody was.
    """

    task_id: uuid.UUID
    result: CallResult
    note: str | None
    finish: bool
    concern: ByHand | None = None
    made_at: dt.datetime | None = None
    address_id: uuid.UUID | None = None
    spoken: Spoken | None = None


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
    parts = left_in_parts(work, [task.part_id for task in tasks if task.part_id])
    made = efforts_of_tasks(work, tasks)
    times = _times_said(work, viewer, tasks, parts)
    found = [
        replace(
            _call(work, line(work, task, names), person, numbers.get(person.id, []), tried[person.id]),
            efforts=made.get(task.id),
            times=times.get(task.id, ()),
            **_of_part(task, parts),
            siblings=_siblings(work, task),
        )
        for task in tasks
        if (person := task.person) is not None
    ]
    del keys  # kept until here, so that the session held on to them
    return found


def enter_call(work: Work, viewer: Viewer, entry: CallEntry) -> Attempt:
    """Write a call down as an attempt and, if wanted, finish its task.

    A check-in by telephone is not finished before somebody was reached or all efforts were made (6.3):
    the call is kept all the same, and the task stays.

    Raises NotHere outside the caseload; Refused when the task is finished, is about nobody, the result
    "other" has no note, the call lies ahead or before its task, or a concern has no words.
    """
    task = queries.find_task(work.session, viewer.scope(work), work.now, entry.task_id)
    if task is None:
        raise NotHere
    if task.done_at is not None:
        raise Refused(Why.ALREADY_DONE)
    person = task.person
    if person is None:
        raise Refused(Why.NOT_A_CALL)
    _check_time(work, task, entry.made_at)
    if entry.concern is not None:
        check(entry.concern)
    spoken = entry.spoken or Spoken(individually=not _is_joint(task), together=_is_joint(task))
    check_spoken(task, entry.result, spoken)
    attempt = _attempt(work, viewer, person, entry.result, _note(entry.result, entry.note), task)
    attempt.at = entry.made_at or work.now
    attempt.address_id = _number_rung(person, entry.address_id)
    siblings = _for_siblings(work, attempt, task)
    work.session.add_all([attempt, *siblings])
    work.audit(
        "enter_call", "task", task.id, staff_id=viewer.staff_id, case_id=task.case_id,
        result=entry.result.value,
    )  # fmt: skip
    acted_for(work, person.id)
    work.session.flush()
    if entry.concern is not None:
        scene = scene_of_person(work, task.case_id, person)
        raise_at(work, viewer, scene, entry.concern, {"task": str(task.id)})
    if entry.finish and may_finish(work, task, entry.result):
        finish_task(work, viewer, task.id, entry.result.value)
    note_spoken(work, viewer, attempt, task, spoken, finish=entry.finish, siblings=siblings)
    after_call(work, viewer, attempt, task)
    return attempt


def zone_of_call(work: Work, viewer: Viewer, task_id: uuid.UUID) -> str:
    """The zone (IANA) on whose clocks a call is written down: the family's, else the office's.

    Raises NotHere outside the caseload.
    """
    task = queries.find_task(work.session, viewer.scope(work), work.now, task_id)
    if task is None:
        raise NotHere
    return task.case.time_zone if task.case else work.settings.provider_time_zone


def log_call(
    work: Work,
    viewer: Viewer,
    person_id: uuid.UUID,
    result: CallResult,
    note: str | None,
    case_id: uuid.UUID | None = None,
) -> Attempt:
    """Write down a call for which there is no task, such as one about a concern.

    `case_id`: the case, in scope, that the call was about; None for the person's newest.
    Raises NotHere outside the caseload; Refused for the result "other" without a note.
    """
    case_id = case_id or caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    person = work.session.get_one(Person, person_id)
    words = _note(result, note)
    attempt = _attempt(work, viewer, person, result, words)
    work.session.add(attempt)
    note_call(work, attempt, case_id)
    acted_for(work, person_id)
    work.audit(
        "enter_call", "person", person_id, staff_id=viewer.staff_id, case_id=case_id, result=result.value
    )
    return attempt


def note_of(work: Work, attempt: Attempt) -> str | None:
    """The note of a call, opened."""
    if attempt.note_sealed is None:
        return None
    person = work.session.get_one(Person, attempt.person_id)
    return work.vault.open(person.data_key_id, NOTE_FIELD, attempt.note_sealed)


def _times_said(
    work: Work, viewer: Viewer, tasks: Sequence[Task], parts: Mapping[uuid.UUID, Left]
) -> dict[uuid.UUID, tuple[TimeSaid, ...]]:
    """What the tasks of joint calls show of messages; each look at a message is audited."""
    check_ins = {
        task.id: parts[task.part_id].check_in_id
        for task in tasks
        if _is_joint(task) and task.part_id is not None and task.part_id in parts
    }
    said = times_said(work, set(check_ins.values()))
    for task in tasks:
        for one in said.get(check_ins.get(task.id, task.id), ()):
            work.audit("look", "message", one.inbound_id, staff_id=viewer.staff_id, case_id=task.case_id)
    return {task_id: said.get(check_in_id, ()) for task_id, check_in_id in check_ins.items()}


def _is_joint(task: Task) -> bool:
    return task.reason == TaskReason.JOINT_CONTACT


def _of_part(task: Task, parts: Mapping[uuid.UUID, Left]) -> dict[str, Any]:
    """What a call may settle of a check-in, as fields of `Call`."""
    left = parts.get(task.part_id) if task.part_id else None
    if left is None or left.person_id != task.person_id:
        return {}
    asked = () if _is_joint(task) else left.questions
    return {"to_ask": asked, "joint": _is_joint(task), "holds_part": True}


def _siblings(work: Work, task: Task) -> tuple[Sibling, ...]:
    """The further children of a call, with what is left to ask about each now."""
    part_ids = siblings_in(task.detail)
    left = left_in_parts(work, part_ids) if part_ids else {}
    return tuple(
        Sibling(
            part_id=part_id,
            case_number=part.check_in.case.case_number,
            label=label_of(work, part.person, part.check_in.case),
            to_ask=tuple(q for q in left[part_id].questions if q not in ABOUT_THE_PERSON),
        )
        for part_id in part_ids
        if (part := work.session.get_one(CheckInPart, part_id)).status is not PartStatus.REACHED
    )


def _for_siblings(work: Work, attempt: Attempt, task: Task) -> list[Attempt]:
    """One call to the sponsor is an attempt in the case of each child that it is about (6.3)."""
    return [
        Attempt(
            **work.owned(), part_id=part_id, person_id=attempt.person_id, task_id=task.id,
            staff_id=attempt.staff_id, channel=attempt.channel, result=attempt.result,
            note_sealed=attempt.note_sealed, at=attempt.at, address_id=attempt.address_id,
            entered_at=attempt.entered_at,
        )
        for part_id in siblings_in(task.detail)
    ]  # fmt: skip


def _attempt(
    work: Work, viewer: Viewer, person: Person, result: CallResult, note: str | None, task: Task | None = None
) -> Attempt:
    return Attempt(
        **work.owned(),
        part_id=task.part_id if task else None,
        person_id=person.id,
        task_id=task.id if task else None,
        outbound_id=None,
        staff_id=viewer.staff_id,
        channel=Channel.VOICE.value,
        result=result.value,
        note_sealed=work.vault.seal_optional(person.data_key_id, NOTE_FIELD, note),
        at=work.now,
        entered_at=work.now,
    )


def _check_time(work: Work, task: Task, made_at: dt.datetime | None) -> None:
    """A form knows minutes only: a call in the minute of its task was made after it."""
    if made_at is None:
        return
    if made_at > work.now:
        raise Refused(Why.CALL_TO_COME)
    if made_at < task.created_at.replace(second=0, microsecond=0):
        raise Refused(Why.CALL_TOO_EARLY)


def _number_rung(person: Person, address_id: uuid.UUID | None) -> uuid.UUID | None:
    """The number as given, if this person has or had it."""
    return next((link.address_id for link in person.addresses if link.address_id == address_id), None)


def _note(result: CallResult, words: str | None) -> str | None:
    note = (words or "").strip()
    if result is CallResult.OTHER and not note:
        raise Refused(Why.NOTE_MISSING)
    if len(note) > LONGEST_NOTE:
        raise Refused(Why.NOTE_TOO_LONG)
    return note or None


def _tried(work: Work, persons: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, list[Tried]]:
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    found: defaultdict[uuid.UUID, list[Tried]] = defaultdict(list)
    for row in caseload.each_once(caseload.attempts(work.session, persons)):
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
            link.address_id,
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
