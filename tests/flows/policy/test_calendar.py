"""Section 6.3: three check-ins, 7, 14 and 30 business days after release, federal holidays as observed."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.calendar import (
    HOLIDAYS_CHECKED_UNTIL,
    CountsFrom,
    add_business_days,
    add_calendar_days,
    business_days_between,
    check_in_due_dates,
    federal_holidays,
    is_business_day,
    next_business_day,
    previous_business_day,
    start_of_count,
)

# Weekdays on which federal offices are closed, from 5 U.S.C. 6103 (opm.gov), compared 2026-11.
CLOSED_WEEKDAYS = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
}

WORKED = [
    "released Monday 2026-03-02 -> Wednesday 2026-03-11, Friday 2026-03-20, Monday 2026-04-13",
    "released Friday 2026-06-26 -> Wednesday 2026-07-08, Friday 2026-07-17, Monday 2026-08-10",
    "released Friday 2026-07-03 (holiday) -> Tuesday 2026-07-14, Thursday 2026-07-23, Friday 2026-08-14",
    "released Saturday 2026-07-04 -> Tuesday 2026-07-14, Thursday 2026-07-23, Friday 2026-08-14",
    "released Friday 2026-11-20 -> Wednesday 2026-12-02, Friday 2026-12-11, Wednesday 2027-01-06",
    "released Friday 2027-06-18 (holiday) -> Tuesday 2027-06-29, Friday 2027-07-09, Monday 2027-08-02",
    "released Friday 2027-12-17 -> Wednesday 2027-12-29, Monday 2028-01-10, Wednesday 2028-02-02",
]

THIRTY_CALENDAR_DAYS = [
    ("2026-03-02", "2026-04-01"),
    ("2026-06-26", "2026-07-26"),
    ("2026-07-03", "2026-08-02"),
    ("2026-07-04", "2026-08-03"),
    ("2026-11-20", "2026-12-20"),
    ("2027-06-18", "2027-07-18"),
    ("2027-12-17", "2028-01-16"),
]

release_days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


def spoken(sentence: str) -> list[dt.date]:
    """The ISO dates of a sentence, each checked against the weekday that is said before it."""
    words = sentence.replace(",", "").split()
    days = []
    for before, word in itertools.pairwise(words):
        if word[:4].isdigit():
            day = dt.date.fromisoformat(word)
            assert day.strftime("%A") == before, sentence
            days.append(day)
    return days


@pytest.mark.parametrize("sentence", WORKED)
def test_check_ins_fall_due_7_14_and_30_business_days_after_release(sentence: str) -> None:
    release, *due = spoken(sentence)
    assert check_in_due_dates(release) == {1: due[0], 2: due[1], 3: due[2]}


@pytest.mark.parametrize(("release", "day_30"), THIRTY_CALENDAR_DAYS)
def test_calendar_days_count_weekends_and_holidays(release: str, day_30: str) -> None:
    assert add_calendar_days(dt.date.fromisoformat(release), 30) == dt.date.fromisoformat(day_30)


@pytest.mark.parametrize("year", sorted(CLOSED_WEEKDAYS))
def test_weekdays_without_business_are_the_federal_holidays_as_observed(year: int) -> None:
    expected = {dt.date.fromisoformat(f"{year}-{day}") for day in CLOSED_WEEKDAYS[year].split()}
    assert {day for day in federal_holidays(year) if day.weekday() < 5} == expected


def test_new_year_on_a_saturday_closes_the_last_friday_of_the_old_year() -> None:
    assert not is_business_day(dt.date(2027, 12, 31))


def test_a_one_off_executive_closing_is_a_business_day() -> None:
    assert is_business_day(dt.date(2025, 12, 26))


def test_the_list_of_holidays_was_checked_for_every_check_in_that_can_be_scheduled_now() -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    assert today + dt.timedelta(days=60) <= HOLIDAYS_CHECKED_UNTIL, (
        "compare the holidays of the next year with opm.gov, add them to CLOSED_WEEKDAYS "
        "and move HOLIDAYS_CHECKED_UNTIL"
    )


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-07-02", "2026-07-06"),  # Thursday before the observed Fourth -> Monday
        ("2026-03-06", "2026-03-09"),  # Friday -> Monday
        ("2026-03-08", "2026-03-09"),  # Sunday -> Monday
        ("2026-11-25", "2026-11-27"),  # the day before Thanksgiving -> Friday
    ],
)
def test_the_next_business_day_skips_weekends_and_holidays(day: str, following: str) -> None:
    assert next_business_day(dt.date.fromisoformat(day)) == dt.date.fromisoformat(following)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        add_business_days(dt.date(2026, 3, 2), -1)


@given(release=release_days)
def test_business_days_are_longer_than_calendar_days_within_known_bounds(release: dt.date) -> None:
    first, second, third = ((due - release).days for due in check_in_due_dates(release).values())
    assert 9 <= first <= 13
    assert 18 <= second <= 24
    assert 40 <= third <= 47


@given(release=release_days, n=st.integers(1, 40))
def test_counting_there_and_back_agrees(release: dt.date, n: int) -> None:
    due = add_business_days(release, n)
    assert is_business_day(due)
    assert business_days_between(release, due) == n
    assert business_days_between(due, release) == -n
    assert next_business_day(previous_business_day(due)) == due


LATE = [
    ("accepted on the day of release", "2026-03-02", "2026-03-02", "release", "2026-03-11"),
    ("accepted on the 7th business day", "2026-03-02", "2026-03-11", "release", "2026-03-11"),
    ("accepted on the 8th business day", "2026-03-02", "2026-03-12", "acceptance", "2026-03-23"),
    ("accepted 12 days after release, a Saturday", "2026-03-02", "2026-03-14", "acceptance", "2026-03-24"),
    ("accepted on the weekend after the 7th", "2026-03-04", "2026-03-14", "release", "2026-03-13"),
    ("a holiday is no business day", "2026-06-29", "2026-07-09", "release", "2026-07-09"),
    ("accepted before release", "2026-03-02", "2026-02-20", "release", "2026-03-11"),
]


@pytest.mark.parametrize(("rule", "release", "accepted", "counts", "first"), LATE, ids=[r[0] for r in LATE])
def test_a_referral_accepted_more_than_7_business_days_after_release_starts_the_count(
    rule: str, release: str, accepted: str, counts: str, first: str
) -> None:
    released, taken = dt.date.fromisoformat(release), dt.date.fromisoformat(accepted)
    assert start_of_count(released, taken).counts_from is CountsFrom(counts), rule
    assert check_in_due_dates(released, taken)[1] == dt.date.fromisoformat(first), rule


def test_without_an_acceptance_on_file_the_release_counts() -> None:
    assert start_of_count(dt.date(2026, 3, 2)).day == dt.date(2026, 3, 2)
