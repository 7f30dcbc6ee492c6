"""The ways in which a conversation leaves the machine. Each leaves something for a person to do."""

import datetime as dt
from dataclasses import replace

from flows.engine.steps import open_for_others, still_open, wait_for
from flows.engine.talk import ASK_AGAIN_AFTER, Talk
from flows.policy.answers import Consequence, TaskRule
from flows.screening import concern_in, is_wrong_person
from flows.shared_texts import LATER, LATER_THEN, NEUTRAL, STOPPED, WRONG_PERSON
from flows.turn import AskAgain, End, HandOver, Heard, OpenTask, OptOut
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
_NEW_NUMBER = TaskRule(TaskKind.CALL, TaskReason.NEW_NUMBER, "next_working_day")
_NOT_IDENTIFIED = TaskRule(TaskKind.CALL, TaskReason.IDENTITY_FAILED, "next_working_day")
_WANTS_LATER = TaskRule(TaskKind.CALL, TaskReason.WANTS_LATER, "next_working_day")


def danger(
    talk: Talk,
    urgency: Urgency,
    heard: Heard,
    needs: tuple[Need, ...],
    *,
    silent: bool,
    child: int | None = None,
) -> None:
    """A person is told now, and questions stop (6.8.6). `silent`: no text at all goes out.

    `child`: the one whose question was answered so; words that cannot be told apart are about all.
    """
    talk.effects.append(replace(concern_in(heard, urgency), child=child))
    hand_over(talk, _CONCERN, needs, silent=silent)


def stop_with_danger(
    talk: Talk, urgency: Urgency, heard: Heard, needs: tuple[Need, ...], child: int | None = None
) -> None:
    """The stop takes effect, a person is told, and nothing appears on the phone (invariant 2)."""
    talk.effects.append(OptOut())
    danger(talk, urgency, heard, needs, silent=True, child=child)


def hand_over(
    talk: Talk,
    rule: TaskRule,
    needs: tuple[Need, ...] = (),
    *,
    silent: bool = False,
    at: dt.datetime | None = None,
) -> None:
    """A person goes on. The text is the same for every reason, and travels in the same lane.

    `at`: the moment (UTC) that was asked for.
    """
    if not silent:
        talk.say(NEUTRAL, Lane.SAFETY)
    open_task(talk, rule, needs, at)
    talk.effects.append(HandOver(Outcome.HANDED_OVER))
    talk.close(ConversationStatus.HANDED_OVER, Outcome.HANDED_OVER)


def stop(talk: Talk, heard: Heard, needs: tuple[Need, ...]) -> None:
    """No more automated texts; one confirmation at most, and a person looks after the family.

    Where it is somebody else who wants none, a person looks for the right number too.
    """
    talk.effects.append(OptOut())
    if not heard.provider_replied:
        talk.say(STOPPED)
    open_task(talk, _OPTED_OUT, needs)
    if is_wrong_person(heard):
        open_task(talk, _rule_of_stranger(heard))
    _end(talk, End(Outcome.OPTED_OUT))


def wrong_person(talk: Talk, heard: Heard, needs: tuple[Need, ...]) -> None:
    """Nothing is asked of somebody else, nor sent there again until a person has confirmed the number.

    Who writes a number along with it has most likely a new one: a person calls to confirm it.
    """
    talk.say(WRONG_PERSON)
    open_task(talk, _rule_of_stranger(heard), needs)
    _end(talk, End(Outcome.WRONG_PERSON))


def identity_failed(talk: Talk) -> None:
    """Twice no match: nothing is asked."""
    talk.say(NEUTRAL, Lane.SAFETY)
    open_task(talk, _NOT_IDENTIFIED)
    _end(talk, End(Outcome.IDENTITY_FAILED))


def end_by_table(talk: Talk, consequence: Consequence, needs: tuple[Need, ...]) -> None:
    """Questions end with a task, as the table of consequences says."""
    talk.say(NEUTRAL, Lane.SAFETY)
    if consequence.task is not None:
        open_task(talk, consequence.task, needs)
    _end(talk, stopped(talk))


def later(talk: Talk, named: dt.datetime | None = None) -> bool:
    """Ask once more at the moment that was named, else at the same hour tomorrow.

    True when that was granted before and a person calls. While it is awaited, a further "later" changes
    nothing, but another moment takes the place of the first. `named` is in UTC; the shell keeps to the
    hours in which this person may be texted.
    """
    if talk.ask_again_at is not None and named in (None, talk.ask_again_at):
        return False
    if talk.ask_again_at is None and talk.later_used:
        talk.say(NEUTRAL, Lane.SAFETY)
        open_task(talk, _WANTS_LATER, at=named)
        _end(talk, stopped(talk))
        return True
    talk.later_used = True
    talk.ask_again_at = talk.waiting_since = named or talk.now + ASK_AGAIN_AFTER
    if talk.identified:
        back_to_consent(talk)
    talk.say(LATER_THEN if named else LATER)
    talk.effects.append(AskAgain(talk.ask_again_at))
    return False


def time_is_up(talk: Talk) -> None:
    """Nobody answered for 48 hours: a call, and no text (6.3)."""
    end = stopped(talk) if talk.heard else End(Outcome.NO_ANSWER)
    before = end.outcome is Outcome.STOPPED_BEFORE_SAFETY
    reason = TaskReason.STOPPED_BEFORE_SAFETY if before else TaskReason.NO_ANSWER
    open_task(talk, TaskRule(TaskKind.CALL, reason, "next_working_day"))
    _end(talk, end)


def open_task(
    talk: Talk, rule: TaskRule, needs: tuple[Need, ...] = (), at: dt.datetime | None = None
) -> None:
    """A task that closes a conversation says what was not asked, of any child: one call serves all."""
    child = talk.about or 0
    talk.effects.append(
        OpenTask(
            rule.kind,
            rule.reason,
            rule.due,
            needs,
            still_open(talk, child),
            talk.about,
            open_for_others(talk, child),
            at,
        )
    )


def stopped(talk: Talk) -> End:
    """Stopping before safety is an outcome of its own (6.3): it never counts as reached.

    Of several children each has its own, and the conversation has the gravest.
    """
    each = tuple(_stopped_for(talk, child) for child in talk.children)
    before = Outcome.STOPPED_BEFORE_SAFETY in each
    outcome = Outcome.STOPPED_BEFORE_SAFETY if before else Outcome.STOPPED_AFTER_SAFETY
    return End(outcome, each if len(set(each)) > 1 else ())


def _stopped_for(talk: Talk, child: int) -> Outcome:
    kept = talk.kept[child].get(Question.SAFETY)
    known = kept is not None and not kept.unclear
    return Outcome.STOPPED_AFTER_SAFETY if known else Outcome.STOPPED_BEFORE_SAFETY


def _rule_of_stranger(heard: Heard) -> TaskRule:
    return _NEW_NUMBER if heard.new_number else _WRONG_PERSON


def back_to_consent(talk: Talk) -> None:
    """Later somebody else may hold the phone: privacy is confirmed anew."""
    step = talk.definition.step_asking(Question.CONSENT)
    if step is not None:
        wait_for(talk, step)
    talk.privacy_confirmed_at = None


def _end(talk: Talk, end: End) -> None:
    talk.effects.append(end)
    talk.close(ConversationStatus.ENDED, end.outcome)
