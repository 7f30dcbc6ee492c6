"""The conversations of a person that have not ended, and the concerns on which somebody acts there."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from bot.alarms.taking import acted
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Work
from flows.vocabulary import ConcernStatus, ConversationStatus
from storage.models import ConcernRow, Conversation
from storage.queries import caseload


def standing(work: Work, viewer: Viewer, person_id: uuid.UUID) -> tuple[uuid.UUID, Sequence[Conversation]]:
    """The case in scope and the conversations that have not ended, oldest first, locked.

    Raises NotHere outside the caseload.
    """
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    talks = work.session.scalars(
        select(Conversation)
        .where(Conversation.person_id == person_id, Conversation.status != ConversationStatus.ENDED)
        .order_by(Conversation.opened_at, Conversation.id)
        .with_for_update()
    ).all()
    return case_id, talks


def acted_for(work: Work, person_id: uuid.UUID) -> None:
    """Somebody does something about this person: what was acknowledged need not ring again for lack of it."""
    query = select(ConcernRow.id).where(
        ConcernRow.person_id == person_id, ConcernRow.status == ConcernStatus.ACKNOWLEDGED
    )
    for concern_id in work.session.scalars(query):
        acted(work, concern_id)
