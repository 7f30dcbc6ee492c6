"""After a disclosure: a warm text and at most two questions, on the child's own and private channel.

Everybody else gets the neutral text that anybody gets who needs a person (invariant 6). Never asked:
who, what, how often. Nobody calls before the child has answered, unless it is an emergency; after
two hours a person decides (6.8.6).
"""

import datetime as dt

from flows.engine.closing import hand_over, open_task
from flows.engine.talk import Kept, Talk
from flows.policy.answers import TaskRule
from flows.screening import concern_in, danger_in, is_wrong_person, wants_stop
from flows.shared_texts import BELIEVED, DANGER_NOW, SAFE_TIME
from flows.turn import Context, HandOver, Heard, OpenTask, OptOut
from flows.vocabulary import (
    READING_QUESTIONS,
    Answer,
    ConversationStatus,
    Disposition,
    Lane,
    Outcome,
    Question,
    Role,
    TaskKind,
    TaskReason,
    Urgency,
)

PRIVACY_HOLDS = dt.timedelta(minutes=15)

_CALL = TaskRule(TaskKind.CALL_BACK, TaskReason.CONCERN, "same_day")
_ANSWERED = TaskRule(TaskKind.CALL_BACK, TaskReason.SAFE_TIME_SAID, "same_day")
_REVIEW = OpenTask(TaskKind.REVIEW, TaskReason.READING_REVIEW, "12_hours")
_MEDIA = OpenTask(TaskKind.TRAY, TaskReason.MEDIA, "next_working_day")


def read_as(waiting: Question | None) -> Question:
    """The question with whose yes and no a reply is read: "in danger now?" is a plain one."""
    if waiting is Question.DANGER_NOW:
        return Question.SUPPORT
    return waiting if waiting in READING_QUESTIONS else Question.NONE


def may_be_warm(talk: Talk, heard: Heard, context: Context) -> bool:
    """Whether the warm text may go: child, own channel, known, alone a quarter of an hour ago at most.

    The agreed distress word is meant to look innocent, so nothing warm follows it; nor does it when
    somebody else holds the phone.
    """
    alone = talk.privacy_confirmed_at
    return (
        context.role is Role.CHILD
        and context.private_channel
        and not context.shared()
        and talk.identified
        and alone is not None
        and talk.now - alone <= PRIVACY_HOLDS
        and not heard.distress
        and not is_wrong_person(heard)
    )


def begin(talk: Talk, urgency: Urgency, heard: Heard) -> None:
    """A person is told now; the child is thanked, believed, and asked one thing."""
    talk.effects.append(concern_in(heard, urgency))
    talk.care, talk.waiting_since, talk.ask_again_at = Question.DANGER_NOW, talk.now, None
    talk.say(BELIEVED, Lane.SAFETY)
    talk.say(DANGER_NOW, Lane.SAFETY)


def listen(talk: Talk, heard: Heard) -> Disposition:
    """Take the reply to one of the two questions. Whatever it says, no question is asked twice."""
    urgency = _urgency(talk, heard)
    if urgency is not None:
        talk.effects.append(concern_in(heard, urgency))
    elif heard.reading.review:
        talk.effects.append(_REVIEW)
    if heard.media:
        talk.effects.append(_MEDIA)
    if wants_stop(heard) or is_wrong_person(heard) or heard.distress:
        _fall_silent(talk, stops=wants_stop(heard))
        return Disposition.ESCALATED
    if talk.care is Question.DANGER_NOW:
        if heard.reading.answer in (Answer.YES, Answer.NO):
            talk.keep(Question.DANGER_NOW, Kept(heard.reading.answer))
        if urgency is not Urgency.EMERGENCY:
            talk.care, talk.waiting_since = Question.SAFE_TIME, talk.now
            talk.say(SAFE_TIME, Lane.SAFETY)
            return Disposition.ANSWERED
    hand_over(talk, _ANSWERED if talk.care is Question.SAFE_TIME else _CALL)
    return Disposition.ESCALATED


def give_up(talk: Talk) -> None:
    """Two hours without an answer: a person decides, and nothing more is written."""
    open_task(talk, _CALL)
    _leave(talk)


def _urgency(talk: Talk, heard: Heard) -> Urgency | None:
    """ "Yes, in danger now" is an emergency, whatever else the words say."""
    if talk.care is Question.DANGER_NOW and heard.reading.answer is Answer.YES:
        return Urgency.EMERGENCY
    return danger_in(heard)


def _fall_silent(talk: Talk, *, stops: bool) -> None:
    """After a disclosure a stop, or a stranger on the phone, gets no text at all (invariant 2)."""
    if stops:
        talk.effects.append(OptOut())
    open_task(talk, _CALL)
    _leave(talk)


def _leave(talk: Talk) -> None:
    talk.effects.append(HandOver(Outcome.HANDED_OVER))
    talk.close(ConversationStatus.HANDED_OVER, Outcome.HANDED_OVER)
