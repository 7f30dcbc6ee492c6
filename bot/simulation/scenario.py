"""A scenario as plain values: whose case it is, who says what when, and what must come of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.emulator.calling import Habit
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
    CALL = "call"
    FILE = "file"
    NOT_FILE = "not_file"
    CLOSE = "close"
    RAISE = "raise"
    WRITE = "write"
    IGNORE = "ignore"
    CALL_BOTH = "call_both"
    SIGN = "sign"
    REVIEW = "review"
    UPLOAD = "upload"
    PROPOSE_CLOSING = "propose_closing"
    CLOSE_CASE = "close_case"
    SIGN_CLOSING = "sign_closing"
    SEE_TROUBLE = "see_trouble"


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
class Change:
    """From `at` on texts to a phone fare otherwise: it dies, or comes back."""

    at: dt.datetime
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class PhonePlan:
    """How one phone behaves; `calls` None: it rings until it stops."""

    number: str
    delivery: Delivery
    calls: Habit | None = None
    replies: tuple[Reply, ...] = ()
    says: tuple[Says, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportAgain:
    """A further import file (CSV); `update` takes over what differs."""

    at: dt.datetime
    cases: bytes
    update: bool = False


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
    """One scenario. `cases` is an import file (CSV); moments are UTC; `mail`: pages go by e-mail too.

    `templates`: texts and languages with an approved template of WhatsApp.
    """

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
    mail: bool = False
    templates: tuple[tuple[str, str], ...] = ()
    imports: tuple[ImportAgain, ...] = ()


class ScenarioError(ValueError):
    """A scenario cannot be played; `problems` holds a line for each remedy needed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
