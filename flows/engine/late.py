"""Silence and what comes after it: the other channel, a late answer, the next check-in (6.3)."""

import datetime as dt

from flows.definition_values import Definition, Step, StepKind
from flows.engine import care, joint
from flows.engine.closing import back_to_consent, open_task, stopped
from flows.engine.steps import holds, say_pending, wait_for
from flows.engine.talk import EngineError, Talk
from flows.policy.answers import TaskRule
from flows.turn import End, State, Turn
from flows.vocabulary import ConversationStatus, Lane, Outcome, Question, TaskKind, TaskReason


def say_first_again(definition: Definition, state: State, now: dt.datetime) -> Turn:
    """The first text once more, for a person who has not been heard yet, by their other channel.

    Raises EngineError once somebody was heard: who is known on one phone is not known on another.
    """
    talk = Talk.read(definition, state, now)
    if talk.heard:
        raise EngineError("somebody was heard in this conversation: it stays where it is")
    say_pending(talk, Lane.FIRST)
    return talk.turn(None)


def overtake(definition: Definition, state: State, now: dt.datetime) -> Turn:
    """End a conversation because the next check-in has fallen due: no text, and no task of its own (6.3).

    A disclosure that waits for its two hours leaves its task all the same.
    """
    talk = Talk.read(definition, state, now)
    if talk.care is not None:
        care.give_up(talk)
        return talk.turn(None)
    if talk.joint:
        joint.finish(talk)
        return talk.turn(None)
    end = stopped(talk) if talk.heard else End(Outcome.NO_ANSWER)
    talk.effects.append(end)
    talk.close(ConversationStatus.ENDED, end.outcome)
    return talk.turn(None)


def break_off(definition: Definition, state: State, now: dt.datetime, reason: TaskReason) -> Turn:
    """End a conversation whose number is no longer the person's own: no text, and a call for what is left.

    A disclosure that waits for its two hours leaves its task all the same.
    """
    talk = Talk.read(definition, state, now)
    if talk.care is not None:
        care.give_up(talk)
    elif talk.joint:
        joint.finish(talk)
    else:
        end = stopped(talk) if talk.heard else End(Outcome.NO_ANSWER)
        open_task(talk, TaskRule(TaskKind.CALL, reason, "next_working_day"))
        talk.effects.append(end)
        talk.close(ConversationStatus.ENDED, end.outcome)
    return talk.turn(None)


def reopen(definition: Definition, state: State, now: dt.datetime, *, anew: bool = False) -> Turn:
    """Open a conversation again that ended by silence or by a stop, at the question that was asked last.

    Nothing is said: the message that has come is then heard as the answer. A turn without a question
    to wait for when nothing was left to ask. `anew`: privacy is confirmed
    once more first. Raises EngineError for a conversation that is open.
    """
    if state["status"] != ConversationStatus.ENDED:
        raise EngineError(f"only an ended conversation is opened again, this one is {state['status']}")
    talk = Talk.read(definition, {**state, "status": ConversationStatus.OPEN.value}, now)
    if anew:
        talk.privacy_confirmed_at = None
    asked = _asked_last(talk)
    if asked is None:
        return Turn(state, (), None, None)
    wait_for(talk, *asked)
    talk.waiting_since = now
    return talk.turn(None)


def hand_back(definition: Definition, state: State, now: dt.datetime) -> Turn:
    """Let what is open be asked once more, after a person has spoken in this conversation (invariant 11).

    Nothing is said here: `ask_again` says it at a good hour, beginning with privacy where the person is
    known. A promised question, a disclosure and the time of the joint call keep clocks of their own.
    """
    talk = Talk.read(definition, state, now)
    if talk.ask_again_at is None and talk.care is None and not talk.joint:
        talk.ask_again_at = talk.waiting_since = now
        if talk.identified:
            back_to_consent(talk)
    return talk.turn(None)


def _asked_last(talk: Talk) -> tuple[Step, int] | None:
    """Identity, then privacy, then the first question without an answer: the order in which all is asked."""
    if not talk.identified:
        return _the_one(talk, Question.IDENTITY)
    if talk.privacy_confirmed_at is None:
        return _the_one(talk, Question.CONSENT)
    return next((place for place in talk.course if _is_open(talk, *place)), None)


def _the_one(talk: Talk, question: Question) -> tuple[Step, int] | None:
    step = talk.definition.step_asking(question)
    return (step, 0) if step else None


def _is_open(talk: Talk, step: Step, child: int) -> bool:
    return (
        step.kind is not StepKind.SAY
        and step.question is not Question.IDENTITY
        and step.question not in talk.kept[child]
        and (step.when is None or holds(talk, step.when, child))
    )
