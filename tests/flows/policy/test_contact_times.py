"""When a text may go: school, holidays, pauses, a channel that is down, 18th birthdays, DST, zones."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.calendar import federal_holidays
from flows.policy.contact import ContactFacts, ContactRules, MayText, Purpose, WhyNot, may_text
from flows.policy.hours import parse_safe_hours
from flows.vocabulary import Channel, Role
from tests.flows.policy.test_contact import CHILD, SPONSOR, at

SCHOOL, HOLIDAY, QUIET = WhyNot.SCHOOL_HOURS, WhyNot.FEDERAL_HOLIDAY, WhyNot.QUIET_HOURS

CHILD_TIMES = [
    ("Tuesday 9:00: at school until 15:30", "2026-03-03 09:00", "2026-03-03 15:30", [SCHOOL]),
    ("Tuesday 15:29: still at school", "2026-03-03 15:29", "2026-03-03 15:30", [SCHOOL]),
    ("Tuesday 15:30: school is over", "2026-03-03 15:30", "2026-03-03 15:30", []),
    ("Tuesday 7:30: quiet, then school", "2026-03-03 07:30", "2026-03-03 15:30", [QUIET]),
    ("Friday 20:00: Saturday 9:00, no school", "2026-03-06 20:00", "2026-03-07 09:00", [QUIET]),
    ("Sunday 10:00: no school", "2026-03-08 10:00", "2026-03-08 10:00", []),
    ("Labor Day 16:00: a holiday, Tuesday after school", "2026-09-07 16:00", "2026-09-08 15:30", [HOLIDAY]),
    ("Labor Day 10:00: both", "2026-09-07 10:00", "2026-09-08 15:30", [HOLIDAY, SCHOOL]),
]


@pytest.mark.parametrize(("rule", "now", "when", "why"), CHILD_TIMES, ids=[row[0] for row in CHILD_TIMES])
def test_we_begin_to_write_to_a_child_outside_school_hours(
    rule: str, now: str, when: str, why: list[WhyNot]
) -> None:
    assert may_text(CHILD, at(now)) == MayText(not why, at(when), tuple(why)), rule


SPONSOR_TIMES = [
    ("school hours are no matter of a sponsor's", "2026-03-03 10:00", "2026-03-03 10:00", []),
    ("Independence Day and the Friday before", "2026-07-03 10:00", "2026-07-05 09:00", [HOLIDAY]),
    ("Christmas on Friday", "2026-12-25 10:00", "2026-12-26 09:00", [HOLIDAY]),
    ("New Year 2028 and the Friday before", "2027-12-31 08:00", "2028-01-02 09:00", [HOLIDAY, QUIET]),
]


@pytest.mark.parametrize(("rule", "now", "when", "why"), SPONSOR_TIMES, ids=[row[0] for row in SPONSOR_TIMES])
def test_we_begin_no_check_in_on_a_federal_holiday(rule: str, now: str, when: str, why: list[WhyNot]) -> None:
    assert may_text(SPONSOR, at(now)) == MayText(not why, at(when), tuple(why)), rule


def test_who_writes_on_a_holiday_or_in_school_hours_is_answered() -> None:
    labor_day = at("2026-09-07 10:00")
    assert may_text(replace(CHILD, last_inbound_at=labor_day), labor_day, Purpose.REPLY).allowed
    assert may_text(SPONSOR, labor_day, Purpose.REPLY).allowed


def test_the_school_hours_are_a_setting() -> None:
    assert may_text(CHILD, at("2026-03-03 10:00"), rules=ContactRules(school_hours=None)).allowed


def test_safe_hours_that_lie_in_school_hours_need_a_person() -> None:
    facts = replace(CHILD, safe_hours=parse_safe_hours("Mon-Fri 10:00-14:00"))
    answer = may_text(facts, at("2026-03-03 16:00"))
    assert (answer.at, answer.reasons) == (None, (WhyNot.NO_GOOD_HOUR, WhyNot.OUTSIDE_SAFE_HOURS))


def test_safe_hours_that_begin_in_school_hours_begin_when_school_is_over() -> None:
    facts = replace(CHILD, safe_hours=parse_safe_hours("Mon-Fri 14:00-18:00"))
    assert may_text(facts, at("2026-03-03 12:00")).at == at("2026-03-03 15:30")


def test_two_holidays_in_a_row_and_a_used_day_still_find_a_friday() -> None:
    """Safe on Fridays only: Christmas and New Year's Day 2026-27 are both Fridays."""
    fridays = replace(
        SPONSOR, safe_hours=parse_safe_hours("Fri 10:00-18:00"), last_opening_at=at("2026-12-18 10:00")
    )
    assert may_text(fridays, at("2026-12-18 11:00")).at == at("2027-01-08 10:00")


