"""A number that is no longer a person's own: what is open there ends, and what waits for it goes nowhere.

Whoever has the number now must neither read the next question nor answer it (invariants 5 and 6).
"""

from collections.abc import Collection

from sqlalchemy import select

from bot.conversations import keep_turn
from bot.delivery.outbox import NUMBER_CHANGED, cancel_queued
from bot.effects import Carrier
from bot.runtime import Work
from bot.scene import Scene
from flows import engine
from flows.vocabulary import ConversationStatus, TaskReason
from storage.models import Address, Conversation, Person
from storage.queries import addresses


def moved(work: Work, person: Person, dropped: Collection[Address], used: Collection[Address]) -> None:
    """The links of a person have changed: staff call about what was open at a number left or now shared."""
    for address in dropped:
        end_here(work, person, address, TaskReason.NUMBER_CHANGED)
        cancel_queued(work, address.id, NUMBER_CHANGED, person_id=person.id)
        if not addresses.current_persons(work.session, address.id):
            cancel_queued(work, address.id, NUMBER_CHANGED)
    for address in used:
        _make_room(work, person, address)


def _make_room(work: Work, newcomer: Person, address: Address) -> None:
    for person, _ in addresses.current_persons(work.session, address.id):
        if person.id != newcomer.id and end_here(work, person, address, TaskReason.SHARED_NUMBER):
            cancel_queued(work, address.id, NUMBER_CHANGED, person_id=person.id)


def end_here(work: Work, person: Person, address: Address, reason: TaskReason) -> bool:
    """End a person's open conversation at an address, with a call and no text; whether there was one."""
    query = select(Conversation).where(
        Conversation.person_id == person.id,
        Conversation.address_id == address.id,
        Conversation.status == ConversationStatus.OPEN,
    )
    talk = work.session.scalars(query.with_for_update(key_share=True, of=Conversation)).first()
    if talk is None:
        return False
    definition = work.runtime.flows.get(talk.flow, talk.flow_version)
    turn = engine.break_off(definition, talk.state, work.now, reason)
    talk.turn += 1
    talk.last_turn_at, talk.rung_at = work.now, None
    keep_turn(talk, turn)
    part = talk.part
    scene = Scene(address, person, part.check_in.case, part.role, part, talk)
    step = f"break_off:{talk.id}:{talk.turn}"
    Carrier(work, scene, language=talk.language, step=step, silent=True).carry_out(turn.effects)
    work.audit(reason.value, "conversation", talk.id, case_id=part.check_in.case_id)
    return True
