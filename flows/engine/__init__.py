"""The conversation as a pure function: what was said so far, one event, what happens next.

Four events: it starts, a message is heard, it is time to ask again, nobody answered in time. Each
gives a Turn: the new state (small JSON) and effects as data, which the shell carries out in order
and in one transaction. No clock, no ids, no names and no numbers in here.
"""

import datetime as dt

from flows.definition_values import Definition
from flows.engine import care, joint
from flows.engine.closing import time_is_up
from flows.engine.joint import JOINT_WAIT
from flows.engine.late import break_off, hand_back, overtake, reopen, say_first_again
from flows.engine.listening import listen
from flows.engine.steps import say_pending, wait_for
from flows.engine.talk import ANSWER_WAIT, CARE_WAIT, ConversationClosed, EngineError, Kept, Talk
from flows.turn import Context, Heard, State, Turn
from flows.vocabulary import Lane, Question

__all__ = [
    "ANSWER_WAIT",
    "CARE_WAIT",
    "JOINT_WAIT",
    "ConversationClosed",
    "EngineError",
    "ask_again",
    "break_off",
    "expire",
    "expires_at",
    "hand_back",
    "overtake",
    "reopen",
    "resume",
    "say_first_again",
    "start",
    "wakes_at",
]


def start(definition: Definition, context: Context, now: dt.datetime) -> Turn:
    """Open a conversation with its neutral first text. `now` is aware, in UTC."""
    kept: list[dict[Question, Kept]] = [{} for _ in range(context.children)]
    talk = Talk(definition=definition, now=now, identity=context.identity, kept=kept)
    wait_for(talk, definition.steps[0])
    say_pending(talk, Lane.FIRST)
    return talk.turn(None)


def resume(definition: Definition, state: State, heard: Heard, context: Context, now: dt.datetime) -> Turn:
    """Take one message. The turn bears exactly one disposition (invariant 1).

    Raises ConversationClosed when the machine may no longer speak here (`flows.outside` answers
    then), EngineError when the state belongs to another definition.
    """
    talk = Talk.read(definition, state, now)
    talk.joint_open = context.joint_open
    disposition = listen(talk, heard, context)
    return talk.turn(disposition)


def ask_again(definition: Definition, state: State, now: dt.datetime) -> Turn:
    """Ask once more, a day after "later". A turn without effects when that is no longer wanted.

    Privacy has to be confirmed anew, so a person who is known is first asked whether now is good. The
    text is no reply: it goes in the lane of reminders, at an hour when this person may be texted.
    """
    talk = Talk.read(definition, state, now)
    if talk.ask_again_at is not None and now >= talk.ask_again_at:
        talk.ask_again_at, talk.waiting_since = None, now
        say_pending(talk, Lane.REMINDER)
    return talk.turn(None)


def expire(definition: Definition, state: State, now: dt.datetime) -> Turn:
    """End a conversation that nobody answered for 48 hours, with a call task and no text (6.3).

    After a disclosure a person decides what to do when two hours have brought no answer. Whoever does
    not say when both may be called has answered everything: no task follows. A turn without effects
    when `expires_at` is not reached, so that a second worker changes nothing.
    """
    talk = Talk.read(definition, state, now)
    if talk.care is not None and now >= talk.waiting_since + CARE_WAIT:
        care.give_up(talk)
    elif talk.joint and now >= talk.waiting_since + JOINT_WAIT:
        joint.finish(talk)
    elif talk.care is None and not talk.joint and now >= talk.waiting_since + ANSWER_WAIT:
        time_is_up(talk)
    return talk.turn(None)


def expires_at(state: State) -> dt.datetime | None:
    """When `expire` will end this conversation (UTC), or None when it is closed."""
    if state["status"] != "open":
        return None
    wait = CARE_WAIT if state.get("care") else JOINT_WAIT if state.get("joint") else ANSWER_WAIT
    return dt.datetime.fromisoformat(state["waiting_since"]) + wait


def wakes_at(state: State) -> dt.datetime | None:
    """When the clock has to look at this conversation again (UTC), or None when it is closed.

    The hour promised after "later" (then `ask_again`), as long as it is still wanted; else
    `expires_at` (then `expire`). Ask after every turn: a message in between may change either.
    """
    if state["status"] == "open" and state["ask_again_at"] is not None:
        return dt.datetime.fromisoformat(state["ask_again_at"])
    return expires_at(state)
