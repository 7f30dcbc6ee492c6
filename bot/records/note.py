"""What a report holds: the case note of a check-in, or the closing report, frozen at each signature.

What was gathered and what the signer wrote stand side by side; nothing of it changes afterwards.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from flows.policy.signing import Part
from flows.vocabulary import (
    Answer,
    ClosureReason,
    ContactWith,
    Finding,
    Interpreting,
    Item,
    Level,
    Medium,
    Need,
    Outcome,
    ReferralState,
    ReportKind,
    Role,
    Urgency,
)

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """An answer as it is on file. `by`: the colleague who heard it; None when it came by text."""

    answer: Answer
    at: dt.datetime
    by: str | None
    day: dt.date | None = None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: what the signer found, and what child and sponsor had answered."""

    item: Item
    finding: Finding | None
    child: AnswerSaid | None = None
    sponsor: AnswerSaid | None = None


@dataclass(frozen=True, slots=True)
class PartLine:
    """Somebody's part. `interpreter`: language for which one is on file."""

    role: Role
    first_name: str
    language: str
    interpreter: str | None
    part: Part
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody of the staff spoke with child or sponsor."""

    at: dt.datetime
    with_whom: ContactWith
    medium: Medium
    alone: bool
    language: str
    interpreting: Interpreting
    by: str


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try. `by`: None for the machine, whose text has a delivery state and what the network said."""

    at: dt.datetime
    role: Role
    channel: str
    result: str
    by: str | None
    delivery: str | None = None
    provider: str | None = None
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern of the case. `outcome` None while it is not closed."""

    since: dt.datetime
    urgency: Urgency
    codes: tuple[str, ...]
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral as it stood."""

    proposed_at: dt.datetime
    level: Level
    needs: tuple[Need, ...]
    state: ReferralState


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One of the three, for the closing report."""

    number: int
    due_on: dt.date
    held: bool | None


@dataclass(frozen=True, slots=True)
class Written:
    """What the signer wrote."""

    part_reason: str = ""
    joint_reason: str = ""
    alone_reason: str = ""
    level_reason: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The whole report. `number` and `due_on` of a check-in; `reason` and `ends_on` of a closing."""

    kind: ReportKind
    case_number: str
    zone: str
    released_on: dt.date
    level: Level
    held: bool
    written: Written
    number: int | None = None
    due_on: dt.date | None = None
    reason: ClosureReason | None = None
    ends_on: dt.date | None = None
    items: tuple[ItemLine, ...] = ()
    parts: tuple[PartLine, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    attempts: tuple[AttemptLine, ...] = ()
    concerns: tuple[ConcernLine, ...] = ()
    referrals: tuple[ReferralLine, ...] = ()
    check_ins: tuple[CheckInLine, ...] = field(default=())


def dump(note: Note) -> str:
    """A report as JSON text; instants are ISO 8601 in UTC."""
    return json.dumps(asdict(note), default=_plain, ensure_ascii=False, sort_keys=True)


def load(text: str) -> Note:
    """A report from JSON text."""
    raw = json.loads(text)
    return Note(
        **{name: raw[name] for name in ("case_number", "zone", "held", "number")},
        kind=ReportKind(raw["kind"]),
        level=Level(raw["level"]),
        released_on=dt.date.fromisoformat(raw["released_on"]),
        due_on=_day(raw["due_on"]),
        ends_on=_day(raw["ends_on"]),
        reason=ClosureReason(raw["reason"]) if raw["reason"] else None,
        written=Written(**raw["written"]),
        items=tuple(_item(row) for row in raw["items"]),
        parts=tuple(_part(row) for row in raw["parts"]),
        contacts=tuple(_contact(row) for row in raw["contacts"]),
        attempts=tuple(
            AttemptLine(**row | {"at": _at(row), "role": Role(row["role"])}) for row in raw["attempts"]
        ),
        concerns=tuple(_concern(row) for row in raw["concerns"]),
        referrals=tuple(_referral(row) for row in raw["referrals"]),
        check_ins=tuple(
            CheckInLine(row["number"], dt.date.fromisoformat(row["due_on"]), row["held"])
            for row in raw["check_ins"]
        ),
    )


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a report cannot hold {type(value).__name__}")


def _at(row: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(row["at"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _answer(row: dict[str, Any] | None) -> AnswerSaid | None:
    if row is None:
        return None
    return AnswerSaid(Answer(row["answer"]), _at(row), row["by"], _day(row["day"]), row["unclear"])


def _item(row: dict[str, Any]) -> ItemLine:
    finding = Finding(row["finding"]) if row["finding"] else None
    return ItemLine(Item(row["item"]), finding, _answer(row["child"]), _answer(row["sponsor"]))


def _part(row: dict[str, Any]) -> PartLine:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    return PartLine(**row | {"role": Role(row["role"]), "part": Part(row["part"]), "outcome": outcome})


def _contact(row: dict[str, Any]) -> ContactLine:
    kinds = {
        "at": _at(row),
        "with_whom": ContactWith(row["with_whom"]),
        "medium": Medium(row["medium"]),
        "interpreting": Interpreting(row["interpreting"]),
    }
    return ContactLine(**row | kinds)


def _concern(row: dict[str, Any]) -> ConcernLine:
    since = dt.datetime.fromisoformat(row["since"])
    return ConcernLine(since, Urgency(row["urgency"]), tuple(row["codes"]), row["outcome"])


def _referral(row: dict[str, Any]) -> ReferralLine:
    at = dt.datetime.fromisoformat(row["proposed_at"])
    needs = tuple(Need(code) for code in row["needs"])
    return ReferralLine(at, Level(row["level"]), needs, ReferralState(row["state"]))
