"""A scenario as plain values: whose case it is, who says what when, and what must come of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.emulator.delivery import Delivery
from bot.simulation.outages import Outage
from flows.vocabulary import Question

Row = Mapping[str, Any]


class Verb(StrEnum):
    """What a member of staff can do in a scenario."""

    ENROL = "enrol"
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    MARK_SEEN = "mark_seen"
    ENTER_CALL = "enter_call"
    ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, slots=True)
class Reply:
    """One rule of a phone: it applies to a text that asks `question`, to the text `text`, or (both
    None) to any text that asks; `check_in` narrows it. `say` None is silence."""

    say: str | None
    after: dt.timedelta
    question: Question | None = None
    text: str | None = None
    check_in: int | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """What a phone writes by itself; `media` holds content types."""

    at: dt.datetime
    say: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhonePlan:
    """How one phone behaves."""

    number: str
    delivery: Delivery
    replies: tuple[Reply, ...] = ()
    says: tuple[Says, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a member of staff does. `refused`: the code with which the desk must refuse it.

    `person` is a role or a person id within `case`; None where the verb needs none.
    """

    at: dt.datetime
    who: str
    does: Verb
    case: str
    person: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """What must have happened. A section that is None is not compared."""

    texts: Mapping[str, tuple[str, ...]] | None = None
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. `cases` is an import file (CSV); moments are UTC."""

    name: str
    section: str
    title: str
    start: dt.datetime
    until: dt.datetime
    seed: int
    cases: bytes
    phones: tuple[PhonePlan, ...]
    staff: tuple[Act, ...]
    outages: tuple[Outage, ...]
    expect: Expect


class ScenarioError(ValueError):
    """A scenario cannot be played; `problems` holds a line for each remedy needed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
