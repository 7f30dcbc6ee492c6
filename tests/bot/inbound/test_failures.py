"""What happens when the second transaction fails: nothing is lost, and a person gets what cannot be done."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.delivery.outbox import write_text
from bot.inbound import failures, process
from bot.inbound.form import parse_form
from bot.inbound.hearing import hear as hear_really
from bot.inbound.process import process_address, sweep
from bot.inbound.store import store
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds
from flows.turn import Say
from flows.vocabulary import Channel
from storage.models import Conversation, Inbound, InboundProcessing, Person, PersonAddress
from storage.queries import addresses
from tests.bot.inbound.posts import bodies, check_in, inbound, kept, post
from tests.bot.looks import concerns, deliveries, dispositions, rows, tasks
from tests.bot.stages import CHILD, SPONSOR, settings_for

Patch = pytest.MonkeyPatch


def _broken(*_: object) -> None:
    raise RuntimeError("a fault of the program")


def _gone(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, ConnectionError("gone"))


def tries(stage: Stage) -> list[int]:
    found = rows(stage, InboundProcessing.tries, order=InboundProcessing.received_at)
    return [count for (count,) in found]


def test_1_a_message_that_cannot_be_processed_is_stored_and_still_answered_200(
    stage: Stage, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(process, "hear", _broken)
    assert post(stage.app, inbound("me pega")).status_code == 200
    assert bodies(stage) == ["me pega"]
    assert (tries(stage), dispositions(stage)) == ([1], [None])


def test_1_the_sweep_does_later_what_failed_before(stage: Stage, monkeypatch: Patch) -> None:
    check_in(stage)
    with monkeypatch.context() as broken:
        broken.setattr(process, "hear", _broken)
        post(stage.app, inbound("me da miedo mi tio"))
    assert dispositions(stage) == [None]
    assert sweep(stage.runtime) == 1
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage) == ["escalated"]


def test_2_danger_rings_at_the_first_failure_whatever_fails_later(stage: Stage, monkeypatch: Patch) -> None:
    check_in(stage)
    monkeypatch.setattr(process, "respond_outside", _broken)
    monkeypatch.setattr(process, "_turn", _broken)
    post(stage.app, inbound("me da miedo mi tio"))
    post(stage.app, inbound("todo bien", sid="SM2", sender=SPONSOR))
    assert (tries(stage), concerns(stage)) == ([1, 1], [("concern", "open", 1)])
    sweep(stage.runtime)
    assert concerns(stage) == [("concern", "open", 1)]


def test_2_what_cannot_even_be_screened_rings_by_its_address(stage: Stage, monkeypatch: Patch) -> None:
    check_in(stage)
    monkeypatch.setattr(process, "hear", _broken)
    monkeypatch.setattr(failures, "hear", _broken)
    post(stage.app, inbound("hola"))
    assert concerns(stage) == [("concern", "open", 1)]


def test_1_a_message_whose_scene_cannot_be_found_does_not_block_its_address(
    stage: Stage, monkeypatch: Patch
) -> None:
    check_in(stage)
    monkeypatch.setattr(process, "find_scene", _broken)
    monkeypatch.setattr(failures, "find_scene", _broken)
    post(stage.app, inbound("hola"))
    for _ in range(2):
        sweep(stage.runtime)
    assert (tries(stage), dispositions(stage)) == ([3], ["tray"])
    assert ("tray", "processing_failed") in tasks(stage)


def test_1_what_fails_three_times_lies_in_the_tray_with_a_task(stage: Stage, monkeypatch: Patch) -> None:
    monkeypatch.setattr(process, "hear", _broken)
    post(stage.app, inbound("me pega"))
    sweep(stage.runtime)
    assert (tries(stage), tasks(stage)) == ([2], set())
    sweep(stage.runtime)
    assert (tries(stage), tasks(stage)) == ([3], {("tray", "processing_failed")})
    assert dispositions(stage) == ["tray"]
    assert sweep(stage.runtime) == 0


def test_3_a_message_waits_for_the_one_before_it(stage: Stage, monkeypatch: Patch) -> None:
    """Answers would be taken for answers to other questions if one could overtake."""
    check_in(stage)
    seen: list[str] = []

    def hear(work, scene, row, persons):  # type: ignore[no-untyped-def]
        seen.append(row.sid[-1])
        if row.sid.endswith("1") and len(seen) == 1:
            raise RuntimeError("once")
        return hear_really(work, scene, row, persons)

    monkeypatch.setattr(process, "hear", hear)
    post(stage.app, inbound("mariposa", sid="1"))
    post(stage.app, inbound("1", sid="2"))
    assert seen == ["1", "1", "2"]
    assert dispositions(stage) == ["answered", "answered"]


@pytest.mark.parametrize("place", ["_oldest", "_failed"])
def test_1_a_database_that_goes_after_the_message_was_stored_is_still_200(
    stage: Stage, monkeypatch: Patch, place: str
) -> None:
    with monkeypatch.context() as without:
        without.setattr(process, "hear", _broken)
        without.setattr(process, place, _gone)
        assert post(stage.app, inbound("me pega")).status_code == 200
    assert sweep(stage.runtime) == 1
    assert concerns(stage) == [("concern", "open", 1)]


def test_a_failure_counted_late_does_not_undo_what_another_worker_did(stage: Stage) -> None:
    post(stage.app, inbound("hola"))
    ((inbound_id,),) = rows(stage, Inbound.id)
    assert process._note_failure(stage.runtime, inbound_id, "Late") is True
    assert (tries(stage), dispositions(stage)) == ([0], ["tray"])


def together(*jobs: Callable[[], object]) -> None:
    """Run all jobs at the same moment, each in a thread; a fault of any fails the test."""
    barrier, faults = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        barrier.wait(timeout=10)
        try:
            job()
        except Exception as fault:  # noqa: BLE001 - shown below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []


def test_3_the_same_webhook_at_the_same_moment_is_one_message(stage: Stage) -> None:
    check_in(stage)
    together(*[lambda: post(stage.app, inbound("me da miedo mi tio"))] * 4)
    assert kept(stage)["inbound"] == 1
    assert concerns(stage) == [("concern", "open", 1)]
    assert len(rows(stage, InboundProcessing.inbound_id)) == 1


def test_3_two_workers_on_one_thread_take_one_turn_at_a_time(stage: Stage, database_url: str) -> None:
    check_in(stage)
    for sid, words in enumerate(("mariposa", "1", "1", "si", "1")):
        stored = store(stage.runtime, parse_form(inbound(words, sid=str(sid)), stage.runtime.settings))
    others = [
        Runtime.open(settings_for(database_url), stage.clock, SeededIds(seed)) for seed in (101, 102, 103)
    ]
    together(*[lambda own=own: process_address(own, stored.address_id) for own in others])
    for own in others:
        own.close()
    assert dispositions(stage) == ["answered"] * 5
    asked = sorted(key for key, _ in deliveries(stage) if key.startswith("child."))
    assert asked == [
        "child.consent", "child.health", "child.notice", "child.residence", "child.safety",
        "child.school_enrolled",
    ]  # fmt: skip


def test_3_one_turn_at_a_time_for_a_person_who_writes_by_two_numbers(
    stage: Stage, database_url: str, monkeypatch: Patch
) -> None:
    """A conversation that went on at another number is heard at both."""
    check_in(stage)
    with stage.runtime.work() as work:
        child = work.session.scalars(select(Person).where(Person.person_ref == "c-1")).one()
        talk = work.session.scalars(select(Conversation).where(Conversation.person_id == child.id)).one()
        here, turns = talk.address_id, talk.turn
        other = addresses.find_or_add(
            work.session, work.vault, work.settings.provider_id, Channel.SMS, "+12025550107",
            new_id=work.new_id, now=work.now,
        )  # fmt: skip
        work.session.add(
            PersonAddress(
                **work.owned(), person_id=child.id, address_id=other.id, owner="own", since=work.now
            )
        )
        talk.address_id, talk.moved_at = other.id, work.now
        there = other.id
        write_text(
            work, other, dedupe_key="move", say=Say("neutral"), language="es", params={"phone": "-"},
            person_id=child.id, conversation_id=talk.id,
        )  # fmt: skip
    for sid, sender in (("1", CHILD), ("2", "+12025550107")):
        store(stage.runtime, parse_form(inbound("mariposa", sender, sid), stage.runtime.settings))
    both = threading.Barrier(2)

    def hear(*given):  # type: ignore[no-untyped-def]
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.3)  # both come here at once only where nothing holds one of them
        return hear_really(*given)

    monkeypatch.setattr(process, "hear", hear)
    others = [Runtime.open(settings_for(database_url), stage.clock, SeededIds(seed)) for seed in (101, 102)]
    together(
        *[
            lambda own=own, at=at: process_address(own, at)
            for own, at in zip(others, (here, there), strict=True)
        ]
    )
    for own in others:
        own.close()
    assert rows(stage, Conversation.turn, where=Conversation.moved_at.is_not(None)) == [(turns + 2,)]


def test_a_fault_says_its_kind_and_nothing_of_the_message(
    stage: Stage, monkeypatch: Patch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "hear", _broken)
    post(stage.app, inbound("me pega"))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "RuntimeError" in logged
    assert "me pega" not in logged
    assert CHILD not in logged
