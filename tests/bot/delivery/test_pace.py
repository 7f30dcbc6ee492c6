"""A token bucket for each sender: what is handed over is what it can send; safety overtakes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.delivery.send import deliver
from bot.settings import Settings
from bot.simulation.stage import Stage
from flows.vocabulary import Channel, Lane
from tests.bot.conftest import MONDAY
from tests.bot.delivery.senders import FakeSender, queue
from tests.bot.stages import settings_for

NUMBERS = [f"+120255501{n}" for n in range(30, 50)]
FAR = {"TWILIO_API_BASE_URL": "https://api.twilio.com", "PUBLIC_BASE_URL": "https://checkin.example.org"}


@pytest.fixture
def slow(database_url: str) -> Iterator[Stage]:
    """A stage whose sender can send five segments a second."""
    stage = Stage(settings_for(database_url, SMS_PER_SECOND="5"), MONDAY)
    yield stage
    stage.close()


def fill(stage: Stage, numbers: list[str], key: str = "help", lane: Lane = Lane.FIRST) -> FakeSender:
    for number in numbers:
        queue(stage.runtime, number, key, lane=lane)
    return FakeSender(stage.runtime)


def wait(stage: Stage, seconds: float) -> None:
    stage.clock.move(stage.clock.now() + dt.timedelta(seconds=seconds))


def test_no_more_leaves_in_a_second_than_the_sender_can_send(slow: Stage) -> None:
    sender = fill(slow, NUMBERS)
    made = []
    for _ in range(40):
        made.append(deliver(slow.runtime, sender))
        wait(slow, 1)
    segments = _segments(sender.calls[0].body)
    assert sum(made) == len(NUMBERS)
    assert max(made) <= -(-5 // segments)
    assert sum(1 for count in made if count) >= len(NUMBERS) * segments // 5


def test_safety_answers_and_pages_do_not_wait_for_the_bucket(slow: Stage) -> None:
    sender = fill(slow, NUMBERS)
    deliver(slow.runtime, sender)
    before = len(sender.calls)
    queue(slow.runtime, "+12025550151", "neutral", lane=Lane.SAFETY)
    queue(slow.runtime, "+12025550152", "who", lane=Lane.PAGE)
    deliver(slow.runtime, sender)
    assert sender.numbers[before:] == ["+12025550151", "+12025550152"]


def test_what_overtakes_is_counted_all_the_same(slow: Stage) -> None:
    sender = fill(slow, NUMBERS, lane=Lane.SAFETY)
    assert deliver(slow.runtime, sender) == len(NUMBERS)
    queue(slow.runtime, "+12025550151", "help")
    wait(slow, 1)
    assert deliver(slow.runtime, sender) == 0
    wait(slow, 60)
    assert deliver(slow.runtime, sender) == 1


def test_a_full_sender_of_texts_does_not_hold_back_whatsapp(slow: Stage) -> None:
    from bot.delivery.outbox import write_text
    from flows.turn import Say
    from storage.queries import addresses

    sender = fill(slow, NUMBERS)
    deliver(slow.runtime, sender)
    before = len(sender.calls)
    with slow.runtime.work() as work:
        address = addresses.find_or_add(
            work.session, work.vault, work.settings.provider_id, Channel.WHATSAPP, "+12025550155",
            new_id=work.new_id, now=work.now,
        )  # fmt: skip
        address.last_inbound_at = work.now  # they have just written, so own words may go
        write_text(
            work, address, dedupe_key="w", say=Say("help", Lane.REPLY), language="en",
            params={"public_name": "Maple Street", "phone": "+12025550100"},
        )  # fmt: skip
    deliver(slow.runtime, sender)
    assert sender.numbers[before:] == ["whatsapp:+12025550155"]


def test_on_loopback_there_is_no_limit_unless_one_is_given_and_elsewhere_always_one() -> None:
    def rates(settings: Settings) -> tuple[int | None, int | None]:
        return settings.sms_rate, settings.whatsapp_rate

    near = settings_for("sqlite:///:memory:")
    assert rates(near) == (None, None)
    assert rates(settings_for("sqlite:///:memory:", **FAR)) == (1, 80)
    assert rates(replace(near, sms_per_second=3, whatsapp_per_second=9)) == (3, 9)


def _segments(body: str) -> int:
    from flows.texts import segments

    return segments(body)[1]


def test_a_text_is_not_offered_to_the_network_for_longer_than_it_is_good_for(stage: Stage) -> None:
    from bot.delivery.claim import VALID_SECONDS, claim

    queue(stage.runtime, NUMBERS[0], "help", lane=Lane.REMINDER)
    wait(stage, 4 * 3600 - 600)
    claimed = claim(stage.runtime)
    assert claimed is not None
    assert claimed.valid_seconds == 600
    queue(stage.runtime, NUMBERS[1], "neutral", lane=Lane.SAFETY)
    other = claim(stage.runtime)
    assert other is not None
    assert other.valid_seconds == VALID_SECONDS
