"""The rota page: a week with its holidays and holes, and changes by supervisors only (UC 10.05)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.accounts import AccountProblem
from bot.alarms.people import on_duty
from bot.alarms.shifts import CannotReach
from bot.desk.rota import NewShift, RotaView, add_shift, look, remove_shift
from bot.desk.team_reach import Reach, change_reach
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from storage.models import AuditRow, Shift, Staff
from tests.conftest import FixedClock

MONDAY = dt.date(2026, 3, 2)
AS_IS = Reach(languages="", phone="", no_phone=False, on_call=False, zone="")


def add(runtime: Runtime, viewer: Viewer, who: Viewer, **changes: object) -> list[Shift]:
    values = {"staff_id": who.staff_id, "weekdays": (0,), "on_day": None, "hours": "17:00-09:00"} | changes
    with runtime.work() as work:
        return add_shift(work, viewer, NewShift(**values))  # type: ignore[arg-type]


def week(runtime: Runtime, viewer: Viewer, day: dt.date | None = None) -> RotaView:
    with runtime.look() as work:
        return look(work, viewer, day)


def test_a_weekly_shift_stands_on_its_day_in_every_week_until_it_is_removed(
    runtime: Runtime, sam: Viewer, lee: Viewer
) -> None:
    (shift,) = add(runtime, sam, lee)
    for day in (MONDAY, MONDAY + dt.timedelta(days=700)):
        monday = week(runtime, sam, day).days[0]
        assert [(turn.mate.name, turn.end - turn.start) for turn in monday.turns] == [
            (lee.name, dt.timedelta(hours=16))
        ]
    with runtime.work() as work:
        remove_shift(work, sam, shift.id)
        remove_shift(work, sam, shift.id)
    assert week(runtime, sam, MONDAY).days[0].turns == ()


def test_hours_without_a_shift_are_shown(runtime: Runtime, sam: Viewer, lee: Viewer) -> None:
    add(runtime, sam, lee, hours="00:00-18:00")
    ((start, end),) = week(runtime, sam, MONDAY).days[0].gaps
    assert end - start == dt.timedelta(hours=6)


def test_federal_holidays_are_shown(runtime: Runtime, lee: Viewer) -> None:
    labor_day = week(runtime, lee, dt.date(2026, 9, 9)).days[0]
    assert (labor_day.day, labor_day.holiday) == (dt.date(2026, 9, 7), "Labor Day")


def test_who_is_on_call_now_is_who_a_page_would_reach(
    runtime: Runtime, clock: FixedClock, sam: Viewer, lee: Viewer, dana: Viewer
) -> None:
    with runtime.look() as work:
        assert [mate.name for mate in look(work, sam).now] == [staff.name for staff in on_duty(work)]
        assert [mate.name for mate in look(work, sam).now] == [lee.name]


def test_who_cannot_be_reached_is_named(runtime: Runtime, sam: Viewer, dana: Viewer) -> None:
    add(runtime, sam, dana)
    ((turn,),) = [day.turns for day in week(runtime, sam, MONDAY).days if day.turns]
    assert turn.mate.trouble is CannotReach.NO_PHONE


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": "late"}, {"hours": "25:00-26:00"}, {"hours": "-"}, {"weekdays": ()},
        {"weekdays": (7,)}, {"place": 0}, {"place": 99},
    ],
)  # fmt: skip
def test_what_makes_no_shift_changes_nothing(
    runtime: Runtime, sam: Viewer, lee: Viewer, wrong: dict[str, object]
) -> None:
    with pytest.raises(Refused) as problem:
        add(runtime, sam, lee, **wrong)
    assert problem.value.why is Why.SHIFT_NOT_CLEAR
    with runtime.look() as work:
        assert work.session.scalars(select(Shift)).all() == []


def test_a_caseworker_looks_and_changes_nothing(runtime: Runtime, lee: Viewer, sam: Viewer) -> None:
    assert week(runtime, lee).may_change is False
    (shift,) = add(runtime, sam, lee)
    with runtime.work() as work:
        for change in (
            lambda: add_shift(work, lee, NewShift(lee.staff_id, (0,), None, "09:00-17:00")),
            lambda: remove_shift(work, lee, shift.id),
            lambda: change_reach(work, lee, lee.staff_id, AS_IS),
        ):
            with pytest.raises(Refused) as problem:
                change()
            assert problem.value.why is Why.NOT_A_SUPERVISOR


def test_somebody_unknown_can_be_given_no_shift(runtime: Runtime, sam: Viewer, clock: FixedClock) -> None:
    with pytest.raises(NotHere):
        add(runtime, sam, Viewer(runtime.ids.new(), "Nobody", sam.role))


def test_languages_phone_zone_and_standing_rota_are_kept_with_the_account(
    runtime: Runtime, sam: Viewer, dana: Viewer
) -> None:
    reach = Reach("Spanish, quc, es", "+1 (202) 555-0143", False, True, "America/Chicago")
    with runtime.work() as work:
        change_reach(work, sam, dana.staff_id, reach)
    with runtime.look() as work:
        staff = work.session.get_one(Staff, dana.staff_id)
        assert (staff.languages, staff.time_zone, staff.on_call) == (["es", "quc"], "America/Chicago", True)
        assert staff.address_id is not None
        assert "+12025550143" not in str([row.detail for row in work.session.scalars(select(AuditRow))]), (
            "no number stands in the audit trail"
        )
    assert week(runtime, dana).zone == "America/Chicago"


@pytest.mark.parametrize(
    ("reach", "remedy"),
    [
        (Reach("qqqqqq", "", False, False, ""), "there is no language"),
        (Reach("", "555", False, False, ""), "write it like"),
        (Reach("", "", False, False, "Mars/Base"), "time zone"),
    ],
)
def test_what_cannot_be_kept_says_how_to_write_it(
    runtime: Runtime, sam: Viewer, dana: Viewer, reach: Reach, remedy: str
) -> None:
    with runtime.work() as work, pytest.raises(AccountProblem, match=remedy):
        change_reach(work, sam, dana.staff_id, reach)
