"""Contact with the released child: what proves it, and what follows when it is there (6.8.6).

Sponsors' answers prove nothing of the child, nor does a text from a number that is not the child's alone.
"""

import datetime as dt
import uuid

from sqlalchemy import select

from bot.facts import address_in, persons_on_number
from bot.runtime import Work
from bot.scene import Scene
from flows.policy.no_contact import ContactHow, is_childs_own
from flows.vocabulary import CallResult, Role
from storage.models import Attempt, Case, CasePerson, ChildContact
from storage.queries import ladder as queries

REACHED = "reached"
"""Result of a warning whose child has been reached."""


def note_reply(work: Work, scene: Scene) -> None:
    """Keep that the child wrote, known by the agreed word or answer, on a channel of the child's own."""
    talk, person, case = scene.conversation, scene.person, scene.case
    if talk is None or person is None or case is None or scene.role is not Role.CHILD:
        return
    query = select(ChildContact.id).where(ChildContact.conversation_id == talk.id)
    if not talk.state["identified"] or work.session.scalars(query).first() is not None:
        return
    at = address_in(work, person, scene.at.id)
    if at is not None and is_childs_own(at[1].owner, persons_on_number(work, at[0])):
        heard_at = scene.inbound.received_at if scene.inbound else work.now
        _keep(work, case.id, person.id, ContactHow.OWN_CHANNEL, heard_at, conversation_id=talk.id)


def note_call(work: Work, attempt: Attempt, case_id: uuid.UUID | None) -> None:
    """Keep that somebody spoke with the child, whoever had been called."""
    if attempt.result != CallResult.SPOKE_WITH_CHILD or case_id is None:
        return
    case = work.session.get_one(Case, case_id)
    child = next((member for member in case.members if member.role is Role.CHILD), None)
    if child is not None:
        work.session.flush()
        _keep(work, case.id, child.person_id, ContactHow.CALL, attempt.at, attempt_id=attempt.id)


def was_reached(work: Work, case_id: uuid.UUID) -> bool:
    """Whether the child of a case has ever been reached."""
    return case_id in queries.first_contacts(work.session, [case_id])


def child_of(case: Case) -> CasePerson | None:
    """The released child of a case."""
    return next((member for member in case.members if member.role is Role.CHILD), None)


def _keep(
    work: Work,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    how: ContactHow,
    at: dt.datetime,
    *,
    conversation_id: uuid.UUID | None = None,
    attempt_id: uuid.UUID | None = None,
) -> None:
    """Write it down; warnings of the thirty days are then done."""
    row = ChildContact(
        **work.owned(), case_id=case_id, person_id=person_id, how=how.value, at=at,
        conversation_id=conversation_id, attempt_id=attempt_id,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    for task in queries.open_warnings(work.session, case_id):
        task.done_at, task.result = work.now, REACHED
