"""Times as staff read them, in the zone where the family lives."""

import datetime as dt

import pytest

from bot.web.console import times

NOW = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("hours", "words", "pressure"),
    [
        (0.75, "due in 45 min", "soon"),
        (4, "due in 4 h 00", "soon"),
        (21 + 10 / 60, "due in 21 h 10", "calm"),
        (47.99, "due in 47 h 59", "calm"),
        (48, "due in 2 days", "calm"),
        (-1 / 3, "overdue by 20 min", "over"),
        (-26, "overdue by 26 h 00", "over"),
        (0, "overdue by 0 min", "over"),
    ],
)
def test_a_clock(hours: float, words: str, pressure: str) -> None:
    due = NOW + dt.timedelta(hours=hours)
    assert (times.due_words(due, NOW), times.pressure(due, NOW)) == (words, pressure)


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "just now"), (5, "5 min ago"), (200, "3 h 20 ago"), (-200, "in 3 h 20")]
)
def test_since(minutes: int, words: str) -> None:
    assert times.since_words(NOW - dt.timedelta(minutes=minutes), NOW) == words


def test_the_exact_moment_is_local_and_names_its_zone() -> None:
    assert times.exact(NOW, "America/Chicago").replace("\u202f", " ") == "Monday, March 2, 2026, 9:00 AM CST"
    assert times.clock(NOW, "Pacific/Honolulu").replace("\u202f", " ") == "5:00 AM HST"
    assert times.day(dt.date(2026, 3, 10)) == "Tuesday, March 10"


def test_a_moment_falls_on_the_local_day() -> None:
    late = dt.datetime(2026, 3, 3, 3, 0, tzinfo=dt.UTC)
    assert times.local_day(late, "America/New_York") == dt.date(2026, 3, 2)
