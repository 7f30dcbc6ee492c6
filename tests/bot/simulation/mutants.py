"""The rules of section 6 that scenarios show, each with a slip that its scenario must find.

A mutant puts something else in the place of functions or numbers: one day off, roles swapped, calendar
days for business days. docs/simulation.md lists them all.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flows.policy.contact import WhyNot
from flows.policy.hours import Span
from flows.vocabulary import PhoneOwner, Role, TaskReason
from tests.bot.simulation import slips


@dataclass(frozen=True, slots=True)
class Mutant:
    """`patches`: what stands at which place instead. `shows`: words of a line that then differs."""

    section: str
    rule: str
    slip: str
    scenario: str
    patches: Mapping[str, Any]
    shows: str

    @property
    def id(self) -> str:
        """What the suite calls it."""
        return f"{self.section} {self.slip}".replace(" ", "-")


def _days(first: int, second: int, third: int) -> dict[str, Any]:
    return {"flows.policy.calendar.CHECK_IN_BUSINESS_DAYS": (first, second, third)}


def _forgetting(*reasons: WhyNot) -> dict[str, Any]:
    """Neither the way of a part nor the moment of a text asks for these reasons."""
    forgets = slips.not_asking(*reasons)
    return {"flows.policy.contact.lasting_reasons": forgets, "flows.policy.routing.lasting_reasons": forgets}


def _setting(**values: Any) -> dict[str, Any]:
    return {"bot.simulation.play.simulation_settings": slips.setting(**values)}


_CALENDAR, _CONTACT = "flows.policy.calendar", "flows.policy.contact"
_THIRTY = "flows.policy.no_contact.rules"
_WARNED_LATE = ((21, TaskReason.NO_CONTACT_DAY_20), (25, TaskReason.NO_CONTACT_DAY_25))
_LONGER = dt.timedelta(hours=48)

MUTANTS = (
    # The calendar (6.3, 6.2.1)
    Mutant(
        "6.3", "the first check-in is due 7 business days after release", "one day late",
        "released_on_saturday", _days(8, 14, 30), "check_in 1, due 2026-03-18",
    ),
    Mutant(
        "6.3", "the second check-in is due 14 business days after release", "one day early",
        "released_on_saturday", _days(7, 13, 30), "check_in 2, due 2026-03-25",
    ),
    Mutant(
        "6.3", "check-ins count business days", "calendar days for business days",
        "released_on_saturday", {f"{_CALENDAR}.is_business_day": slips.everything},
        "check_in 1, due 2026-03-14",
    ),
    Mutant(
        "6.3", "day 0 is the day of release, whatever day it is", "a weekend moves day 0 to Monday",
        "released_on_saturday", {f"{_CALENDAR}.add_business_days": slips.count_from_a_business_day},
        "check_in 1, due 2026-03-18",
    ),
    Mutant(
        "6.3", "federal holidays are no business days", "a holiday counts",
        "holiday_in_the_count", {f"{_CALENDAR}.federal_holidays": lambda _year: frozenset()},
        "check_in 1, due 2026-05-27",
    ),
    Mutant(
        "6.3", "the count goes on over the turn of the year", "New Year's Day counts",
        "released_before_new_year", {f"{_CALENDAR}.is_business_day": slips.the_old_year_ends_nothing},
        "check_in 1, due 2027-01-07",
    ),
    Mutant(
        "6.2.1", "a referral accepted late starts the count", "late begins at ten days, not after seven",
        "accepted_12_days_after_release", {f"{_CALENDAR}.LATE_ACCEPTANCE_BUSINESS_DAYS": 10},
        "check_in 1, due 2026-03-11",
    ),
    # The hours (6.1, 6.8.5)
    Mutant(
        "6.1", "no text before nine", "an hour early",
        "released_on_saturday", _setting(contact_window=Span(8 * 60, 20 * 60)),
        "at 2026-03-17T13:00:00+00:00",
    ),
    Mutant(
        "6.1", "no text after eight in the evening", "an hour and more late",
        "night_of_the_change_of_clocks", _setting(contact_window=Span(9 * 60, 21 * 60 + 1)),
        "at 2026-03-08T03:00:00+00:00",
    ),
    Mutant(
        "6.1", "nine is nine on the wall", "winter time in summer",
        "night_of_the_change_of_clocks", {"flows.policy.hours.wall_to_utc": slips.in_standard_time},
        "at 2026-03-08T15:00:00+00:00",
    ),
    Mutant(
        "6.8.5", "the clock is that of the family", "everybody lives in Chicago",
        "moves_to_el_paso", {f"{_CONTACT}.ZoneInfo": slips.clock_of_chicago}, "- reminder",
    ),
    Mutant(
        "6.8.5", "no text to a child in school hours", "roles swapped",
        "released_on_saturday", {f"{_CONTACT}._school": slips.school_of_sponsors},
        "person child, at 2026-03-17T14:00:00+00:00",
    ),
    # Whom we may text (6.1, 6.8.5)
    Mutant(
        "6.1", "children under 13 are called", "nobody looks at the age",
        "child_of_nine", _forgetting(WhyNot.CHILD_UNDER_AGE), "+ first.check_word",
    ),
    Mutant(
        "6.1", "services end on the 18th birthday", "one day late",
        "turns_18_on_day_20", {f"{_CONTACT}.child_is_adult": slips.the_child_is_18_the_day_after,
                               "bot.facts.sends_stop": slips.nothing},
        "at 2026-03-23T14:00:00+00:00",
    ),
    Mutant(
        "6.8.5", "a child is texted on a private phone only", "the phone of the household will do",
        "phone_of_the_household", {f"{_CONTACT}.PRIVATE_OWNERS": frozenset(PhoneOwner)},
        "+ first.check_word",
    ),
    Mutant(
        "6.8.5", "no text without permission", "nobody asks for it",
        "enrolled_on_the_due_day", _forgetting(WhyNot.NO_PERMISSION, WhyNot.NO_IDENTITY_WORD),
        "- case S-1, person child, kind enrol",
    ),
    Mutant(
        "6.3", "WhatsApp begins with an approved template", "any words will do",
        "whatsapp_without_a_template", _forgetting(WhyNot.WHATSAPP_NOT_READY), "whatsapp_not_ready",
    ),
    Mutant(
        "6.1", "nobody is texted after a stop", "the stop is forgotten",
        "stop_two_on_one_number", {"bot.effects.opt": slips.nothing}, "opted_out",
    ),
    Mutant(
        "6.1", "a stop of a relative leaves the child's thread", "categories swapped",
        "stop_of_a_parent", {"bot.opting.after_disengagement": slips.categories_swapped}, "project_officer",
    ),
    # The ladder (6.3)
    Mutant(
        "6.3", "a reminder after four hours", "after five",
        "released_on_saturday", _setting(reminder_hours=5), "at 2026-03-17T19:00:00+00:00",
    ),
    Mutant(
        "6.3", "one reminder, never two", "a second reminder",
        "silent",
        {"bot.ladder.rungs.next_rung": slips.reminding_again, "bot.ladder.rungs.Carrier": slips.step_of_now},
        "+ reminder",
    ),
    Mutant(
        "6.3", "silence ends after 48 hours", "after 24",
        "imported_again_in_mid_ladder", {"flows.engine.ANSWER_WAIT": dt.timedelta(hours=24)},
        "due 2026-03-13T22:00:00+00:00",
    ),
    Mutant(
        "6.3", "a late answer goes on", "it is too late",
        "answers_after_the_last_reminder", {"bot.ladder.stopping.LATE_ANSWER_GOES_ON": frozenset()},
        "- sponsor.consent",
    ),
    Mutant(
        "6.3", "at least three calls", "two calls",
        "calls_before_unable_to_contact", _setting(ladder_calls=2), "done 2026-03-16T15:15:00+00:00",
    ),
    Mutant(
        "6.3", "calls at different hours", "three calls in two hours",
        "calls_before_unable_to_contact", {"bot.ladder.calling.efforts": slips.calls_of_any_hour},
        "done 2026-03-16T15:15:00+00:00",
    ),
    Mutant(
        "6.3", "calls on two days", "on one day",
        "calls_before_unable_to_contact", _setting(ladder_call_days=1), "done 2026-03-13T23:00:00+00:00",
    ),
    Mutant(
        "6.3", "a dead number is told apart from silence", "no answer is no answer",
        "phone_dies_on_day_3", {"bot.ladder.kinds.number_is_dead": slips.nothing}, "not_delivered",
    ),
    Mutant(
        "6.3", "no reminder to a dead number", "it is reminded",
        "phone_dies_on_day_3", {"bot.ladder.rungs.channel_is_shut": slips.nothing},
        "+ case S-1, person child, at 2026-03-12T00:30:00+00:00",
    ),
    Mutant(
        "6.3", "the next check-in ends the one before", "both stay open",
        "taken_over_and_forgotten", {"bot.opening.end_older": slips.nothing}, "outcome no_answer",
    ),
    Mutant(
        "6.3", "who takes over is the only one who writes", "the machine goes on",
        "taken_over_and_forgotten", _forgetting(WhyNot.TAKEN_OVER),
        "+ reminder",
    ),
    Mutant(
        "6.3", "who forgets to hand back is reminded after a day", "after two",
        "taken_over_and_forgotten",
        {"bot.desk.takeover.REMIND_AFTER": _LONGER, "bot.simulation.agenda.REMIND_AFTER": _LONGER},
        "- case S-1, person child, kind taken_over",
    ),
    Mutant(
        "6.3", "an import moves nothing that has begun", "it moves everything",
        "imported_again_in_mid_ladder", {"bot.importing.schedule._waits": slips.everything},
        "check_in 1, due 2026-03-12",
    ),
    Mutant(
        "6.3", "what was not said in time is not said", "it is said a month later",
        "worker_away_for_31_days",
        {"bot.delivery.outbox.STALE_AFTER": {}, "bot.ladder.overtaking.cancel_texts_of": slips.nothing},
        "+ sponsor.consent",
    ),
    # Thirty days, 24 hours (6.8.6)
    Mutant(
        "6.8.6", "somebody is warned on day 20", "on day 21",
        "turns_18_on_day_20",
        {"flows.policy.no_contact.WARNINGS": _WARNED_LATE, "bot.ladder.watching.WARNINGS": _WARNED_LATE},
        "- case S-1, person child, kind call, reason no_contact_day_20",
    ),
    Mutant(
        "6.8.6", "thirty calendar days without the child", "thirty-one",
        "reason_no_contact_30_days", {_THIRTY: slips.days_without_contact(31)}, "expected done",
    ),
    Mutant(
        "6.8.6", "the sponsor's answers stop no clock of the child", "roles swapped",
        "sponsor_answers_and_the_child_does_not",
        {"bot.ladder.contact.Role": SimpleNamespace(CHILD=Role.SPONSOR)}, "no_contact_30_days",
    ),
    Mutant(
        "6.8.6", "a NOC is due 24 hours after first suspicion", "after 48",
        "distress_word", {"bot.concerns.NOC_CLOCK": _LONGER}, "noc_due",
    ),
)  # fmt: skip
