"""A questionnaire as plain frozen values: what a step is, and what can be wrong with one."""

from dataclasses import dataclass
from enum import StrEnum

from flows.vocabulary import Answer, Question, Role

IDENTITY_MODES = ("check_word", "question")
"""How a person shows who they are: an agreed word, or the answer to an agreed question."""


class StepKind(StrEnum):
    """A step either says something or asks something."""

    SAY = "say"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Wording:
    """Key of a text, either one for all or one for each way of showing who one is."""

    by_identity: tuple[tuple[str, str], ...]

    def key(self, identity: str) -> str:
        """The text key for a person enrolled with `identity`. Raises KeyError for an unknown way."""
        return dict(self.by_identity)[identity]

    def keys(self) -> frozenset[str]:
        """Every key that may be used."""
        return frozenset(key for _, key in self.by_identity)


@dataclass(frozen=True, slots=True)
class Condition:
    """The step is taken only if `question` was answered with `answer`."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Step:
    """One text. `again` is its one careful re-ask; `line` is where it stands in its file."""

    id: str
    kind: StepKind
    question: Question | None
    text: Wording
    again: Wording | None
    when: Condition | None
    line: int


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one questionnaire. `checksum` is the SHA-256 of its file."""

    flow: str
    version: int
    check_in: int
    role: Role
    steps: tuple[Step, ...]
    checksum: str

    def index(self, step_id: str) -> int:
        """Place of a step. Raises KeyError when there is none of that id."""
        for place, step in enumerate(self.steps):
            if step.id == step_id:
                return place
        raise KeyError(step_id)

    def step_asking(self, question: Question) -> Step | None:
        """The step that asks `question`, if any does."""
        return next((step for step in self.steps if step.question is question), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a questionnaire, and where. `line` counts from 1; 0 is the whole file."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.message}"


class DefinitionError(ValueError):
    """A questionnaire cannot be used; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
