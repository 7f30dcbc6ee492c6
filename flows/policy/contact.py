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

from flows.policy.calendar import federal_holidays
from flows.policy.hours import SafeHours, Span, parse_safe_hours, parse_span
from flows.vocabulary import PRIVATE_OWNERS, Channel, PhoneOwner, Role


class Purpose(StrEnum):
    """What the text is for; it decides which reasons bind (`BINDING`). `person`: staff wrote it."""

    OPEN = "open"
    REPLY = "reply"
    PERSON = "person"
    SAFETY = "safety"
    PAGE = "page"


class WhyNot(StrEnum):
    """Why a person may not be texted; staff wording is looked up by this code."""

    CASE_CLOSED = "case_closed"
    CHILD_18 = "child_18"
    OPTED_OUT = "opted_out"
    TAKEN_OVER = "taken_over"
    CHILD_UNDER_AGE = "child_under_age"
    NO_PHONE = "no_phone"
    WRONG_NUMBER = "wrong_number"
    NO_PRIVATE_CHANNEL = "no_private_channel"
    VOICE_ONLY = "voice_only"
    CANNOT_TEXT = "cannot_text"
    WHATSAPP_NOT_READY = "whatsapp_not_ready"
    NO_PERMISSION = "no_permission"
    NO_IDENTITY_WORD = "no_identity_word"
    TEXTS_NOT_REVIEWED = "texts_not_reviewed"
    NO_GOOD_HOUR = "no_good_hour"
    PAUSED = "paused"
    CHANNEL_DOWN = "channel_down"
    ALREADY_TODAY = "already_today"
    FEDERAL_HOLIDAY = "federal_holiday"
    QUIET_HOURS = "quiet_hours"
    SCHOOL_HOURS = "school_hours"
    OUTSIDE_SAFE_HOURS = "outside_safe_hours"


HOURS: Final = frozenset({WhyNot.QUIET_HOURS, WhyNot.SCHOOL_HOURS, WhyNot.OUTSIDE_SAFE_HOURS})
"""Reasons of the hour, which do not bind for who has just written."""

TIME_REASONS: Final = HOURS | {
    WhyNot.PAUSED,
    WhyNot.CHANNEL_DOWN,
    WhyNot.ALREADY_TODAY,
    WhyNot.FEDERAL_HOLIDAY,
}
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
    Purpose.REPLY: _NO_WAY | HOURS | {WhyNot.TAKEN_OVER, WhyNot.NO_GOOD_HOUR},
    # A member of staff writes in a thread that they have taken over: by the rules of a reply, and never
    # to a phone that has become somebody else's.
    Purpose.PERSON: _NO_WAY | HOURS | {WhyNot.NO_PRIVATE_CHANNEL, WhyNot.NO_GOOD_HOUR, WhyNot.WRONG_NUMBER},
    Purpose.SAFETY: _NO_WAY,
    Purpose.PAGE: frozenset({WhyNot.OPTED_OUT, WhyNot.NO_PHONE}),
}
"""Which reasons bind for which purpose. Opting out binds for all of them."""

DEFAULT_WINDOW: Final = parse_span("9:00-20:00")
"""Local hours within which we may begin to write."""

SCHOOL_HOURS: Final = parse_safe_hours("Mon-Fri 8:00-15:30")
"""Local hours in which we do not begin to write to a child (6.8.5: others may see the phone)."""

ADULT: Final = 18
"""Services end on this birthday (6.1, 6.3)."""

_DAYS_AHEAD: Final = 36
"""Days searched for the next good hour. Safe hours repeat every week; Christmas and New Year's Day may
take two of them in a row, and the day of an earlier check-in text a third."""


@dataclass(frozen=True, slots=True)
class ContactRules:
    """The provider's settings.

    `window`: local hours for texts that we begin; `school_hours`: hours of the week in which they do
    not begin to a child, or None; `holidays`: nor do they on federal holidays; `loopback`: the texts go
    to an emulator on this machine, so that unreviewed texts may be tried (invariant 10).
    """

    window: Span = DEFAULT_WINDOW
    school_hours: SafeHours | None = SCHOOL_HOURS
    holidays: bool = True
    minimum_age: int = 13
    reply_minutes: int = 15
    loopback: bool = False


