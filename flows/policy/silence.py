"""Kinds of silence, told apart, each with its own next step (6.3, 6.2.4).

Silence never closes a case and is never blamed on a family: it says what a person does next.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.vocabulary import Outcome, TaskKind, TaskReason


class Silence(StrEnum):
    """Why nothing more comes."""

    NEVER_DELIVERED = "never_delivered"
    NUMBER_DEAD = "number_dead"
    NO_ANSWER = "no_answer"
    STOPPED_BEFORE_SAFETY = "stopped_before_safety"
    STOPPED_AFTER_SAFETY = "stopped_after_safety"
    ASKED_FOR_LATER = "asked_for_later"
    DECLINED = "declined"
    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a person does: the task, when it is due, and whether several calls are demanded (6.3).

    `more_texts`: the machine may still write in this check-in once the person answers.
    """

    kind: TaskKind
    reason: TaskReason
    due: str
    several_calls: bool
    more_texts: bool


NEXT_STEP: Final[dict[Silence, NextStep]] = {
    # The texts never arrived: the number may be right and the phone off. A person rings it.
    Silence.NEVER_DELIVERED: NextStep(
        TaskKind.CALL, TaskReason.NOT_DELIVERED, "next_working_day", several_calls=True, more_texts=True
    ),
    # The number does not exist any more: rung once to be sure, then whoever knows a new one.
    Silence.NUMBER_DEAD: NextStep(
        TaskKind.CALL, TaskReason.NUMBER_DEAD, "same_day", several_calls=True, more_texts=False
    ),
    Silence.NO_ANSWER: NextStep(
        TaskKind.CALL, TaskReason.NO_ANSWER, "next_working_day", several_calls=True, more_texts=True
    ),
    # Something may have kept them from going on just there: this is looked at first.
    Silence.STOPPED_BEFORE_SAFETY: NextStep(
        TaskKind.CALL,
        TaskReason.STOPPED_BEFORE_SAFETY,
        "next_working_day",
        several_calls=True,
        more_texts=True,
    ),
    Silence.STOPPED_AFTER_SAFETY: NextStep(
        TaskKind.CALL,
        TaskReason.STOPPED_AFTER_SAFETY,
        "next_working_day",
        several_calls=True,
        more_texts=True,
    ),
    Silence.ASKED_FOR_LATER: NextStep(
        TaskKind.CALL, TaskReason.WANTS_LATER, "next_working_day", several_calls=False, more_texts=True
    ),
    Silence.DECLINED: NextStep(
        TaskKind.CALL,
        TaskReason.STOPPED_BEFORE_SAFETY,
        "next_working_day",
        several_calls=False,
        more_texts=False,
    ),
    Silence.WRONG_PERSON: NextStep(
        TaskKind.CALL, TaskReason.WRONG_PERSON, "next_working_day", several_calls=False, more_texts=False
    ),
    # STOP is never an end: a person may still ring (6.1, 6.2.4).
    Silence.OPTED_OUT: NextStep(
        TaskKind.WELFARE, TaskReason.OPTED_OUT, "next_working_day", several_calls=False, more_texts=False
    ),
}

LADDER_REASONS: Final = frozenset(step.reason for step in NEXT_STEP.values() if step.several_calls)
"""Reasons of the call tasks that end a ladder of texts and demand several calls."""

LATE_ANSWER_GOES_ON: Final = frozenset(
    {Outcome.NO_ANSWER, Outcome.STOPPED_BEFORE_SAFETY, Outcome.STOPPED_AFTER_SAFETY}
)
"""Ends of a conversation by silence: who answers later goes on where the last question was asked."""


@dataclass(frozen=True, slots=True)
class SilenceFacts:
    """What is known of a thread that has fallen silent.

    `delivered`: any text of it is known to have arrived, or nothing is known to be wrong;
    `number_dead`: the provider says that the number takes no texts.
    """

    outcome: Outcome
    delivered: bool = True
    number_dead: bool = False
    asked_for_later: bool = False


_BY_OUTCOME: Final = {
    Outcome.STOPPED_BEFORE_SAFETY: Silence.STOPPED_BEFORE_SAFETY,
    Outcome.STOPPED_AFTER_SAFETY: Silence.STOPPED_AFTER_SAFETY,
    Outcome.DECLINED: Silence.DECLINED,
    Outcome.WRONG_PERSON: Silence.WRONG_PERSON,
    Outcome.OPTED_OUT: Silence.OPTED_OUT,
}


def silence_of(facts: SilenceFacts) -> Silence:
    """Which silence this is. What the person said last comes before what the network says."""
    if facts.outcome is not Outcome.NO_ANSWER:
        found = _BY_OUTCOME.get(facts.outcome, Silence.NO_ANSWER)
        return Silence.ASKED_FOR_LATER if _later(facts, found) else found
    if facts.number_dead:
        return Silence.NUMBER_DEAD
    return Silence.NO_ANSWER if facts.delivered else Silence.NEVER_DELIVERED


def _later(facts: SilenceFacts, found: Silence) -> bool:
    return facts.asked_for_later and found is Silence.STOPPED_BEFORE_SAFETY
