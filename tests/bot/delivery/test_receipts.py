"""Receipts: best effort, in any order, often twice. All are kept; the state only moves forward by rank."""

import datetime as dt

import pytest

from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Unknown
from bot.delivery.receipts import Receipt, keep_receipt
from bot.delivery.send import LEASE, deliver, expire_leases
from bot.simulation.stage import Stage
from storage.models import Delivery, StatusEvent, Task
from tests.bot.delivery.senders import Call, FakeSender, Killed, opened, queue
from tests.bot.inbound.posts import Wire, check_in, post
from tests.bot.looks import count, rows, tasks
from tests.bot.stages import CHILD, ENVIRON, MONDAY, settings_for

A = "+12025550131"


def told(stage: Stage, call: Call, status: str, code: int = 0, *, sid: str | None = None) -> bool:
    """A receipt of a text arrives; returns whether it was new."""
    return keep_receipt(stage.runtime, Receipt(sid or call.sid, status, code, "", call.ours))


def state_of(stage: Stage, call: Call) -> tuple[str, str | None, str | None]:
    """Our state, the provider's status and its SID."""
    found = rows(
        stage, Delivery.state, Delivery.provider_status, Delivery.sid, where=Delivery.outbound_id == call.ours
    )
    state, status, sid = found[0]
    return state.value, status, sid


def one_text(stage: Stage, outcome: Outcome | None = None) -> Call:
    """One text to a family, called once."""
    sender = opened(stage)
    sender.script = [outcome] if outcome else []
    deliver(stage.runtime, sender, limit=1)
    return sender.calls[0]


def test_a_status_only_moves_forward_whatever_the_order_of_arrival(stage: Stage) -> None:
    call = one_text(stage)
    for status in ("sent", "delivered", "queued", "sending", "sent"):
        told(stage, call, status)
    assert state_of(stage, call) == ("sent", "delivered", call.sid)
    assert len(rows(stage, StatusEvent.id)) == 4


def test_3_the_same_receipt_twice_changes_nothing(stage: Stage) -> None:
    call = one_text(stage)
    assert [told(stage, call, "undelivered", 30003) for _ in range(3)] == [True, False, False]
    assert len(rows(stage, StatusEvent.id)) == 1
    assert count(stage, Task) == 1


def test_a_late_delivered_after_undelivered_is_believed(stage: Stage) -> None:
    call = one_text(stage)
    told(stage, call, "undelivered", 30003)
    told(stage, call, "delivered")
    assert state_of(stage, call)[1] == "delivered"
    assert rows(stage, Delivery.error_code, where=Delivery.outbound_id == call.ours) == [(None,)]


def test_a_delivered_text_does_not_become_undelivered(stage: Stage) -> None:
    call = one_text(stage)
    told(stage, call, "delivered")
    told(stage, call, "undelivered", 30003)
    assert state_of(stage, call)[1] == "delivered"
    assert tasks(stage) == set()


def test_what_did_not_arrive_is_a_call_once_for_each_text(stage: Stage) -> None:
    call = one_text(stage)
    told(stage, call, "undelivered", 30003)
    told(stage, call, "failed", 30008)
    assert rows(stage, Task.kind, Task.reason, Task.outbound_id) == [("call", "not_delivered", call.ours)]


def test_a_status_that_nobody_knows_is_kept_and_changes_nothing(stage: Stage) -> None:
    call = one_text(stage)
    assert told(stage, call, "flying")
    assert state_of(stage, call)[:2] == ("sent", "accepted")


def test_a_receipt_of_a_text_that_we_do_not_know_is_kept(stage: Stage) -> None:
    assert keep_receipt(stage.runtime, Receipt("SM" + "9" * 32, "delivered", 0, "2603021500", None))
    assert rows(stage, StatusEvent.outbound_id, StatusEvent.status) == [(None, "delivered")]


def test_our_own_id_in_a_receipt_does_not_rename_a_text_that_has_another_sid(stage: Stage) -> None:
    call = one_text(stage)
    told(stage, call, "delivered", sid="SM" + "9" * 32)
    assert state_of(stage, call) == ("sent", "accepted", call.sid)


