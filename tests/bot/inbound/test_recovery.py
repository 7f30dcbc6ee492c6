"""Messages whose webhook was lost: found in the provider's list, stored once, in the provider's order."""

import datetime as dt

import pytest

from bot.inbound.recovery import READ, recover
from bot.simulation.stage import Stage
from storage.models import Inbound
from storage.queries import marks
from storage.queries.counters import total
from tests.bot.delivery.senders import FakeSender
from tests.bot.inbound.posts import bodies, check_in, inbound, kept, post
from tests.bot.looks import answers, concerns, dispositions, rows, tasks
from tests.bot.stages import CHILD, SPONSOR


def later(stage: Stage, **delta: float) -> None:
    stage.clock.move(stage.clock.now() + dt.timedelta(**delta))


def writes_unheard(stage: Stage, number: str, body: str, media: tuple[str, ...] = ()) -> None:
    """Somebody writes while our web server is away."""
    stage.network.add_phone(number)
    stage.to_service.down = True
    stage.network.say(number, body, media)
    stage.network.run_until(stage.clock.now() + dt.timedelta(seconds=30), move_clock=stage.clock.move)
    stage.to_service.down = False


def look(stage: Stage, **after: float) -> int:
    later(stage, **(after or {"minutes": 5}))
    return recover(stage.runtime, stage.sender)


def read_until(stage: Stage) -> dt.datetime | None:
    with stage.runtime.look() as work:
        return marks.read(work.session, READ)


def test_1_a_message_that_no_webhook_brought_is_found_understood_and_answered(stage: Stage) -> None:
    check_in(stage)
    writes_unheard(stage, CHILD, "me da miedo mi tio")
    assert kept(stage)["inbound"] == 0
    assert look(stage) == 1
    assert bodies(stage) == ["me da miedo mi tio"]
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage) == ["escalated"]


def test_3_what_is_known_already_is_not_stored_again(stage: Stage) -> None:
    stage.say(CHILD, "hola")
    assert look(stage) == 0
    writes_unheard(stage, CHILD, "otra vez")
    assert [look(stage), look(stage), look(stage)] == [1, 0, 0]
    assert kept(stage)["inbound"] == 2
    with stage.runtime.look() as work:
        assert total(work.session, "recovered_messages") == 1


def test_3_a_webhook_that_comes_after_all_changes_nothing(stage: Stage) -> None:
    writes_unheard(stage, CHILD, "hola")
    look(stage)
    ((sid,),) = rows(stage, Inbound.sid)
    assert post(stage.app, inbound("hola") | {"MessageSid": sid}).status_code == 200
    assert kept(stage)["inbound"] == 1


def test_1_several_are_taken_in_the_order_in_which_they_were_written(stage: Stage) -> None:
    check_in(stage)
    for body in ("mariposa", "1", "1"):
        writes_unheard(stage, CHILD, body)
    assert look(stage) == 3
    assert bodies(stage) == ["mariposa", "1", "1"]
    assert answers(stage)
    assert dispositions(stage) == ["answered"] * 3


def test_a_message_is_read_as_of_the_moment_at_which_it_was_written(stage: Stage) -> None:
    writes_unheard(stage, CHILD, "hola")
    written = stage.clock.now()
    look(stage, hours=20)
    ((at,),) = rows(stage, Inbound.received_at)
    assert abs(written - at) <= dt.timedelta(minutes=1)


def test_the_list_is_read_every_five_minutes_however_often_somebody_asks(stage: Stage) -> None:
    sender = FakeSender(stage.runtime)
    for _ in range(50):
        recover(stage.runtime, sender)
        later(stage, seconds=10)
    assert sender.asked == ["inbound"] * 2


def test_it_looks_an_hour_further_back_than_it_has_read(stage: Stage) -> None:
    look(stage)
    sender = FakeSender(stage.runtime)
    seen: list[dt.datetime] = []
    sender.received = lambda since: seen.append(since) or []  # type: ignore[method-assign,func-returns-value]
    mark = read_until(stage)
    later(stage, minutes=5)
    recover(stage.runtime, sender)
    assert mark is not None
    assert seen == [mark - dt.timedelta(hours=1)]


def test_1_while_the_provider_cannot_be_asked_nothing_counts_as_read(stage: Stage) -> None:
    look(stage)
    mark = read_until(stage)
    writes_unheard(stage, CHILD, "hola")
    stage.to_twilio.down = True
    for _ in range(10):
        look(stage, hours=1)
    assert read_until(stage) == mark
    stage.to_twilio.down = False
    assert look(stage) == 1


def test_a_message_of_this_minute_is_left_to_its_webhook(stage: Stage) -> None:
    look(stage)
    later(stage, minutes=5)
    writes_unheard(stage, CHILD, "hola")
    assert recover(stage.runtime, stage.sender) == 0
    assert look(stage) == 1


def test_1_of_pictures_the_list_tells_only_how_many(stage: Stage) -> None:
    writes_unheard(stage, CHILD, "", ("image/jpeg", "image/png"))
    look(stage)
    assert rows(stage, Inbound.media_count) == [(2,)]
    assert ("tray", "media") in tasks(stage)


def test_a_stop_that_no_webhook_brought_is_obeyed(stage: Stage) -> None:
    check_in(stage)
    writes_unheard(stage, CHILD, "alto")
    look(stage)
    from tests.bot.inbound.posts import opted_out

    assert opted_out(stage) == [True]


def test_a_message_to_another_number_of_the_account_is_a_persons(stage: Stage) -> None:
    sender = FakeSender(stage.runtime)
    from bot.channels.remembered import Remembered

    at = stage.clock.now() - dt.timedelta(minutes=10)
    sender.remembered = [Remembered("SM" + "5" * 32, "received", True, "+12025550170", SPONSOR, "hola", at)]
    assert recover(stage.runtime, sender) == 1
    assert tasks(stage) == {("tray", "wrong_account")}


@pytest.mark.parametrize("sender", ["", " "])
def test_a_listed_message_without_a_sender_holds_nothing_up(stage: Stage, sender: str) -> None:
    from bot.channels.remembered import Remembered

    fake, at = FakeSender(stage.runtime), stage.clock.now() - dt.timedelta(minutes=10)
    fake.remembered = [
        Remembered("SM" + "5" * 32, "received", True, "+12025550199", sender, "a", at),
        Remembered("SM" + "6" * 32, "received", True, "+12025550199", CHILD, "b", at),
    ]
    recover(stage.runtime, fake)
    assert "b" in bodies(stage)
