"""One row that cannot be worked on keeps no other back, and the tick still counts as failed."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from sqlalchemy import delete, select

from bot.alarms import taking, watching
from bot.delivery.send import deliver
from bot.each import each_alone
from bot.ladder.rungs import climb_ladder
from bot.ladder.watching import watch_contact
from bot.notices import reminders
from bot.opening import open_due
from bot.records.closing import propose_due
from bot.silence import wake
from bot.simulation.stage import Stage
from flows.vocabulary import ClosureState, ConversationStatus, Lane
from storage.crypto import Unreadable
from storage.models import (
    Address,
    Case,
    CheckIn,
    CheckInPart,
    Closure,
    ConcernRow,
    Conversation,
    Delivery,
    Notice,
    Outbound,
    PersonAddress,
    Staff,
    Task,
)
from tests.bot.delivery.senders import FakeSender, opened, queue
from tests.bot.looks import rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, family, import_family

BAD, GOOD = "+12025550131", "+12025550132"
SPOILED = b"\x00" * 40


def test_each_item_is_tried_and_the_first_failure_is_raised_at_the_end() -> None:
    tried: list[int] = []

    def do(number: int) -> int:
        tried.append(number)
        return 10 // number

    with pytest.raises(ZeroDivisionError):
        each_alone([0, 5, 2], do, "divide")
    assert tried == [0, 5, 2]
    assert each_alone([5, 2], do, "divide") == 7


def spoil_number(stage: Stage, number: str, sealed: bytes = SPOILED) -> bytes:
    """A number that does not open any more. Returns what stood there."""
    with stage.runtime.work() as work:
        index = work.vault.blind_index(number)
        address = work.session.scalars(select(Address).where(Address.number_index == index)).one()
        before, address.number_sealed = address.number_sealed, sealed
        return before


@pytest.mark.parametrize("lane", [Lane.SAFETY, Lane.PAGE, Lane.REPLY])
def test_a_text_that_cannot_be_made_ready_lets_those_behind_it_go(stage: Stage, lane: Lane) -> None:
    queue(stage.runtime, BAD, "help", lane=lane)
    stage.clock.move(stage.clock.now() + dt.timedelta(seconds=1))
    queue(stage.runtime, GOOD, "help", lane=lane)
    spoil_number(stage, BAD)
    sender = FakeSender(stage.runtime)
    assert deliver(stage.runtime, sender) == 1
    assert sender.numbers == [GOOD]
    assert tasks(stage) == (set() if lane is Lane.PAGE else {("tray", "set_aside")})


def test_a_text_that_was_set_aside_is_tried_again_and_asked_about_once(stage: Stage) -> None:
    queue(stage.runtime, BAD, "help")
    whole = spoil_number(stage, BAD)
    sender = FakeSender(stage.runtime)
    for _ in range(3):
        assert deliver(stage.runtime, sender) == 0
        stage.clock.move(stage.clock.now() + dt.timedelta(minutes=10))
    assert len(rows(stage, Task.id)) == 1
    spoil_number(stage, BAD, whole)
    assert deliver(stage.runtime, sender) == 1
    assert rows(stage, Delivery.state, Delivery.tries) == [("sent", 1)]


def test_a_text_whose_person_never_had_the_number_is_set_aside(stage: Stage) -> None:
    sender = opened(stage)
    with stage.runtime.work() as work:
        bad, good = work.session.scalars(select(Delivery.outbound_id).order_by(Delivery.outbound_id)).all()
        person = work.session.get_one(Outbound, bad).person_id
        work.session.execute(delete(PersonAddress).where(PersonAddress.person_id == person))
    assert deliver(stage.runtime, sender) == 1
    assert [call.ours for call in sender.calls] == [good]
    assert tasks(stage) == {("tray", "set_aside")}


@pytest.fixture
def two(stage: Stage) -> Stage:
    """Two families; the first one's rows are spoiled by the tests."""
    second = family(child_phone="+12025550103", sponsor_phone="+12025550123", birth_date="2008-03-20")
    second = second.replace("S-1", "S-2").replace("c-1", "c-2").replace("s-1", "s-2")
    import_family(stage, family())
    import_family(stage, second)
    stage.clock.move(DUE_DAY)
    return stage


def spoil(stage: Stage, *, birth: bool = False, flow: bool = False, zone: bool = False) -> None:
    """Rows of the first family that cannot be worked on."""
    with stage.runtime.work() as work:
        case = work.session.scalars(select(Case).where(Case.case_number == "S-1")).one()
        for member in case.members:
            if birth:
                member.person.birth_date_sealed = SPOILED
            for talk in work.session.scalars(
                select(Conversation).where(Conversation.person_id == member.person_id)
            ):
                talk.flow_version = 999 if flow else talk.flow_version
        case.time_zone = "Nowhere/None" if zone else case.time_zone


