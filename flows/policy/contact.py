"""May this person be texted at this moment? One function for every person, moment and caller (invariant 9).

The scheduler, the console and the outbox (again at send time) ask it. It knows nothing of where the
facts come from, and no clock.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from flows.policy.hours import SafeHours, Span, parse_span
from flows.vocabulary import PRIVATE_OWNERS, Channel, PhoneOwner, Role


class Purpose(StrEnum):
    """What the text is for; it decides which reasons bind (`BINDING`)."""

    OPEN = "open"
    REPLY = "reply"
    SAFETY = "safety"
    PAGE = "page"


class WhyNot(StrEnum):
    """Why a person may not be texted; staff wording is looked up by this code."""

    CASE_CLOSED = "case_closed"
    OPTED_OUT = "opted_out"
    TAKEN_OVER = "taken_over"
    CHILD_UNDER_AGE = "child_under_age"
    NO_PHONE = "no_phone"
    NO_PRIVATE_CHANNEL = "no_private_channel"
    VOICE_ONLY = "voice_only"
    WHATSAPP_NOT_READY = "whatsapp_not_ready"
    NO_PERMISSION = "no_permission"
    NO_IDENTITY_WORD = "no_identity_word"
    TEXTS_NOT_REVIEWED = "texts_not_reviewed"
    NO_GOOD_HOUR = "no_good_hour"
    ALREADY_TODAY = "already_today"
    QUIET_HOURS = "quiet_hours"
    OUTSIDE_SAFE_HOURS = "outside_safe_hours"


TIME_REASONS: Final = frozenset({WhyNot.ALREADY_TODAY, WhyNot.QUIET_HOURS, WhyNot.OUTSIDE_SAFE_HOURS})
"""Reasons that pass by themselves; all others need a person."""

_NO_WAY: Final = frozenset(
    {
        WhyNot.OPTED_OUT,
        WhyNot.NO_PHONE,
        WhyNot.VOICE_ONLY,
        WhyNot.WHATSAPP_NOT_READY,
        WhyNot.TEXTS_NOT_REVIEWED,
    }
)

BINDING: Final[dict[Purpose, frozenset[WhyNot]]] = {
    Purpose.OPEN: frozenset(WhyNot),
    # Who writes to us gets an answer, even from a closed case or without enrolment; but a
    # caseworker who has taken over is the only one who speaks (invariant 11).
    Purpose.REPLY: _NO_WAY
    | {WhyNot.TAKEN_OVER, WhyNot.NO_GOOD_HOUR, WhyNot.QUIET_HOURS, WhyNot.OUTSIDE_SAFE_HOURS},
    Purpose.SAFETY: _NO_WAY,
    Purpose.PAGE: frozenset({WhyNot.OPTED_OUT, WhyNot.NO_PHONE}),
}
"""Which reasons bind for which purpose. Opting out binds for all of them."""

DEFAULT_WINDOW: Final = parse_span("9:00-20:00")
"""Local hours within which we may begin to write."""

_DAYS_AHEAD: Final = 15
"""Days searched for the next good hour: two weeks and today, since safe hours repeat every week."""


@dataclass(frozen=True, slots=True)
class ContactRules:
    """The provider's settings. `window`: local hours for texts that we begin; `loopback`: the texts
    go to an emulator on this machine, so that unreviewed texts may be tried (invariant 10)."""

    window: Span = DEFAULT_WINDOW
    minimum_age: int = 13
    reply_minutes: int = 15
    loopback: bool = False


DEFAULT_RULES: Final = ContactRules()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What must be known of a person. Moments are UTC; `time_zone` is an IANA name.

    `texting_permission`: a permission is on record. `identity_agreed`: a check word, or an identity
    question with its answer. `has_texts`: the person's language has texts at all.
    `phone_owner` None: unknown, so not private. `last_opening_at`: when the
    last text was sent that opened a check-in. `birth_date` None for a child counts as too young.
    """

    role: Role
    time_zone: str
    birth_date: dt.date | None = None
    has_phone: bool = True
    phone_owner: PhoneOwner | None = PhoneOwner.OWN
    channel: Channel = Channel.SMS
    texting_permission: bool = True
    identity_agreed: bool = True
    has_texts: bool = True
    texts_reviewed: bool = True
    opted_out: bool = False
    taken_over: bool = False
    case_closed: bool = False
    last_opening_at: dt.datetime | None = None
    last_inbound_at: dt.datetime | None = None
    safe_hours: SafeHours | None = None


@dataclass(frozen=True, slots=True)
class MayText:
    """The answer. `at`: the next moment (UTC) when only time forbids, the asked moment when allowed,
    None when a person has to change something first. `reasons`: every one, at once."""

    allowed: bool
    at: dt.datetime | None
    reasons: tuple[WhyNot, ...]


