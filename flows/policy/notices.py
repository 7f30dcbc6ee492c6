"""What a Notification of Concern asks for: reasons, duties beside it, their clocks (6.8.6, 6.7.5, 6.3).

The table stands in notices.yaml, to be read by a caseworker. Reasons are suggested, never decided: a
person ticks them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from flows.policy.due import due_at
from flows.vocabulary import Concern, ContactKind, Custody, DutyKind, NocReason


@dataclass(frozen=True, slots=True)
class PublishedNumber:
    """A national number with its source and the day on which the source was seen."""

    name: str
    number: str
    source: str
    seen: dt.date


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One duty. `hours` after first suspicion, or `due`: a word of flows.policy.due.

    `state_law`: the State may want it sooner. `by_sponsor`: the sponsor tells them, encouraged by a
    person's call. `contact`: the kind of number that the provider enters for the State.
    """

    kind: DutyKind
    does: str
    section: str
    hours: int | None
    due: str | None
    state_law: bool
    by_sponsor: bool
    numbers: tuple[PublishedNumber, ...]
    contact: ContactKind | None
    look_up: str | None


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """One of the thirteen reasons, in the words of 6.8.6."""

    reason: NocReason
    words: str
    duties: tuple[DutyKind, ...]


@dataclass(frozen=True)
class NoticeRules:
    """The whole table."""

    look_again_by: dt.date
    noc: dt.timedelta
    reminders_hours: tuple[int, ...]
    no_contact_days: int
    reasons: Mapping[NocReason, ReasonRule]
    codes: Mapping[Concern, tuple[NocReason, ...]]
    duties: Mapping[DutyKind, DutyRule]
    no_reason_yet: tuple[DutyKind, ...]
    instead_of_sponsor: tuple[DutyKind, ...]


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Whether the child could be reached. Days are local; `since` is release or referral acceptance.

    `reached`: somebody, or the machine, was ever in contact with the child; a sponsor's answers do not
    count. `lost`: the newest attempts ended without an answer.
    """

    since: dt.date
    today: dt.date
    reached: bool
    lost: bool


@cache
def rules() -> NoticeRules:
    """The table as shipped. Raises KeyError or ValueError for a word that is not in the vocabulary."""
    source = files("flows.policy").joinpath("notices.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(source)
    numbers = {name: PublishedNumber(**values) for name, values in raw["numbers"].items()}
    return NoticeRules(
        look_again_by=raw["look_again_by"],
        noc=dt.timedelta(hours=raw["noc_hours"]),
        reminders_hours=tuple(raw["reminders_hours"]),
        no_contact_days=raw["no_contact_days"],
        reasons={
            NocReason(code): ReasonRule(NocReason(code), row["words"], _kinds(row["duties"]))
            for code, row in raw["reasons"].items()
        },
        codes={
            Concern(code): tuple(NocReason(reason) for reason in reasons)
            for code, reasons in raw["codes"].items()
        },
        duties={DutyKind(code): _duty(DutyKind(code), row, numbers) for code, row in raw["duties"].items()},
        no_reason_yet=_kinds(raw["no_reason_yet"]),
        instead_of_sponsor=_kinds(raw["instead_of_sponsor"]),
    )


def suggest(codes: Iterable[Concern], further: Iterable[NocReason] = ()) -> tuple[NocReason, ...]:
    """The reasons that these codes, and rules that know no code, speak for, in the order of 6.8.6."""
    found = {reason for code in codes for reason in rules().codes[code]} | set(further)
    return tuple(reason for reason in NocReason if reason in found)


def contact_reasons(record: ContactRecord, *, safety_concern: bool) -> tuple[NocReason, ...]:
    """The reasons of lost contact (6.8.6).

    Thirty days without any contact with the child need no safety concern, and contact on the last of
    them counts; a contact that was there and is lost needs a safety concern.
    """
    if not record.reached:
        over = record.today - record.since > dt.timedelta(days=rules().no_contact_days)
        return (NocReason.NO_CONTACT_30_DAYS,) if over else ()
    if record.lost and safety_concern:
        return (NocReason.LOST_CONTACT_WITH_SAFETY_CONCERN,)
    return ()


def is_referral_only(reasons: Iterable[NocReason]) -> bool:
    """Whether a person may record that no safety concern stands behind it (6.8.6, 6.3).

    A disrupted placement alone is then a referral to Level Two or Three and no NOC.
    """
    return set(reasons) == {NocReason.PLACEMENT_DISRUPTION}


def duties_for(
    reasons: Iterable[NocReason], custody: Custody = Custody.NOT_KNOWN, *, sponsor_is_danger: bool = False
) -> tuple[DutyKind, ...]:
    """All duties that these reasons bring, the NOC first but for 911 (6.8.6, 6.7.5, 6.3).

    With no reason yet the child is believed unsafe for a cause that nobody knows: mandated reporting.
    Where the sponsor may be the danger, the provider tells police and child protective services itself.
    """
    table, chosen = rules(), tuple(reasons)
    found = {kind for reason in chosen for kind in table.reasons[reason].duties}
    if not chosen:
        found |= set(table.no_reason_yet)
    if NocReason.ABUSE_NEGLECT in chosen and custody in (Custody.ORR, Custody.FEDERAL):
        found.add(DutyKind.PROJECT_OFFICER)
    if sponsor_is_danger and any(table.duties[kind].by_sponsor for kind in found):
        found |= set(table.instead_of_sponsor)
    return tuple(kind for kind in DutyKind if kind in found | {DutyKind.ORR_NOC})


def duty_due(
    kind: DutyKind, suspected: dt.datetime, known: dt.datetime, zone: str, law_hours: int | None = None
) -> dt.datetime:
    """When a duty is due (UTC): hours after first suspicion, weekends included.

    `law_hours`: what the law of the State wants, where the provider has entered it; the sooner counts.
    A referral is due in business days of `zone` from the moment `known`.
    """
    rule = rules().duties[kind]
    if rule.due is not None:
        return due_at(rule.due, known, zone)
    hours = rule.hours if rule.hours is not None else 0
    if rule.state_law and law_hours is not None:
        hours = min(hours, law_hours)
    return suspected + dt.timedelta(hours=hours)


def reminder_due(suspected: dt.datetime, now: dt.datetime, reminded: int) -> int | None:
    """The hour whose reminder is due and was not given yet; of several that were missed only the last."""
    passed = [h for h in rules().reminders_hours if suspected + dt.timedelta(hours=h) <= now]
    return passed[-1] if passed and passed[-1] > reminded else None


def _kinds(codes: Iterable[str]) -> tuple[DutyKind, ...]:
    return tuple(DutyKind(code) for code in codes)


def _duty(kind: DutyKind, row: Mapping[str, Any], numbers: Mapping[str, PublishedNumber]) -> DutyRule:
    return DutyRule(
        kind=kind,
        does=row["does"],
        section=row["section"],
        hours=row.get("hours"),
        due=row.get("due"),
        state_law=row.get("state_law", False),
        by_sponsor=row.get("by_sponsor", False),
        numbers=tuple(numbers[name] for name in row.get("numbers", ())),
        contact=ContactKind(row["contact"]) if "contact" in row else None,
        look_up=row.get("look_up"),
    )
