"""Section 6.3: "unable to contact" after several calls by people and the alternative contacts, not before."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.desk.calls import CallEntry, enter_call
from bot.desk.viewer import Refused, Viewer, Why
from bot.ladder.calling import document_unable, efforts_of
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from flows.vocabulary import CallResult, Role
from storage.models import ChildContact, ConcernEvidence, Task
from tests.bot.looks import first_part, rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, family, import_family

ALTERNATE = "S-1,2026-03-02,IL,60601,a-1,alternate,Rosa,es,,,+12025550161,own,,,,,2026-04-20\n"


@pytest.fixture
def silent(stage: Stage) -> Stage:
    """The child is to be called since Friday morning; there is an alternative contact."""
    import_family(stage, family() + ALTERNATE)
    stage.clock.move(DUE_DAY)
    stage.tick()
    for words in ("luna", "1", "si", "si", "si", "si", "si", "si", "20 de abril", "no gracias"):
        stage.say("+12025550121", words)
    stage.advance(days=2, hours=1)
    return stage


def viewer(stage: Stage) -> Viewer:
    with stage.runtime.look() as work:
        return viewer_of(work, "oncall@example.org")


def call(stage: Stage, result: CallResult, reason: str = "no_answer", *, finish: bool = True) -> None:
    """Somebody rings about the open task with this reason, and writes it down."""
    with stage.runtime.work() as work:
        query = select(Task.id).where(Task.reason == reason, Task.done_at.is_(None))
        task_id = work.session.scalars(query).one()
        enter_call(work, viewer(stage), CallEntry(task_id, result, None, finish))


@dataclass(frozen=True)
class Row:
    """As much of a task as the tests look at."""

    id: uuid.UUID
    done_at: dt.datetime | None
    result: str | None


def child_task(stage: Stage) -> Row:
    found = rows(stage, Task.id, Task.done_at, Task.result, where=Task.reason == "no_answer")
    return Row(*found[0])


def rung_three_times(stage: Stage) -> None:
    for hours in (0, 3, 22):
        stage.clock.move(stage.clock.now() + dt.timedelta(hours=hours))
        call(stage, CallResult.NO_ANSWER)


def test_a_task_is_not_finished_before_three_calls_on_two_days_and_no_call_is_lost(silent: Stage) -> None:
    call(silent, CallResult.NO_ANSWER)
    assert child_task(silent).done_at is None
    with silent.runtime.look() as work:
        found = efforts_of(work, work.session.get_one(Task, child_task(silent).id))
    assert (found.calls, found.missing) == (1, 2)


def test_then_the_alternative_contacts_come_and_then_unable_to_contact_is_documented(silent: Stage) -> None:
    rung_three_times(silent)
    assert child_task(silent).done_at is None
    assert ("call", "alternative_contact") in tasks(silent)
    call(silent, CallResult.LEFT_MESSAGE, "alternative_contact")
    assert first_part(silent, Role.CHILD)[1] == "no_answer"
    with silent.runtime.work() as work:
        document_unable(work, viewer(silent), child_task(silent).id)
    assert first_part(silent, Role.CHILD) == ("not_completed", "unable_to_contact")
    assert child_task(silent).result == "unable_to_contact"


def test_nobody_documents_it_before_all_was_tried(silent: Stage) -> None:
    with pytest.raises(Refused) as refused, silent.runtime.work() as work:
        document_unable(work, viewer(silent), child_task(silent).id)
    assert refused.value.why is Why.EFFORTS_MISSING


def test_a_call_that_reaches_somebody_finishes_at_once(silent: Stage) -> None:
    call(silent, CallResult.SPOKE_WITH_CHILD)
    assert child_task(silent).result == "spoke_with_child"
    assert len(rows(silent, ChildContact.how)) == 1


def test_a_call_is_written_down_for_the_hour_in_which_it_was_made_and_never_for_one_to_come(
    silent: Stage,
) -> None:
    silent.clock.move(silent.clock.now() + dt.timedelta(hours=4))
    now = silent.clock.now()
    task_id = child_task(silent).id
    for made_at, why in (
        (now + dt.timedelta(hours=1), Why.CALL_TO_COME),
        (now - dt.timedelta(days=5), Why.CALL_TOO_EARLY),
        (now - dt.timedelta(hours=3), None),
    ):
        entry = CallEntry(task_id, CallResult.NO_ANSWER, None, finish=False, made_at=made_at)
        if why is None:
            with silent.runtime.work() as work:
                attempt = enter_call(work, viewer(silent), entry)
                assert (attempt.at, attempt.entered_at) == (made_at, now)
        else:
            with pytest.raises(Refused) as refused, silent.runtime.work() as work:
                enter_call(work, viewer(silent), entry)
            assert refused.value.why is why


def test_contact_that_is_lost_with_a_safety_concern_on_file_is_a_concern_of_its_own(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    stage.tick()
    stage.say(CHILD, "mariposa")
    stage.say("+12025550121", "ya no vive aqui, la golpeo mi esposo")
    stage.clock.move(DUE_DAY + dt.timedelta(days=2, hours=1))
    stage.tick()
    for hours in (0, 3, 22):
        stage.clock.move(stage.clock.now() + dt.timedelta(hours=hours))
        call(stage, CallResult.NO_ANSWER, "stopped_before_safety")
    rules = [detail.get("rule") for (detail,) in rows(stage, ConcernEvidence.detail)]
    assert "lost_contact_with_safety_concern" in rules
    assert first_part(stage, Role.CHILD)[1] == "unable_to_contact"