def test_4_a_receipt_that_names_the_text_settles_an_unknown_fate(stage: Stage) -> None:
    call = one_text(stage, Unknown("ReadTimeout"))
    assert state_of(stage, call)[0] == "unknown"
    told(stage, call, "delivered")
    assert state_of(stage, call) == ("sent", "delivered", call.sid)


def test_4_a_receipt_settles_a_call_whose_process_died(stage: Stage) -> None:
    sender = opened(stage)
    sender.script = [Killed]
    with pytest.raises(Killed):
        deliver(stage.runtime, sender, limit=1)
    told(stage, sender.calls[0], "sent")
    stage.clock.move(stage.clock.now() + 2 * LEASE)
    assert expire_leases(stage.runtime) == 0
    assert state_of(stage, sender.calls[0])[0] == "sent"


@pytest.mark.parametrize(
    "outcome",
    [Accepted("", "accepted"), Unknown("reset"), NotSent("no connection", 30), Rejected(21211)],
    ids=["accepted", "unknown", "not sent", "rejected"],
)
def test_4_a_receipt_that_comes_before_the_answer_of_the_call_is_the_truth(
    stage: Stage, outcome: Outcome
) -> None:
    queue(stage.runtime, A, "help")

    def receipt_first(call: Call) -> Outcome:
        told(stage, call, "delivered")
        return Accepted(call.sid, "accepted") if isinstance(outcome, Accepted) else outcome

    sender = FakeSender(stage.runtime, [receipt_first])
    deliver(stage.runtime, sender)
    stage.clock.move(stage.clock.now() + dt.timedelta(hours=1))
    assert deliver(stage.runtime, sender) == 0
    assert state_of(stage, sender.calls[0]) == ("sent", "delivered", sender.calls[0].sid)
    assert tasks(stage) == set()


def test_4_a_receipt_stops_the_retry_of_a_text_that_had_left_after_all(stage: Stage) -> None:
    queue(stage.runtime, A, "help")
    sender = FakeSender(stage.runtime, [NotSent("no connection", 30)])
    deliver(stage.runtime, sender)
    told(stage, sender.calls[0], "sent")
    stage.clock.move(stage.clock.now() + dt.timedelta(hours=1))
    assert deliver(stage.runtime, sender) == 0


def test_a_receipt_arrives_by_the_signed_webhook_with_our_id_in_the_query(stage: Stage) -> None:
    call = one_text(stage, Unknown("ReadTimeout"))
    form = {"MessageSid": call.sid, "MessageStatus": "undelivered", "ErrorCode": "30003"}
    assert post(stage.app, form, f"/twilio/status?m={call.ours}&a=1").status_code == 204
    assert state_of(stage, call) == ("sent", "undelivered", call.sid)
    assert ("call", "not_delivered") in tasks(stage)


@pytest.mark.parametrize(("token", "answer"), [("new", 204), ("token of the tests", 204), ("other", 403)])
def test_while_tokens_are_changed_webhooks_signed_with_either_are_accepted(
    database_url: str, token: str, answer: int
) -> None:
    old = ENVIRON["TWILIO_AUTH_TOKEN"]
    settings = settings_for(database_url, TWILIO_AUTH_TOKEN="new", TWILIO_AUTH_TOKEN_OLD=old)
    stage = Stage(settings, MONDAY)
    form = {"MessageSid": "SM" + "8" * 32, "MessageStatus": "sent"}
    assert post(stage.app, form, "/twilio/status", Wire(token=token)).status_code == answer
    stage.close()


@pytest.mark.parametrize("query", ["?m=not-an-id&a=1", "?m=", ""])
def test_a_receipt_with_a_spoiled_query_is_still_kept(stage: Stage, query: str) -> None:
    form = {"MessageSid": "SM" + "8" * 32, "MessageStatus": "sent", "ErrorCode": "none"}
    assert post(stage.app, form, f"/twilio/status{query}").status_code == 204
    assert rows(stage, StatusEvent.status, StatusEvent.error_code) == [("sent", 0)]


def test_a_phone_that_is_off_becomes_a_call_by_the_emulators_own_receipts(stage: Stage) -> None:
    from bot.emulator.delivery import parse_delivery

    stage.network.add_phone(CHILD)
    stage.network.set_delivery(CHILD, parse_delivery("undelivered 30003"))
    check_in(stage)
    assert stage.texts(CHILD) == []
    assert tasks(stage) == {("call", "not_delivered")}
