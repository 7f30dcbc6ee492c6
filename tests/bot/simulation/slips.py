"""Functions of the service as a slip of the hand would have made them; the mutants put them in place."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.effects import Carrier
from bot.runtime import Work
from bot.scene import Scene
from bot.settings import Settings
from bot.simulation.settings import simulation_settings
from flows.policy import calendar, closure, contact, notices
from flows.policy.contact import ContactFacts, ContactRules, WhyNot
from flows.policy.hours import Span
from flows.policy.ladder import Climb, Efforts, LadderRules, Rung, efforts, next_rung
from flows.vocabulary import Role, SponsorCategory

ONE_DAY = dt.timedelta(days=1)
_add_business_days = calendar.add_business_days
_is_business_day = calendar.is_business_day
_next_business_day = calendar.next_business_day
_lasting_reasons = contact.lasting_reasons
_after_disengagement = closure.after_disengagement


def count_from_a_business_day(release: dt.date, n: int) -> dt.date:
    """Day 0 of a release on a weekend is the next business day."""
    first = release if _is_business_day(release) else _next_business_day(release)
    return _add_business_days(first, n)


def the_old_year_ends_nothing(day: dt.date) -> bool:
    """New Year's Day is a business day."""
    return _is_business_day(day) or (day.month, day.day) == (1, 1)


def the_child_is_18_the_day_after(facts: ContactFacts, day: dt.date) -> bool:
    """Services end a day late."""
    born = facts.birth_date if facts.role is Role.CHILD else facts.child_birth_date
    return born is not None and contact.age_on(born, day - ONE_DAY) >= contact.ADULT


def not_asking(*gone: WhyNot) -> Callable[..., tuple[WhyNot, ...]]:
    """Some reasons against a text are forgotten."""

    def reasons(facts: ContactFacts, day: dt.date, rules: ContactRules) -> tuple[WhyNot, ...]:
        return tuple(why for why in _lasting_reasons(facts, day, rules) if why not in gone)

    return reasons


def school_of_sponsors(facts: ContactFacts, day: dt.date, rules: ContactRules) -> tuple[Span, ...]:
    """School hours bind the sponsor in place of the child."""
    if facts.role is Role.CHILD or rules.school_hours is None:
        return ()
    return rules.school_hours.on(day)


def in_standard_time(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """Nine in the morning is always that of the winter."""
    offset = dt.datetime(day.year, 1, 1, tzinfo=zone).utcoffset()
    assert offset is not None
    wall = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) + dt.timedelta(minutes=minute)
    return wall - offset


def clock_of_chicago(_name: str) -> ZoneInfo:
    """Everybody lives where the provider does."""
    return ZoneInfo("America/Chicago")


def setting(**values: Any) -> Callable[..., Settings]:
    """Settings of the simulation with other numbers."""

    def settings(database_url: str, *, mail: bool = False) -> Settings:
        return replace(simulation_settings(database_url, mail=mail), **values)

    return settings


def reminding_again(climb: Climb, rules: LadderRules) -> tuple[Rung, dt.datetime]:
    """Nobody remembers the first reminder; the second comes as long after it."""
    since = climb.reminded_at or climb.waiting_since
    return next_rung(replace(climb, reminded_at=None, waiting_since=since), rules)


def step_of_now(work: Work, scene: Scene, *, language: str, step: str) -> Carrier:
    """What has been written once is not known again."""
    return Carrier(work, scene, language=language, step=f"{step}:{work.now.isoformat()}")


def calls_of_any_hour(
    calls: Sequence[dt.datetime], zone: str, alternatives: int, rules: LadderRules, *, not_in_service: bool
) -> Efforts:
    """Three calls within one hour are three calls."""
    found = efforts(calls, zone, alternatives, rules, not_in_service=not_in_service)
    return replace(found, missing=max(rules.calls - found.calls, rules.days - found.days, 0))


def days_without_contact(days: int) -> Callable[[], notices.NoticeRules]:
    """Another number of days without the child."""
    table = replace(notices.rules(), no_contact_days=days)
    return lambda: table


def nothing(*_args: Any, **_kwargs: Any) -> bool:
    """No."""
    return False


def everything(*_args: Any, **_kwargs: Any) -> bool:
    """Yes."""
    return True


def one_person(_work: Work, _address: object) -> int:
    """Nobody shares a phone."""
    return 1


def categories_swapped(
    category: SponsorCategory, *, child_wishes: bool, sponsor_wishes: bool = False
) -> closure.AfterStop:
    """A relative is taken for the parent, and the parent for a relative."""
    other = SponsorCategory.TWO_A if category is SponsorCategory.ONE else SponsorCategory.ONE
    return _after_disengagement(other, child_wishes=child_wishes, sponsor_wishes=sponsor_wishes)
