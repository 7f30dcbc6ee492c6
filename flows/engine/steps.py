"""Going from step to step: what comes next, what is skipped, what is still open."""

from flows.definition_values import Condition, Step, StepKind, Wording
from flows.engine import joint
from flows.engine.talk import Talk
from flows.shared_texts import WHICH_DAY
from flows.siblings import ABOUT_THE_PERSON, is_about_a_child
from flows.vocabulary import Answer, Lane, Question

_NOT_FOR_STAFF = (None, Question.IDENTITY, Question.CONSENT)


def go_on(talk: Talk) -> None:
    """Leave the step that was waiting: say and ask until an answer is awaited or the end is reached.

    An answered question is not asked again, of no child; a text that was said is not said again.
    """
    left = talk.pending
    for step, child in _after(talk):
        if step.when is not None and not holds(talk, step.when, child):
            continue
        if step.kind is StepKind.SAY:
            _say_once(talk, step)
        elif step.question not in talk.kept[child]:
            wait_for(talk, _led_in(talk, step, left), child)
            say_pending(talk)
            return
    if joint.is_wanted(talk):
        joint.begin(talk)
    else:
        joint.finish(talk)


def wait_for(talk: Talk, step: Step, child: int = 0) -> None:
    """Make `step` the one whose answer comes next, about this child."""
    talk.at, talk.child, talk.tries, talk.unread = step.id, child, 0, 0


def _after(talk: Talk) -> list[tuple[Step, int]]:
    steps = talk.course
    places = [(step.id, child) for step, child in steps]
    return steps[places.index((talk.pending.id, talk.child)) + 1 :]


def _led_in(talk: Talk, step: Step, left: Step) -> Step:
    """The step itself; after a break, the one that names the child, where this one only follows from it."""
    if len(talk.kept) == 1 or step.when is None or is_about_a_child(left):
        return step
    return talk.definition.step_asking(step.when.question) or step


def say_pending(talk: Talk, lane: Lane = Lane.REPLY) -> None:
    """Ask what is open, in its first wording."""
    _ask(talk, talk.pending.text, lane)


def say_pending_again(talk: Talk) -> None:
    """Ask what is open, in the wording of the re-ask."""
    _ask(talk, talk.pending.again or talk.pending.text, Lane.REPLY)


def _ask(talk: Talk, text: Wording, lane: Lane) -> None:
    """The question of the step, or which of two days was meant by what was said to it."""
    key = WHICH_DAY if talk.two_days else text.key(talk.identity)
    talk.say(key, lane, talk.about, talk.two_days)


def still_open(talk: Talk, child: int = 0) -> tuple[Question, ...]:
    """The questions that a person taking over still has to ask, about the person and this child.

    A declined question is left in peace, but not safety; what a recorded answer has ruled out is
    not asked.
    """
    return tuple(
        step.question
        for step in talk.definition.steps
        if step.question is not None
        and step.question not in _NOT_FOR_STAFF
        and not _settled(talk, step.question, child)
        and not (step.when and _ruled_out(talk, step.when, child))
    )


def open_for_others(talk: Talk, child: int) -> tuple[tuple[int, tuple[Question, ...]], ...]:
    """What is left about each of the other children; what is about the person is asked once."""
    return tuple(
        (other, tuple(question for question in still_open(talk, other) if question not in ABOUT_THE_PERSON))
        for other in talk.children
        if other != child
    )


def _say_once(talk: Talk, step: Step) -> None:
    if step.id not in talk.said:
        talk.said.append(step.id)
        talk.say(step.text.key(talk.identity))


def holds(talk: Talk, condition: Condition, child: int) -> bool:
    """Whether a clear answer is the one that a step depends on."""
    kept = talk.kept[child].get(condition.question)
    return kept is not None and kept.answer is condition.answer and not kept.unclear


def _ruled_out(talk: Talk, condition: Condition, child: int) -> bool:
    kept = talk.kept[child].get(condition.question)
    return kept is not None and not kept.unclear and kept.answer is not condition.answer


def _settled(talk: Talk, question: Question, child: int) -> bool:
    kept = talk.kept[child].get(question)
    if kept is None or kept.unclear:
        return False
    return not (question is Question.SAFETY and kept.answer is Answer.DECLINE)
