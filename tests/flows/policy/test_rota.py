"""Who is on call at a moment: shifts of the week and of one day, in the zone of whoever has them."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.calendar import federal_holidays
from flows.policy.rota import RotaError, Shift, gaps, holiday_names, on_duty, turns

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
ANA, BO, CY = (uuid.UUID(int=n) for n in (1, 2, 3))
MONDAY = 0


def at(text: str, zone: ZoneInfo = CHICAGO) -> dt.datetime:
    """A local moment, as `2026-03-02 09:00`, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def shift(
    who: uuid.UUID,
    start: int,
    end: int,
    *,
    weekday: int | None = MONDAY,
    on_day: dt.date | None = None,
    place: int = 1,
    zone: ZoneInfo = CHICAGO,
) -> Shift:
    """Hours of somebody, in whole hours of the local day."""
    key = uuid.UUID(int=who.int * 1000 + start * 10 + place)
    return Shift(key, who, start * 60, end * 60, zone, None if on_day else weekday, on_day, place)


def test_a_shift_is_held_every_week_from_its_first_minute_to_just_before_its_end() -> None:
    week = [shift(ANA, 9, 17)]
    for moment, who in {
        "2026-03-02 08:59": [], "2026-03-02 09:00": [ANA], "2026-03-02 16:59": [ANA],
        "2026-03-02 17:00": [], "2026-03-09 09:00": [ANA], "2026-03-03 09:00": [],
    }.items():  # fmt: skip
        assert on_duty(week, at(moment)) == who, moment


def test_an_end_at_or_before_the_start_is_on_the_next_day() -> None:
    night, day_and_night = shift(ANA, 20, 8), shift(BO, 9, 9, weekday=1)
    assert on_duty([night], at("2026-03-03 07:59")) == [ANA]
    assert on_duty([night], at("2026-03-03 08:00")) == []
    assert on_duty([day_and_night], at("2026-03-04 08:59")) == [BO]


def test_hours_are_those_of_the_zone_of_whoever_has_them() -> None:
    east = [shift(ANA, 9, 17, zone=NEW_YORK)]
    assert on_duty(east, at("2026-03-02 08:00", CHICAGO)) == [ANA]
    assert on_duty(east, at("2026-03-02 16:00", CHICAGO)) == []


def test_of_several_the_lower_place_is_paged_first_and_nobody_stands_there_twice() -> None:
    week = [shift(BO, 9, 17, place=2), shift(ANA, 8, 18, place=1), shift(BO, 10, 12, place=3)]
    assert on_duty(week, at("2026-03-02 11:00")) == [ANA, BO]


def test_a_shift_of_one_day_stands_in_for_the_weekly_shifts_that_begin_on_it() -> None:
    labor_day = dt.date(2026, 9, 7)
    week = [shift(ANA, 9, 17), shift(BO, 20, 8, weekday=6), shift(CY, 9, 17, on_day=labor_day)]
    assert on_duty(week, at("2026-09-07 10:00")) == [CY]
    assert on_duty(week, at("2026-09-07 07:00")) == [BO], "the night that began the day before goes on"
    assert on_duty(week, at("2026-09-14 10:00")) == [ANA]


def test_a_night_in_which_the_clock_jumps_is_shorter_or_longer_but_has_no_hole() -> None:
    week = [shift(ANA, 20, 2, weekday=5), shift(BO, 2, 9, weekday=6)]
    for start, end in (("2026-03-07 20:00", "2026-03-08 09:00"), ("2026-10-31 20:00", "2026-11-01 09:00")):
        assert gaps(turns(week, at(start), at(end)), at(start), at(end)) == []


def test_uncovered_hours_are_named() -> None:
    week = [shift(ANA, 9, 17), shift(BO, 16, 20)]
    found = gaps(
        turns(week, at("2026-03-02 08:00"), at("2026-03-02 22:00")),
        at("2026-03-02 08:00"),
        at("2026-03-02 22:00"),
    )
    assert found == [
        (at("2026-03-02 08:00"), at("2026-03-02 09:00")),
        (at("2026-03-02 20:00"), at("2026-03-02 22:00")),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 24)), max_size=6),
    st.integers(0, 7 * 24 * 4 - 1),
)
def test_a_moment_is_either_covered_by_somebody_or_in_a_gap(
    hours: list[tuple[int, int, int]], quarter: int
) -> None:
    week = [shift(ANA, start, end, weekday=day, place=n) for n, (day, start, end) in enumerate(hours)]
    start = at("2026-03-02 00:00")
    end, moment = start + dt.timedelta(days=7), start + quarter * dt.timedelta(minutes=15)
    uncovered = any(a <= moment < b for a, b in gaps(turns(week, start, end), start, end))
    assert uncovered is (on_duty(week, moment) == [])


def test_the_names_of_holidays_stand_at_the_days_on_which_they_are_observed() -> None:
    names = holiday_names(2026)
    assert names.keys() == federal_holidays(2026)
    assert "Independence Day" in names[dt.date(2026, 7, 3)]
    assert names[dt.date(2026, 9, 7)] == "Labor Day"


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"weekday": None}, "a day of the week or one date"),
        ({"weekday": 7}, "from 0, Monday"),
        ({"start": 1440}, "00:00 to 24:00"),
        ({"end": 1441}, "00:00 to 24:00"),
    ],
)
def test_hours_that_make_no_shift_say_how_to_write_them(wrong: dict[str, int | None], remedy: str) -> None:
    values = {"key": ANA, "who": ANA, "start": 0, "end": 60, "zone": CHICAGO, "weekday": 1} | wrong
    with pytest.raises(RotaError, match=remedy):
        Shift(**values)  # type: ignore[arg-type]
