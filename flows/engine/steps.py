"""Going from step to step: what comes next, what is skipped, what is still open."""

from flows.definition_values import Condition, Step, StepKind
from flows.engine.talk import Talk
from flows.turn import End
from flows.vocabulary import Answer, ConversationStatus, Lane, Outcome, Question

_NOT_FOR_STAFF = (None, Question.IDENTITY, Question.CONSENT)


def go_on(talk: Talk) -> None:
    """Leave the step that was waiting: say and ask until an answer is awaited or the end is reached.

    An answered question is not asked again; a text that was said is not said again.
    """
    for step in talk.definition.steps[talk.definition.index(talk.pending.id) + 1 :]:
        if step.when is not None and not _holds(talk, step.when):
            continue
        if step.kind is StepKind.SAY:
            _say_once(talk, step)
        elif step.question not in talk.answers:
            wait_for(talk, step)
            say_pending(talk)
            return
    talk.effects.append(End(Outcome.COMPLETED))
    talk.close(ConversationStatus.ENDED, Outcome.COMPLETED)


def wait_for(talk: Talk, step: Step) -> None:
    """Make `step` the one whose answer comes next."""
    talk.at, talk.tries, talk.unread = step.id, 0, 0


def say_pending(talk: Talk, lane: Lane = Lane.REPLY) -> None:
    """Ask what is open, in its first wording."""
    talk.say(talk.pending.text.key(talk.identity), lane)


def say_pending_again(talk: Talk) -> None:
    """Ask what is open, in the wording of the re-ask."""
    again = talk.pending.again or talk.pending.text
    talk.say(again.key(talk.identity))


def still_open(talk: Talk) -> tuple[Question, ...]:
    """The questions that a person taking over still has to ask.

    A declined question is left in peace, but not safety; what a recorded answer has ruled out is
    not asked.
    """
    return tuple(
        step.question
        for step in talk.definition.steps
        if step.question is not None
        and step.question not in _NOT_FOR_STAFF
        and not _settled(talk, step.question)
        and not (step.when and _ruled_out(talk, step.when))
    )


def _say_once(talk: Talk, step: Step) -> None:
    if step.id not in talk.said:
        talk.said.append(step.id)
        talk.say(step.text.key(talk.identity))


def _holds(talk: Talk, condition: Condition) -> bool:
    kept = talk.answers.get(condition.question)
    return kept is not None and kept.answer is condition.answer and not kept.unclear


def _ruled_out(talk: Talk, condition: Condition) -> bool:
    kept = talk.answers.get(condition.question)
    return kept is not None and not kept.unclear and kept.answer is not condition.answer


def _settled(talk: Talk, question: Question) -> bool:
    kept = talk.answers.get(question)
    if kept is None or kept.unclear:
        return False
    return not (question is Question.SAFETY and kept.answer is Answer.DECLINE)