def may_text(
    facts: ContactFacts,
    moment: dt.datetime,
    purpose: Purpose = Purpose.OPEN,
    rules: ContactRules = DEFAULT_RULES,
) -> MayText:
    """Whether and when this person may be texted (6.1, 6.8.5, invariants 9 to 11).

    A reply within `rules.reply_minutes` of what the person wrote goes at any hour, and so do safety
    texts and pages. Raises ValueError when `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone (UTC)")
    local_day = moment.astimezone(ZoneInfo(facts.time_zone)).date()
    binding = BINDING[purpose]
    if _just_wrote(facts, moment, purpose, rules):
        binding -= TIME_REASONS | {WhyNot.NO_GOOD_HOUR}
    reasons = [why for why in lasting_reasons(facts, local_day, rules) if why in binding]
    waits, at = _time(facts, moment, purpose, rules)
    reasons += [why for why in waits if why in binding]
    if not reasons:
        return MayText(True, moment, ())
    only_time = TIME_REASONS.issuperset(reasons)
    return MayText(False, at if only_time else None, tuple(reasons))


def lasting_reasons(facts: ContactFacts, day: dt.date, rules: ContactRules) -> tuple[WhyNot, ...]:
    """Every reason that does not pass by itself, in the order of `WhyNot`. `day` is the local day."""
    child = facts.role is Role.CHILD
    holds = {
        WhyNot.CASE_CLOSED: facts.case_closed,
        WhyNot.OPTED_OUT: facts.opted_out,
        WhyNot.TAKEN_OVER: facts.taken_over,
        WhyNot.CHILD_UNDER_AGE: child and not _old_enough(facts.birth_date, day, rules.minimum_age),
        WhyNot.NO_PHONE: not facts.has_phone,
        WhyNot.NO_PRIVATE_CHANNEL: child and facts.has_phone and facts.phone_owner not in PRIVATE_OWNERS,
        WhyNot.VOICE_ONLY: facts.channel is Channel.VOICE,
        WhyNot.WHATSAPP_NOT_READY: facts.channel is Channel.WHATSAPP,
        WhyNot.NO_PERMISSION: not facts.texting_permission,
        WhyNot.NO_IDENTITY_WORD: not facts.identity_agreed,
        WhyNot.TEXTS_NOT_REVIEWED: not facts.has_texts or not (facts.texts_reviewed or rules.loopback),
        WhyNot.NO_GOOD_HOUR: not _has_good_hour(facts.safe_hours, rules.window),
    }
    return tuple(why for why, true in holds.items() if true)


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Full years on `day`. Born on 29 February: a year older on 1 March of other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _old_enough(birth_date: dt.date | None, day: dt.date, minimum: int) -> bool:
    return birth_date is not None and age_on(birth_date, day) >= minimum


def _has_good_hour(safe_hours: SafeHours | None, window: Span) -> bool:
    """Whether any hour of the week lies both in the safe hours and in the window."""
    return safe_hours is None or any(window.both(span) for spans in safe_hours.days for span in spans)


def _just_wrote(facts: ContactFacts, moment: dt.datetime, purpose: Purpose, rules: ContactRules) -> bool:
    if purpose is not Purpose.REPLY or facts.last_inbound_at is None:
        return False
    return moment - facts.last_inbound_at <= dt.timedelta(minutes=rules.reply_minutes)


def _time(
    facts: ContactFacts, moment: dt.datetime, purpose: Purpose, rules: ContactRules
) -> tuple[list[WhyNot], dt.datetime | None]:
    """Reasons of time at `moment`, and the next moment that is good by all that bind, if there is one."""
    zone = ZoneInfo(facts.time_zone)
    today = moment.astimezone(zone).date()
    used_day = None
    if facts.last_opening_at and WhyNot.ALREADY_TODAY in BINDING[purpose]:
        used_day = facts.last_opening_at.astimezone(zone).date()
    reasons = []
    if used_day == today:
        reasons.append(WhyNot.ALREADY_TODAY)
    if not _within((rules.window,), today, moment, zone):
        reasons.append(WhyNot.QUIET_HOURS)
    if facts.safe_hours and not _within(facts.safe_hours.on(today), today, moment, zone):
        reasons.append(WhyNot.OUTSIDE_SAFE_HOURS)
    return reasons, next(_good_moments(facts, moment, used_day, rules), None)


def _within(spans: tuple[Span, ...], day: dt.date, moment: dt.datetime, zone: ZoneInfo) -> bool:
    return any(start <= moment < end for start, end in (span.on(day, zone) for span in spans))


def _good_moments(
    facts: ContactFacts, moment: dt.datetime, used_day: dt.date | None, rules: ContactRules
) -> Iterator[dt.datetime]:
    """Starts of the good times from `moment` on: in the window, in the safe hours, not on a used day."""
    zone = ZoneInfo(facts.time_zone)
    today = moment.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = today + dt.timedelta(days=ahead)
        if day == used_day:
            continue
        safe = (rules.window,) if facts.safe_hours is None else facts.safe_hours.on(day)
        for span in (rules.window.both(span) for span in safe):
            if span is not None:
                start, end = span.on(day, zone)
                if max(start, moment) < end:
                    yield max(start, moment)
