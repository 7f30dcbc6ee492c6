"""The scene of an outbound text: who gets it, in which conversation."""

from bot.runtime import Work
from bot.scene import Scene
from storage.models import Address, Conversation, Outbound, Person
from storage.queries.caseload import newest_membership


def scene_of(work: Work, outbound: Outbound) -> Scene:
    """The scene of a text that we wrote."""
    address = work.session.get_one(Address, outbound.address_id)
    if outbound.conversation_id is not None:
        conversation = work.session.get_one(Conversation, outbound.conversation_id)
        part = conversation.part
        return Scene(address, conversation.person, part.check_in.case, part.role, part, conversation)
    person = work.session.get_one(Person, outbound.person_id) if outbound.person_id else None
    member = newest_membership(work.session, person.id) if person else None
    return Scene(address, person, member.case if member else None)
