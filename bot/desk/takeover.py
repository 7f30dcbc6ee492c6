"""A person stops the machine in one conversation, and lets it go on (invariant 11).

Only texts stop. What comes in is still screened for danger, and clocks and tasks run on.
"""

import uuid

from sqlalchemy import select

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import ConversationStatus
from storage.models import Conversation
from storage.queries import caseload


def take_over(work: Work, viewer: Viewer, person_id: uuid.UUID) -> Conversation:
    """Stop the machine's texts to a person. Pressing twice changes nothing.

    Raises NotHere outside the caseload, Refused when nothing is open or somebody else was first.
    """
    conversation, case_id = _open_conversation(work, viewer, person_id)
    if conversation.taken_over_by == viewer.staff_id:
        return conversation
    if conversation.taken_over_at is not None:
        raise Refused(Why.TAKEN_BY_OTHER)
    conversation.taken_over_at = work.now
    conversation.taken_over_by = viewer.staff_id
    work.audit("take_over", "conversation", conversation.id, staff_id=viewer.staff_id, case_id=case_id)
    return conversation


def hand_back(work: Work, viewer: Viewer, person_id: uuid.UUID) -> Conversation:
    """Let the machine go on. Whoever sees the case may do it: the one who took over may be away.

    Raises NotHere outside the caseload, Refused when nobody has taken over.
    """
    conversation, case_id = _open_conversation(work, viewer, person_id)
    if conversation.taken_over_at is None:
        raise Refused(Why.NOT_TAKEN_OVER)
    conversation.taken_over_at = None
    conversation.taken_over_by = None
    work.audit("hand_back", "conversation", conversation.id, staff_id=viewer.staff_id, case_id=case_id)
    return conversation


def _open_conversation(work: Work, viewer: Viewer, person_id: uuid.UUID) -> tuple[Conversation, uuid.UUID]:
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    conversation = work.session.scalar(
        select(Conversation)
        .where(Conversation.person_id == person_id, Conversation.status == ConversationStatus.OPEN)
        .with_for_update()
    )
    if conversation is None:
        raise Refused(Why.NO_CONVERSATION)
    return conversation, case_id
