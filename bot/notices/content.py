"""What a worksheet holds: what is on file, gathered by the machine, and what a person wrote.

The two are never mixed, so that gathering anew cannot touch what a person wrote.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from flows.vocabulary import Custody, NocReason, SafeNow


@dataclass(frozen=True, slots=True)
class Words:
    """A message in the original, with the moment of its arrival. `by`: a role, or "unknown"."""

    at: dt.datetime
    by: str
    language: str
    text: str
    media: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the household as far as we know. `category` is the sponsor's."""

    role: str
    first_name: str
    relationship: str | None
    category: str | None
    birth_date: str | None
    language: str
    interpreter: str | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person did since the first suspicion, as it is on file. `what` and `result` are codes."""

    at: dt.datetime
    what: str
    result: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case as it is on file."""

    case_number: str
    release_date: str
    state: str
    zip_code: str
    zone: str
    level: str
    caseworker: str | None


@dataclass(frozen=True, slots=True)
class OnFile:
    """What the machine gathered. `number`: of somebody unknown who wrote.

    `evidence`: ids of the pieces that were on file; None in worksheets that were kept without them.
    """

    first_suspected_at: dt.datetime
    case: CaseFacts | None
    number: str | None
    suggested: tuple[NocReason, ...]
    words: tuple[Words, ...]
    household: tuple[Member, ...]
    deeds: tuple[Deed, ...]
    evidence: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a person ticks and writes."""

    reasons: tuple[NocReason, ...]
    custody: Custody
    safe_now: SafeNow
    facts: str
    actions: str
    plan: str


@dataclass(frozen=True, slots=True)
class Content:
    """The whole worksheet."""

    on_file: OnFile
    written: Written


def as_plain(content: Content) -> dict[str, Any]:
    """A worksheet as JSON types; instants are ISO 8601 in UTC."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(content), default=_instant))
    return plain


def dump(content: Content) -> str:
    """A worksheet as JSON text."""
    return json.dumps(as_plain(content), ensure_ascii=False, sort_keys=True)


def load(text: str) -> Content:
    """A worksheet from JSON text."""
    raw = json.loads(text)
    on_file, written = raw["on_file"], raw["written"]
    return Content(
        on_file=OnFile(
            first_suspected_at=dt.datetime.fromisoformat(on_file["first_suspected_at"]),
            case=CaseFacts(**on_file["case"]) if on_file["case"] else None,
            number=on_file["number"],
            suggested=_reasons(on_file["suggested"]),
            words=tuple(Words(**_at(words)) for words in on_file["words"]),
            household=tuple(Member(**m | {"numbers": tuple(m["numbers"])}) for m in on_file["household"]),
            deeds=tuple(Deed(**_at(deed)) for deed in on_file["deeds"]),
            evidence=None if on_file.get("evidence") is None else tuple(on_file["evidence"]),
        ),
        written=Written(
            reasons=_reasons(written["reasons"]),
            custody=Custody(written["custody"]),
            safe_now=SafeNow(written["safe_now"]),
            facts=written["facts"],
            actions=written["actions"],
            plan=written["plan"],
        ),
    )


def _at(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"at": dt.datetime.fromisoformat(row["at"])}


def _reasons(codes: list[str]) -> tuple[NocReason, ...]:
    return tuple(NocReason(code) for code in codes)


def _instant(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()
