"""A text takes its way in time: states, callbacks, and what the phone shows at the end."""

from datetime import datetime, timedelta

import pytest
from twilio.request_validator import RequestValidator

from bot.emulator.config import Latency
from bot.emulator.delivery import Delivery, Kind, Status, parse_delivery, plan
from bot.emulator.ports import HttpAnswer, PostFailed
from tests.bot.emulator.conftest import ACCOUNT, CHILD, OURS, SERVICE, TOKEN, World

CALLBACK = "http://127.0.0.1:8000/twilio/status?m=1f&a=2"


def deliver(world: World, delivery: str, **form: str) -> dict[str, str]:
    world.network.add_phone(CHILD)
    world.network.set_delivery(CHILD, parse_delivery(delivery))
    return world.create(StatusCallback=CALLBACK, **form)


@pytest.mark.parametrize(
    ("delivery", "statuses", "arrives"),
    [
        ("delivered", ["sent", "delivered"], True),
        ("undelivered 30003", ["sent", "undelivered"], False),
        ("failed 30001", ["failed"], False),
        ("no_receipt", ["sent"], True),
        ("delayed 4h", ["sent", "delivered"], True),
    ],
)
def test_each_behaviour_tells_its_states_and_shows_or_does_not_show_the_text(
    world: World, delivery: str, statuses: list[str], arrives: bool
) -> None:
    deliver(world, delivery, body="Hi?")
    world.pass_time(hours=5)
    assert world.service.statuses() == statuses
    assert world.bodies() == (["Hi?"] if arrives else [])


def test_a_text_of_the_messaging_service_is_queued_first(world: World) -> None:
    world.send(To=CHILD, Body="Hi", MessagingServiceSid=SERVICE, StatusCallback=CALLBACK)
    world.pass_time(minutes=1)
    assert world.service.statuses() == ["queued", "sent", "delivered"]


def test_a_callback_keeps_its_query_and_is_signed(world: World) -> None:
    sid = deliver(world, "undelivered 30003")["sid"]
    world.pass_time(minutes=1)
    last = world.service.posts[-1]
    assert last.url == CALLBACK
    assert RequestValidator(TOKEN).validate(last.url, last.form, last.headers["X-Twilio-Signature"])
    assert last.form == {
        "AccountSid": ACCOUNT,
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": "undelivered",
        "SmsStatus": "undelivered",
        "From": OURS,
        "To": CHILD,
        "ApiVersion": "2010-04-01",
        "ErrorCode": "30003",
    }


def test_the_resource_tells_the_error_code_as_a_number(world: World) -> None:
    created = deliver(world, "failed 30001")
    world.pass_time(minutes=1)
    fetched = world.get(created["uri"]).json
    assert (fetched["status"], fetched["error_code"]) == ("failed", 30001)


def test_a_delayed_text_arrives_when_it_is_time_and_not_before(world: World) -> None:
    deliver(world, "delayed 4h", body="Hi?")
    world.pass_time(hours=3, minutes=59)
    assert world.bodies() == []
    world.pass_time(minutes=1)
    assert world.bodies() == ["Hi?"]


def test_a_change_counts_for_later_texts_only(world: World) -> None:
    deliver(world, "delivered", body="first")
    world.network.set_delivery(CHILD, parse_delivery("undelivered 30007"))
    world.create(body="second")
    world.pass_time(minutes=1)
    assert world.bodies() == ["first"]


def test_a_refused_callback_is_an_alert_and_delivery_goes_on(world: World) -> None:
    world.service.answers = [HttpAnswer(503)]
    deliver(world, "delivered")
    world.pass_time(minutes=1)
    assert world.service.statuses() == ["sent", "delivered"]
    assert [(a.code, a.webhook, a.reason) for a in world.network.alerts()] == [(11200, "status", "HTTP 503")]


def test_a_connection_that_was_never_made_is_tried_once_more(world: World) -> None:
    world.service.failures = [PostFailed("refused", connected=False)] * 2
    deliver(world, "no_receipt")
    world.pass_time(minutes=1)
    assert [post.headers.get("I-Twilio-Idempotency-Token") is not None for post in world.service.posts] == [
        False,
        True,
    ]
    assert [alert.code for alert in world.network.alerts()] == [11205]


def test_events_run_at_their_own_time_on_a_virtual_clock(world: World) -> None:
    deliver(world, "delayed 4h")
    moments: list[timedelta] = []
    start = world.clock.now()

    def move(moment: datetime) -> None:
        moments.append(moment - start)
        world.clock.move_to(moment)

    world.network.run_until(start + timedelta(days=1), move_clock=move)
    assert moments == [timedelta(milliseconds=300), timedelta(hours=4), timedelta(days=1)]
    assert world.network.next_due() is None


@pytest.mark.parametrize(
    "text", ["delivered", "undelivered 30003", "failed 30001", "no_receipt", "delayed 14400s"]
)
def test_a_behaviour_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_delivery(text)) == text


@pytest.mark.parametrize(
    "text", ["", "lost", "undelivered", "undelivered many", "delayed", "delayed 4", "delivered 1"]
)
def test_another_behaviour_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_delivery(text)


def test_a_short_delay_is_never_before_the_sending() -> None:
    steps = plan(Delivery(Kind.DELAYED, delay=timedelta(0)), Latency(), Status.QUEUED)
    assert [step.status for step in steps] == [Status.SENT, Status.DELIVERED]
    assert steps[0].after <= steps[1].after
