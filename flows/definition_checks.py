"""What makes a questionnaire safe to use: its order, its texts, and that every path reaches its end."""

from collections import Counter
from collections.abc import Iterator

from flows.definition_values import Definition, Problem, Step, StepKind
from flows.policy.answers import Then, consequence, consequence_when_unclear_twice
from flows.texts import Catalogue
from flows.vocabulary import Answer, Question, Role

_Finding = tuple[Step, str]


def check_definition(file: str, definition: Definition, catalogue: Catalogue) -> list[Problem]:
    """Everything that would let a conversation stop, say nothing, or ask too early."""
    if not definition.steps:
        return []
    findings = [
        *_ids_and_questions(definition),
        *_order(definition),
        *_shape(definition),
        *_conditions(definition),
        *_answers(definition),
        *_texts(definition, catalogue),
    ]
    problems = [Problem(file, step.line, step.id, message) for step, message in findings]
    if definition.role not in (Role.CHILD, Role.SPONSOR):
        problems.append(Problem(file, 1, "role", "must be child or sponsor"))
    if definition.step_asking(Question.SAFETY) is None:
        problems.append(Problem(file, 1, "safety", "a check-in must ask safety (6.3)"))
    return problems


def _ids_and_questions(definition: Definition) -> Iterator[_Finding]:
    ids = Counter(step.id for step in definition.steps)
    questions = Counter(step.question for step in definition.steps if step.question)
    for step in definition.steps:
        if ids[step.id] > 1:
            yield step, "two steps have this id"
        if step.question and questions[step.question] > 1:
            yield step, f"{step.question} is asked by two steps"


def _order(definition: Definition) -> Iterator[_Finding]:
    """Identity, then privacy, then everything else; the end is a text (no dead end)."""
    for place, question in enumerate((Question.IDENTITY, Question.CONSENT)):
        if len(definition.steps) <= place or definition.steps[place].question is not question:
            step = definition.steps[min(place, len(definition.steps) - 1)]
            yield step, f"step {place + 1} must ask {question}: nothing is asked before it"
    last = definition.steps[-1]
    if last.kind is not StepKind.SAY or last.when is not None:
        yield last, "dead end: the last step must say the closing, whatever was answered"


def _shape(definition: Definition) -> Iterator[_Finding]:
    for step in definition.steps:
        if step.kind is StepKind.ASK and step.question in (None, Question.NONE):
            yield step, "an ask step needs a question"
        if step.kind is StepKind.ASK and step.again is None:
            yield step, "an ask step needs 'again', the text of its one re-ask"
        if step.kind is StepKind.SAY and (step.question or step.again):
            yield step, "a say step has neither question nor again"


def _conditions(definition: Definition) -> Iterator[_Finding]:
    """A condition must rest on an earlier question, and on an answer after which one goes on."""
    asked: set[Question] = set()
    for step in definition.steps:
        if step.when is not None:
            question, answer = step.when.question, step.when.answer
            if question not in asked or question is Question.IDENTITY:
                yield step, f"its condition rests on {question}, which is not asked before it"
            elif consequence(question, answer, definition.role).then is not Then.GO_ON:
                yield step, f"never reached: nothing goes on after {answer} to {question}"
        if step.question is not None:
            asked.add(step.question)


def _answers(definition: Definition) -> Iterator[_Finding]:
    """Every answer that a reading can give leads somewhere."""
    for step in definition.steps:
        if step.question in (None, Question.NONE, Question.IDENTITY):
            continue
        try:
            consequence_when_unclear_twice(step.question, definition.role)
            for answer in Answer:
                consequence(step.question, answer, definition.role)
        except KeyError as missing:
            yield step, f"an answer is not handled in flows/policy/answers.py: {missing}"


def _texts(definition: Definition, catalogue: Catalogue) -> Iterator[_Finding]:
    for step in definition.steps:
        keys = step.text.keys() | (step.again.keys() if step.again else frozenset())
        for language in sorted(catalogue.languages):
            for key in sorted(keys - catalogue.keys(language)):
                yield step, f"text {key!r} is missing in language {language!r}"
