"""When services of Level One end, who may close a case, and what then follows (6.1, 6.3, 6.8.7).

The machine proposes and stops its texts; a named person closes. Silence closes nothing, and no way of
closing cancels the duty to report a danger.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.vocabulary import ClosureReason, SponsorCategory

BY_DATE: Final = frozenset(
    {
        ClosureReason.TURNED_18,
        ClosureReason.VOLUNTARY_DEPARTURE,
        ClosureReason.LAWFUL_STATUS,
        ClosureReason.FINAL_ORDER,
    }
)
"""Services must end on a day, whatever else is open: texts stop on that day (6.1, 6.3)."""

SECTION: Final[Mapping[ClosureReason, str]] = {
    ClosureReason.THREE_CHECK_INS: "6.3",
    ClosureReason.TURNED_18: "6.1",
    ClosureReason.VOLUNTARY_DEPARTURE: "6.1",
    ClosureReason.LAWFUL_STATUS: "6.1",
    ClosureReason.FINAL_ORDER: "6.1",
    ClosureReason.DISENGAGED: "6.3",
    ClosureReason.HIGHER_LEVEL: "6.2.3",
}

_FEBRUARY_29: Final = (2, 29)


class AfterStop(StrEnum):
    """What follows when a sponsor chooses to disengage (6.1, 6.3)."""

    CLOSE = "close"
    """A person may close the case; nothing closes by itself."""
    CHILD_GOES_ON = "child_goes_on"
    """The child's thread stays alive, and the Project Officer is asked."""
    SPONSOR_GOES_ON = "sponsor_goes_on"
    """Only the child does not wish to take part: ORR may keep services available to the sponsor."""


class NotYet(StrEnum):
    """Why a case cannot be closed for a reason; staff wording is looked up by this code."""

    CONCERN_OPEN = "concern_open"
    NOT_REVIEWED = "not_reviewed"
    REFERRAL_OPEN = "referral_open"
    NO_REFERRAL = "no_referral"
    NO_DATE = "no_date"
    DATE_TO_COME = "date_to_come"
    CHILD_GOES_ON = "child_goes_on"
    WORDS_MISSING = "words_missing"


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What closing rests on. Days are local days of the case.

    `reviewed`: how many of the three check-ins are signed and reviewed. `open_concerns`: not closed.
    `referrals_undecided`: proposals on which nobody has decided. `referral_accepted`: a higher level, or
    another provider, has taken the case. `ends_on`: the day of the event, where the reason is one.
    `after_stop`: what a disengagement leads to. `words`: somebody wrote down why.
    """

    today: dt.date
    reviewed: int = 0
    open_concerns: int = 0
    referrals_undecided: int = 0
    referral_accepted: bool = False
    ends_on: dt.date | None = None
    after_stop: AfterStop = AfterStop.CLOSE
    words: bool = True


def eighteenth_birthday(birth: dt.date) -> dt.date:
    """The day on which services end for all (6.1). Who was born on February 29 turns 18 on March 1."""
    if (birth.month, birth.day) == _FEBRUARY_29:
        return dt.date(birth.year + 18, 3, 1)
    return birth.replace(year=birth.year + 18)


def sends_stop(ends_on: dt.date | None, today: dt.date) -> bool:
    """Whether no text goes out any more because services have ended (6.1, 6.3). Local days."""
    return ends_on is not None and today >= ends_on


def after_disengagement(
    category: SponsorCategory, *, child_wishes: bool, sponsor_wishes: bool = False
) -> AfterStop:
    """What follows when sponsor or child does not wish to go on (6.1, 6.3).

    Category 1 ends the case, by a person's decision. A sponsor of category 2A, 2B or 3 ends it only where
    the child does not wish to go on either.
    """
    if sponsor_wishes:
        return AfterStop.SPONSOR_GOES_ON
    if category is not SponsorCategory.ONE and child_wishes:
        return AfterStop.CHILD_GOES_ON
    return AfterStop.CLOSE


def keeps_open(reason: ClosureReason, facts: ClosureFacts) -> tuple[NotYet, ...]:
    """Every reason why a case cannot be closed now; none when a named person may close it.

    A day on which services must end waits for nothing but itself: an open concern stays open, and its
    report is due all the same (6.3, 6.8.6).
    """
    found: list[NotYet] = []
    if reason in BY_DATE:
        if facts.ends_on is None:
            found.append(NotYet.NO_DATE)
        elif facts.ends_on > facts.today:
            found.append(NotYet.DATE_TO_COME)
    else:
        if facts.open_concerns:
            found.append(NotYet.CONCERN_OPEN)
        if facts.referrals_undecided:
            found.append(NotYet.REFERRAL_OPEN)
    found += _of_reason(reason, facts)
    if not facts.words:
        found.append(NotYet.WORDS_MISSING)
    return tuple(found)


def _of_reason(reason: ClosureReason, facts: ClosureFacts) -> tuple[NotYet, ...]:
    if reason is ClosureReason.THREE_CHECK_INS and facts.reviewed < CHECK_INS:
        return (NotYet.NOT_REVIEWED,)
    if reason is ClosureReason.HIGHER_LEVEL and not facts.referral_accepted:
        return (NotYet.NO_REFERRAL,)
    if reason is ClosureReason.DISENGAGED and facts.after_stop is not AfterStop.CLOSE:
        return (NotYet.CHILD_GOES_ON,)
    return ()


CHECK_INS: Final = 3
"""Virtual check-ins of Level One (6.3)."""


def proposed_by_rule(facts: ClosureFacts, birthday: dt.date | None) -> tuple[ClosureReason, dt.date] | None:
    """What the machine proposes today, with the day on which services end or ended (6.1, 6.3).

    The 18th birthday comes before everything; three reviewed check-ins propose on the day of the review.
    """
    if birthday is not None and facts.today >= birthday:
        return ClosureReason.TURNED_18, birthday
    if not keeps_open(ClosureReason.THREE_CHECK_INS, facts):
        return ClosureReason.THREE_CHECK_INS, facts.today
    return None
