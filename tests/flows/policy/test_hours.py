"""Hours as families say them, and as moments on days when the clock jumps."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from flows.policy.hours import ALL_DAY, HoursError, Span, parse_safe_hours, parse_span, wall_to_utc

CHICAGO = ZoneInfo("America/Chicago")


def test_safe_hours_name_days_and_hours() -> None:
    safe = parse_safe_hours("Mon-Fri 17:00-20:00; Sat 10:00-18:00")
    assert safe.days == (*[(Span(1020, 1200),)] * 5, (Span(600, 1080),), ())


def test_several_ranges_for_one_day_stand_in_order() -> None:
    assert parse_safe_hours("Tue 17:00-20:00; tue 7:00-8:00").days[1] == (Span(420, 480), Span(1020, 1200))


def test_a_range_of_days_may_pass_over_sunday() -> None:
    free = [day for day, spans in enumerate(parse_safe_hours("Sat-Mon 9:00-10:00").days) if not spans]
    assert free == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no hours are given"),
        ("after school", "days and hours"),
        ("Mon-Fri 17-20", "written like 17:00-20:00"),
        ("Mon-Fri 20:00-17:00", "end after they start"),
        ("Mon 9:00-9:00", "end after they start"),
        ("Mon 9:00-25:00", "within one day"),
        ("Mon 9:70-10:00", "00 to 59"),
        ("Lun 9:00-10:00", "Mon Tue Wed"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(text: str, says: str) -> None:
    with pytest.raises(HoursError, match=says):
        parse_safe_hours(text)


def test_a_window_between_two_times_may_be_the_whole_day() -> None:
    assert Span.between(dt.time(9), dt.time(20)) == parse_span("9:00-20:00")
    assert Span.between(dt.time(0), dt.time.max) == ALL_DAY


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-03-08 01:59", "2026-03-08T07:59+00:00"),  # the last minute before the gap
        ("2026-03-08 02:30", "2026-03-08T08:00+00:00"),  # in the gap -> 03:00, the next that exists
        ("2026-11-01 01:30", "2026-11-01T06:30+00:00"),  # happens twice -> the first
        ("2026-11-01 02:00", "2026-11-01T08:00+00:00"),
        ("2026-07-01 09:00", "2026-07-01T14:00+00:00"),
    ],
)
def test_wall_times_become_moments_when_the_clock_jumps(wall: str, moment: str) -> None:
    local = dt.datetime.fromisoformat(wall)
    assert wall_to_utc(local.date(), local.hour * 60 + local.minute, CHICAGO) == dt.datetime.fromisoformat(
        moment
    )
