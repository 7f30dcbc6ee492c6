"""Several children of one sponsor in one conversation: what is asked of each, and in which order (6.3).

A child is a number here, its place in the conversation; who it is only the shell knows. What concerns
the sponsor is asked once. What matters most is asked of every child before the rest is asked of any,
for most people stop early.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from flows.definition_values import Definition, Step, StepKind
from flows.vocabulary import Question

ABOUT_THE_PERSON = frozenset(
    {
        Question.IDENTITY,
        Question.CONSENT,
        Question.SUPPORT,
        Question.DANGER_NOW,
        Question.SAFE_TIME,
        Question.JOINT_TIME,
    }
)
"""Asked once of who writes, and recorded in the case of every child."""

COMMAS = {"ar": "، ", "fa-AF": "، ", "ps": "، ", "zh": "、"}
COMMA = ", "


def is_about_a_child(step: Step) -> bool:
    """Whether a step is asked of each child."""
    return step.kind is StepKind.ASK and step.question not in ABOUT_THE_PERSON


def course(definition: Definition, children: int) -> list[tuple[Step, int]]:
    """Every step in the order of asking, with the child it is about (0 where it is about no one child)."""
    found: list[tuple[Step, int]] = []
    for about_a_child, run in groupby(definition.steps, key=is_about_a_child):
        if about_a_child:
            found += _of_each(list(run), children)
        else:
            found += [(step, 0) for step in run]
    return found


def together(labels: Iterable[str], language: str) -> str:
    """All children in a text that is about all of them, each once, in the order of asking."""
    return COMMAS.get(language, COMMA).join(dict.fromkeys(labels))


def _of_each(steps: Sequence[Step], children: int) -> Iterator[tuple[Step, int]]:
    """Up to the safety question for each child; then the others for each child."""
    last = next((place for place, step in enumerate(steps) if step.question is Question.SAFETY), -1)
    for some in (steps[: last + 1], steps[last + 1 :]):
        for child in range(children):
            yield from ((step, child) for step in some)
