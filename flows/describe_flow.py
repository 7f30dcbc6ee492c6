"""A questionnaire as a page for a caseworker: texts, what follows from each answer, a picture of its paths.

Written from the definition and the table of consequences, so that it cannot say anything else.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from flows.definition import Definition, Step, StepKind
from flows.policy.answers import Consequence, Then, consequence, consequence_when_unclear_twice
from flows.texts import Catalogue
from flows.vocabulary import Answer, Question, Role

WIDTH = 100
BOX = 34
NOT_CLEAR_TWICE = "not clear twice"
_WORDS = {
    Then.GO_ON: "goes on",
    Then.ASK_AGAIN: "asks once more",
    Then.HAND_OVER: "questions stop, neutral text, a person goes on",
    Then.LATER: "asks again in a day, once; then a person calls",
    Then.OPT_OUT: "no more automated texts",
    Then.WRONG_PERSON: "nothing more is asked",
    Then.END: "neutral text, questions end",
}
_SHORT = {
    Then.HAND_OVER: "a person goes on",
    Then.LATER: "once more next day",
    Then.OPT_OUT: "texts stop",
    Then.WRONG_PERSON: "nothing more is asked",
    Then.END: "ends, a person calls",
}
_IDENTITY = (
    ("match", "goes on"),
    ("no match", "asks once more"),
    (NOT_CLEAR_TWICE, "neutral text, ends; call: identity_failed, next_working_day (6.3)"),
    ("wrong person", "nothing more is asked; call: wrong_person, next_working_day (6.3)"),
)


@dataclass(frozen=True, slots=True)
class Branch:
    """Answers that have the same consequence."""

    answers: tuple[str, ...]
    follows: Consequence


def branches(question: Question, role: Role) -> tuple[Branch, ...]:
    """What each answer to a question leads to, answers with one consequence together."""
    found: dict[Consequence, list[str]] = {}
    for answer in Answer:
        found.setdefault(consequence(question, answer, role), []).append(
            "not clear" if answer is Answer.OTHER else answer.value
        )
    found.setdefault(consequence_when_unclear_twice(question, role), []).append(NOT_CLEAR_TWICE)
    return tuple(Branch(tuple(answers), follows) for follows, answers in found.items())


def flow_page(definition: Definition, catalogue: Catalogue, language: str) -> str:
    """The page in plain text. Raises TextError for a language without texts."""
    head = (
        f"{definition.flow}, version {definition.version}: check-in {definition.check_in}, {definition.role}"
    )
    lines = [head, "=" * len(head), f"Texts: {language} {catalogue.version(language)}", ""]
    for place, step in enumerate(definition.steps, start=1):
        lines += [*_step(place, step, definition.role, catalogue, language), ""]
    return "\n".join([*lines, "At any time, whatever is asked:", *_always(), ""])


def flow_picture(definition: Definition) -> str:
    """The paths as boxes: down is what goes on, to the right is what leaves the machine."""
    lines: list[str] = []
    for place, step in enumerate(definition.steps):
        exits = list(_exits(step, definition.role))
        inside = [step.id, *([f"only if {_condition(step)}"] if step.when else [])]
        body = [f"│ {text[: BOX - 2]:<{BOX - 2}} │" for text in inside]
        body += [f"│{'':<{BOX}}│"] * max(0, len(exits) - len(body))
        exits += [""] * (len(body) - len(exits))
        lines.append("┌" + "─" * BOX + "┐")
        lines += [f"{left}──▶ {right}" if right else left for left, right in zip(body, exits, strict=True)]
        last = place == len(definition.steps) - 1
        lines.append("└" + ("─" * BOX if last else "─" * (BOX // 2) + "┬" + "─" * (BOX - BOX // 2 - 1)) + "┘")
        if not last:
            lines.append(" " * (BOX // 2 + 1) + "▼")
    return "\n".join(lines) + "\n"


def flow_mermaid(definition: Definition) -> str:
    """The same picture for a page that draws Mermaid."""
    lines = ["flowchart TD"]
    for step in definition.steps:
        label = f"{step.id}<br/>only if {_condition(step)}" if step.when else step.id
        lines.append(f'  {step.id}["{label}"]')
    for here, after in zip(definition.steps, definition.steps[1:], strict=False):
        lines.append(f"  {here.id} --> {after.id}")
    for step in definition.steps:
        for count, text in enumerate(_exits(step, definition.role)):
            answers, _, what = text.partition(": ")
            lines.append(f'  {step.id} -->|"{answers}"| {step.id}_{count}(["{what}"])')
    return "\n".join(lines) + "\n"


def _step(place: int, step: Step, role: Role, catalogue: Catalogue, language: str) -> Iterator[str]:
    yield f"{place}. {step.id} ({'says' if step.kind is StepKind.SAY else 'asks'})"
    if step.when:
        yield f"   Only if {_condition(step)}."
    for key in sorted(step.text.keys()):
        yield from _quoted(catalogue.template(language, key))
    if step.again:
        yield "   If it was not clear:"
        for key in sorted(step.again.keys()):
            yield from _quoted(catalogue.template(language, key))
    if step.question is Question.IDENTITY:
        for answer, then in _IDENTITY:
            yield from _wrapped(f"{answer} -> {then}")
    elif step.question is not None:
        for branch in branches(step.question, role):
            yield from _wrapped(f"{', '.join(branch.answers)} -> {_follows(branch.follows)}")


def _follows(follows: Consequence) -> str:
    words = [_WORDS[follows.then]]
    if follows.concern:
        words.append(f"a person is told now ({follows.concern})")
    if follows.task:
        words.append(f"{follows.task.kind}: {follows.task.reason}, {follows.task.due}")
    return f"{'; '.join(words)} ({follows.section})"


def _exits(step: Step, role: Role) -> Iterator[str]:
    """What leaves the machine at a step, shortly."""
    if step.question is Question.IDENTITY:
        yield "no match twice: ends, a person calls"
        yield "wrong person: nothing more is asked"
    elif step.question is not None:
        for branch in branches(step.question, role):
            if branch.follows.then not in (Then.GO_ON, Then.ASK_AGAIN):
                told = "a person is told NOW" if branch.follows.concern else _SHORT[branch.follows.then]
                yield f"{', '.join(branch.answers)}: {told}"


def _condition(step: Step) -> str:
    return f"{step.when.question} is {step.when.answer}" if step.when else ""


def _quoted(text: str) -> list[str]:
    return textwrap.wrap(f"“{text}”", WIDTH, initial_indent="     ", subsequent_indent="      ")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="   ", subsequent_indent="       ")


def _always() -> tuple[str, ...]:
    return (
        "   danger in the words, or the distress word -> a person is told now; questions stop (6.8.6)",
        "   stop -> no more automated texts; welfare: opted_out (6.1)",
        "   48 hours of silence -> ends; a person calls (6.3)",
    )
