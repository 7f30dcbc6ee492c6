"""Every alarm proves that it rang: the independent check, the trouble it names, the dead-man signal."""

import datetime as dt
import http.server
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from bot.alarms.deadman import send_beat
from bot.alarms.watching import Trouble, paging_impaired, watch
from bot.scheduler import BEAT, WORKING, run_tick
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernStatus
from storage.models import Alarm, AlarmStep, ConcernRow
from storage.queries.counters import beat
from tests.bot.alarms.team import (
    FIRST,
    SECOND,
    add_team,
    change_staff,
    concern,
    emergency,
    pages,
    without_twilio,
)
from tests.bot.delivery.senders import FakeSender
from tests.bot.looks import rows
from tests.bot.stages import MONDAY, settings_for


def impaired(stage: Stage) -> tuple[Trouble, ...]:
    """What the strip would say."""
    with stage.runtime.look() as work:
        return paging_impaired(work)


def beat_all(stage: Stage) -> None:
    """All ticks have just run."""
    with stage.runtime.work() as work:
        for tick in WORKING:
            beat(work.session, tick.name, work.now)


def test_12_a_step_that_did_not_run_in_time_is_found_by_another_tick_and_sounds_anew(
    team: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    emergency(team)
    team.clock.move(team.clock.now() + dt.timedelta(minutes=6))
    assert watch(team.runtime) == 0, "a minute late is not lost"
    team.clock.move(team.clock.now() + dt.timedelta(minutes=2))
    assert watch(team.runtime) == 1
    assert watch(team.runtime) == 0
    assert "did not ring" in caplog.text
    assert [r.value for (r,) in rows(team, Alarm.reason, order=Alarm.sounded_at)] == ["raised", "no_steps"]
    assert pages(team)[-1] == ("FIRST", 8)


def test_12_a_concern_without_any_alarm_is_found(team: Stage) -> None:
    concern(team)
    with team.runtime.work() as work:
        work.session.execute(update(Alarm).values(stopped_at=work.now, stopped_why="lost"))
    assert watch(team.runtime) == 1
    assert len(rows(team, Alarm.id, where=Alarm.stopped_at.is_(None))) == 1


def test_12_a_round_that_never_began_is_found(team: Stage) -> None:
    emergency(team)
    with team.runtime.work() as work:
        work.session.execute(update(AlarmStep).values(ran_at=work.now))
    team.clock.move(team.clock.now() + dt.timedelta(minutes=18))
    assert watch(team.runtime) == 1


@pytest.mark.parametrize("status", [ConcernStatus.ACKNOWLEDGED, ConcernStatus.CLOSED])
def test_what_somebody_has_is_left_alone(team: Stage, status: ConcernStatus) -> None:
    emergency(team)
    with team.runtime.work() as work:
        work.session.execute(update(ConcernRow).values(status=status))
    team.clock.move(team.clock.now() + dt.timedelta(hours=1))
    assert watch(team.runtime) == 0


def test_all_well_says_nothing(team: Stage) -> None:
    assert impaired(team) == ()
    beat_all(team)
    emergency(team)
    assert impaired(team) == ()


def test_the_console_says_that_texts_do_not_leave(team: Stage) -> None:
    beat_all(team)
    without_twilio(team, minutes=4)
    emergency(team)
    assert impaired(team) == (Trouble.TEXTS, Trouble.CALLS)
    team.advance(minutes=4, seconds=59)
    beat_all(team)
    assert impaired(team) == ()


def test_the_console_says_that_steps_did_not_run_and_that_the_worker_is_silent(team: Stage) -> None:
    beat_all(team)
    emergency(team)
    team.clock.move(team.clock.now() + dt.timedelta(minutes=8))
    assert {Trouble.WORKER, Trouble.STEPS} <= set(impaired(team))


def test_a_worker_that_never_ran_is_trouble_once_somebody_must_be_paged(team: Stage) -> None:
    assert impaired(team) == ()
    emergency(team)
    assert Trouble.WORKER in impaired(team)


def test_the_console_says_that_nobody_is_on_the_rota(team: Stage) -> None:
    for phone in (FIRST, SECOND):
        change_staff(team, phone, on_call=False)
    assert impaired(team) == (Trouble.NOBODY_ON_ROTA,)


class _Outside(http.server.BaseHTTPRequestHandler):
    """The outside service that waits for our signal."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """Its address, and the paths that were fetched."""
    heard: list[str] = []
    handler = type("Handler", (_Outside,), {"heard": heard})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/beat", heard
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def beating(database_url: str, outside: tuple[str, list[str]]) -> Iterator[Stage]:
    """A team whose service signals outside."""
    stage = Stage(settings_for(database_url, DEAD_MAN_URL=outside[0]), MONDAY)
    add_team(stage)
    yield stage
    stage.close()


def signal(stage: Stage) -> int:
    """The tick that signals."""
    return send_beat(stage.runtime, {tick.name: tick.seconds for tick in WORKING})


def test_the_dead_man_signal_beats_only_while_every_tick_is_fresh(
    beating: Stage, outside: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert signal(beating) == 0
    beat_all(beating)
    assert (signal(beating), outside[1]) == (1, ["/beat"])
    assert "all is well" in caplog.messages
    beating.clock.move(beating.clock.now() + dt.timedelta(minutes=3, seconds=1))
    assert (signal(beating), outside[1]) == (0, ["/beat"])


def test_the_dead_man_signal_is_silent_while_pages_do_not_leave(
    beating: Stage, outside: tuple[str, list[str]]
) -> None:
    without_twilio(beating, minutes=5)
    emergency(beating)
    beat_all(beating)
    assert (signal(beating), outside[1]) == (0, [])


def test_an_outside_that_cannot_be_reached_is_logged_without_its_address(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(settings_for(database_url, DEAD_MAN_URL="http://127.0.0.1:1/secret"), MONDAY)
    try:
        add_team(stage)
        beat_all(stage)
        assert signal(stage) == 0
        assert "did not go out" in caplog.text
        assert "secret" not in caplog.text
    finally:
        stage.close()


def test_the_signal_is_a_tick_that_waits_for_the_others(team: Stage) -> None:
    for tick in WORKING:
        run_tick(team.runtime, FakeSender(team.runtime), tick)
    assert BEAT.run(team.runtime, FakeSender(team.runtime)) == 1
