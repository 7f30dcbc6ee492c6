"""Before a shift begins the supervisors hear who on it cannot be reached (UC 10.05)."""

import pytest
from sqlalchemy import update

from bot.alarms.shifts import CannotReach, cannot_reach, check_shifts
from bot.simulation.stage import Stage
from flows.vocabulary import DeliveryState
from storage.models import Delivery, Staff
from tests.bot.alarms.team import (
    BOSS,
    FIRST,
    OTHER,
    SECOND,
    change_staff,
    emergency,
    give_shift,
    staff_id,
    told,
)


def test_a_coming_shift_of_somebody_without_a_phone_is_told_once_an_hour_before(
    team: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    change_staff(team, OTHER, address_id=None)
    give_shift(team, OTHER, 11, 12)
    team.advance(minutes=55)
    check_shifts(team.runtime)
    team.settle()
    assert told(team, BOSS) == []
    team.advance(minutes=6)
    for _ in range(3):
        check_shifts(team.runtime)
    team.settle()
    assert told(team, BOSS) == ["page.rota"]
    assert "cannot be reached" in caplog.text
    assert "other@example.org" not in team.texts(BOSS)[0]


def test_a_shift_of_somebody_who_can_be_reached_is_no_news(team: Stage) -> None:
    give_shift(team, OTHER, 10, 12)
    assert check_shifts(team.runtime) == 0


def test_a_coming_hour_without_anybody_is_told(team: Stage) -> None:
    for phone in (FIRST, SECOND):
        change_staff(team, phone, on_call=False)
    give_shift(team, OTHER, 8, 10)
    assert check_shifts(team.runtime) == 1
    team.settle()
    assert told(team, BOSS) == ["page.rota"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"active": False}, CannotReach.NOT_ACTIVE),
        ({"address_id": None}, CannotReach.NO_PHONE),
    ],
)
def test_why_somebody_would_not_hear_a_page(
    team: Stage, changes: dict[str, object], why: CannotReach | None
) -> None:
    change_staff(team, FIRST, **changes)
    with team.runtime.look() as work:
        assert cannot_reach(work, work.session.get_one(Staff, staff_id(team, FIRST))) is why


@pytest.mark.parametrize(
    "lost",
    [{"state": DeliveryState.REJECTED}, {"state": DeliveryState.UNKNOWN}, {"provider_status": "undelivered"}],
)
def test_a_number_to_which_the_last_text_did_not_arrive_counts_as_out_of_reach(
    team: Stage, lost: dict[str, object]
) -> None:
    emergency(team)
    with team.runtime.work() as work:
        work.session.execute(update(Delivery).values(**lost))
        staff = work.session.get_one(Staff, staff_id(team, FIRST))
        assert cannot_reach(work, staff) is CannotReach.LAST_TEXT_LOST
