"""The ladder stops the moment the person answers, however late; the next check-in ends the open one (6.3)."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.ladder.overtaking import end_older
from bot.scene import Scene
from bot.siblings import ENDED
from bot.simulation.stage import Stage
from flows.vocabulary import DeliveryState, Role
from storage.models import Address, Conversation, Delivery, Task
from tests.bot.looks import answers, concerns, first_part, rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, SPONSOR, family, import_family


@pytest.fixture
def silent(stage: Stage) -> Stage:
    """Nobody has answered for two days; both are to be called."""
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    stage.tick()
    stage.advance(days=2, hours=1)
    return stage


def open_tasks(stage: Stage) -> list[str]:
    return sorted(reason for (reason,) in rows(stage, Task.reason, where=Task.done_at.is_(None)))


def test_an_answer_after_the_last_reminder_goes_on_where_it_stopped(silent: Stage) -> None:
    assert open_tasks(silent) == ["no_answer", "no_answer"]
    silent.advance(days=1)
    for words in ("mariposa", "1", "si", "si"):
        silent.say(CHILD, words)
    assert answers(silent)[:2] == [("consent", "yes"), ("residence", "yes")]
    assert first_part(silent, Role.CHILD)[0] == "open"
    assert open_tasks(silent) == ["no_answer"]  # the sponsor's


def test_who_falls_silent_again_is_called_again(silent: Stage) -> None:
    silent.say(CHILD, "mariposa")
    silent.advance(days=2, hours=1)
    assert first_part(silent, Role.CHILD) == ("not_completed", "stopped_before_safety")
    assert "stopped_before_safety" in open_tasks(silent)


def test_a_late_no_to_safety_raises_a_concern(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    stage.tick()
    for words in ("mariposa", "1", "1", "1"):
        stage.say(CHILD, words)
    stage.advance(days=3)
    stage.say(CHILD, "2")
    assert [urgency for urgency, _, _ in concerns(stage)] == ["concern"]


def test_a_late_stop_is_a_stop(silent: Stage) -> None:
    told = len(silent.texts(CHILD))
    silent.say(CHILD, "alto")
    assert ("welfare", "opted_out") in tasks(silent)
    silent.advance(days=10)
    assert len(silent.texts(CHILD)) <= told + 1


def test_the_next_check_in_ends_the_calls_of_the_one_before_and_asks_anew(silent: Stage) -> None:
    second = dt.datetime(2026, 3, 20, 15, 0, tzinfo=dt.UTC)
    silent.advance(seconds=(second - silent.clock.now()).total_seconds())
    results = rows(silent, Task.result, where=Task.reason == "no_answer")
    assert results == [("overtaken",), ("overtaken",)]
    assert len(silent.texts(SPONSOR)) == 3  # first text, reminder, first text of the second check-in
    assert first_part(silent, Role.CHILD) == ("not_completed", "not_held_in_time")


def test_what_waits_of_the_check_in_before_is_not_sent_when_the_next_falls_due(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    stage.tick()
    stage.clock.move(dt.datetime(2026, 3, 20, 15, 0, tzinfo=dt.UTC))
    with stage.runtime.work() as work:
        talks = work.session.scalars(select(Conversation)).all()
        work.session.execute(update(Delivery).values(state=DeliveryState.QUEUED))
        for talk in talks:
            assert talk.part is not None
            case = talk.part.check_in.case
            address = work.session.get_one(Address, talk.address_id)
            assert end_older(work, Scene(address, talk.person, case, talk.part.role, talk.part))
    assert len(talks) == 2
    assert rows(stage, Delivery.state, Delivery.reason) == [(DeliveryState.CANCELLED, ENDED)] * 2


def test_an_answer_to_an_older_check_in_is_a_persons_to_read(silent: Stage) -> None:
    silent.clock.move(dt.datetime(2026, 3, 20, 4, 0, tzinfo=dt.UTC))
    silent.advance(hours=2)  # the second is due, but no good hour has come
    silent.say(CHILD, "mariposa")
    assert ("tray", "no_open_conversation") in tasks(silent)


def test_a_child_under_13_whose_call_nobody_made_is_called_for_the_next_one_only(stage: Stage) -> None:
    import_family(stage, family(birth_date="2017-01-01"))
    stage.clock.move(DUE_DAY)
    stage.tick()
    stage.clock.move(dt.datetime(2026, 3, 20, 15, 0, tzinfo=dt.UTC))
    stage.tick()
    calls = rows(stage, Task.result, where=Task.reason == "child_under_age", order=Task.created_at)
    assert calls == [("overtaken",), (None,)]
    assert first_part(stage, Role.CHILD) == ("not_completed", "not_held_in_time")
