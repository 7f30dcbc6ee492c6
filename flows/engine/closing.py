"""The ways in which a conversation leaves the machine. Each leaves something for a person to do."""

from flows.engine.steps import still_open, wait_for
from flows.engine.talk import ASK_AGAIN_AFTER, Talk
from flows.policy.answers import Consequence, TaskRule
from flows.reading import Reading
from flows.shared_texts import LATER, NEUTRAL, STOPPED, WRONG_PERSON
from flows.turn import AskAgain, End, HandOver, Heard, OpenTask, OptOut, RaiseConcern
from flows.vocabulary import (
    ConversationStatus,
    Lane,
    Need,
    Outcome,
    Question,
    TaskKind,
    TaskReason,
    Urgency,
)

_CONCERN = TaskRule(TaskKind.CALL_BACK, TaskReason.CONCERN, "same_day")
_OPTED_OUT = TaskRule(TaskKind.WELFARE, TaskReason.OPTED_OUT, "next_working_day")
_WRONG_PERSON = TaskRule(TaskKind.CALL, TaskReason.WRONG_PERSON, "next_working_day")
_NOT_IDENTIFIED = TaskRule(TaskKind.CALL, TaskReason.IDENTITY_FAILED, "next_working_day")
_WANTS_LATER = TaskRule(TaskKind.CALL, TaskReason.WANTS_LATER, "next_working_day")


def danger(talk: Talk, urgency: Urgency, reading: Reading, needs: tuple[Need, ...], *, silent: bool) -> None:
    """A person is told now, and questions stop (6.8.6). `silent`: no text at all goes out."""
    talk.effects.append(RaiseConcern(urgency, reading.concerns, reading.evidence))
    hand_over(talk, _CONCERN, needs, silent=silent)


def stop_with_danger(talk: Talk, urgency: Urgency, reading: Reading, needs: tuple[Need, ...]) -> None:
    """The stop takes effect, a person is told, and nothing appears on the phone (invariant 2)."""
    talk.effects.append(OptOut())
    danger(talk, urgency, reading, needs, silent=True)


def hand_over(talk: Talk, rule: TaskRule, needs: tuple[Need, ...], *, silent: bool = False) -> None:
    """A person goes on. The text is the same for every reason, and travels in the same lane."""
    if not silent:
        talk.say(NEUTRAL, Lane.SAFETY)
    open_task(talk, rule, needs)
    talk.effects.append(HandOver(Outcome.HANDED_OVER))
    talk.close(ConversationStatus.HANDED_OVER, Outcome.HANDED_OVER)


def stop(talk: Talk, heard: Heard, needs: tuple[Need, ...]) -> None:
    """No more automated texts; one confirmation at most, and a person looks after the family."""
    talk.effects.append(OptOut())
    if not heard.provider_replied:
        talk.say(STOPPED)
    open_task(talk, _OPTED_OUT, needs)
    _end(talk, Outcome.OPTED_OUT)


def wrong_person(talk: Talk, needs: tuple[Need, ...]) -> None:
    """Nothing is asked of somebody else, nor sent to them again in this check-in."""
    talk.say(WRONG_PERSON)
    open_task(talk, _WRONG_PERSON, needs)
    _end(talk, Outcome.WRONG_PERSON)


def identity_failed(talk: Talk) -> None:
    """Twice no match: nothing is asked."""
    talk.say(NEUTRAL, Lane.SAFETY)
    open_task(talk, _NOT_IDENTIFIED)
    _end(talk, Outcome.IDENTITY_FAILED)


def end_by_table(talk: Talk, consequence: Consequence, needs: tuple[Need, ...]) -> None:
    """Questions end with a task, as the table of consequences says."""
    talk.say(NEUTRAL, Lane.SAFETY)
    if consequence.task is not None:
        open_task(talk, consequence.task, needs)
    _end(talk, stopped_outcome(talk))


def later(talk: Talk) -> bool:
    """Ask once more at the same hour tomorrow; True when that was granted before and a person calls.

    While tomorrow is awaited, a further "later" changes nothing.
    """
    if talk.ask_again_at is not None:
        return False
    if talk.later_used:
        talk.say(NEUTRAL, Lane.SAFETY)
        open_task(talk, _WANTS_LATER)
        _end(talk, stopped_outcome(talk))
        return True
    talk.later_used = True
    talk.ask_again_at = talk.waiting_since = talk.now + ASK_AGAIN_AFTER
    if talk.identified:
        _back_to_consent(talk)
    talk.say(LATER)
    talk.effects.append(AskAgain(talk.ask_again_at))
    return False


def time_is_up(talk: Talk) -> None:
    """Nobody answered for 48 hours: a call, and no text (6.3)."""
    outcome = stopped_outcome(talk) if talk.heard else Outcome.NO_ANSWER
    reason = (
        TaskReason.STOPPED_BEFORE_SAFETY if outcome is Outcome.STOPPED_BEFORE_SAFETY else TaskReason.NO_ANSWER
    )
    open_task(talk, TaskRule(TaskKind.CALL, reason, "next_working_day"))
    _end(talk, outcome)


def open_task(talk: Talk, rule: TaskRule, needs: tuple[Need, ...] = ()) -> None:
    """A task that closes a conversation says what was not asked."""
    talk.effects.append(OpenTask(rule.kind, rule.reason, rule.due, needs, still_open(talk)))


def stopped_outcome(talk: Talk) -> Outcome:
    """Stopping before safety is an outcome of its own (6.3): it never counts as reached."""
    kept = talk.answers.get(Question.SAFETY)
    known = kept is not None and not kept.unclear
    return Outcome.STOPPED_AFTER_SAFETY if known else Outcome.STOPPED_BEFORE_SAFETY


def _back_to_consent(talk: Talk) -> None:
    """Tomorrow somebody else may hold the phone: privacy is confirmed anew."""
    step = talk.definition.step_asking(Question.CONSENT)
    if step is not None:
        wait_for(talk, step)
    talk.privacy_confirmed_at = None


def _end(talk: Talk, outcome: Outcome) -> None:
    talk.effects.append(End(outcome))
    talk.close(ConversationStatus.ENDED, outcome)
