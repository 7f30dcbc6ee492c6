"""A text of unknown fate: found at the provider, sent once more, or a person's; never blindly repeated."""

import datetime as dt

import pytest

from bot.channels.outcome import Accepted, Outcome, Unknown
from bot.delivery.receipts import Receipt, keep_receipt
from bot.delivery.send import deliver, expire_leases
from bot.delivery.unknown import look_for_unknown
from bot.scheduler import TICKS, attempt
from bot.simulation.stage import Stage
from flows.vocabulary import Lane
from storage.models import Delivery, StatusEvent, Task
from tests.bot.delivery.senders import Call, FakeSender, Killed, opened, queue
from tests.bot.looks import deliveries, rows, tasks

A, B = "+12025550131", "+12025550132"
SID, OTHER = "SM" + "7" * 32, "SM" + "8" * 32


def later(stage: Stage, **delta: float) -> None:
    stage.clock.move(stage.clock.now() + dt.timedelta(**delta))


def lost(stage: Stage, number: str = A, lane: Lane = Lane.REPLY) -> FakeSender:
    """One text of unknown fate."""
    queue(stage.runtime, number, "help", lane=lane)
    sender = FakeSender(stage.runtime, [Unknown("ReadTimeout")])
    deliver(stage.runtime, sender)
    return sender


def look(stage: Stage, sender: FakeSender, **after: float) -> int:
    """Some time later the machine looks, and sends what may be sent."""
    later(stage, **after)
    looked = look_for_unknown(stage.runtime, sender)
    deliver(stage.runtime, sender)
    return looked


def state(stage: Stage) -> list[tuple[str, str | None]]:
    return [(state.value, sid) for state, sid in rows(stage, Delivery.state, Delivery.sid)]


def test_4_nothing_is_asked_and_nothing_sent_for_two_minutes(stage: Stage) -> None:
    sender = lost(stage)
    assert look(stage, sender, seconds=119) == 0
    assert (sender.asked, len(sender.calls)) == ([], 1)
    assert tasks(stage) == set()


@pytest.mark.parametrize("first", [True, False], ids=["first look", "second look"])
def test_4_the_one_message_with_this_number_and_these_words_is_the_text(stage: Stage, first: bool) -> None:
    sender = lost(stage)
    if first:
        sender.remember(sender.calls[0], SID)
    assert look(stage, sender, minutes=2) == 1
    if not first:
        sender.remember(sender.calls[0], SID)
        assert look(stage, sender, minutes=8) == 1
    assert state(stage) == [("sent", SID)]
    assert rows(stage, StatusEvent.sid, StatusEvent.raw_receipt) == [(SID, "listed")]
    look(stage, sender, hours=1)
    assert len(sender.calls) == 1
    assert tasks(stage) == set()


def test_4_after_two_empty_looks_it_is_sent_once_more_and_somebody_is_told(stage: Stage) -> None:
    sender = lost(stage)
    look(stage, sender, minutes=2)
    look(stage, sender, minutes=7)
    assert len(sender.calls) == 1
    look(stage, sender, minutes=1)
    assert [call.attempt for call in sender.calls] == [1, 2]
    assert sender.calls[0].body == sender.calls[1].body
    assert deliveries(stage) == [("help", "sent")]
    assert tasks(stage) == {("tray", "sent_again")}


def test_4_it_is_never_sent_a_third_time(stage: Stage) -> None:
    sender = lost(stage)
    sender.script = [Unknown("ReadTimeout"), Unknown("ReadTimeout")]
    for _ in range(12):
        look(stage, sender, minutes=10)
        for tick in TICKS:
            attempt(stage.runtime, sender, tick)
    assert len(sender.calls) == 2
    assert deliveries(stage) == [("help", "unknown")]
    assert tasks(stage) == {("tray", "sent_again"), ("tray", "unknown_fate")}


def test_4_of_several_messages_that_fit_a_person_judges(stage: Stage) -> None:
    sender = lost(stage)
    sender.remember(sender.calls[0], SID)
    sender.remember(sender.calls[0], OTHER)
    look(stage, sender, minutes=2)
    look(stage, sender, hours=1)
    assert state(stage) == [("unknown", None)]
    assert len(sender.calls) == 1
    assert tasks(stage) == {("tray", "unknown_fate")}


def _other_number(sender: FakeSender) -> None:
    sender.remember(sender.calls[0], SID, to=B)


def _other_words(sender: FakeSender) -> None:
    sender.remember(sender.calls[0], SID, body="Something else")


def _too_early(sender: FakeSender) -> None:
    at = sender.runtime.clock.now() - dt.timedelta(minutes=2)
    sender.remember(sender.calls[0], SID, created=at)


@pytest.mark.parametrize("spoil", [_other_number, _other_words, _too_early])
def test_4_a_message_that_does_not_fit_is_not_taken_for_it(stage: Stage, spoil) -> None:  # type: ignore[no-untyped-def]
    sender = lost(stage)
    spoil(sender)
    look(stage, sender, minutes=2)
    assert state(stage) == [("unknown", None)]


def test_4_the_providers_clock_may_be_a_minute_behind_and_its_marks_plainer(stage: Stage) -> None:
    sender = lost(stage)
    call = sender.calls[0]
    at = stage.clock.now().replace(microsecond=0) - dt.timedelta(seconds=59)
    sender.remember(call, SID, created=at, body=call.body.replace("’", "'") + " ")
    look(stage, sender, minutes=2)
    assert state(stage) == [("sent", SID)]


