"""From a YAML file to a questionnaire: shape only, every problem with its line.

The nodes of the file are read instead of Python values, because they know their line and because a
bare `yes` must stay the word that it is.
"""

from enum import StrEnum
from typing import TypeVar

import yaml

from flows.definition_values import (
    IDENTITY_MODES,
    Condition,
    Definition,
    Problem,
    Step,
    StepKind,
    Wording,
)
from flows.vocabulary import Answer, Question, Role

_HEADER = ("flow", "version", "check_in", "role", "steps")
_STEP = {"id", "kind", "question", "text", "again", "when"}

_E = TypeVar("_E", bound=StrEnum)
_Fields = dict[str, tuple[int, yaml.Node]]


def read_definition(file: str, source: bytes, checksum: str) -> tuple[Definition | None, list[Problem]]:
    """The questionnaire in `source`, or None, and everything that is wrong with its shape."""
    reader = _Reader(file)
    try:
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return None, [Problem(file, line, "file", f"not valid YAML: {error.problem}")]
    definition = reader.definition(root, checksum)
    return (None if reader.problems else definition), reader.problems


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.where = "file"

    def definition(self, root: yaml.Node | None, checksum: str) -> Definition | None:
        fields = self.mapping(root, set(_HEADER), "file")
        for name in _HEADER:
            if name not in fields:
                self.problem(1, f"{name} is missing")
        if not all(name in fields for name in _HEADER):
            return None
        flow, version = self.word(fields["flow"]), self.number(fields["version"])
        check_in, role = self.number(fields["check_in"]), self.member(Role, fields["role"])
        if self.file != f"{flow}.v{version}.yaml":
            self.problem(1, f"the file must be named {flow}.v{version}.yaml")
        steps = self.steps(fields["steps"][1])
        if role is None:
            return None
        return Definition(flow, version, check_in, role, steps, checksum)

    def steps(self, node: yaml.Node) -> tuple[Step, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.problem(_line(node), "steps must be a list of at least one step")
            return ()
        return tuple(step for item in node.value if (step := self.step(item)) is not None)

    def step(self, node: yaml.Node) -> Step | None:
        self.where = _id_of(node)
        fields = self.mapping(node, _STEP, "step")
        before = len(self.problems)
        line = _line(node)
        for name in ("id", "kind", "text"):
            if name not in fields:
                self.problem(line, f"{name} is missing")
        if len(self.problems) > before:
            return None
        kind = self.member(StepKind, fields["kind"])
        question = self.member(Question, fields["question"]) if "question" in fields else None
        text = self.wording(fields["text"])
        again = self.wording(fields["again"]) if "again" in fields else None
        when = self.condition(fields["when"][1]) if "when" in fields else None
        if kind is None or text is None or len(self.problems) > before:
            return None
        return Step(self.where, kind, question, text, again, when, line)

    def wording(self, field: tuple[int, yaml.Node]) -> Wording | None:
        line, node = field
        if isinstance(node, yaml.ScalarNode):
            return Wording(tuple((mode, node.value) for mode in IDENTITY_MODES))
        fields = self.mapping(node, set(IDENTITY_MODES), "text")
        if fields.keys() != set(IDENTITY_MODES):
            self.problem(line, f"a text by identity needs {' and '.join(IDENTITY_MODES)}")
            return None
        return Wording(tuple((mode, self.word(fields[mode])) for mode in IDENTITY_MODES))

    def condition(self, node: yaml.Node) -> Condition | None:
        fields = self.mapping(node, {"question", "answer"}, "when")
        if fields.keys() != {"question", "answer"}:
            self.problem(_line(node), "when needs question and answer")
            return None
        question = self.member(Question, fields["question"])
        answer = self.member(Answer, fields["answer"])
        return Condition(question, answer) if question and answer else None

    def mapping(self, node: yaml.Node | None, known: set[str], what: str) -> _Fields:
        fields: _Fields = {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(_line(node), f"{what} must be a list of 'name: value' lines")
            return fields
        for key, value in node.value:
            name, line = str(key.value), _line(key)
            if name not in known:
                self.problem(line, f"unknown key {name!r}; known are {', '.join(sorted(known))}")
            elif name in fields:
                self.problem(line, f"{name} is given twice")
            else:
                fields[name] = (line, value)
        return fields

    def word(self, field: tuple[int, yaml.Node]) -> str:
        line, node = field
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            self.problem(line, "one word is expected here")
            return ""
        return str(node.value)

    def number(self, field: tuple[int, yaml.Node]) -> int:
        word = self.word(field)
        if not (word.isascii() and word.isdigit() and int(word) > 0):
            self.problem(field[0], f"{word!r} is not a number from 1 on")
            return 0
        return int(word)

    def member(self, words: type[_E], field: tuple[int, yaml.Node]) -> _E | None:
        word = self.word(field)
        if word not in list(words):
            known = ", ".join(words)
            self.problem(field[0], f"unknown {words.__name__.lower()} {word!r}; known are {known}")
            return None
        return words(word)

    def problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, self.where, message))


def _id_of(node: yaml.Node) -> str:
    """The id of a step, known before its other lines are looked at, to name it in every problem."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode) and value.value:
                return str(value.value)
    return "step"


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node is not None else 1
