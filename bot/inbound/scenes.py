"""Whose message it is: the address tells, never a guess."""

from sqlalchemy import select

from bot.runtime import Work
from bot.scene import Scene
from flows.turn import Context
from flows.vocabulary import PRIVATE_OWNERS, ConversationStatus, Role
from storage.models import (
    Address,
    Case,
    CasePerson,
    Conversation,
    Inbound,
    Person,
    PersonAddress,
)
from storage.queries import addresses


def find_scene(work: Work, inbound: Inbound) -> tuple[Scene, list[Person]]:
    """The scene of a message and all persons who use its address.

    With an open conversation the person is its person; without one, the only person of the number.
    Where two share a number and nothing is open, nobody is guessed.
    """
    address = work.session.get_one(Address, inbound.address_id)
    persons = [person for person, _ in addresses.current_persons(work.session, address.id)]
    conversation = _conversation(work, address)
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
    if len(persons) == 1:
        member = _newest_membership(work, persons[0])
        case, role = (member.case, member.role) if member else (None, None)
        return Scene(address, persons[0], case, role, inbound=inbound), persons
    return Scene(address, case=_common_case(work, persons), inbound=inbound), persons


def context_of(work: Work, scene: Scene) -> Context:
    """What the engine may know of the person."""
    person, case = scene.person, scene.case
    assert person is not None
    assert scene.role is not None
    identity = "check_word" if person.check_word_sealed is not None else "question"
    link = work.session.scalars(
        select(PersonAddress).where(
            PersonAddress.person_id == person.id, PersonAddress.address_id == scene.at.id
        )
    ).one()
    return Context(
        role=scene.role,
        identity=identity,
        private_channel=link.owner in PRIVATE_OWNERS,
        court_date=case.court_date if case else None,
        language=scene.conversation.language if scene.conversation else person.language,
        languages=work.runtime.texts.languages,
    )


def taken_over(scene: Scene) -> bool:
    """True while a caseworker speaks in this thread (invariant 11)."""
    return scene.conversation is not None and scene.conversation.taken_over_at is not None


def _conversation(work: Work, address: Address) -> Conversation | None:
    """The open conversation of the address, else the newest one that a person has in hand."""
    query = select(Conversation).where(Conversation.address_id == address.id)
    is_open = query.where(Conversation.status == ConversationStatus.OPEN)
    found = work.session.scalars(is_open).first()
    if found is not None:
        return found
    newest = work.session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()
    in_hand = newest is not None and newest.status is ConversationStatus.HANDED_OVER
    return newest if in_hand else None


def _newest_membership(work: Work, person: Person) -> CasePerson | None:
    query = (
        select(CasePerson)
        .join(Case)
        .where(CasePerson.person_id == person.id)
        .order_by(Case.closed_at.is_not(None), Case.release_date.desc())
        .limit(1)
    )
    return work.session.scalars(query).first()


def _common_case(work: Work, persons: list[Person]) -> Case | None:
    """The case that all users of a shared number have in common, if it is exactly one."""
    if not persons:
        return None
    shared: set[Case] | None = None
    for person in persons:
        cases = {member.case for member in person.cases if member.role is not Role.ALTERNATE}
        shared = cases if shared is None else shared & cases
    return next(iter(shared)) if shared and len(shared) == 1 else None
