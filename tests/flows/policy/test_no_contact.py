"""Section 6.8.6: thirty calendar days to reach the child, of release or of a late acceptance."""

import datetime as dt

import pytest

from flows.policy.no_contact import is_childs_own, thirty_days, warning_due
from flows.vocabulary import PhoneOwner, TaskReason
from tests.flows.policy.test_contact import at

RELEASED = dt.date(2026, 3, 2)


def test_contact_on_day_30_counts_and_the_nocs_hours_begin_at_the_midnight_after_it() -> None:
    clock = thirty_days(RELEASED, "America/Chicago")
    assert clock.last_day == dt.date(2026, 4, 1)
    assert clock.over_at == at("2026-04-02 00:00")


def test_the_midnight_is_the_familys() -> None:
    assert thirty_days(RELEASED, "Pacific/Honolulu").over_at == at("2026-04-02 00:00", "Pacific/Honolulu")


def test_the_thirty_days_end_before_the_third_check_in() -> None:
    assert thirty_days(RELEASED, "America/Chicago").last_day < dt.date(2026, 4, 13)


WARNED = [
    ("day 19: nothing", 19, None),
    ("day 20: the first warning", 20, TaskReason.NO_CONTACT_DAY_20),
    ("day 24: still the first", 24, TaskReason.NO_CONTACT_DAY_20),
    ("day 25: the second", 25, TaskReason.NO_CONTACT_DAY_25),
    ("day 30: still the second", 30, TaskReason.NO_CONTACT_DAY_25),
    ("day 31: the draft has taken its place", 31, None),
]


@pytest.mark.parametrize(("rule", "days", "reason"), WARNED, ids=[row[0] for row in WARNED])
def test_a_person_is_warned_on_days_20_and_25(rule: str, days: int, reason: TaskReason | None) -> None:
    assert warning_due(RELEASED, RELEASED + dt.timedelta(days=days)) is reason, rule


@pytest.mark.parametrize(
    ("owner", "persons", "counts"),
    [
        (PhoneOwner.OWN, 1, True),
        (PhoneOwner.OTHER, 1, True),
        (PhoneOwner.OWN, 2, False),
        (PhoneOwner.HOUSEHOLD, 1, False),
        (PhoneOwner.SPONSOR, 1, False),
        (None, 1, False),
    ],
)
def test_only_the_childs_own_number_proves_contact(
    owner: PhoneOwner | None, persons: int, counts: bool
) -> None:
    assert is_childs_own(owner, persons) is counts