def test_4_a_message_that_belongs_to_another_text_is_not_taken_for_it(stage: Stage) -> None:
    queue(stage.runtime, A, "help", "help")
    sender = FakeSender(stage.runtime, [lambda call: Accepted(SID, "accepted"), Unknown("reset")])
    deliver(stage.runtime, sender)
    sender.remember(sender.calls[0], SID)
    look(stage, sender, minutes=2)
    assert sorted(state(stage), key=str) == [("sent", SID), ("unknown", None)]


def test_4_while_the_provider_cannot_be_asked_no_look_counts(stage: Stage) -> None:
    sender = lost(stage)
    sender.mute = True
    for _ in range(6):
        look(stage, sender, minutes=10)
    assert len(sender.calls) == 1
    sender.mute = False
    sender.remember(sender.calls[0], SID, created=stage.clock.now() - dt.timedelta(hours=1))
    look(stage, sender, minutes=1)
    assert state(stage) == [("sent", SID)]


def test_4_a_receipt_that_names_the_text_settles_it_at_once(stage: Stage) -> None:
    sender = lost(stage)
    keep_receipt(stage.runtime, Receipt(SID, "delivered", 0, "", sender.calls[0].ours))
    look(stage, sender, hours=1)
    assert state(stage) == [("sent", SID)]
    assert (sender.asked, len(sender.calls)) == ([], 1)


def test_4_a_receipt_between_the_looks_and_the_second_sending_stops_it(stage: Stage) -> None:
    sender = lost(stage)
    look(stage, sender, minutes=2)
    later(stage, minutes=8)
    look_for_unknown(stage.runtime, sender)
    keep_receipt(stage.runtime, Receipt(SID, "sent", 0, "", sender.calls[0].ours))
    assert deliver(stage.runtime, sender) == 0
    assert state(stage) == [("sent", SID)]


def test_4_what_is_stale_by_then_is_cancelled_and_not_sent_once_more(stage: Stage) -> None:
    sender = opened(stage)
    sender.script = [Unknown("ReadTimeout")]
    deliver(stage.runtime, sender)
    look(stage, sender, minutes=2)
    look(stage, sender, hours=21)
    assert ("first.check_word", "cancelled") in deliveries(stage)
    assert len(sender.calls) == 2


def test_4_a_process_that_died_during_the_call_is_looked_for_as_well(stage: Stage) -> None:
    queue(stage.runtime, A, "help")
    sender = FakeSender(stage.runtime, [Killed])
    with pytest.raises(Killed):
        deliver(stage.runtime, sender)
    sender.remember(sender.calls[0], SID)
    later(stage, hours=1)
    expire_leases(stage.runtime)
    look(stage, sender, seconds=0)
    assert state(stage) == [("sent", SID)]


def test_4_an_answer_that_comes_after_the_lease_is_believed(stage: Stage) -> None:
    queue(stage.runtime, A, "help")

    def slowly(call: Call) -> Outcome:
        later(stage, minutes=2)
        assert expire_leases(stage.runtime) == 1
        return Accepted(call.sid, "accepted")

    sender = FakeSender(stage.runtime, [slowly])
    deliver(stage.runtime, sender)
    assert state(stage) == [("sent", sender.calls[0].sid)]


def test_an_unknown_never_blocks_the_safety_lane(stage: Stage) -> None:
    sender = lost(stage)
    later(stage, seconds=1)
    queue(stage.runtime, A, "neutral", lane=Lane.SAFETY)
    assert deliver(stage.runtime, sender) == 1


def test_what_was_written_after_a_text_of_unknown_fate_waits_for_it_and_keeps_its_order(
    stage: Stage,
) -> None:
    sender = lost(stage)
    later(stage, seconds=1)
    queue(stage.runtime, A, "who")
    queue(stage.runtime, B, "later")
    deliver(stage.runtime, sender)
    assert sender.numbers == [A, B]
    look(stage, sender, minutes=2)
    look(stage, sender, minutes=8)
    help_text, _, again, who = [call.body for call in sender.calls]
    assert (again == help_text, who != help_text) == (True, True)


def test_what_waits_for_a_text_of_unknown_fate_goes_as_soon_as_a_receipt_settles_it(stage: Stage) -> None:
    sender = lost(stage)
    later(stage, seconds=1)
    queue(stage.runtime, A, "who")
    deliver(stage.runtime, sender)
    assert len(sender.calls) == 1
    keep_receipt(stage.runtime, Receipt(SID, "sent", 0, "", sender.calls[0].ours))
    assert deliver(stage.runtime, sender) == 1


def test_what_a_person_has_to_judge_blocks_nothing(stage: Stage) -> None:
    sender = lost(stage)
    sender.remember(sender.calls[0], SID)
    sender.remember(sender.calls[0], OTHER)
    later(stage, seconds=1)
    queue(stage.runtime, A, "who")
    deliver(stage.runtime, sender)
    look(stage, sender, minutes=2)
    assert deliveries(stage) == [("help", "unknown"), ("who", "sent")]


def test_a_page_of_unknown_fate_is_not_looked_for_because_its_alarm_rings_again(stage: Stage) -> None:
    sender = lost(stage, lane=Lane.PAGE)
    assert look(stage, sender, hours=1) == 0
    assert len(sender.calls) == 1
    assert rows(stage, Task.id) == []
