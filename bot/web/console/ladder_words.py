"""The words in which staff read the contact ladder: attempts, efforts, and how tasks ended by themselves."""

from collections.abc import Mapping

from bot.desk.viewer import Why
from bot.ladder.attempts import OTHER_CHANNEL_QUEUED, REMINDER_QUEUED, TEXT_QUEUED
from bot.ladder.calling import UNABLE
from bot.ladder.contact import REACHED
from bot.ladder.kinds import SUPERSEDED
from bot.ladder.overtaking import OVERTAKEN
from bot.tasks import ANSWERED_MEANWHILE
from flows.policy.ladder import Efforts
from flows.vocabulary import Outcome, TaskReason

OUTCOME: Mapping[Outcome, str] = {
    Outcome.NOT_HELD_IN_TIME: "not held in time: the next check-in fell due",
    Outcome.SAFETY_NOT_ASKED: "spoken with, and safety was not asked",
    Outcome.UNABLE_TO_CONTACT: "unable to contact, with all attempts on file",
}

TASK_REASON: Mapping[TaskReason, str] = {
    TaskReason.NUMBER_DEAD: "The number is not in service: ask whoever may know a new one",
    TaskReason.STOPPED_AFTER_SAFETY: "The texts ended after the safety question",
    TaskReason.ALTERNATIVE_CONTACT: "Alternative contact: say only “please ask them to call us”",
    TaskReason.NO_CONTACT_DAY_20: "Nobody has reached the child by day 20 of 30: only the child counts",
    TaskReason.NO_CONTACT_DAY_25: "Nobody has reached the child by day 25 of 30: only the child counts",
    TaskReason.NO_CONTACT_ON_FILE: (
        "The first 30 days are over and no contact with the child is on file: was there one?"
    ),
}

WHY: Mapping[Why, str] = {
    Why.EFFORTS_MISSING: (
        "Not yet: several calls on different days, and the alternative contacts, come first. "
        "Nothing was changed."
    ),
    Why.CALL_TO_COME: "Not saved yet. A call is written down after it was made: correct the time.",
    Why.CALL_TOO_EARLY: (
        "Not saved yet. This call was not asked for before then: correct the day and the time."
    ),
    Why.NOT_PAUSED: "The texts are not resting. Nothing was changed.",
    Why.PAUSE_NOT_CLEAR: "Not saved yet. Choose a day to come, at most 30 days ahead.",
}

MACHINE_RESULT: Mapping[str, str] = {
    ANSWERED_MEANWHILE: "The person answered",
    OVERTAKEN: "The next check-in fell due",
    REACHED: "The child was reached",
    SUPERSEDED: "Part of a call for the whole check-in",
    UNABLE: "Unable to contact, after all efforts",
}
"""How a task ended that nobody had to finish, or that ended with the efforts."""

ATTEMPT: Mapping[str, str] = {
    TEXT_QUEUED: "First text",
    REMINDER_QUEUED: "The one reminder",
    OTHER_CHANNEL_QUEUED: "First text by the other channel",
}
"""What the machine tried."""


def efforts(found: Efforts) -> str:
    """What is still to be tried before "unable to contact" may be documented (6.3)."""
    if found.exhausted:
        return "All efforts were made: “unable to contact” may be documented."
    if found.called_enough:
        others = "the alternative contact" if found.alternatives == 1 else "the alternative contacts"
        return f"Rung often enough. Now {others}, saying only “please ask them to call us”."
    calls = "one more call" if found.missing == 1 else f"{found.missing} more calls"
    day = ", on another day" if found.other_day else ""
    hours = ", ".join(f"{hour}:00" for hour in found.used_hours)
    tried = f", not again in the hour of {hours}" if hours else ""
    return f"Still to do, if nobody answers: {calls}{day}{tried}."
