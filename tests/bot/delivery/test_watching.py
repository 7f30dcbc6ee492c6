"""Receipts that do not come: asked for at 5 min, 30 min, 4 h and 11 h, then "no receipt", not failed."""

import datetime as dt

import pytest

from bot.delivery.receipts import Receipt, keep_receipt
from bot.delivery.send import deliver
from bot.delivery.watching import ask_for_receipts
from bot.simulation.stage import Stage
from storage.models import Delivery, StatusEvent, Task
from tests.bot.delivery.senders import Call, FakeSender, opened
from tests.bot.looks import rows, tasks

DUE = (dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=4), dt.timedelta(hours=11))


def sent(stage: Stage) -> FakeSender:
    """One text of a family has left."""
    sender = opened(stage)
    deliver(stage.runtime, sender, limit=1)
    return sender


def told(stage: Stage, call: Call, status: str, code: int = 0, **changes: str) -> bool:
    found = {"sid": call.sid, "raw_receipt": ""} | changes
    return keep_receipt(stage.runtime, Receipt(found["sid"], status, code, found["raw_receipt"], call.ours))


def row_of(stage: Stage, call: Call) -> tuple[str, str | None, str | None, bool]:
    """State, the provider's status, our reason, and whether a receipt is still awaited."""
    columns = (Delivery.state, Delivery.provider_status, Delivery.reason, Delivery.lease_until)
    ((state, status, reason, until),) = rows(stage, *columns, where=Delivery.outbound_id == call.ours)
    return state.value, status, reason, until is not None


def test_it_is_asked_for_four_times_and_then_there_is_no_receipt_and_no_failure(stage: Stage) -> None:
    sender = sent(stage)
    call, began = sender.calls[0], stage.clock.now()
    sender.remember(call, call.sid, "sent")
    asked_at = []
    while stage.clock.now() < began + dt.timedelta(hours=14):
        asked_at += [stage.clock.now() - began] * ask_for_receipts(stage.runtime, sender)
        stage.clock.move(stage.clock.now() + dt.timedelta(minutes=1))
    assert tuple(asked_at) == DUE
    assert row_of(stage, call) == ("sent", "sent", "no_receipt", False)
    assert rows(stage, StatusEvent.status, StatusEvent.raw_receipt) == [("sent", "fetched")]
    assert tasks(stage) == set()


def test_what_the_provider_answers_counts_as_a_receipt(stage: Stage) -> None:
    sender = sent(stage)
    call = sender.calls[0]
    sender.remember(call, call.sid, "undelivered", error_code=30003)
    stage.clock.move(stage.clock.now() + DUE[0])
    assert ask_for_receipts(stage.runtime, sender) == 1
    assert row_of(stage, call) == ("sent", "undelivered", None, False)
    assert tasks(stage) == {("call", "not_delivered")}
    stage.clock.move(stage.clock.now() + DUE[-1])
    assert ask_for_receipts(stage.runtime, sender) == 0


@pytest.mark.parametrize("status", ["delivered", "undelivered", "failed", "canceled", "read"])
def test_nobody_asks_any_more_once_a_final_receipt_has_come(stage: Stage, status: str) -> None:
    sender = sent(stage)
    told(stage, sender.calls[0], status)
    stage.clock.move(stage.clock.now() + DUE[-1])
    assert ask_for_receipts(stage.runtime, sender) == 0


def test_a_provider_that_cannot_be_asked_is_asked_again(stage: Stage) -> None:
    sender = sent(stage)
    call = sender.calls[0]
    sender.mute = True
    stage.clock.move(stage.clock.now() + DUE[0])
    assert ask_for_receipts(stage.runtime, sender) == 0
    sender.mute = False
    sender.remember(call, call.sid, "delivered")
    assert ask_for_receipts(stage.runtime, sender) == 1
    assert row_of(stage, call)[1] == "delivered"


def test_a_message_that_the_provider_does_not_know_is_no_receipt(stage: Stage) -> None:
    sender = sent(stage)
    for due in DUE:
        stage.clock.move(stage.clock.now() + due)
        ask_for_receipts(stage.runtime, sender)
    assert row_of(stage, sender.calls[0]) == ("sent", "accepted", "no_receipt", False)


def test_a_delivered_that_comes_after_undelivered_withdraws_the_call(stage: Stage) -> None:
    sender = sent(stage)
    told(stage, sender.calls[0], "undelivered", 30003)
    assert rows(stage, Task.result) == [(None,)]
    told(stage, sender.calls[0], "delivered")
    assert rows(stage, Task.result) == [("arrived_after_all",)]
    assert [at is not None for (at,) in rows(stage, Task.done_at)] == [True]


def test_a_delivered_that_comes_a_day_after_no_receipt_is_believed(stage: Stage) -> None:
    sender = sent(stage)
    for _ in range(5):
        stage.clock.move(stage.clock.now() + dt.timedelta(hours=8))
        ask_for_receipts(stage.runtime, sender)
    told(stage, sender.calls[0], "delivered")
    assert row_of(stage, sender.calls[0])[1] == "delivered"


def test_a_receipt_without_our_id_that_came_before_the_answer_of_the_call_counts(stage: Stage) -> None:
    sender = opened(stage)

    def early(call: Call):  # type: ignore[no-untyped-def]
        from bot.channels.outcome import Accepted

        for status in ("delivered", "sent"):
            keep_receipt(stage.runtime, Receipt(call.sid, status, 0, "", None))
        return Accepted(call.sid, "accepted")

    sender.script = [early]
    deliver(stage.runtime, sender, limit=1)
    assert row_of(stage, sender.calls[0]) == ("sent", "delivered", None, False)


def test_who_blocked_us_by_a_receipt_is_opted_out_and_somebody_looks_after_them(stage: Stage) -> None:
    sender = sent(stage)
    told(stage, sender.calls[0], "failed", 21610)
    assert tasks(stage) == {("welfare", "opted_out")}
