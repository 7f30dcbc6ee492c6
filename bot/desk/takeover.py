"""A person stops the machine in one conversation, and lets it go on (invariant 11).

Only texts stop, those of later check-ins too. What comes in is still screened for danger, and clocks
and tasks run on. Whoever forgets to hand back is reminded after a day.
"""

import datetime as dt
import uuid

from sqlalchemy import select

from bot.alarms.telling import REMINDER, tell
from bot.conversations import keep_turn
from bot.desk.standing import acted_for, standing
from bot.desk.tasks import TaskResult
from bot.desk.viewer import Refused, Viewer, Why
from bot.each import each_alone
from bot.ladder.rungs import plan
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.tasks import TAKEN_OVER_LONG, open_task, was_opened
from flows import engine
from flows.vocabulary import ConversationStatus, TaskKind
from storage.models import Address, Conversation, InboundProcessing, Outbound, Staff, Task

REMIND_AFTER = dt.timedelta(hours=24)


def take_over(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    """Stop the machine's texts to a person, in a conversation that is open or handed over.

    Pressing twice changes nothing. Raises NotHere outside the caseload, Refused when there is no
    such conversation or somebody else was first.
    """
    case_id, talks = standing(work, viewer, person_id)
    if not talks:
        raise Refused(Why.NO_CONVERSATION)
    taken_by = next((talk.taken_over_by for talk in talks if talk.taken_over_at), None)
    if taken_by == viewer.staff_id:
        return
    if taken_by is not None:
        raise Refused(Why.TAKEN_BY_OTHER)
    newest = talks[-1]
    newest.taken_over_at = work.now
    newest.taken_over_by = viewer.staff_id
    acted_for(work, person_id)
    work.audit("take_over", "conversation", newest.id, staff_id=viewer.staff_id, case_id=case_id)


def hand_back(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    """Let the machine go on. Whoever sees the case may do it: the one who took over may be away.

    Where anything was said meanwhile, the open question is asked again at the next good hour.

    Raises NotHere outside the caseload, Refused when nobody has taken over.
    """
    case_id, talks = standing(work, viewer, person_id)
    taken = [talk for talk in talks if talk.taken_over_at is not None]
    if not taken:
        raise Refused(Why.NOT_TAKEN_OVER)
    for talk in taken:
        _ask_anew(work, talk)
        talk.taken_over_at = None
        talk.taken_over_by = None
        work.audit("hand_back", "conversation", talk.id, staff_id=viewer.staff_id, case_id=case_id)
    _finish_reminders(work, viewer, person_id)


def _ask_anew(work: Work, talk: Conversation) -> None:
    """What was said to a person is no answer to the machine: it asks again, privacy first."""
    if talk.status is not ConversationStatus.OPEN or not _spoken_in(work, talk):
        return
    definition = work.runtime.flows.get(talk.flow, talk.flow_version)
    keep_turn(talk, engine.hand_back(definition, talk.state, work.now))
    plan(work, talk)


def _spoken_in(work: Work, talk: Conversation) -> bool:
    """Whether anybody wrote in the thread since it was taken over."""
    heard = select(InboundProcessing.inbound_id).where(
        InboundProcessing.conversation_id == talk.id, InboundProcessing.done_at >= talk.taken_over_at
    )
    written = select(Outbound.id).where(
        Outbound.conversation_id == talk.id,
        Outbound.staff_id.is_not(None),
        Outbound.created_at >= talk.taken_over_at,
    )
    return any(work.session.scalars(query.limit(1)).first() is not None for query in (heard, written))


def remind_of_taken_over(runtime: Runtime) -> int:
    """Remind whoever took over a day ago and has not handed back: a task, and a content-free text.

    Once for each taking over. Returns how many were reminded.
    """
    with runtime.look() as work:
        query = select(Conversation.id).where(
            Conversation.provider_id == work.settings.provider_id,
            Conversation.status != ConversationStatus.ENDED,
            Conversation.taken_over_at <= work.now - REMIND_AFTER,
        )
        left = list(work.session.scalars(query))
    return each_alone(left, lambda talk_id: _remind_alone(runtime, talk_id), "taken")


def _remind_alone(runtime: Runtime, talk_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        return _remind(work, work.session.get_one(Conversation, talk_id))


def _remind(work: Work, talk: Conversation) -> bool:
    if talk.taken_over_at is None:
        return False  # handed back meanwhile
    cause = f"{talk.id}:{talk.taken_over_at:%Y%m%d%H%M%S}"
    part = talk.part
    address = work.session.get_one(Address, talk.address_id)
    scene = Scene(address, talk.person, part.check_in.case, part.role, part, talk)
    if was_opened(work, TAKEN_OVER_LONG, cause):
        return False
    task = open_task(work, scene, TAKEN_OVER_LONG, cause=cause)
    tell(work, work.session.get_one(Staff, talk.taken_over_by), REMINDER, f"taken_over:{cause}")
    work.audit("remind", "conversation", talk.id, case_id=task.case_id)
    return True


def _finish_reminders(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    query = select(Task).where(
        Task.person_id == person_id, Task.kind == TaskKind.TAKEN_OVER, Task.done_at.is_(None)
    )
    for task in work.session.scalars(query):
        task.done_at, task.done_by, task.result = work.now, viewer.staff_id, TaskResult.DONE.value