def of_second(stage: Stage, query: Any) -> list[Any]:
    """What was done in the second family's case, as plain values."""
    with stage.runtime.look() as work:
        return list(work.session.scalars(query.where(Case.case_number == "S-2")))


TALKS = (
    select(Conversation.status)
    .join(CheckInPart, CheckInPart.id == Conversation.part_id)
    .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
    .join(Case, Case.id == CheckIn.case_id)
)


def test_a_check_in_that_cannot_be_opened_keeps_no_other_from_opening(two: Stage) -> None:
    spoil(two, birth=True)
    with pytest.raises(Unreadable):
        open_due(two.runtime)
    assert of_second(two, TALKS) == [ConversationStatus.OPEN] * 2


def test_a_conversation_that_cannot_end_keeps_no_other_from_ending(two: Stage) -> None:
    open_due(two.runtime)
    spoil(two, flow=True)
    two.clock.move(DUE_DAY + dt.timedelta(days=3))
    with pytest.raises(Exception, match="999"):
        wake(two.runtime)
    assert of_second(two, TALKS) == [ConversationStatus.ENDED] * 2


def test_a_reminder_that_cannot_be_weighed_keeps_no_other_back(two: Stage) -> None:
    open_due(two.runtime)
    deliver(two.runtime, FakeSender(two.runtime))
    spoil(two, birth=True)
    two.clock.move(DUE_DAY + dt.timedelta(hours=25))
    with pytest.raises(Unreadable):
        climb_ladder(two.runtime)
    reminded = TALKS.with_only_columns(Conversation.reminded_at)
    assert None not in of_second(two, reminded)


def test_a_case_that_cannot_be_watched_keeps_no_other_from_its_report(two: Stage) -> None:
    spoil(two, zone=True)
    two.clock.move(dt.datetime(2026, 4, 2, 14, 0, tzinfo=dt.UTC))
    with pytest.raises(ZoneInfoNotFoundError):
        watch_contact(two.runtime)
    assert len(of_second(two, select(ConcernRow.id).join(Case, Case.id == ConcernRow.case_id))) == 1


def test_a_birth_date_that_cannot_be_read_keeps_no_other_case_from_being_proposed(two: Stage) -> None:
    spoil(two, birth=True)
    two.clock.move(dt.datetime(2026, 3, 21, 15, 0, tzinfo=dt.UTC))
    with pytest.raises(Unreadable):
        propose_due(two.runtime)
    proposed = of_second(two, select(Closure.state).join(Case, Case.id == Closure.case_id))
    assert proposed == [ClosureState.PROPOSED]


@pytest.mark.parametrize("tick", ["attend", "watch"])
def test_an_alarm_that_cannot_ring_again_keeps_no_other_from_ringing(
    two: Stage, monkeypatch: pytest.MonkeyPatch, tick: str
) -> None:
    two.say("+12025550103", "they hit me")
    two.say(CHILD, "they hit me")
    module = {"attend": taking, "watch": watching}[tick]
    with two.runtime.work() as work:
        if tick == "attend":
            staff = work.session.scalars(select(Staff)).one()
            for concern in work.session.scalars(select(ConcernRow)):
                taking.acknowledge(work, concern, staff.id, taking.CONSOLE)
    two.clock.move(two.clock.now() + dt.timedelta(hours=2))
    rang = []

    def sound(_: object, concern: ConcernRow, *__: object) -> None:
        rang.append(concern.id)
        if len(rang) == 1:
            raise RuntimeError("this one fails")

    monkeypatch.setattr(module, "sound", sound)
    with pytest.raises(RuntimeError):
        getattr(module, tick)(two.runtime)
    assert len(set(rang)) == 2


def test_a_report_that_nobody_can_be_told_of_keeps_no_other_from_being_told(
    two: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.say("+12025550103", "they hit me")
    two.say(CHILD, "they hit me")
    real, tried = reminders._tell, []

    def tell(work: Any, notice: Notice, hour: int) -> None:
        tried.append(notice.id)
        if len(tried) == 1:
            raise RuntimeError("this one fails")
        real(work, notice, hour)

    monkeypatch.setattr(reminders, "_tell", tell)
    two.clock.move(two.clock.now() + dt.timedelta(hours=13))
    with pytest.raises(RuntimeError):
        reminders.remind(two.runtime)
    assert dict(rows(two, Notice.id, Notice.reminded)) == {tried[0]: 0, tried[1]: 12}
