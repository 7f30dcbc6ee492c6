"""The line: what is wrong with our account stops all texts with one alarm, and is nobody's failed text."""

import datetime as dt

import pytest

from bot.alarms.watching import Trouble, paging_impaired
from bot.channels.errors import ErrorKind, _table, explain, sources
from bot.channels.outcome import NotSent, Outcome, Scope
from bot.delivery.receipts import Receipt, keep_receipt
from bot.delivery.send import deliver
from bot.simulation.stage import Stage
from flows.vocabulary import Lane
from storage.models import Delivery, StatusEvent, Task
from tests.bot.delivery.senders import Call, FakeSender, opened, queue
from tests.bot.looks import deliveries, rows, tasks

A, B, C = "+12025550131", "+12025550132", "+12025550133"
STOPPED: Outcome = NotSent("setup 20003", 120, Scope.SETUP, 20003)


def later(stage: Stage, **delta: float) -> None:
    stage.clock.move(stage.clock.now() + dt.timedelta(**delta))


def told(stage: Stage, call: Call, status: str, code: int = 0, raw: str = "") -> None:
    keep_receipt(stage.runtime, Receipt(call.sid, status, code, raw, call.ours))


def trouble(stage: Stage) -> bool:
    with stage.runtime.look() as work:
        return Trouble.LINE in paging_impaired(work)


def three(stage: Stage, *script: Outcome) -> FakeSender:
    """Texts to three numbers."""
    for number in (A, B, C):
        queue(stage.runtime, number, "help")
        later(stage, seconds=1)
    return FakeSender(stage.runtime, list(script))


def test_an_error_of_our_account_stops_the_line_with_one_alarm_and_fails_nobody(stage: Stage) -> None:
    sender = three(stage, STOPPED)
    assert deliver(stage.runtime, sender) == 1
    assert deliver(stage.runtime, sender) == 0
    assert deliveries(stage) == [("help", "queued")] * 3
    assert tasks(stage) == {("delivery", "line_stopped")}
    assert trouble(stage)


def test_while_it_stands_one_text_in_two_minutes_is_tried_and_the_alarm_stays_one(stage: Stage) -> None:
    sender = three(stage, *[STOPPED] * 20)
    for _ in range(20):
        deliver(stage.runtime, sender)
        later(stage, seconds=60)
    assert 7 <= len(sender.calls) <= 10
    assert {call.to for call in sender.calls} == {A, B, C}
    assert len(rows(stage, Task.id)) == 1


def test_safety_is_tried_first(stage: Stage) -> None:
    sender = three(stage, STOPPED)
    deliver(stage.runtime, sender)
    queue(stage.runtime, "+12025550134", "neutral", lane=Lane.SAFETY)
    later(stage, minutes=2)
    deliver(stage.runtime, sender)
    assert sender.numbers[-1] == "+12025550134"


def test_a_text_that_went_on_sets_the_line_free_and_closes_the_alarm(stage: Stage) -> None:
    sender = three(stage, STOPPED)
    deliver(stage.runtime, sender)
    later(stage, minutes=2)
    assert deliver(stage.runtime, sender) == 1  # one is tried; that it is taken proves nothing yet
    told(stage, sender.calls[1], "sent")
    assert not trouble(stage)
    assert rows(stage, Task.result) == [("line_runs_again",)]
    later(stage, minutes=2)
    deliver(stage.runtime, sender)
    assert deliveries(stage) == [("help", "sent")] * 3


def test_an_error_of_our_account_that_a_receipt_tells_is_nobodys_failed_text_either(stage: Stage) -> None:
    sender = opened(stage)
    deliver(stage.runtime, sender, limit=1)
    call = sender.calls[0]
    told(stage, call, "failed", 30034)
    assert tasks(stage) == {("delivery", "line_stopped")}
    assert {state for _, state in deliveries(stage)} == {"queued"}
    assert rows(stage, StatusEvent.status, StatusEvent.error_code) == [("failed", 30034)]


def test_what_still_comes_about_the_failed_attempt_says_nothing_about_the_next(stage: Stage) -> None:
    queue(stage.runtime, A, "help")
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    told(stage, sender.calls[0], "failed", 30034)
    told(stage, sender.calls[0], "sent")
    told(stage, sender.calls[0], "failed", 30034, raw="2603021500")
    assert deliveries(stage) == [("help", "queued")]
    later(stage, minutes=3)
    assert deliver(stage.runtime, sender) == 1
    assert rows(stage, Delivery.sid) == [(sender.calls[1].sid,)]
    told(stage, sender.calls[1], "delivered")
    assert rows(stage, Delivery.provider_status) == [("delivered",)]


def test_the_same_error_on_another_day_is_another_alarm_and_on_the_same_day_the_same(stage: Stage) -> None:
    sender = three(stage, STOPPED)
    deliver(stage.runtime, sender)
    for days, expected in ((0, 1), (1, 2)):
        later(stage, minutes=5, days=days)
        deliver(stage.runtime, sender, limit=1)
        told(stage, sender.calls[-1], "sent")
        queue(stage.runtime, C, "who")
        later(stage, minutes=5)
        sender.script = [STOPPED]
        deliver(stage.runtime, sender, limit=1)
        found = rows(stage, Task.id, where=Task.reason == "line_stopped")
        assert len(found) == expected


def test_too_many_requests_hold_all_texts_for_a_moment_without_an_alarm(stage: Stage) -> None:
    sender = three(stage, NotSent("too many requests", 5, Scope.SENDER))
    assert deliver(stage.runtime, sender) == 1
    later(stage, seconds=4)
    assert deliver(stage.runtime, sender) == 0
    later(stage, seconds=7)
    assert deliver(stage.runtime, sender) == 3
    assert tasks(stage) == set()
    assert not trouble(stage)


def test_every_row_of_the_table_has_a_kind_and_a_source_with_a_date() -> None:
    known = sources()
    for row in _table().values():
        assert row.source in known
    assert all(isinstance(source["read_on"], dt.date) for source in known.values())
    assert {row.kind for row in _table().values()} == set(ErrorKind)


@pytest.mark.parametrize("code", [0, 12345, 99999])
def test_a_code_that_nobody_knows_neither_stops_the_line_nor_ends_a_number(code: int) -> None:
    assert explain(code).kind is ErrorKind.WAIT
