"""An alarm pages one after another, round after round, until a person has it (UC 10.05, invariant 12)."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.alarms import sounding, telling
from bot.alarms.climbing import climb
from bot.alarms.sounding import CLOSED, stop
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernStatus, PageChannel
from storage.models import Alarm, AlarmStep, ConcernRow, PageRow, Staff
from tests.bot.alarms.team import (
    BOSS,
    DIE,
    FIRST,
    OTHER,
    SECOND,
    WORKER,
    change_staff,
    code,
    concern,
    cover,
    emergency,
    give_shift,
    pages,
    press,
    steps,
)
from tests.bot.looks import concerns, rows
from tests.bot.stages import CHILD


def test_12_an_emergency_climbs_from_rota_to_supervisor_and_goes_round_without_end(team: Stage) -> None:
    emergency(team)
    team.advance(minutes=31)
    first_round = [("FIRST", 0), ("SECOND", 5), ("BOSS", 10)]
    assert pages(team) == [(who, at + n) for n in (0, 15) for who, at in first_round] + [("FIRST", 30)]
    assert concerns(team) == [("emergency", "open", 7)]


def test_12_a_concern_pages_its_caseworker_first_and_the_others_after_half_an_hour(team: Stage) -> None:
    concern(team)
    team.advance(minutes=46)
    assert pages(team) == [
        ("WORKER", 0), ("FIRST", 30), ("SECOND", 35), ("BOSS", 40), ("FIRST", 45), ("WORKER", 45),
    ]  # fmt: skip


def test_at_night_the_same(team: Stage) -> None:
    team.clock.move(team.clock.now() + dt.timedelta(hours=17))
    concern(team)
    team.advance(minutes=31)
    assert pages(team) == [("WORKER", 0), ("FIRST", 30)]


def test_who_covers_is_paged_in_place_of_the_caseworker(team: Stage) -> None:
    cover(team, OTHER, of=WORKER)
    concern(team)
    assert pages(team) == [("OTHER", 0)]


def test_a_caseworker_who_cannot_be_reached_costs_no_half_hour(team: Stage) -> None:
    change_staff(team, WORKER, address_id=None)
    concern(team)
    assert pages(team) == [("FIRST", 0)]


def test_a_shift_goes_before_the_standing_rota_and_hours_without_one_fall_back_to_it(team: Stage) -> None:
    give_shift(team, OTHER, 8, 10)
    emergency(team)
    assert pages(team) == [("OTHER", 0)]
    team.advance(minutes=61)
    assert pages(team)[-1][0] in ("FIRST", "SECOND", "BOSS")
    assert {who for who, minute in pages(team) if minute > 60} <= {"FIRST", "SECOND", "BOSS"}


def test_steps_stand_fixed_although_the_rota_changes_and_the_next_round_follows_the_change(
    team: Stage,
) -> None:
    emergency(team)
    change_staff(team, SECOND, on_call=False)
    change_staff(team, OTHER, on_call=True)
    team.advance(minutes=21)
    assert pages(team)[:3] == [("FIRST", 0), ("SECOND", 5), ("BOSS", 10)]
    assert pages(team)[3:] == [("FIRST", 15), ("OTHER", 20)]


def test_nobody_on_the_rota_pages_all_supervisors_at_once_and_says_so(
    team: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    for phone in (FIRST, SECOND):
        change_staff(team, phone, on_call=False)
    emergency(team)
    assert pages(team) == [("BOSS", 0)]
    assert "nobody is on call" in caplog.text
    assert rows(team, Alarm.nobody_on_rota) == [(True,)]


def test_an_emergency_goes_by_text_and_call_and_a_concern_by_text_until_a_round_was_in_vain(
    team: Stage,
) -> None:
    concern(team)
    assert steps(team)[0] == ("WORKER", "caseworker", ["sms"])
    team.advance(minutes=46)
    assert steps(team, 2)[0] == ("WORKER", "caseworker", ["sms", "voice"])
    since = team.clock.now()
    team.say(CHILD, DIE)
    found = rows(team, PageRow.channel, where=PageRow.created_at >= since)
    assert {channel for (channel,) in found} == {PageChannel.SMS, PageChannel.VOICE}


def test_a_page_holds_no_word_of_the_case_and_its_code_is_its_own(team: Stage) -> None:
    emergency(team)
    (page,) = team.texts(FIRST)
    ((concern_id,),) = rows(team, ConcernRow.id)
    expected = {"link": f"http://127.0.0.1:8000/concerns/{concern_id}", "code": code(team)}
    assert page == team.runtime.texts.text("en", "page", **expected)
    concern(team)
    assert len({row[0] for row in rows(team, Alarm.code)}) == 2


def test_12_a_worker_killed_in_the_middle_of_a_step_leaves_it_to_be_run_once(
    team: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    emergency(team)
    team.clock.move(team.clock.now() + dt.timedelta(minutes=5))
    with monkeypatch.context() as broken:
        broken.setattr(sounding, "page", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            climb(team.runtime)
    assert pages(team) == [("FIRST", 0)]
    assert [climb(team.runtime), climb(team.runtime)] == [1, 0]
    assert pages(team) == [("FIRST", 0), ("SECOND", 5)]


def test_12_one_alarm_that_cannot_climb_keeps_no_other_from_ringing(
    team: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    emergency(team)
    concern(team)
    team.clock.move(team.clock.now() + dt.timedelta(minutes=31))
    bad = rows(team, Alarm.id, order=Alarm.sounded_at)[0][0]
    real = telling.page

    def page(work: object, alarm: Alarm, *rest: object) -> None:
        if alarm.id == bad:
            raise RuntimeError("this one fails")
        real(work, alarm, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sounding, "page", page)
    with pytest.raises(RuntimeError):
        climb(team.runtime)
    assert ("FIRST", 31) in pages(team)


def test_a_worker_that_was_away_pages_each_person_once_for_all_that_it_missed(team: Stage) -> None:
    emergency(team)
    team.clock.move(team.clock.now() + dt.timedelta(hours=3))
    climb(team.runtime)
    assert sorted(pages(team)[1:]) == [("BOSS", 180), ("FIRST", 180), ("SECOND", 180)]
    team.advance(minutes=5, seconds=1)
    assert pages(team)[-1] == ("SECOND", 185)


def test_a_concern_that_is_closed_rings_no_more(team: Stage) -> None:
    emergency(team)
    with team.runtime.work() as work:
        row = work.session.scalars(select(ConcernRow)).one()
        row.status = ConcernStatus.CLOSED
        stop(work, row, CLOSED)
    team.advance(hours=1)
    assert len(pages(team)) == 1
    assert rows(team, Alarm.stopped_why, Alarm.attend_by) == [("closed", None)]


def test_12_a_worse_message_pages_the_owner_and_begins_the_chain_anew(team: Stage) -> None:
    concern(team)
    press(team, WORKER)
    since = team.clock.now() + dt.timedelta(seconds=1)
    team.clock.move(since)
    team.say(CHILD, DIE)
    assert pages(team, since=since) == [("FIRST", 0), ("WORKER", 0)]
    assert [why for (why,) in rows(team, Alarm.stopped_why, order=Alarm.sounded_at)] == ["acknowledged", None]


def test_what_the_frozen_steps_were_and_when_they_ran_can_be_read_afterwards(team: Stage) -> None:
    emergency(team)
    team.advance(minutes=6)
    press(team, BOSS)
    ran = rows(team, AlarmStep.position, AlarmStep.ran_at.is_not(None), order=AlarmStep.position)
    assert ran == [(0, True), (1, True), (2, False)]


def test_with_nobody_at_all_it_tries_again_every_five_minutes(team: Stage) -> None:
    with team.runtime.work() as work:
        work.session.execute(update(Staff).values(active=False))
    emergency(team)
    team.advance(minutes=4)
    assert pages(team) == []
    change_staff(team, BOSS, active=True)
    team.advance(minutes=2)
    assert pages(team) == [("BOSS", 0)]
