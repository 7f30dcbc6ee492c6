"""Faults by seed: webhooks lost, doubled or late, spoiled answers, lists that hide; none unless asked."""

import datetime as dt
from collections import Counter

import pytest

from bot.emulator.faults import AFTER, Odds, Seeded, Spoil
from bot.emulator.message import Direction, Hook
from tests.bot.emulator.conftest import CHILD, World

STATUS = "http://127.0.0.1:8000/twilio/status"


@pytest.fixture
def faults(world: World) -> Seeded:
    """The faults of the world's network; without odds there are none."""
    found = Seeded(7)
    world.network.faults = found
    return found


def test_a_lost_webhook_is_never_posted_and_its_message_stays_in_the_list(
    world: World, faults: Seeded
) -> None:
    faults.odds = Odds(lost=1.0)
    world.network.add_phone(CHILD)
    world.network.say(CHILD, "hola")
    world.pass_time(hours=1)
    assert world.service.inbound() == []
    assert [one.body for one in world.network.messages()] == ["hola"]
    assert world.network.thread(CHILD)[0].hook is Hook.LOST
    assert [alert.code for alert in world.network.alerts()] == [11200]


def test_a_doubled_webhook_comes_twice_and_is_the_same(world: World, faults: Seeded) -> None:
    faults.odds = Odds(doubled=1.0)
    world.network.add_phone(CHILD)
    world.network.say(CHILD, "hola")
    world.pass_time(seconds=10)
    first, second = world.service.inbound()
    assert first == second


def test_delays_are_drawn_for_each_webhook_so_that_they_overtake_each_other(
    world: World, faults: Seeded
) -> None:
    faults.odds = Odds(delayed=1.0, longest=dt.timedelta(minutes=1))
    world.network.add_phone(CHILD)
    for n in range(20):
        world.network.say(CHILD, str(n))
    world.pass_time(seconds=1)
    early = len(world.service.inbound())
    world.pass_time(minutes=1)
    bodies = [form["Body"] for form in world.service.inbound()]
    assert early < 20
    assert sorted(bodies, key=int) == [str(n) for n in range(20)]
    assert bodies != sorted(bodies, key=int)


def test_one_kind_of_webhook_can_be_lost_and_nothing_else(world: World, faults: Seeded) -> None:
    faults.lose_if(lambda post: "MessageStatus" in post.form)
    world.create(StatusCallback=STATUS)
    world.network.say(CHILD, "hola")
    world.pass_time(seconds=10)
    assert world.service.statuses() == []
    assert len(world.service.inbound()) == 1


def test_a_seed_draws_the_same_faults_again() -> None:
    odds = Odds(spoiled=0.5)
    one, same, other = Seeded(1, odds), Seeded(1, odds), Seeded(2, odds)
    drawn = [[faults.on_request("POST") for _ in range(50)] for faults in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert Spoil.LATE not in drawn[0]
    assert one.happened == Counter(f"POST {spoil}" for spoil in drawn[0] if spoil)


def test_what_was_ordered_comes_first_in_order_and_for_its_method() -> None:
    faults = Seeded(1)
    faults.order("POST", Spoil.TOO_MANY, Spoil.RESET)
    assert faults.on_request("GET") is Spoil.NONE
    assert [faults.on_request("POST") for _ in range(3)] == [Spoil.TOO_MANY, Spoil.RESET, Spoil.NONE]


def test_calm_again_nothing_goes_wrong_and_what_was_hidden_stays_hidden(world: World, faults: Seeded) -> None:
    faults.odds = Odds(hidden=1.0, lost=1.0)
    world.create(StatusCallback=STATUS)
    [message] = world.network.messages()
    assert faults.hides(message)
    faults.calm_down()
    assert faults.hides(message)
    world.create(StatusCallback=STATUS)
    assert not faults.hides(world.network.messages()[0])
    world.pass_time(seconds=10)
    assert "delivered" in world.service.statuses()


def test_what_a_phone_wrote_is_always_listed(world: World, faults: Seeded) -> None:
    faults.odds = Odds(hidden=1.0)
    world.network.add_phone(CHILD)
    message = world.network.say(CHILD, "hola")
    assert message.direction is Direction.INBOUND
    assert not faults.hides(message)


def test_every_fault_of_the_api_says_whether_the_request_was_carried_out() -> None:
    assert {spoil for spoil in Spoil if "after" in spoil.value} == AFTER
