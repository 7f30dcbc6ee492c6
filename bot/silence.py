"""What happens when nobody answers: the promised second question, then the end with a call task.

Kinds of silence are told apart, each with its own next step (flows.policy.silence).
"""

import uuid
from dataclasses import replace

from sqlalchemy import select

from bot.conversations import keep_turn
from bot.each import each_alone
from bot.effects import Carrier
from bot.facts import address_in, contact_facts, rules
from bot.ladder.kinds import told_apart
from bot.ladder.rungs import plan
from bot.runtime import Runtime, Work
from bot.scene import Scene
from flows import engine
from flows.policy.contact import may_text
from flows.turn import Turn
from flows.vocabulary import ConversationStatus
from storage.models import Address, Conversation
from storage.queries import addresses


def wake(runtime: Runtime) -> int:
    """Wake every open conversation whose hour has come. Returns how many were moved on.

    One that a person has taken over is theirs until handed back, however long that takes (invariant 11).
    """
    with runtime.look() as work:
        query = select(Conversation.id).where(
            Conversation.provider_id == work.settings.provider_id,
            Conversation.status == ConversationStatus.OPEN,
            Conversation.taken_over_at.is_(None),
            Conversation.wake_at <= work.now,
        )
        due = list(work.session.scalars(query.order_by(Conversation.wake_at)))
    return each_alone(due, lambda talk_id: _wake_one(runtime, talk_id), "wake")


def _wake_one(runtime: Runtime, conversation_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        conversation = work.session.get_one(Conversation, conversation_id)
        addresses.lock(work.session, conversation.address_id)
        work.session.refresh(conversation, with_for_update={"key_share": True})
        if conversation.status is not ConversationStatus.OPEN or conversation.wake_at > work.now:
            return False
        part = conversation.part
        address = work.session.get_one(Address, conversation.address_id)
        scene = Scene(address, conversation.person, part.check_in.case, part.role, part, conversation)
        turn = _ask_again(work, scene) if _promised(conversation) else _expire(work, conversation)
        if turn is None or (not turn.effects and turn.state == conversation.state):
            return False
        _keep(work, scene, turn)
        return True


def _promised(conversation: Conversation) -> bool:
    """Whether the person said "later" and was promised one more question."""
    return conversation.state.get("ask_again_at") is not None


def _ask_again(work: Work, scene: Scene) -> Turn | None:
    """The promised question, if this is a good hour; else wait for the next one."""
    conversation, person, case, role = scene.conversation, scene.person, scene.case, scene.role
    assert conversation and person and case and role  # noqa: PT018 - one scene, one thought
    at = address_in(work, person, conversation.address_id)
    facts = contact_facts(work, person, case, role, at)
    answer = may_text(replace(facts, last_opening_at=None), work.now, rules=rules(work))
    if not answer.allowed and answer.at is not None:
        conversation.wake_at = answer.at
        return None
    if not answer.allowed:
        return _expire(work, conversation)
    definition = work.runtime.flows.get(conversation.flow, conversation.flow_version)
    conversation.reminded_at = work.now  # the promised question is the one reminder
    return engine.ask_again(definition, conversation.state, work.now)


def _expire(work: Work, conversation: Conversation) -> Turn:
    definition = work.runtime.flows.get(conversation.flow, conversation.flow_version)
    return engine.expire(definition, conversation.state, work.now)


def _keep(work: Work, scene: Scene, turn: Turn) -> None:
    conversation = scene.conversation
    assert conversation is not None
    conversation.turn += 1
    conversation.last_turn_at = work.now
    keep_turn(conversation, turn)
    step = f"wake:{conversation.id}:{conversation.turn}"
    effects = tuple(told_apart(work, conversation, turn))
    Carrier(work, scene, language=conversation.language, step=step).carry_out(effects)
    plan(work, conversation)
