"""A person stops the machine in one conversation, and lets it go on (invariant 11).

Only texts stop, those of later check-ins too. What comes in is still screened for danger, and clocks
and tasks run on.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import ConversationStatus
from storage.models import Conversation
from storage.queries import caseload


def take_over(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    """Stop the machine's texts to a person, in a conversation that is open or handed over.

    Pressing twice changes nothing. Raises NotHere outside the caseload, Refused when there is no
    such conversation or somebody else was first.
    """
    case_id, talks = _standing(work, viewer, person_id)
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
    work.audit("take_over", "conversation", newest.id, staff_id=viewer.staff_id, case_id=case_id)


def hand_back(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    """Let the machine go on. Whoever sees the case may do it: the one who took over may be away.

    Raises NotHere outside the caseload, Refused when nobody has taken over.
    """
    case_id, talks = _standing(work, viewer, person_id)
    taken = [talk for talk in talks if talk.taken_over_at is not None]
    if not taken:
        raise Refused(Why.NOT_TAKEN_OVER)
    for talk in taken:
        talk.taken_over_at = None
        talk.taken_over_by = None
        work.audit("hand_back", "conversation", talk.id, staff_id=viewer.staff_id, case_id=case_id)


def _standing(work: Work, viewer: Viewer, person_id: uuid.UUID) -> tuple[uuid.UUID, Sequence[Conversation]]:
    """The conversations of a person that have not ended, oldest first, locked."""
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
