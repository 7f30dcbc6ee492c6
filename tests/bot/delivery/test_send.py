"""Sending: four outcomes and no others, nothing lost, nothing sent twice (invariant 4)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Scope
from bot.delivery.send import LEASE, deliver, expire_leases
from bot.simulation.stage import Stage
from flows.vocabulary import Channel, DeliveryState, Lane
from storage.models import Address, Delivery, OptOut
from storage.queries import addresses
from tests.bot.delivery.senders import Call, FakeSender, Killed, opened, queue
from tests.bot.looks import deliveries, rows, tasks
from tests.bot.stages import CHILD, SPONSOR

FIRST = "first.check_word"
SENT, QUEUED = (FIRST, "sent"), (FIRST, "queued")
A, B = "+12025550131", "+12025550132"


def later(stage: Stage, **delta: float) -> None:
    stage.clock.move(stage.clock.now() + dt.timedelta(**delta))


def states(stage: Stage) -> list[str]:
    found = rows(stage, Delivery.state, order=Delivery.created_at)
    return sorted(state.value for (state,) in found)


def test_an_accepted_text_is_sent_once_and_keeps_the_providers_sid(stage: Stage) -> None:
    sender = opened(stage)
    assert deliver(stage.runtime, sender) == 2
    assert deliver(stage.runtime, sender) == 0
    assert sorted(sender.numbers) == [CHILD, SPONSOR]
    assert {call.sid for call in sender.calls} == {sid for (sid,) in rows(stage, Delivery.sid)}
    assert deliveries(stage) == [SENT, SENT]


def test_4_a_call_with_a_transaction_open_is_refused(stage: Stage) -> None:
    sender = opened(stage)
    with stage.runtime.look(), pytest.raises(RuntimeError, match="transaction is open"):
        deliver(stage.runtime, sender)
    assert sender.calls == []


@pytest.mark.parametrize("code", [21211, 21614, 21635, 99999, 0])
def test_a_number_that_cannot_be_texted_becomes_a_call_and_the_others_go_on(stage: Stage, code: int) -> None:
    sender = opened(stage)
    sender.script = [Rejected(code)]
    deliver(stage.runtime, sender)
    assert states(stage) == ["rejected", "sent"]
    assert tasks(stage) == {("call", "rejected_by_provider")}
    later(stage, hours=1)
    assert deliver(stage.runtime, sender) == 0


def test_who_has_opted_out_at_the_provider_is_opted_out_here_and_somebody_looks_after_them(
    stage: Stage,
) -> None:
    sender = opened(stage)
    sender.script = [Rejected(21610)]
    deliver(stage.runtime, sender)
    assert tasks(stage) == {("welfare", "opted_out")}
    assert rows(stage, OptOut.stopped, OptOut.source) == [(True, "provider 21610")]
    assert len([at for (at,) in rows(stage, Address.opted_out_at) if at]) == 1


def test_a_stop_learned_from_the_provider_is_a_stop_of_the_number_on_every_channel(stage: Stage) -> None:
    sender = opened(stage)
    sender.script = [Rejected(21610)]
    with stage.runtime.work() as work:
        for sms in work.session.scalars(select(Address)).all():
            number = work.vault.open(sms.data_key_id, "number", sms.number_sealed)
            addresses.find_or_add(
                work.session, work.vault, sms.provider_id, Channel.WHATSAPP, number,
                new_id=work.new_id, now=work.now,
            )  # fmt: skip
    deliver(stage.runtime, sender)
    stopped = rows(stage, Address.channel, where=Address.opted_out_at.is_not(None))
    assert {channel for (channel,) in stopped} == {Channel.SMS, Channel.WHATSAPP}
    assert all(person_id for (person_id,) in rows(stage, OptOut.person_id))


@pytest.mark.parametrize(
    "outcome",
    [NotSent("no connection", 30), NotSent("too many requests", 5, Scope.SENDER)],
    ids=["no connection", "429"],
)
def test_4_what_certainly_did_not_leave_is_queued_again_and_nothing_is_lost(
    stage: Stage, outcome: NotSent
) -> None:
    sender = opened(stage)
    sender.script = [outcome, outcome]
    deliver(stage.runtime, sender)
    assert deliver(stage.runtime, sender) == 0
    assert deliveries(stage) == [QUEUED, QUEUED]
    later(stage, seconds=2 * outcome.retry_after)
    deliver(stage.runtime, sender)
    later(stage, seconds=2 * outcome.retry_after)
    deliver(stage.runtime, sender)
    assert deliveries(stage) == [SENT, SENT]
    assert sorted(call.attempt for call in sender.calls) in ([1, 1, 2, 2], [1, 1, 2, 3], [1, 2, 2, 3])
    assert tasks(stage) == set()


def test_4_a_process_that_dies_during_a_call_leaves_an_unknown_fate(stage: Stage) -> None:
    sender = opened(stage)
    sender.script = [Killed]
    with pytest.raises(Killed):
        deliver(stage.runtime, sender)
    assert deliver(stage.runtime, sender) == 1  # the other family member
    assert states(stage) == ["calling", "sent"]
    later(stage, seconds=LEASE.total_seconds() - 1)
    assert expire_leases(stage.runtime) == 0
    later(stage, seconds=2)
    assert expire_leases(stage.runtime) == 1
    assert states(stage) == ["sent", "unknown"]
    assert deliver(stage.runtime, sender) == 0
    assert len(sender.calls) == 2


def test_3_one_text_at_a_time_is_on_its_way_to_a_number(stage: Stage) -> None:
    queue(stage.runtime, A, "help", "who")
    inner = FakeSender(stage.runtime)

    def look_around(call: Call) -> Outcome:
        deliver(stage.runtime, inner)
        return Accepted(call.sid, "accepted")

    sender = FakeSender(stage.runtime, [look_around])
    deliver(stage.runtime, sender)
    assert inner.calls == []
    assert sender.numbers == [A, A]


def test_texts_of_one_turn_arrive_in_their_order_even_when_the_first_has_to_wait(stage: Stage) -> None:
    queue(stage.runtime, A, "help", "who")
    later(stage, seconds=1)
    queue(stage.runtime, B, "later")
    sender = FakeSender(stage.runtime, [NotSent("no connection", 30)])
    deliver(stage.runtime, sender)
    assert sender.numbers == [A, B]
    later(stage, seconds=31)
    deliver(stage.runtime, sender)
    help_text, other, again, who = [call.body for call in sender.calls]
    assert (again, help_text != who, other != who) == (help_text, True, True)
    assert sender.numbers == [A, B, A, A]


def test_safety_goes_before_replies_and_replies_before_first_texts(stage: Stage) -> None:
    queue(stage.runtime, A, "who", lane=Lane.FIRST)
    queue(stage.runtime, B, "help", lane=Lane.REPLY)
    queue(stage.runtime, "+12025550133", "neutral", lane=Lane.SAFETY)
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert sender.numbers == ["+12025550133", B, A]


def test_a_limit_is_kept_so_that_one_tick_does_not_run_for_ever(stage: Stage) -> None:
    queue(stage.runtime, A, "help", "who", "later")
    sender = FakeSender(stage.runtime)
    assert deliver(stage.runtime, sender, limit=2) == 2


def test_3_a_text_is_written_once_for_one_cause(stage: Stage) -> None:
    from bot.delivery.outbox import write_text
    from flows.turn import Say

    queue(stage.runtime, A, "help")
    with stage.runtime.work() as work:
        address = work.session.scalars(
            select(Address).where(Address.number_index == work.vault.blind_index(A))
        ).one()
        keys = {"dedupe_key": "one cause", "say": Say("later"), "language": "en", "params": {}}
        assert write_text(work, address, **keys) is not None  # type: ignore[arg-type]
        assert write_text(work, address, **keys) is None  # type: ignore[arg-type]
    assert [key for key, _ in deliveries(stage)] == ["help", "later"]


def test_a_state_that_is_no_state_cannot_be_stored(stage: Stage) -> None:
    assert {state.value for state in DeliveryState} == {
        "queued", "calling", "sent", "rejected", "unknown", "cancelled",
    }  # fmt: skip
