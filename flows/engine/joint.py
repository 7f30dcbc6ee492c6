"""After the last question: when may a person call child and sponsor together? (6.1)

The part is held by then. The answer is a hint for whoever calls, silence changes nothing, and nothing
of the other person's thread decides whether a sponsor is asked (invariant 5).
"""

import datetime as dt

from flows.engine.talk import Kept, Talk
from flows.shared_texts import JOINT_TIME_CHILD, JOINT_TIME_SPONSOR, THANKS
from flows.turn import End, Heard, OpenTask, Reached
from flows.vocabulary import (
    ConversationStatus,
    Disposition,
    Outcome,
    Question,
    Role,
    TaskKind,
    TaskReason,
)

JOINT_WAIT = dt.timedelta(hours=24)
"""How long the answer is waited for, without a reminder and without a call because of it."""

_EMPTY = OpenTask(TaskKind.TRAY, TaskReason.EMPTY_MESSAGE, "next_working_day")


def is_wanted(talk: Talk) -> bool:
    """Whether the joint contact is open, and this was not asked before in this check-in."""
    return not talk.joint and Question.JOINT_TIME not in talk.answers and talk.joint_open()


def begin(talk: Talk) -> None:
    """Every question of the part was asked; one more, which is not part of it."""
    talk.joint, talk.waiting_since = True, talk.now
    talk.effects.append(Reached())
    talk.say(JOINT_TIME_CHILD if talk.definition.role is Role.CHILD else JOINT_TIME_SPONSOR)


def listen(talk: Talk, heard: Heard) -> Disposition:
    """Whatever is said is the answer, in the person's own words; a person reads it."""
    if heard.unreadable:
        if not heard.media:
            talk.effects.append(_EMPTY)
        finish(talk)
        return Disposition.TRAY
    talk.keep(Question.JOINT_TIME, Kept(heard.reading.answer))
    talk.say(THANKS)
    finish(talk)
    return Disposition.ANSWERED


def finish(talk: Talk) -> None:
    """The conversation is over, answered or not."""
    talk.effects.append(End(Outcome.COMPLETED))
    talk.close(ConversationStatus.ENDED, Outcome.COMPLETED)
