"""Faults while paging: two at once, a worker that dies at the mail server, a clock that jumps."""

import datetime as dt
import threading

import pytest

from bot.alarms.climbing import climb
from bot.alarms.mail import LEASE, send_mails
from bot.alarms.taking import CONSOLE, acknowledge
from bot.simulation.stage import Stage
from flows.vocabulary import PageChannel
from storage.models import AuditRow, ConcernRow, PageRow
from tests.bot.alarms.ringing import Killed
from tests.bot.alarms.team import BOSS, FIRST, add_team, emergency, holder, pages, staff_id
from tests.bot.looks import rows
from tests.bot.stages import MONDAY, settings_for


def test_of_two_threads_at_the_same_moment_exactly_one_has_it(team: Stage) -> None:
    emergency(team)
    ((concern_id,),) = rows(team, ConcernRow.id)
    both = threading.Barrier(2)
    won: list[bool] = []

    def take(phone: str) -> None:
        who = staff_id(team, phone)
        both.wait(timeout=10)
        with team.runtime.work() as work:
            won.append(acknowledge(work, work.session.get_one(ConcernRow, concern_id), who, CONSOLE))

    threads = [threading.Thread(target=take, args=(phone,)) for phone in (FIRST, BOSS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(won) == [False, True]
    assert len(rows(team, AuditRow.id, where=AuditRow.action == "acknowledge")) == 1
    assert holder(team)[0] == "acknowledged"


def test_a_worker_killed_at_the_mail_server_leaves_the_mail_to_the_next(database_url: str) -> None:
    stage = Stage(settings_for(database_url, SMTP_URL="smtp://127.0.0.1:1"), MONDAY)
    sent: list[str] = []

    def die(*_: str) -> None:
        raise Killed

    def post(_url: str, _from: str, to: str, _subject: str, _body: str) -> None:
        sent.append(to)

    try:
        add_team(stage)
        emergency(stage)
        stage.clock.move(stage.clock.now() + dt.timedelta(minutes=2))
        with pytest.raises(Killed):
            send_mails(stage.runtime, die)
        assert send_mails(stage.runtime, post) == 0
        stage.clock.move(stage.clock.now() + LEASE)
        assert send_mails(stage.runtime, post) == 1
        assert sent == ["first@example.org"]
        mail = PageRow.channel == PageChannel.EMAIL
        assert rows(stage, PageRow.state, where=mail) == [("sent",)]
    finally:
        stage.close()


def test_a_clock_that_jumps_back_pages_nobody_twice_and_the_chain_goes_on(
    team: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    emergency(team)
    rang = team.clock.now()
    with monkeypatch.context() as jumped:
        jumped.setattr(team.clock, "now", lambda: rang - dt.timedelta(hours=1))
        assert climb(team.runtime) == 0
    team.advance(minutes=5, seconds=5)
    assert pages(team) == [("FIRST", 0), ("SECOND", 5)]


def test_a_clock_that_jumps_a_day_ahead_pages_each_once_for_all_that_is_due(team: Stage) -> None:
    emergency(team)
    team.clock.move(team.clock.now() + dt.timedelta(days=1))
    assert climb(team.runtime) == 1
    assert climb(team.runtime) == 0
    late = [name for name, minutes in pages(team) if minutes > 0]
    assert len(late) == len(set(late))
    assert late
