"""May it still go? Asked again at the moment of sending (invariant 9)."""

import datetime as dt

import pytest
from sqlalchemy import update

from bot.delivery.send import deliver
from bot.opening import open_due
from bot.simulation.stage import Stage
from flows.vocabulary import Lane
from storage.models import Address, Conversation, Delivery
from tests.bot.delivery.senders import FakeSender, opened, queue
from tests.bot.inbound.posts import check_in, inbound, post
from tests.bot.looks import deliveries, rows
from tests.bot.stages import CHILD, DUE_DAY, family, import_family

A = "+12025550131"
EVENING = DUE_DAY.replace(hour=0) + dt.timedelta(days=1, minutes=30)  # 19:30 in Chicago
MORNING = DUE_DAY.replace(hour=14) + dt.timedelta(days=1)  # 9:00 in Chicago


def reasons(stage: Stage) -> set[tuple[str, str | None]]:
    return {(state.value, why) for state, why in rows(stage, Delivery.state, Delivery.reason)}


def test_9_quiet_hours_are_asked_again_when_the_queue_was_slow(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(EVENING)
    assert open_due(stage.runtime) == 2
    stage.clock.move(EVENING + dt.timedelta(hours=1))
    sender = FakeSender(stage.runtime)
    assert deliver(stage.runtime, sender) == 0
    assert reasons(stage) == {("queued", "quiet_hours")}
    assert {at for (at,) in rows(stage, Delivery.not_before)} == {MORNING}
    stage.clock.move(MORNING)
    assert deliver(stage.runtime, sender) == 2


def test_9_a_check_in_that_is_a_day_late_is_cancelled_not_sent(stage: Stage) -> None:
    sender = opened(stage)
    stage.clock.move(DUE_DAY + dt.timedelta(hours=21))
    assert deliver(stage.runtime, sender) == 0
    assert reasons(stage) == {("cancelled", "stale")}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (update(Address).values(opted_out_at=DUE_DAY), "opted_out"),
        (update(Conversation).values(taken_over_at=DUE_DAY), "taken_over"),
    ],
    ids=["opted out", "taken over"],
)
def test_9_what_changed_between_queueing_and_sending_counts(stage: Stage, change, reason: str) -> None:  # type: ignore[no-untyped-def]
    sender = opened(stage)
    with stage.runtime.work() as work:
        work.session.execute(change)
    assert deliver(stage.runtime, sender) == 0
    assert reasons(stage) == {("cancelled", reason)}


def test_9_a_stop_cancels_what_still_waits_for_this_phone_and_for_no_other(stage: Stage) -> None:
    sender = opened(stage)
    post(stage.app, inbound("alto", sender=CHILD))
    deliver(stage.runtime, sender)
    assert ("first.check_word", "cancelled") in deliveries(stage)
    assert ("stopped", "sent") in deliveries(stage)
    assert len(sender.calls) == 2


def test_9_a_number_that_nobody_knows_may_opt_out_too(stage: Stage) -> None:
    queue(stage.runtime, A, "unknown_number")
    with stage.runtime.work() as work:
        work.session.execute(update(Address).values(opted_out_at=work.now))
    assert deliver(stage.runtime, FakeSender(stage.runtime)) == 0
    assert reasons(stage) == {("cancelled", "opted_out")}


def test_a_page_goes_at_any_hour_and_whatever_the_family_did(stage: Stage) -> None:
    queue(stage.runtime, A, "who", lane=Lane.PAGE)
    with stage.runtime.work() as work:
        work.session.execute(update(Address).values(opted_out_at=work.now))
    stage.clock.move(DUE_DAY.replace(hour=8))  # 03:00 in Chicago
    assert deliver(stage.runtime, FakeSender(stage.runtime)) == 1


def test_a_reply_at_night_goes_within_a_quarter_of_an_hour_and_then_waits_for_the_morning(
    stage: Stage,
) -> None:
    check_in(stage)
    night = DUE_DAY + dt.timedelta(hours=14)  # 00:00 in Chicago
    stage.clock.move(night)
    post(stage.app, inbound("mariposa"))
    stage.clock.move(night + dt.timedelta(minutes=16))
    sender = FakeSender(stage.runtime)
    assert deliver(stage.runtime, sender) == 0
    stage.clock.move(night + dt.timedelta(hours=9))
    assert deliver(stage.runtime, sender) == 1


def test_a_safety_text_goes_at_night_however_slow_the_queue(stage: Stage) -> None:
    check_in(stage)
    night = DUE_DAY + dt.timedelta(hours=14)
    stage.clock.move(night)
    post(stage.app, inbound("me da miedo mi tio"))
    stage.clock.move(night + dt.timedelta(minutes=50))
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert CHILD in sender.numbers
