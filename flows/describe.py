"""Pages for people about what the machine does: written from the tables themselves, never by hand."""

from collections.abc import Iterable

from flows.definition import Definition, Library
from flows.policy.answers import TABLE, UNCLEAR_TWICE, Consequence, Row, Then
from flows.vocabulary import Answer

_THEN = {
    Then.GO_ON: "goes on",
    Then.ASK_AGAIN: "asks once more",
    Then.HAND_OVER: "**stops**, neutral text, a person goes on",
    Then.LATER: "asks again in a day, once",
    Then.OPT_OUT: "**stops**, no more automated texts",
    Then.WRONG_PERSON: "**stops**, nothing more is asked",
    Then.END: "**stops**, neutral text, ends",
}


def consequences_page() -> str:
    """The table of consequences in Markdown, one line a row (6.3, 6.2.4, 6.8.6)."""
    head = ("questions", "answers", "then", "task", "concern", "section")
    rows = [_row(row, " ".join(row.answers)) for row in TABLE]
    rows += [_row(row, "not clear twice") for row in UNCLEAR_TWICE]
    return _markdown(head, rows)


def questionnaires_page(library: Library) -> str:
    """What is asked, by published version, in Markdown."""
    head = ("file", "check-in", "role", "steps in order")
    rows = [
        (f"`{d.flow}.v{d.version}.yaml`", str(d.check_in), d.role.value, _steps(d)) for d in library.all()
    ]
    return _markdown(head, rows)


def _steps(definition: Definition) -> str:
    return ", ".join(
        step.id + (f" (if {step.when.question} is {step.when.answer})" if step.when else "")
        for step in definition.steps
    )


def _row(row: Row, answers: str) -> tuple[str, ...]:
    follows: Consequence = row.consequence
    task = follows.task
    return (
        " ".join(row.questions),
        answers.replace(Answer.OTHER, "other (cannot be read)"),
        _THEN[follows.then],
        f"{task.kind}: {task.reason}, {task.due}" if task else "",
        follows.concern or "",
        follows.section,
    )


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
