"""The questions asked of every message first, with a conversation open or not (invariant 2)."""

from dataclasses import replace

from flows.policy.answers import Consequence
from flows.reading import Reading
from flows.turn import Heard, RaiseConcern
from flows.vocabulary import URGENCY_RANK, Answer, Command, ConcernSource, Question, Urgency

_ASK_FOR_A_TIME = frozenset(
    {Question.COURT_AWARE, Question.COURT_DATE, Question.SAFE_TIME, Question.DANGER_NOW, Question.JOINT_TIME}
)
_ALWAYS_MEANT = frozenset({Answer.STOP, Answer.WRONG_PERSON})


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


def concern_in(heard: Heard, urgency: Urgency) -> RaiseConcern:
    """The effect that tells a person of the danger in a message, with what gave rise to it."""
    reading = heard.reading
    return RaiseConcern(urgency, reading.concerns, reading.evidence, _source(heard))


def _source(heard: Heard) -> ConcernSource:
    reading = heard.reading
    if reading.concerns or URGENCY_RANK[reading.urgency] >= URGENCY_RANK[Urgency.CONCERN]:
        return ConcernSource.READING
    return ConcernSource.AGREED_WORD if heard.distress else ConcernSource.ANSWER


def wants_stop(heard: Heard) -> bool:
    """Whether the person wants no more messages."""
    return Command.STOP in heard.reading.commands or heard.reading.answer is Answer.STOP


def is_wrong_person(heard: Heard) -> bool:
    """Whether somebody else holds the phone."""
    return Command.WRONG_NUMBER in heard.reading.commands or heard.reading.answer is Answer.WRONG_PERSON


def is_worded(reading: Reading) -> bool:
    """Whether a word, or a lone digit, of the reply gives its answer, not the whole of it."""
    return any(found.code == reading.answer for found in reading.evidence)


def as_meant(heard: Heard, question: Question) -> Heard:
    """The message with what is known beside the reading: a moment named means "not now" to most questions.

    "Yes, tomorrow at 5" to "is now a good time?" is no yes, and "tomorrow at 5" alone answers nothing else.
    Nor does a number to confirm, or a complaint, where no word of an answer stands beside it. A stop, a
    stranger and a "no" stay what they are.
    """
    reading = heard.reading
    if reading.answer in _ALWAYS_MEANT or (reading.answer is Answer.NO and question is not Question.CONSENT):
        return heard
    worded = is_worded(reading)
    names_time = heard.named_at is not None and question not in _ASK_FOR_A_TIME
    if names_time and (question is Question.CONSENT or (heard.only_time and not worded)):
        return replace(heard, reading=replace(reading, answer=Answer.LATER, also=()))
    if (heard.new_number or heard.complains) and (not worded or reading.answer is Answer.LATER):
        return replace(heard, reading=replace(reading, answer=Answer.OTHER))
    return heard
