"""Paging by call: what rings, what is said, how it is taken, and what becomes of a call (6.8.6)."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

import pytest

from bot.alarms.calls import TRIES, Progress, keep_progress
from bot.alarms.watching import Trouble, paging_impaired
from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Unknown
from bot.emulator.call import CallStatus
from bot.simulation.outages import Outage, Part
from bot.simulation.stage import Props, Stage
from flows.vocabulary import PageChannel
from storage.models import Alarm, PageRow, StatusEvent
from tests.bot.alarms.ringing import FakeCaller, Killed, calls, place, states, takes
from tests.bot.alarms.team import (
    BOSS,
    FIRST,
    SECOND,
    add_team,
    code,
    concern,
    emergency,
    holder,
    press,
    told,
)
from tests.bot.looks import rows
from tests.bot.stages import MONDAY, settings_for


@pytest.fixture
def idle(database_url: str) -> Iterator[Stage]:
    """A team whose worker does nothing: the test itself makes the calls."""
    away = Outage(Part.WORKER, MONDAY, MONDAY + dt.timedelta(days=1))
    opened = Stage(settings_for(database_url), MONDAY, props=Props(outages=(away,)))
    add_team(opened)
    yield opened
    opened.close()


def said(stage: Stage, number: str) -> str:
    """All that was said on the last call to a phone."""
    return " ".join(calls(stage, number)[-1].heard)


# What rings and what is said


def test_an_emergency_rings_the_phone_within_seconds(team: Stage) -> None:
    emergency(team)
    [call] = calls(team, FIRST)
    assert (call.created - MONDAY).total_seconds() < 5
    assert call.status is not CallStatus.FAILED


def test_a_concern_that_is_no_emergency_wakes_nobody_by_call_at_first(team: Stage) -> None:
    concern(team)
    assert [number for number in (FIRST, SECOND, BOSS) if calls(team, number)] == []


def test_6_a_call_says_a_neutral_name_and_the_code_and_nothing_of_the_case(team: Stage) -> None:
    takes(team, FIRST, "answered")
    emergency(team)
    team.advance(minutes=2)
    spoken = ", ".join(code(team))
    words = f"This is Maple Street. Please look now. To take this page, press {spoken}."
    assert set(calls(team, FIRST)[-1].heard) == {words}


def test_the_right_keys_take_it_and_the_others_may_go_on_sleeping(team: Stage) -> None:
    takes(team, FIRST, "answered press heard")
    emergency(team)
    team.advance(minutes=12)
    assert holder(team) == ("acknowledged", "FIRST")
    assert rows(team, Alarm.acknowledged_how) == [("keypress",)]
    assert "You have it now" in said(team, FIRST)
    assert told(team, FIRST) == ["page", "page.yours"]
    assert calls(team, SECOND) == calls(team, BOSS) == []


def test_voicemail_takes_the_call_and_acknowledges_nothing(team: Stage) -> None:
    takes(team, FIRST, "answered after 25s")
    emergency(team)
    team.advance(minutes=6)
    assert holder(team) == ("open", None)
    assert calls(team, FIRST)[0].status is CallStatus.COMPLETED
    assert calls(team, SECOND) != []


@pytest.mark.parametrize("keys", ["0000", "1", "9#9*"])
def test_other_keys_take_nothing_and_the_call_ends_after_three_tries(team: Stage, keys: str) -> None:
    takes(team, FIRST, f"answered press {keys}")
    emergency(team)
    team.advance(minutes=3)
    assert code(team) != keys
    assert holder(team) == ("open", None)
    assert calls(team, FIRST)[0].status is CallStatus.COMPLETED
    assert said(team, FIRST).count("That is not the code") == 3


def test_whoever_answers_when_somebody_has_it_hears_that_it_is_over(team: Stage) -> None:
    emergency(team)
    press(team, BOSS)
    team.network.calls.answer(FIRST)
    team.settle()
    assert said(team, FIRST) == "This page is over. If you are needed, you will be paged again."


def test_of_two_who_press_at_once_one_has_it_and_the_other_hears_so(team: Stage) -> None:
    takes(team, FIRST, "by_hand")
    emergency(team)
    team.network.calls.answer(FIRST)
    team.settle()
    press(team, BOSS)
    team.network.calls.press(FIRST, code(team))
    team.settle()
    assert holder(team) == ("acknowledged", "BOSS")
    assert "It is taken already" in said(team, FIRST)


def test_a_phone_that_still_rings_stops_as_soon_as_somebody_has_it(team: Stage) -> None:
    emergency(team)
    assert calls(team, FIRST)[0].status is CallStatus.RINGING
    press(team, BOSS)
    team.tick()
    assert calls(team, FIRST)[0].status is CallStatus.CANCELED
    assert states(team) == ["cancelled"]


@pytest.mark.parametrize(
    ("habit", "state"),
    [("busy", "busy"), ("no_answer", "no_answer"), ("by_hand", "no_answer"), ("answered", "answered")],
)
def test_what_became_of_a_call_is_kept(team: Stage, habit: str, state: str) -> None:
    takes(team, FIRST, habit)
    emergency(team)
    team.advance(minutes=4)
    assert states(team) == [state]
    assert rows(team, PageRow.ended_at, where=PageRow.channel == PageChannel.VOICE) != [(None,)]


def test_a_step_calls_nobody_twice_and_the_next_step_calls_the_next(team: Stage) -> None:
    for number in (FIRST, SECOND, BOSS):
        takes(team, number, "no_answer")
    emergency(team)
    team.advance(minutes=4)
    assert [len(calls(team, number)) for number in (FIRST, SECOND, BOSS)] == [1, 0, 0]
    team.advance(minutes=7)
    assert [len(calls(team, number)) for number in (FIRST, SECOND, BOSS)] == [1, 1, 1]


def test_while_twilio_is_away_nothing_counts_as_sent_and_afterwards_each_phone_rings_once(
    database_url: str,
) -> None:
    end = MONDAY.replace(minute=12)
    away = (Outage(Part.TWILIO, MONDAY, end),)
    stage = Stage(settings_for(database_url), MONDAY, props=Props(outages=away))
    add_team(stage)
    try:
        stage.run_to(MONDAY)
        emergency(stage)
        stage.run_to(end.replace(minute=11))
        assert set(states(stage)) <= {"queued", "cancelled"}
        with stage.runtime.look() as work:
            assert Trouble.CALLS in paging_impaired(work)
        stage.run_to(end.replace(minute=14))
        assert [len(calls(stage, number)) for number in (FIRST, SECOND, BOSS)] == [1, 1, 1]
    finally:
        stage.close()


# What becomes of our own call to Twilio


def waiting(stage: Stage) -> FakeCaller:
    """One page by call waits, and nobody has been called yet."""
    emergency(stage)
    assert states(stage) == ["queued"]
    return FakeCaller(stage.runtime)


def after(stage: Stage, seconds: float) -> None:
    """Time passes, and nobody works."""
    stage.clock.move(stage.clock.now() + dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Accepted("CA" + "1" * 32, "queued"), "sent"),
        (Rejected(21211), "failed"),
        (NotSent("no connection", 30), "queued"),
        (Unknown("HTTP 500"), "calling"),
    ],
)
def test_each_outcome_of_a_call_has_its_state(idle: Stage, outcome: Outcome, state: str) -> None:
    caller = waiting(idle)
    caller.script = [outcome]
    assert place(idle, caller) == 1
    assert states(idle) == [state]
    assert place(idle, caller) == 0


def test_what_did_not_leave_is_tried_again_without_end_and_does_not_count(idle: Stage) -> None:
    caller = waiting(idle)
    caller.script = [NotSent("no connection", 30)] * 10
    for _ in range(11):
        place(idle, caller)
        after(idle, 31)
    assert len(caller.rung) == 11
    assert states(idle) == ["sent"]


def test_a_call_of_unknown_fate_is_repeated_because_a_lost_page_is_worse(idle: Stage) -> None:
    caller = waiting(idle)
    caller.script = [Unknown("ReadTimeout")]
    place(idle, caller)
    after(idle, 31)
    place(idle, caller)
    assert (len(caller.rung), states(idle)) == (2, ["sent"])


def test_after_some_calls_of_unknown_fate_the_chain_alone_goes_on(idle: Stage) -> None:
    caller = waiting(idle)
    caller.script = [Unknown("ReadTimeout")] * 10
    for _ in range(6):
        place(idle, caller)
        after(idle, 31)
    assert (len(caller.rung), states(idle)) == (TRIES, ["unknown"])


def test_a_worker_killed_during_a_call_that_twilio_took_rings_nobody_twice(idle: Stage) -> None:
    caller = waiting(idle)
    caller.script = [Killed]
    with pytest.raises(Killed):
        place(idle, caller)
    with idle.runtime.work() as work:
        keep_progress(work, Progress(uuid.UUID(caller.pages[0]), "CA" + "7" * 32, "ringing"))
    after(idle, 120)
    assert place(idle, caller) == 0
    assert states(idle) == ["sent"]


def test_a_worker_killed_before_the_call_left_makes_it_after_the_lease(idle: Stage) -> None:
    caller = waiting(idle)
    caller.script = [Killed]
    with pytest.raises(Killed):
        place(idle, caller)
    assert place(idle, caller) == 0
    after(idle, 31)
    assert place(idle, caller) == 1


def test_two_workers_at_once_make_one_call(idle: Stage) -> None:
    caller, other = waiting(idle), FakeCaller(idle.runtime)
    called = caller.call

    def meanwhile(to: str, callback: Mapping[str, str]) -> Outcome:
        assert place(idle, other) == 0
        return called(to, callback)

    caller.call = meanwhile  # type: ignore[method-assign]
    assert place(idle, caller) == 1
    assert (len(caller.rung), other.rung) == (1, [])


def test_a_webhook_that_is_faster_than_the_answer_of_the_api_is_kept(idle: Stage) -> None:
    caller = waiting(idle)

    def busy_first(to: str, callback: Mapping[str, str]) -> Outcome:
        with idle.runtime.work() as work:
            keep_progress(work, Progress(uuid.UUID(callback["p"]), "CA" + "8" * 32, "busy"))
        return Accepted("CA" + "8" * 32, "queued")

    caller.call = busy_first  # type: ignore[method-assign]
    place(idle, caller)
    assert states(idle) == ["busy"]


def test_a_page_whose_alarm_has_stopped_calls_nobody(idle: Stage) -> None:
    caller = waiting(idle)
    press(idle, BOSS)
    assert place(idle, caller) == 0
    assert states(idle) == ["cancelled"]


def test_callbacks_only_move_a_call_forward_and_each_is_kept_once(idle: Stage) -> None:
    caller = waiting(idle)
    place(idle, caller)
    for status in ("in-progress", "ringing", "completed", "in-progress", "completed"):
        with idle.runtime.work() as work:
            keep_progress(work, Progress(uuid.UUID(caller.pages[0]), "CA" + "0" * 31 + "1", status))
    assert states(idle) == ["answered"]
    assert len(rows(idle, StatusEvent.id)) == 3
