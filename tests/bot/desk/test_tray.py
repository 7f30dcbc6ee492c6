"""The tray holds what the machine could not place; finishing an item says that its body was seen."""

import pytest
from sqlalchemy import select

from bot.desk.tasks import Place, finish_task, place_of
from bot.desk.tray import tray
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from flows.vocabulary import DeliveryState, TaskKind, TaskReason
from storage.models import AuditRow, Seen, Task
from tests.bot.web.seed import Seed


def test_each_item_comes_with_its_message(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        items = tray(work, dana)
    found = {item.task.reason: item for item in items}
    assert set(found) == {TaskReason.UNKNOWN_FATE, TaskReason.UNKNOWN_NUMBER, TaskReason.MEDIA}
    assert found[TaskReason.UNKNOWN_FATE].bubble.fate.state is DeliveryState.UNKNOWN
    assert found[TaskReason.UNKNOWN_NUMBER].number == "+12025550121"
    assert (found[TaskReason.MEDIA].bubble.media, found[TaskReason.MEDIA].bubble.pieces) == (2, ())


def test_looking_into_the_tray_is_audited(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        items = tray(work, dana)
    with runtime.work() as work:
        row = work.session.scalars(select(AuditRow).where(AuditRow.subject == "tray")).one()
    assert (row.staff_id, set(row.detail["tasks"])) == (dana.staff_id, {str(i.task.id) for i in items})


def test_finishing_an_item_marks_its_body_as_seen(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        finish_task(work, dana, caseload.unknown_task.id, "nothing_needed")
    with runtime.work() as work:
        task = work.session.get_one(Task, caseload.unknown_task.id)
        seen = work.session.scalars(select(Seen)).one()
    assert (task.done_by, task.result) == (dana.staff_id, "nothing_needed")
    assert (seen.inbound_id, seen.staff_id) == (task.inbound_id, dana.staff_id)


def test_an_item_is_finished_once(runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer) -> None:
    with runtime.work() as work:
        finish_task(work, dana, caseload.unknown_task.id, "done")
    with pytest.raises(Refused) as refused, runtime.work() as work:
        finish_task(work, lee, caseload.unknown_task.id, "done")
    assert refused.value.why is Why.ALREADY_DONE


def test_a_task_outside_the_caseload_is_not_there(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        foreign = work.session.scalars(select(Task.id).where(Task.case_id == caseload.kevin_case.id)).one()
    with pytest.raises(NotHere), runtime.work() as work:
        finish_task(work, dana, foreign, "done")


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("known", [True, False])
def test_every_kind_of_task_is_worked_on_somewhere(kind: TaskKind, known: bool, ids) -> None:
    some = ids.new() if known else None
    task = Task(kind=kind, case_id=some, person_id=some, detail={})
    assert place_of(task) in Place
    assert known or place_of(task) is Place.TRAY


def test_a_need_that_leaves_questions_to_ask_is_a_call(ids) -> None:
    task = Task(kind=TaskKind.NEED, case_id=ids.new(), person_id=ids.new(), detail={"not_asked": ["school"]})
    assert place_of(task) is Place.CALLS
