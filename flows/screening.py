"""The questions asked of every message first, with a conversation open or not (invariant 2)."""

from flows.policy.answers import Consequence
from flows.turn import Heard
from flows.vocabulary import URGENCY_RANK, Answer, Command, Urgency


def danger_in(heard: Heard, consequence: Consequence | None = None) -> Urgency | None:
    """How urgent the danger in a message is, or None.

    The agreed distress word is an emergency in any text. A named concern is never less than one,
    and an answer is at least what the table of consequences makes of it (6.8.6).
    """
    found = [heard.reading.urgency]
    if heard.distress:
        found.append(Urgency.EMERGENCY)
    if heard.reading.concerns:
        found.append(Urgency.CONCERN)
    if consequence is not None and consequence.concern is not None:
        found.append(consequence.concern)
    worst = max(found, key=URGENCY_RANK.__getitem__)
    return worst if URGENCY_RANK[worst] >= URGENCY_RANK[Urgency.CONCERN] else None


def wants_stop(heard: Heard) -> bool:
    """Whether the person wants no more messages."""
    return Command.STOP in heard.reading.commands or heard.reading.answer is Answer.STOP


def is_wrong_person(heard: Heard) -> bool:
    """Whether somebody else holds the phone."""
    return Command.WRONG_NUMBER in heard.reading.commands or heard.reading.answer is Answer.WRONG_PERSON