DEFAULT_RULES: Final = ContactRules()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What must be known of a person. Moments are UTC; `time_zone` is an IANA name.

    `texting_permission`: a permission is on record. `identity_agreed`: a check word, or an identity
    question with its answer. `cannot_text`: does not read, or cannot text. `has_texts`: the person's
    language has texts at all. `wrong_number`: somebody there said that it is not theirs, and nobody has
    confirmed it since. `phone_owner` None: unknown, so not private. `last_opening_at`: when the
    last text was sent that opened a check-in. `birth_date` None for a child counts as too young.
    `child_birth_date`: of the released child, for whoever else is asked. `whatsapp_ready`: an approved
    template, or the 24 hours after the person's last message. `paused_until`: staff let texts rest until
    then. `channel_back_at`: the channel does not take texts; then it is tried again.
    """

    role: Role
    time_zone: str
    birth_date: dt.date | None = None
    has_phone: bool = True
    phone_owner: PhoneOwner | None = PhoneOwner.OWN
    channel: Channel = Channel.SMS
    texting_permission: bool = True
    identity_agreed: bool = True
    cannot_text: bool = False
    has_texts: bool = True
    texts_reviewed: bool = True
    opted_out: bool = False
    wrong_number: bool = False
    taken_over: bool = False
    case_closed: bool = False
    child_birth_date: dt.date | None = None
    whatsapp_ready: bool = False
    paused_until: dt.datetime | None = None
    channel_back_at: dt.datetime | None = None
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
    local_day = _day(facts, moment)
    binding = BINDING[purpose]
    if _just_wrote(facts, moment, purpose, rules):
        binding -= HOURS | {WhyNot.NO_GOOD_HOUR}
    reasons = [why for why in lasting_reasons(facts, local_day, rules) if why in binding]
    waits, at = _time(facts, moment, binding, rules)
    reasons += [why for why in waits if why in binding]
    if not reasons:
        return MayText(True, moment, ())
    if (
        at is not None
        and WhyNot.CHILD_18 in binding - set(reasons)
        and child_is_adult(facts, _day(facts, at))
    ):
        reasons.insert(0, WhyNot.CHILD_18)  # by the next good hour services have ended
    only_time = TIME_REASONS.issuperset(reasons)
    return MayText(False, at if only_time else None, tuple(reasons))


def _day(facts: ContactFacts, moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZoneInfo(facts.time_zone)).date()


def lasting_reasons(facts: ContactFacts, day: dt.date, rules: ContactRules) -> tuple[WhyNot, ...]:
    """Every reason that does not pass by itself, in the order of `WhyNot`. `day` is the local day."""
    child = facts.role is Role.CHILD
    holds = {
        WhyNot.CASE_CLOSED: facts.case_closed,
        WhyNot.CHILD_18: child_is_adult(facts, day),
        WhyNot.OPTED_OUT: facts.opted_out,
        WhyNot.TAKEN_OVER: facts.taken_over,
        WhyNot.CHILD_UNDER_AGE: child and not _old_enough(facts.birth_date, day, rules.minimum_age),
        WhyNot.NO_PHONE: not facts.has_phone,
        WhyNot.WRONG_NUMBER: facts.has_phone and facts.wrong_number,
        WhyNot.NO_PRIVATE_CHANNEL: child and facts.has_phone and facts.phone_owner not in PRIVATE_OWNERS,
        WhyNot.VOICE_ONLY: facts.channel is Channel.VOICE,
        WhyNot.CANNOT_TEXT: facts.cannot_text,
        WhyNot.WHATSAPP_NOT_READY: facts.channel is Channel.WHATSAPP and not facts.whatsapp_ready,
        WhyNot.NO_PERMISSION: not facts.texting_permission,
        WhyNot.NO_IDENTITY_WORD: not facts.identity_agreed,
        WhyNot.TEXTS_NOT_REVIEWED: not facts.has_texts or not (facts.texts_reviewed or rules.loopback),
        WhyNot.NO_GOOD_HOUR: not _has_good_hour(facts, rules),
    }
    return tuple(why for why, true in holds.items() if true)


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Full years on `day`. Born on 29 February: a year older on 1 March of other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def child_is_adult(facts: ContactFacts, day: dt.date) -> bool:
    """Whether the released child is 18 on a local day: services end, for the sponsor too (6.1, 6.3)."""
    born = facts.birth_date if facts.role is Role.CHILD else facts.child_birth_date
    return born is not None and age_on(born, day) >= ADULT


def _old_enough(birth_date: dt.date | None, day: dt.date, minimum: int) -> bool:
    return birth_date is not None and age_on(birth_date, day) >= minimum


def _good_spans(facts: ContactFacts, weekday: dt.date, rules: ContactRules) -> tuple[Span, ...]:
    """The good hours of a day of the week: in the window, in the safe hours, not in school hours."""
    safe = (rules.window,) if facts.safe_hours is None else facts.safe_hours.on(weekday)
    inside = (both for both in (rules.window.both(span) for span in safe) if both is not None)
    return tuple(span for both in inside for span in both.without(_school(facts, weekday, rules)))


def _school(facts: ContactFacts, day: dt.date, rules: ContactRules) -> tuple[Span, ...]:
    if facts.role is not Role.CHILD or rules.school_hours is None:
        return ()
    return rules.school_hours.on(day)


def _has_good_hour(facts: ContactFacts, rules: ContactRules) -> bool:
    """Whether any hour of the week is good."""
    week = (dt.date.min + dt.timedelta(days=n) for n in range(7))
    return any(_good_spans(facts, day, rules) for day in week)


def _just_wrote(facts: ContactFacts, moment: dt.datetime, purpose: Purpose, rules: ContactRules) -> bool:
    if purpose not in (Purpose.REPLY, Purpose.PERSON) or facts.last_inbound_at is None:
        return False
    return moment - facts.last_inbound_at <= dt.timedelta(minutes=rules.reply_minutes)


def _time(
    facts: ContactFacts, moment: dt.datetime, binding: frozenset[WhyNot], rules: ContactRules
) -> tuple[list[WhyNot], dt.datetime | None]:
    """Reasons of time at `moment`, and the next moment that is good by all that bind, if there is one."""
    zone = ZoneInfo(facts.time_zone)
    today = moment.astimezone(zone).date()
    safe = facts.safe_hours
    holds = {
        WhyNot.PAUSED: facts.paused_until is not None and moment < facts.paused_until,
        WhyNot.CHANNEL_DOWN: facts.channel_back_at is not None and moment < facts.channel_back_at,
        WhyNot.ALREADY_TODAY: _used_day(facts) == today,
        WhyNot.FEDERAL_HOLIDAY: rules.holidays and today in federal_holidays(today.year),
        WhyNot.QUIET_HOURS: not _within((rules.window,), today, moment, zone),
        WhyNot.SCHOOL_HOURS: _within(_school(facts, today, rules), today, moment, zone),
        WhyNot.OUTSIDE_SAFE_HOURS: safe is not None and not _within(safe.on(today), today, moment, zone),
    }
    reasons = [why for why, true in holds.items() if true]
    return reasons, next(_good_moments(facts, moment, binding, rules), None)


def _used_day(facts: ContactFacts) -> dt.date | None:
    """The local day on which a check-in was last opened."""
    return _day(facts, facts.last_opening_at) if facts.last_opening_at else None


def _within(spans: tuple[Span, ...], day: dt.date, moment: dt.datetime, zone: ZoneInfo) -> bool:
    return any(start <= moment < end for start, end in (span.on(day, zone) for span in spans))


def _good_moments(
    facts: ContactFacts, moment: dt.datetime, binding: frozenset[WhyNot], rules: ContactRules
) -> Iterator[dt.datetime]:
    """Starts of the good times from `moment` on: good hours of days that nothing forbids."""
    zone = ZoneInfo(facts.time_zone)
    earliest = moment
    if facts.paused_until is not None and WhyNot.PAUSED in binding:
        earliest = max(earliest, facts.paused_until)
    if facts.channel_back_at is not None and WhyNot.CHANNEL_DOWN in binding:
        earliest = max(earliest, facts.channel_back_at)
    first = earliest.astimezone(zone).date()
    for day in (first + dt.timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)):
        if WhyNot.ALREADY_TODAY in binding and day == _used_day(facts):
            continue
        if rules.holidays and WhyNot.FEDERAL_HOLIDAY in binding and day in federal_holidays(day.year):
            continue
        for span in _good_spans(facts, day, rules):
            start, end = span.on(day, zone)
            if max(start, earliest) < end:
                yield max(start, earliest)
