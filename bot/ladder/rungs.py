"""The machine's rungs: one reminder, and the person's other channel on the next day (6.3).

Each conversation stands in the database with the moment at which the ladder looks at it next; the tick
only wakes it, and two workers never climb one rung twice.
"""

import datetime as dt
import uuid
from dataclasses import replace

from bot.each import each_alone
from bot.effects import Carrier
from bot.facts import address_in, contact_facts, current_addresses, ladder_rules, persons_on_number, rules
from bot.ladder.attempts import OTHER_CHANNEL_QUEUED, REMINDER_QUEUED, log_attempt
from bot.ladder.fates import channel_is_shut
from bot.runtime import Runtime, Work
from bot.scene import Scene
from flows import engine
from flows.policy.contact import MayText, may_text
from flows.policy.ladder import Climb, Rung, next_rung
from flows.shared_texts import REMINDER
from flows.turn import Say
from flows.vocabulary import SPOKE, ConversationStatus, Lane
from storage.models import Address, Conversation, PersonAddress
from storage.queries import addresses
from storage.queries import ladder as queries

At = tuple[Address, PersonAddress]


def plan(work: Work, conversation: Conversation) -> None:
    """Write down when the ladder looks at a conversation next: after its opening, and after every turn.

    Never while the person has been promised a later question, nor after a disclosure.
    """
    conversation.rung_at = _next_look(work, conversation)


def next_rung_of(work: Work, conversation: Conversation) -> tuple[Rung, dt.datetime] | None:
    """What the machine tries next by text, and not before when (UTC); None when it has nothing left."""
    if conversation.rung_at is None or _rests(conversation):
        return None
    rung, due = next_rung(_climb(work, conversation), ladder_rules(work))
    return None if rung is Rung.CALLS else (rung, max(due, conversation.rung_at))


def climb_ladder(runtime: Runtime) -> int:
    """Climb every rung that is due and allowed now. Returns how many texts were written."""
    with runtime.look() as work:
        due = queries.due_rungs(work.session, work.settings.provider_id, work.now)
    return each_alone(due, lambda talk_id: _climb_one(runtime, talk_id), "ladder")


def _climb_one(runtime: Runtime, conversation_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        talk = work.session.get_one(Conversation, conversation_id)
        addresses.lock(work.session, talk.address_id)
        work.session.refresh(talk, with_for_update=True)
        if talk.status is not ConversationStatus.OPEN or talk.rung_at is None or talk.rung_at > work.now:
            return False
        talk.rung_at = None
        if _rests(talk) or _spoken_with(work, talk):
            return False
        return _climb_at(work, talk, _climb(work, talk))


def _climb_at(work: Work, talk: Conversation, climb: Climb) -> bool:
    """Do what is due, or wait for a good hour; a reminder that finds none is left out."""
    rung, due = next_rung(climb, ladder_rules(work))
    if rung is Rung.CALLS:
        return False
    if due > work.now:
        talk.rung_at = due
        return False
    at = _present(work, talk) if rung is Rung.REMINDER else _other(work, talk)
    key = REMINDER if rung is Rung.REMINDER else None
    answer = _may(work, talk, at, key) if at is not None else None
    if at is not None and answer is not None and answer.allowed:
        _remind(work, talk, at) if rung is Rung.REMINDER else _move(work, talk, at)
        plan(work, talk)
        return True
    if answer is not None and answer.at is not None and answer.at < climb.ends_at:
        talk.rung_at = answer.at
        return False
    if rung is Rung.REMINDER:
        return _climb_at(work, talk, replace(climb, number_dead=True))
    return False


def _next_look(work: Work, talk: Conversation) -> dt.datetime | None:
    if talk.status is not ConversationStatus.OPEN or _rests(talk):
        return None
    rung, due = next_rung(_climb(work, talk), ladder_rules(work))
    return due if rung is not Rung.CALLS else None


def _rests(talk: Conversation) -> bool:
    """Whether the conversation has a promise of its own: tomorrow's question, or care after a disclosure.

    Nor is anybody reminded who has answered everything and is asked only for the time of the joint call.
    """
    state = talk.state
    return state.get("ask_again_at") is not None or state.get("care") is not None or bool(state.get("joint"))


def _spoken_with(work: Work, talk: Conversation) -> bool:
    """Whether a caseworker has spoken with the person since: nobody is reminded after a call."""
    return queries.called_since(work.session, talk.person_id, talk.opened_at, SPOKE)


def _climb(work: Work, talk: Conversation) -> Climb:
    ends_at = engine.expires_at(talk.state)
    assert ends_at is not None, "an open conversation has an end"
    return Climb(
        waiting_since=dt.datetime.fromisoformat(talk.state["waiting_since"]),
        ends_at=ends_at,
        zone=talk.part.check_in.case.time_zone,
        reminded_at=talk.reminded_at,
        moved_at=talk.moved_at,
        # Who was heard on one phone is known there only: such a conversation stays where it is.
        other_channel=not talk.state["heard"] and _other(work, talk) is not None,
        number_dead=channel_is_shut(work, talk),
    )


def _present(work: Work, talk: Conversation) -> At | None:
    return address_in(work, talk.person, talk.address_id)


def _other(work: Work, talk: Conversation) -> At | None:
    """Another address of the person that is nobody else's and free, and where only time may forbid a text."""
    for at in current_addresses(work, talk.person):
        if at[0].id == talk.address_id or persons_on_number(work, at[0]) > 1:
            continue
        answer = _may(work, talk, at)
        if (answer.allowed or answer.at is not None) and not queries.is_busy(work.session, at[0].id):
            return at
    return None


def _may(work: Work, talk: Conversation, at: At, text_key: str | None = None) -> MayText:
    """Asked as for any text that we begin; that this check-in was opened today forbids nothing of it."""
    part = talk.part
    facts = contact_facts(work, talk.person, part.check_in.case, part.role, at, text_key)
    return may_text(replace(facts, last_opening_at=None), work.now, rules=rules(work))


def _scene(talk: Conversation, at: At) -> Scene:
    part = talk.part
    return Scene(at[0], talk.person, part.check_in.case, part.role, part, talk)


def _remind(work: Work, talk: Conversation, at: At) -> None:
    carrier = Carrier(work, _scene(talk, at), language=talk.language, step=f"remind:{talk.id}")
    carrier.carry_out((Say(REMINDER, Lane.REMINDER),))
    talk.reminded_at = work.now
    log_attempt(work, talk.part, carrier, REMINDER_QUEUED)


def _move(work: Work, talk: Conversation, at: At) -> None:
    """The first text again, at the other address; what comes in at either is heard in this conversation."""
    definition = work.runtime.flows.get(talk.flow, talk.flow_version)
    turn = engine.say_first_again(definition, talk.state, work.now)
    talk.address_id = at[0].id
    talk.moved_at = work.now
    carrier = Carrier(work, _scene(talk, at), language=talk.language, step=f"move:{talk.id}")
    carrier.carry_out(turn.effects)
    log_attempt(work, talk.part, carrier, OTHER_CHANNEL_QUEUED)
