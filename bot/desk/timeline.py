"""The story of a case as one list: check-ins, attempts, answers, concerns and tasks, newest first."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.calls import note_of
from bot.runtime import Work
from storage.models import AnswerRow, Attempt, CheckIn, ConcernRow, Delivery, Task
from storage.queries import caseload, ladder


class Happened(StrEnum):
    """What kind of thing an entry tells of; the page words it."""

    PART_OPENED = "part_opened"
    PART_ENDED = "part_ended"
    ATTEMPT = "attempt"
    ANSWER = "answer"
    CONCERN_RAISED = "concern_raised"
    CONCERN_ACKNOWLEDGED = "concern_acknowledged"
    TASK_OPENED = "task_opened"
    TASK_DONE = "task_done"


Row = CheckIn | AnswerRow | Attempt | ConcernRow | Task


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `about` and `by` are names, or None for the case and the machine."""

    at: dt.datetime
    what: Happened
    about: str | None
    by: str | None
    codes: Mapping[str, str | int | bool | None]


def timeline(
    work: Work,
    case_id: uuid.UUID,
    steps: Sequence[CheckIn],
    names: Mapping[uuid.UUID, str],
    staff: Mapping[uuid.UUID, str],
) -> tuple[Entry, ...]:
    """All entries of a case, newest first; `names` are the opened first names of its members."""
    persons = list(names)
    entries = [entry for step in steps for entry in _parts(step, names)]
    tried = caseload.each_once(caseload.attempts(work.session, persons))
    sent = ladder.deliveries(work.session, [row.outbound_id for row in tried if row.outbound_id])
    for attempt in tried:
        delivery = sent.get(attempt.outbound_id) if attempt.outbound_id else None
        entries.append(_attempt(work, attempt, names, staff, delivery))
    for answer, person_id in caseload.answers(work.session, case_id):
        by = staff.get(answer.staff_id) if answer.staff_id else None
        codes = {"question": answer.question.value, "answer": answer.answer.value, "unclear": answer.unclear}
        entries.append(Entry(answer.at, Happened.ANSWER, names.get(person_id), by, codes))
    for concern in caseload.concerns_of_case(work.session, case_id, persons):
        entries += _concern(concern, names, staff)
    for task in caseload.tasks_of_case(work.session, case_id, persons):
        entries += _task(task, names, staff)
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _parts(step: CheckIn, names: Mapping[uuid.UUID, str]) -> list[Entry]:
    entries = []
    for part in step.parts:
        name = names.get(part.person_id)
        if part.opened_at:
            codes: dict[str, str | int | bool | None] = {"number": step.number}
            entries.append(Entry(part.opened_at, Happened.PART_OPENED, name, None, codes))
        if part.ended_at:
            ended = {"number": step.number, "outcome": part.outcome.value if part.outcome else None}
            entries.append(Entry(part.ended_at, Happened.PART_ENDED, name, None, ended))
    return entries


def _attempt(
    work: Work,
    row: Attempt,
    names: Mapping[uuid.UUID, str],
    staff: Mapping[uuid.UUID, str],
    delivery: Delivery | None,
) -> Entry:
    by = staff.get(row.staff_id) if row.staff_id else None
    codes: dict[str, str | int | bool | None] = {
        "channel": row.channel, "result": row.result, "note": note_of(work, row),
    }  # fmt: skip
    if delivery is not None:
        codes |= {"state": delivery.state.value, "provider_status": delivery.provider_status}
        codes |= {"error_code": delivery.error_code, "why": delivery.reason}
    return Entry(row.at, Happened.ATTEMPT, names.get(row.person_id), by, codes)


def _concern(row: ConcernRow, names: Mapping[uuid.UUID, str], staff: Mapping[uuid.UUID, str]) -> list[Entry]:
    name = names.get(row.person_id) if row.person_id else None
    codes = {"id": str(row.id), "urgency": row.urgency.value}
    entries = [Entry(row.first_suspected_at, Happened.CONCERN_RAISED, name, None, codes)]
    if row.acknowledged_at and row.acknowledged_by:
        by = staff.get(row.acknowledged_by)
        entries.append(Entry(row.acknowledged_at, Happened.CONCERN_ACKNOWLEDGED, name, by, codes))
    return entries


def _task(row: Task, names: Mapping[uuid.UUID, str], staff: Mapping[uuid.UUID, str]) -> list[Entry]:
    name = names.get(row.person_id) if row.person_id else None
    codes = {"kind": row.kind.value, "reason": row.reason, "result": row.result}
    entries = [Entry(row.created_at, Happened.TASK_OPENED, name, None, codes)]
    if row.done_at:
        by = staff.get(row.done_by) if row.done_by else None
        entries.append(Entry(row.done_at, Happened.TASK_DONE, name, by, codes))
    return entries
