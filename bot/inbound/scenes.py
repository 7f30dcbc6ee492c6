"""Whose message it is: the address tells, never a guess."""

import uuid
from collections.abc import Sequence, Set
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from bot.facts import persons_on_number
from bot.records.joint import may_ask_time
from bot.runtime import Work
from bot.scene import Scene
from flows.policy.no_contact import is_childs_own
from flows.turn import Context
from flows.vocabulary import PRIVATE_OWNERS, ConversationStatus, Role
from storage.models import (
    Address,
    Case,
    CheckIn,
    CheckInPart,
    Conversation,
    Inbound,
    Outbound,
    Person,
)
from storage.queries import addresses, ladder
from storage.queries.caseload import newest_membership


def find_scene(work: Work, inbound: Inbound) -> tuple[Scene, list[Person]]:
    """The scene of a message and all persons who use its address.

    With an open conversation the person is its person; without one, the only person of the number.
    Where two share a number and nothing is open, nobody is guessed.
    """
    address = work.session.get_one(Address, inbound.address_id)
    persons = [person for person, _ in addresses.current_persons(work.session, address.id)]
    conversation = _conversation(work, address, {person.id for person in persons})
    if conversation is not None:
        part = conversation.part
        scene = Scene(
            address=address,
            person=conversation.person,
            case=part.check_in.case,
            role=part.role,
            part=part,
            conversation=conversation,
            inbound=inbound,
        )
        return scene, persons
    scene = Scene(address, inbound=inbound)
    if len(persons) == 1:
        return _at_rest(work, scene, persons[0]), persons
    return scene_of_nobody(scene, persons), persons


def scene_of_user(work: Work, scene: Scene, person: Person) -> Scene:
    """The scene of one of the persons who share a number; what of theirs is in hand here goes on."""
    query = select(Conversation).where(
        Conversation.address_id == scene.at.id, Conversation.person_id == person.id
    )
    newest = work.session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()
    if newest is None or newest.status is not ConversationStatus.HANDED_OVER:
        return _at_rest(work, scene, person)
    part = newest.part
    return Scene(scene.address, person, part.check_in.case, part.role, part, newest, scene.inbound)


def scene_of_nobody(scene: Scene, persons: Sequence[Person]) -> Scene:
    """The scene of a message that may be of any of these."""
    return Scene(scene.address, case=_common_case(persons), inbound=scene.inbound)


def _at_rest(work: Work, scene: Scene, person: Person) -> Scene:
    member = newest_membership(work.session, person.id)
    case, role = (member.case, member.role) if member else (None, None)
    return Scene(scene.address, person, case, role, inbound=scene.inbound)


def context_of(work: Work, scene: Scene, parts: Sequence[CheckInPart] = ()) -> Context:
    """What the engine may know of the person. `parts`: what a conversation to be opened will ask about."""
    person, case = scene.person, scene.case
    assert person is not None
    assert scene.role is not None
    asked = scene.conversation.parts if scene.conversation else parts
    identity = "check_word" if person.check_word_sealed is not None else "question"
    link = addresses.link_of(person, scene.at)
    return Context(
        role=scene.role,
        identity=identity,
        # Who has taken over speaks alone: nothing warm is written, so nothing of it may be waited for.
        private_channel=link.owner in PRIVATE_OWNERS and not taken_over(scene),
        court_date=case.court_date if case else None,
        language=scene.conversation.language if scene.conversation else person.language,
        languages=work.runtime.texts.languages,
        court_dates=tuple(part.check_in.case.court_date for part in asked) if len(asked) > 1 else (),
        shared=lambda: not is_childs_own(link.owner, persons_on_number(work, scene.at)),
        joint_open=lambda: not taken_over(scene) and may_ask_time(work, scene),
    )


def taken_over(scene: Scene) -> bool:
    """True while a caseworker speaks in this thread (invariant 11)."""
    return scene.conversation is not None and scene.conversation.taken_over_at is not None


def person_writes(work: Work, scene: Scene) -> bool:
    """True once a member of staff has written in a thread that they have taken over.

    What comes in then answers them: a "yes" to their words is no answer to what the machine had asked.
    """
    talk = scene.conversation
    if talk is None or talk.taken_over_at is None:
        return False
    query = select(Outbound.id).where(
        Outbound.conversation_id == talk.id,
        Outbound.staff_id.is_not(None),
        Outbound.created_at >= talk.taken_over_at,
    )
    return work.session.scalars(query.limit(1)).first() is not None


def _conversation(work: Work, address: Address, users: Set[uuid.UUID]) -> Conversation | None:
    """The open conversation of the address, or the one that went on at the person's other address; else
    the newest one that a person has in hand. Of nobody but those who use the address now."""
    found = work.session.scalars(_open_here(), {"address": address.id}).unique().first()
    if found is not None and found.person_id in users:
        return found
    moved = ladder.moved_away(work.session, address.id)
    if moved is not None:
        moved.address_id = address.id  # the person answers here: the conversation goes on here
        return moved
    query = select(Conversation).where(
        Conversation.address_id == address.id, Conversation.person_id.in_(users)
    )
    newest = work.session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()
    in_hand = newest is not None and newest.status is ConversationStatus.HANDED_OVER
    return newest if in_hand else None


@cache
def _open_here() -> Select[Conversation]:
    """The open conversation of an address, with its part, the check-in and the case."""
    part = joinedload(Conversation.part, innerjoin=True)
    check_in = part.joinedload(CheckInPart.check_in, innerjoin=True)
    return (
        select(Conversation)
        .where(
            Conversation.address_id == bindparam("address"),
            Conversation.status == ConversationStatus.OPEN,
        )
        .options(
            check_in.joinedload(CheckIn.case, innerjoin=True),
            check_in.joinedload(CheckIn.parts),
            joinedload(Conversation.siblings),
        )
        # A person with two addresses may write by both at once: one turn at a time (invariant 3).
        .with_for_update(key_share=True, of=Conversation)
        .execution_options(populate_existing=True)
    )


def _common_case(persons: Sequence[Person]) -> Case | None:
    """The case that all users of a shared number have in common, if it is exactly one."""
    if not persons:
        return None
    shared: set[Case] | None = None
    for person in persons:
        cases = {member.case for member in person.cases if member.role is not Role.ALTERNATE}
        shared = cases if shared is None else shared & cases
    return next(iter(shared)) if shared and len(shared) == 1 else None
