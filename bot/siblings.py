"""Several released children of one sponsor: one person with one conversation, and a record a case (6.3).

What a child is called in it is the label that was agreed at enrolment. Without a label of its own a
child cannot be told apart in a text, and its part is a call.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.delivery.outbox import cancel_texts_of
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.calendar import add_business_days
from flows.turn import OpenTask
from flows.vocabulary import ConversationStatus, Outcome, PartStatus, Role, TaskKind, TaskReason
from storage.models import Address, Case, CasePerson, CheckInPart, Conversation, Person
from storage.queries import ladder as ladder_queries
from storage.queries import siblings as queries

DAYS_AHEAD = 3
"""Business days: a sibling's check-in that falls due within them is asked about in the same conversation."""
ENDED = "conversation_ended"
"""Why a text that waited is not sent."""
NOT_FINISHED = frozenset({PartStatus.OPEN, PartStatus.HANDED_OVER})


def label_of(work: Work, person: Person, case: Case) -> str | None:
    """What the child of this case is called in texts to this person; never a name (6.8.5)."""
    member = next((member for member in case.members if member.person_id == person.id), None)
    return _opened(work, person, member) if member else None


def is_told_apart(work: Work, person: Person, case: Case) -> bool:
    """Whether a text can say which of the sponsor's children it means: a label, and nobody else's."""
    labels = {
        member.case_id: (_opened(work, person, member) or "").casefold()
        for member in queries.sponsorships(work.session, person.id)
    }
    own = labels.get(case.id, "")
    return bool(own) and list(labels.values()).count(own) == 1


def asked_together(work: Work, part: CheckInPart, today: dt.date) -> list[CheckInPart]:
    """A sponsor's parts that are opened with this one, this one included, the earliest due first.

    Of each other case the newest check-in that is due, else the next one that falls due in time. The
    caller asks for each whether a text may go.
    """
    if part.role is not Role.SPONSOR:
        return [part]
    until = add_business_days(today, DAYS_AHEAD)
    found = {part.check_in.case_id: part}
    for other in queries.scheduled_parts(work.session, part.person_id):
        case_id = other.check_in.case_id
        if case_id not in found and other.due_on <= until and _is_next(work, other, today):
            found[case_id] = other
    return sorted(found.values(), key=lambda row: (row.due_on, row.check_in.case.case_number))


def opens_on(work: Work, part: CheckInPart) -> dt.date:
    """The day on which a part is asked about: its own, or that of a sibling's part shortly before."""
    if part.role is not Role.SPONSOR or not is_told_apart(work, part.person, part.check_in.case):
        return part.due_on
    days = [part.due_on]
    for other in queries.scheduled_parts(work.session, part.person_id):
        if other.check_in.case_id == part.check_in.case_id or other.due_on > part.due_on:
            continue
        near = part.due_on <= add_business_days(other.due_on, DAYS_AHEAD)
        if near and is_told_apart(work, part.person, other.check_in.case):
            days.append(other.due_on)
    return min(days)


def scenes_of(scene: Scene) -> tuple[Scene, ...]:
    """The scene of each child that a conversation is about, in the order of asking; else the scene itself."""
    talk = scene.conversation
    if talk is None or not talk.siblings:
        return (scene,)
    return tuple(replace(scene, part=part, case=part.check_in.case, role=part.role) for part in talk.parts)


def leave_to_staff(work: Work, talk: Conversation, parts: Iterable[CheckInPart]) -> None:
    """Somebody rings about children whose conversation has ended because of another child's case."""
    address = work.session.get_one(Address, talk.address_id)
    for part in parts:
        if part.status is PartStatus.OPEN:
            part.status, part.outcome = PartStatus.HANDED_OVER, Outcome.HANDED_OVER
            part.ended_at = work.now
        scene = Scene(address, talk.person, part.check_in.case, part.role, part)
        open_task(work, scene, _LEFT_OVER, cause=part.id)


def end_talk(work: Work, talk: Conversation, outcome: Outcome | None) -> None:
    """End a conversation without a text; children of open cases who are not settled are left to staff.

    What waits of it in the outbox is not sent.
    """
    cancel_texts_of(work, talk.id, ENDED)
    talk.status, talk.outcome = ConversationStatus.ENDED, outcome
    talk.waiting_for, talk.ended_at = None, work.now
    if talk.siblings:
        leave_to_staff(work, talk, [part for part in talk.parts if _is_left(part)])


def siblings_in(detail: object) -> Sequence[uuid.UUID]:
    """Parts of siblings that the call of a task is about too; `detail` is the task's."""
    rows = detail.get("siblings", []) if isinstance(detail, dict) else []
    return [uuid.UUID(row["part"]) for row in rows]


_LEFT_OVER = OpenTask(TaskKind.CALL, TaskReason.SEVERAL_CHILDREN, "next_working_day")


def _is_left(part: CheckInPart) -> bool:
    return part.status in NOT_FINISHED and part.check_in.case.closed_at is None


def _opened(work: Work, person: Person, member: CasePerson) -> str | None:
    return work.vault.open_optional(person.data_key_id, "child_label", member.child_label_sealed)


def _is_next(work: Work, part: CheckInPart, today: dt.date) -> bool:
    """Whether a scheduled part is the one that its case would ask about now: no newer one is due."""
    rows = ladder_queries.parts_of(work.session, part.check_in.case_id, part.person_id)
    due = [row for row in rows if row.due_on <= today]
    if due and due[0].status is PartStatus.SCHEDULED:
        return part.id == due[0].id
    return part.due_on > today