def test_a_pause_ends_by_itself_at_the_first_good_hour_after_it() -> None:
    facts = replace(SPONSOR, paused_until=at("2026-03-10 00:00"))
    assert may_text(facts, at("2026-03-03 10:00")) == MayText(False, at("2026-03-10 09:00"), (WhyNot.PAUSED,))
    assert may_text(facts, at("2026-03-03 10:00"), Purpose.REPLY).allowed


def test_a_channel_that_is_down_is_tried_when_it_is_tried_again() -> None:
    facts = replace(SPONSOR, channel_back_at=at("2026-03-03 10:20"))
    assert may_text(facts, at("2026-03-03 10:00")) == MayText(
        False, at("2026-03-03 10:20"), (WhyNot.CHANNEL_DOWN,)
    )


def test_whatsapp_goes_with_an_approved_template() -> None:
    facts = replace(SPONSOR, channel=Channel.WHATSAPP)
    moment = at("2026-03-03 10:00")
    assert may_text(facts, moment).reasons == (WhyNot.WHATSAPP_NOT_READY,)
    assert may_text(replace(facts, whatsapp_ready=True), moment).allowed


class TestEighteen:
    """Services end on the 18th birthday (6.1, 6.3): nobody of the case is asked, and all are answered."""

    BORN = dt.date(2008, 3, 4)

    def test_on_the_day_before_texts_go_and_on_the_day_none(self) -> None:
        child = replace(CHILD, birth_date=self.BORN)
        assert may_text(child, at("2026-03-03 16:00")).allowed
        assert may_text(child, at("2026-03-04 16:00")).reasons == (WhyNot.CHILD_18,)

    def test_it_ends_the_sponsors_texts_too(self) -> None:
        sponsor = replace(SPONSOR, child_birth_date=self.BORN)
        assert may_text(sponsor, at("2026-03-04 10:00")).reasons == (WhyNot.CHILD_18,)

    def test_the_birthday_is_a_local_day(self) -> None:
        child = replace(CHILD, birth_date=self.BORN, time_zone="Pacific/Honolulu", role=Role.CHILD)
        assert may_text(child, at("2026-03-03 18:00", "Pacific/Honolulu")).allowed

    def test_no_text_is_promised_for_a_day_on_which_none_goes(self) -> None:
        child = replace(CHILD, birth_date=self.BORN)
        assert may_text(child, at("2026-03-03 20:00")) == MayText(False, None, (WhyNot.CHILD_18, QUIET))

    def test_who_writes_afterwards_is_answered(self) -> None:
        child = replace(CHILD, birth_date=self.BORN)
        assert may_text(child, at("2026-03-04 16:00"), Purpose.REPLY).allowed


DST = [
    ("the night the clocks go forward", "2026-03-07 21:00", "America/Chicago", "2026-03-08 09:00", 11),
    ("the night the clocks go back", "2026-10-31 21:00", "America/Chicago", "2026-11-01 09:00", 13),
    ("Arizona keeps its clocks", "2026-03-07 21:00", "America/Phoenix", "2026-03-08 09:00", 12),
]


