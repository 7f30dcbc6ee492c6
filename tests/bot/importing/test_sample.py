"""The sample families are due on the day of the run, whatever day that is."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.importing.parse import parse_csv
from bot.importing.rows import CaseRow
from bot.importing.sample import SAMPLE_BASE_DATE, sample_day, shift_sample
from flows.policy.calendar import check_in_due_dates, is_business_day, next_business_day
from flows.policy.contact import age_on
from flows.policy.routing import has_check_ins
from flows.vocabulary import Level, PhoneOwner, Role

NEW = 10
"""The first families of the sample are new on the day of the run; the others have a past."""
RUNS = ["2026-03-11", "2026-11-22", "2026-11-26", "2027-01-01", "2027-07-05", "2028-02-29", "2031-06-02"]


@pytest.fixture(scope="session")
def sample(root: Path) -> bytes:
    return (root / "samples" / "referrals.csv").read_bytes()


def cases_on(sample: bytes, day: dt.date) -> list[CaseRow]:
    parsed = parse_csv(shift_sample(sample, day), today=day)
    assert parsed.problems == ()
    return list(parsed.cases)


@pytest.mark.parametrize("run", RUNS)
def test_eight_families_are_due_now_one_on_the_next_business_day_and_one_has_no_check_ins(
    sample: bytes, run: str
) -> None:
    today = dt.date.fromisoformat(run)
    cases = cases_on(sample, today)[:NEW]
    first = [check_in_due_dates(c.release_date)[1] for c in cases if c.level is Level.ONE]
    latest = max(day for day in first if day <= today)
    assert first == [latest] * 8 + [next_business_day(today)]
    assert (today - latest).days <= 4
    assert latest == today or not is_business_day(today)
    assert [has_check_ins(c.level, c.tvpra, c.bridge_level_one) for c in cases] == [True] * 9 + [False]


@pytest.mark.parametrize("run", RUNS)
def test_fourteen_families_have_a_past_of_at_most_seven_weeks(sample: bytes, run: str) -> None:
    today = dt.date.fromisoformat(run)
    cases = cases_on(sample, today)[NEW:]
    assert len(cases) == 14
    for case in cases:
        assert check_in_due_dates(case.release_date)[1] < today
        assert (today - case.release_date).days <= 50


def test_the_families_speak_many_languages_some_of_which_have_no_texts(sample: bytes) -> None:
    spoken = {m.person.language for case in cases_on(sample, SAMPLE_BASE_DATE) for m in case.members}
    assert spoken >= {"en", "es", "quc", "mam", "ht", "pt-BR", "zh"}


@pytest.mark.parametrize("run", RUNS)
def test_only_one_child_is_under_thirteen_and_uses_the_sponsors_phone(sample: bytes, run: str) -> None:
    today = dt.date.fromisoformat(run)
    young = [
        (number, m.person.phone_owner)
        for number, case in enumerate(cases_on(sample, today))
        for m in case.members
        if m.role is Role.CHILD and m.person.birth_date and age_on(m.person.birth_date, today) < 13
    ]
    assert young == [(5, PhoneOwner.SPONSOR)]


def test_every_person_is_invented_enrolled_and_reachable_by_the_numbers_of_the_demo(sample: bytes) -> None:
    for x, case in enumerate(cases_on(sample, SAMPLE_BASE_DATE)[:NEW]):
        child, sponsor = (member.person for member in case.members)
        assert (child.phone, sponsor.phone) == (f"+1202555010{x}", f"+1202555012{x}")
        words = {"es": ("mariposa", "luna", "paraguas"), "en": ("sunflower", "river", "umbrella")}
        assert (child.check_word, child.distress_word) == words[child.language][::2]
        assert (sponsor.check_word, sponsor.distress_word) == words[sponsor.language][1:]
        assert child.permission_on
        assert sponsor.permission_on


@pytest.mark.parametrize("hour", range(24))
def test_the_day_of_the_run_has_come_for_every_family_at_any_hour(sample: bytes, hour: int) -> None:
    now = dt.datetime(2026, 3, 11, hour, 30, tzinfo=dt.UTC)
    today = sample_day(now)
    for case in cases_on(sample, today):
        assert now.astimezone(ZoneInfo(case.time_zone)).date() >= today


def test_on_the_base_date_nothing_moves(sample: bytes) -> None:
    assert shift_sample(sample, SAMPLE_BASE_DATE) == sample


def test_the_families_live_in_several_zones_one_of_them_in_a_split_state(sample: bytes) -> None:
    zones = {(case.state, case.time_zone) for case in cases_on(sample, SAMPLE_BASE_DATE)}
    assert ("TX", "America/Denver") in zones
    assert len({zone for _, zone in zones}) == 5
