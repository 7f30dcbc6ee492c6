"""Calls that people make after the texts: how many are demanded, the alternative contacts, the end (6.3).

The machine never makes a call and never documents "unable to contact": it counts what people entered.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.facts import current_address, ladder_rules
from bot.ladder.contact import child_of, note_call, was_reached
from bot.ladder.watching import raise_lost_contact
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import siblings_in
from bot.tasks import open_task
from flows.policy.ladder import Efforts, efforts
from flows.policy.routing import CALL_REASONS
from flows.policy.silence import LADDER_REASONS
from flows.turn import OpenTask
from flows.vocabulary import SPOKE, CallResult, Outcome, PartStatus, Role, TaskKind, TaskReason
from storage.models import Attempt, CheckInPart, Task
from storage.queries import ladder as queries
from storage.queries import today

UNABLE = "unable_to_contact"
"""Result of a call task after all efforts."""

_DEMANDS = {reason.value for reason in LADDER_REASONS | CALL_REASONS}
_ALTERNATIVE = OpenTask(TaskKind.CALL, TaskReason.ALTERNATIVE_CONTACT, "next_working_day")


def demands_calls(task: Task) -> bool:
    """Whether a task is a check-in by telephone that ends only after reasonable efforts (6.3)."""
    about_part = task.part_id is not None and task.person_id is not None
    return about_part and task.kind in queries.CHECK_IN_CALLS and task.reason in _DEMANDS


def efforts_of(work: Work, task: Task) -> Efforts:
    """How far the calls of a task have come. Raises ValueError for a task that demands none."""
    found = efforts_of_tasks(work, [task]).get(task.id)
    if found is None:
        raise ValueError("this task demands no row of calls")
    return found


def efforts_of_tasks(work: Work, tasks: Iterable[Task]) -> dict[uuid.UUID, Efforts]:
    """The same for many tasks by id, with as many statements as for one; without those that demand none."""
    demanding = [task for task in tasks if demands_calls(task)]
    part_ids = {task.part_id for task in demanding if task.part_id}
    made: defaultdict[uuid.UUID, list[Attempt]] = defaultdict(list)
    for call in queries.calls_for_parts(work.session, part_ids):
        if call.part_id:
            made[call.part_id].append(call)
    others: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for part_id, person_id in queries.alternates_of_parts(work.session, part_ids):
        others[part_id].add(person_id)
    return {
        task.id: _efforts(work, task, made[task.part_id], others[task.part_id])
        for task in demanding
        if task.part_id
    }


def _efforts(work: Work, task: Task, made: Sequence[Attempt], others: Set[uuid.UUID]) -> Efforts:
    mine = [call for call in made if call.person_id == task.person_id]
    zone = task.case.time_zone if task.case else "UTC"
    return efforts(
        [call.at for call in mine if call.result not in SPOKE],
        zone,
        len(others - {call.person_id for call in made}),
        ladder_rules(work),
        not_in_service=bool(mine) and mine[-1].result == CallResult.NOT_IN_SERVICE,
    )


def may_finish(work: Work, task: Task, result: CallResult) -> bool:
    """Whether a call with this result may be the last of its task: somebody was reached, or all was tried."""
    return result in SPOKE or not demands_calls(task) or efforts_of(work, task).exhausted


def after_call(work: Work, viewer: Viewer, attempt: Attempt, task: Task | None) -> None:
    """What an entered call brings: contact with the child, the alternative contacts, or the end of efforts.

    Call it once the attempt is written and, where the caller wanted so, the task is finished.
    """
    note_call(work, attempt, task.case_id if task else None)
    if task is None or not demands_calls(task) or attempt.result in SPOKE:
        return
    found = efforts_of(work, task)
    if found.called_enough and found.alternatives:
        _ask_alternatives(work, task)
    if found.exhausted and task.done_at is not None:
        _document(work, viewer, task)


def document_unable(work: Work, viewer: Viewer, task_id: object) -> None:
    """A person documents "unable to contact" without a further call, once all was tried (6.3).

    Raises NotHere outside the caseload; Refused when it is done, or when efforts are still missing.
    """
    task = today.find_task(work.session, viewer.scope(work), work.now, task_id)  # type: ignore[arg-type]
    if task is None:
        raise NotHere
    if task.done_at is not None:
        raise Refused(Why.ALREADY_DONE)
    if not demands_calls(task) or not efforts_of(work, task).exhausted:
        raise Refused(Why.EFFORTS_MISSING)
    task.done_at, task.done_by, task.result = work.now, viewer.staff_id, UNABLE
    work.audit("finish", "task", task.id, staff_id=viewer.staff_id, case_id=task.case_id, result=UNABLE)
    _document(work, viewer, task)


def _ask_alternatives(work: Work, task: Task) -> None:
    """A call task for each alternative contact; they are told nothing but "please ask them to call us"."""
    part = work.session.get_one(CheckInPart, task.part_id)
    for member in queries.alternatives_not_called(work.session, part):
        at = current_address(work, member.person)
        scene = Scene(at[0] if at else None, member.person, part.check_in.case, member.role, part)
        open_task(work, scene, _ALTERNATIVE, cause=f"{part.id}:{member.person_id}")


def _document(work: Work, viewer: Viewer, task: Task) -> None:
    """The part ends, with its attempts on file, and with it those of siblings whom the calls were about."""
    for part_id in (task.part_id, *siblings_in(task.detail)):
        if _document_part(work, viewer, work.session.get_one(CheckInPart, part_id)):
            task.result = UNABLE


def _document_part(work: Work, viewer: Viewer, part: CheckInPart) -> bool:
    """True where the part was not settled; a child with whom contact was there is then lost."""
    if part.status is PartStatus.REACHED or part.status is PartStatus.OPEN:
        return False
    part.status, part.outcome = PartStatus.NOT_COMPLETED, Outcome.UNABLE_TO_CONTACT
    part.ended_at = part.ended_at or work.now
    case = part.check_in.case
    work.audit(
        "unable_to_contact", "check_in_part", part.id, staff_id=viewer.staff_id, case_id=case.id,
        calls=len(queries.calls_of(work.session, part.id, part.person_id)),
    )  # fmt: skip
    child = child_of(case)
    if part.role is Role.CHILD and child is not None and was_reached(work, case.id):
        raise_lost_contact(work, case, child)
    return True