@pytest.mark.parametrize(("rule", "now", "zone", "when", "hours"), DST, ids=[row[0] for row in DST])
def test_nine_in_the_morning_is_nine_on_the_wall(
    rule: str, now: str, zone: str, when: str, hours: int
) -> None:
    answer = may_text(replace(SPONSOR, time_zone=zone), at(now, zone))
    assert answer.at == at(when, zone), rule
    assert answer.at - at(now, zone) == dt.timedelta(hours=hours)


SPLIT = [
    ("Texas: Dallas and El Paso", "America/Chicago", "America/Denver"),
    ("Florida: Miami and Pensacola", "America/New_York", "America/Chicago"),
    ("Indiana: Indianapolis and Gary", "America/Indiana/Indianapolis", "America/Chicago"),
    ("Tennessee: Knoxville and Memphis", "America/New_York", "America/Chicago"),
    ("Oregon: Portland and Ontario", "America/Los_Angeles", "America/Boise"),
]


@pytest.mark.parametrize(("state", "one", "other"), SPLIT, ids=[row[0] for row in SPLIT])
def test_a_state_with_two_zones_is_two_clocks(state: str, one: str, other: str) -> None:
    east, west = sorted((one, other), key=lambda zone: at("2026-03-03 09:00", zone))
    first = at("2026-03-03 09:00", east)
    assert may_text(replace(SPONSOR, time_zone=east), first).allowed, state
    assert may_text(replace(SPONSOR, time_zone=west), first).at == first + dt.timedelta(hours=1)


def test_a_family_that_moves_from_chicago_to_el_paso_is_texted_by_the_clock_of_el_paso() -> None:
    moment = at("2026-03-11 09:00")
    assert may_text(SPONSOR, moment).allowed
    moved = replace(SPONSOR, time_zone="America/Denver")
    assert may_text(moved, moment).at == at("2026-03-11 09:00", "America/Denver")
    assert may_text(moved, at("2026-03-11 20:30")).allowed


ZONES = st.sampled_from(
    ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Adak",
     "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "America/Boise"]
)  # fmt: skip
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
SAFE = st.none() | st.sampled_from(
    ["Mon-Fri 17:00-20:00; Sat 10:00-18:00", "Fri 10:00-18:00", "Sun 1:30-12:30", "Mon 15:00-15:45"]
).map(parse_safe_hours)


@given(
    role=st.sampled_from([Role.CHILD, Role.SPONSOR]),
    moment=MOMENTS,
    zone=ZONES,
    safe=SAFE,
    paused_days=st.none() | st.integers(-2, 40),
    back_minutes=st.none() | st.integers(-60, 600),
    born=st.none() | st.dates(dt.date(2007, 6, 1), dt.date(2012, 1, 1)),
)
def test_no_text_that_we_begin_ever_leaves_its_window(
    role: Role,
    moment: dt.datetime,
    zone: str,
    safe: object,
    paused_days: int | None,
    back_minutes: int | None,
    born: dt.date | None,
) -> None:
    facts = ContactFacts(
        role,
        zone,
        birth_date=born,
        safe_hours=safe,  # type: ignore[arg-type]
        paused_until=None if paused_days is None else moment + dt.timedelta(days=paused_days),
        channel_back_at=None if back_minutes is None else moment + dt.timedelta(minutes=back_minutes),
    )
    answer = may_text(facts, moment)
    assert answer.allowed is not bool(answer.reasons)
    if answer.at is None:
        return
    assert may_text(facts, answer.at) == MayText(True, answer.at, ())
    local = answer.at.astimezone(ZoneInfo(zone))
    assert dt.time(9) <= local.time() < dt.time(20)
    assert local.date() not in federal_holidays(local.year)
    if role is Role.CHILD and local.weekday() < 5:
        assert local.time() >= dt.time(15, 30)
    if moment < answer.at:
        assert not may_text(facts, answer.at - dt.timedelta(seconds=1)).allowed
