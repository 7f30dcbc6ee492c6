"""Invariant 9: one function says whether and when a person may be texted, or every reason why not."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.contact import (
    BINDING,
    TIME_REASONS,
    ContactFacts,
    ContactRules,
    MayText,
    Purpose,
    WhyNot,
    age_on,
    may_text,
)
from flows.policy.hours import ALL_DAY, parse_safe_hours
from flows.vocabulary import Channel, PhoneOwner, Role

CHILD = ContactFacts(Role.CHILD, "America/Chicago", birth_date=dt.date(2010, 5, 6))
SPONSOR = ContactFacts(Role.SPONSOR, "America/Chicago")
DEFAULTS = ContactRules()


def at(wall: str, zone: str = "America/Chicago") -> dt.datetime:
    """`2026-03-03 10:00` on the wall of a zone, in UTC."""
    return dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


TUESDAY_FOUR = at("2026-03-03 16:00")
MIDNIGHT = at("2026-03-03 23:30")


def test_a_child_with_everything_agreed_is_texted_at_a_good_hour() -> None:
    assert may_text(CHILD, TUESDAY_FOUR) == MayText(True, TUESDAY_FOUR, ())


LASTING = [
    ("case closed", {"case_closed": True}, WhyNot.CASE_CLOSED),
    ("eighteen today", {"birth_date": dt.date(2008, 3, 3)}, WhyNot.CHILD_18),
    ("opted out", {"opted_out": True}, WhyNot.OPTED_OUT),
    ("taken over by a caseworker", {"taken_over": True}, WhyNot.TAKEN_OVER),
    ("twelve years old", {"birth_date": dt.date(2013, 3, 4)}, WhyNot.CHILD_UNDER_AGE),
    ("birth date unknown", {"birth_date": None}, WhyNot.CHILD_UNDER_AGE),
    ("no phone", {"has_phone": False}, WhyNot.NO_PHONE),
    ("somebody else has the number", {"wrong_number": True}, WhyNot.WRONG_NUMBER),
    ("phone of the household", {"phone_owner": PhoneOwner.HOUSEHOLD}, WhyNot.NO_PRIVATE_CHANNEL),
    ("phone of the sponsor", {"phone_owner": PhoneOwner.SPONSOR}, WhyNot.NO_PRIVATE_CHANNEL),
    ("nobody knows whose phone it is", {"phone_owner": None}, WhyNot.NO_PRIVATE_CHANNEL),
    ("wants calls", {"channel": Channel.VOICE}, WhyNot.VOICE_ONLY),
    ("does not read", {"cannot_text": True}, WhyNot.CANNOT_TEXT),
    ("wants WhatsApp", {"channel": Channel.WHATSAPP}, WhyNot.WHATSAPP_NOT_READY),
    ("no permission on record", {"texting_permission": False}, WhyNot.NO_PERMISSION),
    ("no check word, no question", {"identity_agreed": False}, WhyNot.NO_IDENTITY_WORD),
    ("language not reviewed", {"texts_reviewed": False}, WhyNot.TEXTS_NOT_REVIEWED),
]


@pytest.mark.parametrize(("who", "change", "why"), LASTING, ids=[row[0] for row in LASTING])
def test_what_only_a_person_can_change_gives_its_reason_and_no_next_moment(
    who: str, change: dict[str, object], why: WhyNot
) -> None:
    assert may_text(replace(CHILD, **change), TUESDAY_FOUR) == MayText(False, None, (why,)), who


def test_every_reason_that_does_not_pass_by_itself_has_a_row() -> None:
    assert {row[2] for row in LASTING} | {WhyNot.NO_GOOD_HOUR} | TIME_REASONS == set(WhyNot)


def test_every_reason_is_given_at_once() -> None:
    facts = replace(CHILD, opted_out=True, texting_permission=False, phone_owner=PhoneOwner.SPONSOR)
    assert may_text(facts, MIDNIGHT).reasons == (
        WhyNot.OPTED_OUT,
        WhyNot.NO_PRIVATE_CHANNEL,
        WhyNot.NO_PERMISSION,
        WhyNot.QUIET_HOURS,
    )
    assert may_text(facts, MIDNIGHT).at is None


def test_a_sponsor_needs_no_private_phone_and_no_age() -> None:
    assert may_text(replace(SPONSOR, phone_owner=PhoneOwner.HOUSEHOLD), TUESDAY_FOUR).allowed


def test_a_child_may_be_texted_from_the_thirteenth_birthday_in_the_childs_own_zone() -> None:
    child = replace(CHILD, birth_date=dt.date(2013, 3, 4), time_zone="Pacific/Honolulu")
    all_day = ContactRules(window=ALL_DAY)
    assert not may_text(child, at("2026-03-03 23:59", "Pacific/Honolulu"), rules=all_day).allowed
    assert may_text(child, at("2026-03-04 00:00", "Pacific/Honolulu"), rules=all_day).allowed


def test_the_age_of_first_texts_is_a_setting() -> None:
    child = replace(CHILD, birth_date=dt.date(2012, 1, 1))
    assert may_text(child, TUESDAY_FOUR).allowed
    assert not may_text(child, TUESDAY_FOUR, rules=ContactRules(minimum_age=15)).allowed


def test_unreviewed_texts_may_be_tried_on_a_loopback_address_only() -> None:
    facts = replace(CHILD, texts_reviewed=False)
    assert may_text(facts, TUESDAY_FOUR, rules=ContactRules(loopback=True)).allowed
    assert not may_text(facts, TUESDAY_FOUR, rules=ContactRules(loopback=False)).allowed


TIMES = [
    ("8:59 waits until 9:00", "2026-03-03 08:59", {}, "2026-03-03 09:00", [WhyNot.QUIET_HOURS]),
    ("20:00 waits until the next morning", "2026-03-03 20:00", {}, "2026-03-04 09:00", [WhyNot.QUIET_HOURS]),
    ("9:00 is a good hour", "2026-03-03 09:00", {}, "2026-03-03 09:00", []),
    ("19:59 is a good hour", "2026-03-03 19:59", {}, "2026-03-03 19:59", []),
    (
        "a check-in text at 9:05 forbids another one that day",
        "2026-03-03 15:00",
        {"last_opening_at": at("2026-03-03 09:05")},
        "2026-03-04 09:00",
        [WhyNot.ALREADY_TODAY],
    ),
    (
        "a check-in text late yesterday forbids nothing today",
        "2026-03-03 09:00",
        {"last_opening_at": at("2026-03-02 19:59")},
        "2026-03-03 09:00",
        [],
    ),
    (
        "safe from five on: noon waits for five",
        "2026-03-03 12:00",
        {"safe_hours": parse_safe_hours("Mon-Fri 17:00-22:00")},
        "2026-03-03 17:00",
        [WhyNot.OUTSIDE_SAFE_HOURS],
    ),
    (
        "safe until 22:00, but quiet from 20:00: Friday 21:00 waits for Monday",
        "2026-03-06 21:00",
        {"safe_hours": parse_safe_hours("Mon-Fri 17:00-22:00")},
        "2026-03-09 17:00",
        [WhyNot.QUIET_HOURS],
    ),
    (
        "safe on Sundays only and asked this Sunday already: next Sunday",
        "2026-03-15 12:00",
        {
            "safe_hours": parse_safe_hours("Sun 10:00-18:00"),
            "last_opening_at": at("2026-03-15 10:00"),
        },
        "2026-03-22 10:00",
        [WhyNot.ALREADY_TODAY],
    ),
]


@pytest.mark.parametrize(("rule", "now", "change", "when", "why"), TIMES, ids=[row[0] for row in TIMES])
def test_time_gives_the_next_good_moment(
    rule: str, now: str, change: dict[str, object], when: str, why: list[WhyNot]
) -> None:
    answer = may_text(replace(SPONSOR, **change), at(now))
    assert answer == MayText(not why, at(when), tuple(why)), rule


def test_safe_hours_outside_the_window_need_a_person() -> None:
    facts = replace(SPONSOR, safe_hours=parse_safe_hours("Mon-Fri 5:00-7:00"))
    answer = may_text(facts, TUESDAY_FOUR)
    assert answer.reasons == (WhyNot.NO_GOOD_HOUR, WhyNot.OUTSIDE_SAFE_HOURS)
    assert answer.at is None
    just_now = replace(facts, last_inbound_at=TUESDAY_FOUR)
    assert may_text(just_now, TUESDAY_FOUR, Purpose.REPLY).allowed


def test_the_clock_of_the_family_counts_not_ours() -> None:
    same_moment = at("2026-03-03 09:30", "America/New_York")
    assert may_text(replace(SPONSOR, time_zone="America/New_York"), same_moment).allowed
    assert may_text(replace(SPONSOR, time_zone="America/Los_Angeles"), same_moment).at == at(
        "2026-03-03 09:00", "America/Los_Angeles"
    )


def test_nine_in_the_morning_stays_nine_over_the_change_of_clocks() -> None:
    saturday_night = at("2026-03-07 22:00")
    assert may_text(CHILD, saturday_night).at == at("2026-03-08 09:00")
    assert at("2026-03-08 09:00") - saturday_night == dt.timedelta(hours=10)


class TestReplies:
    """Who has just written gets an answer at any hour; safety texts need no hour at all."""

    def test_a_reply_within_fifteen_minutes_goes_at_any_hour(self) -> None:
        facts = replace(CHILD, last_inbound_at=MIDNIGHT - dt.timedelta(minutes=15))
        assert may_text(facts, MIDNIGHT, Purpose.REPLY).allowed

    def test_a_later_reply_waits_for_the_morning(self) -> None:
        facts = replace(CHILD, last_inbound_at=MIDNIGHT - dt.timedelta(minutes=16))
        assert may_text(facts, MIDNIGHT, Purpose.REPLY) == MayText(
            False, at("2026-03-04 15:30"), (WhyNot.QUIET_HOURS,)
        )

    def test_a_reply_to_nothing_waits_too(self) -> None:
        assert not may_text(CHILD, MIDNIGHT, Purpose.REPLY).allowed

    def test_a_reply_does_not_count_the_check_in_text_of_the_day(self) -> None:
        facts = replace(CHILD, last_opening_at=TUESDAY_FOUR - dt.timedelta(hours=1))
        assert may_text(facts, TUESDAY_FOUR, Purpose.REPLY).allowed

    def test_an_opening_does_not_profit_from_a_reply(self) -> None:
        assert not may_text(replace(CHILD, last_inbound_at=MIDNIGHT), MIDNIGHT, Purpose.OPEN).allowed

    def test_who_is_not_enrolled_is_answered_but_never_asked(self) -> None:
        facts = replace(CHILD, texting_permission=False, identity_agreed=False, last_inbound_at=TUESDAY_FOUR)
        assert may_text(facts, TUESDAY_FOUR, Purpose.REPLY).allowed
        assert not may_text(facts, TUESDAY_FOUR, Purpose.OPEN).allowed

    def test_nobody_but_the_caseworker_speaks_after_taking_over(self) -> None:
        facts = replace(CHILD, taken_over=True, last_inbound_at=TUESDAY_FOUR)
        assert may_text(facts, TUESDAY_FOUR, Purpose.REPLY).reasons == (WhyNot.TAKEN_OVER,)

    @pytest.mark.parametrize("purpose", [Purpose.SAFETY, Purpose.PAGE])
    def test_safety_texts_and_pages_go_at_any_hour(self, purpose: Purpose) -> None:
        facts = replace(CHILD, last_opening_at=MIDNIGHT, safe_hours=parse_safe_hours("Sun 5:00-6:00"))
        assert may_text(facts, MIDNIGHT, purpose).allowed

    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_opting_out_binds_for_every_purpose(self, purpose: Purpose) -> None:
        facts = replace(CHILD, opted_out=True, last_inbound_at=TUESDAY_FOUR)
        assert may_text(facts, TUESDAY_FOUR, purpose).reasons == (WhyNot.OPTED_OUT,)

    def test_every_purpose_says_what_binds(self) -> None:
        assert set(BINDING) == set(Purpose)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        may_text(CHILD, dt.datetime(2026, 3, 3, 10, 0))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18), ("2010-05-06", "2026-05-06", 16)],
)
def test_age_changes_on_the_birthday(born: str, day: str, age: int) -> None:
    assert age_on(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == age


ZONES = ["America/New_York", "America/Denver", "America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico"]
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + dt.timedelta(minutes=minutes))
safe_texts = st.sampled_from(
    [
        "Mon-Fri 17:00-20:00; Sat 10:00-18:00",
        "Sun 1:30-2:30",
        "Sun 2:00-3:00",
        "Sun 0:00-24:00",
        "Fri-Mon 2:15-9:30",
    ]
)


@given(
    moment=moments,
    zone=st.sampled_from(ZONES),
    safe=st.none() | safe_texts.map(parse_safe_hours),
    opened=st.none() | st.integers(0, 48 * 60),
    window=st.sampled_from([DEFAULTS.window, ALL_DAY]),
    purpose=st.sampled_from([Purpose.OPEN, Purpose.REPLY]),
)
def test_the_promised_moment_is_kept(
    moment: dt.datetime,
    zone: str,
    safe: object,
    opened: int | None,
    window: object,
    purpose: Purpose,
) -> None:
    rules = replace(DEFAULTS, window=window)
    last = None if opened is None else moment - dt.timedelta(minutes=opened)
    facts = replace(CHILD, time_zone=zone, safe_hours=safe, last_opening_at=last)
    answer = may_text(facts, moment, purpose, rules)
    assert answer.allowed is not bool(answer.reasons)
    if answer.at is None:
        assert WhyNot.NO_GOOD_HOUR in answer.reasons
        return
    assert answer.at >= moment
    assert may_text(facts, answer.at, purpose, rules) == MayText(True, answer.at, ())
    local = answer.at.astimezone(ZoneInfo(zone))
    assert rules.window.start <= local.hour * 60 + local.minute < rules.window.end
    just_before = answer.at - dt.timedelta(seconds=1)
    if just_before >= moment:
        assert not may_text(facts, just_before, purpose, rules).allowed
