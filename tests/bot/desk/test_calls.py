"""Calls: what the caller must know, and how a call is written down (6.3)."""

import pytest
from sqlalchemy import select

from bot.desk.calls import CallEntry, CallResult, calls_to_make, enter_call
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from flows.vocabulary import PhoneOwner, Question
from storage.models import Attempt, AuditRow, Task
from tests.bot.web.seed import Seed


def entry(caseload: Seed, **changes: object) -> CallEntry:
    given = {"task_id": caseload.call_task.id, "result": CallResult.NO_ANSWER, "note": None, "finish": False}
    return CallEntry(**{**given, **changes})  # type: ignore[arg-type]


def test_calls_stand_by_due_time_with_all_that_the_caller_needs(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        first, second = calls_to_make(work, dana)
    assert first.task.who.first_name == "Mirlande"
    assert [(n.number, n.owner) for n in first.numbers] == [("+13055550105", PhoneOwner.HOUSEHOLD)]
    assert (first.interpreter, first.safe_hours) == ("ht", "Mon-Fri 17:00-20:00; Sat 10:00-18:00")
    assert [(t.result, t.by) for t in first.tried] == [("no_answer", "Dana Reyes")]
    assert second.task.who.first_name == "Ana"
    assert second.task.not_asked == (Question.SCHOOL_ENROLLED, Question.COURT_AWARE, Question.SUPPORT)


def test_a_call_is_an_attempt_by_a_named_person(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        enter_call(work, dana, entry(caseload))
    with runtime.work() as work:
        row = work.session.scalars(select(Attempt).where(Attempt.task_id == caseload.call_task.id)).one()
        task = work.session.get_one(Task, caseload.call_task.id)
        audited = work.session.scalars(select(AuditRow).where(AuditRow.action == "enter_call")).one()
    assert (row.person_id, row.staff_id, row.channel, row.result) == (
        caseload.ana.id, dana.staff_id, "voice", "no_answer"
    )  # fmt: skip
    assert row.part_id == task.part_id
    assert task.done_at is None
    assert audited.detail == {"result": "no_answer"}


def test_a_call_may_finish_its_task(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        enter_call(work, dana, entry(caseload, result=CallResult.SPOKE_WITH_CHILD, finish=True))
    with runtime.work() as work:
        task = work.session.get_one(Task, caseload.call_task.id)
    assert (task.done_by, task.result) == (dana.staff_id, "spoke_with_child")
    with pytest.raises(Refused) as refused, runtime.work() as work:
        enter_call(work, dana, entry(caseload))
    assert refused.value.why is Why.ALREADY_DONE


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"result": CallResult.OTHER, "note": "  "}, Why.NOTE_MISSING),
        ({"note": "x" * 501}, Why.NOTE_TOO_LONG),
    ],
)
def test_a_call_that_cannot_be_kept_saves_nothing(
    runtime: Runtime, caseload: Seed, dana: Viewer, changes: dict[str, object], why: Why
) -> None:
    with pytest.raises(Refused) as refused, runtime.work() as work:
        enter_call(work, dana, entry(caseload, **changes))
    assert refused.value.why is why
    with runtime.work() as work:
        assert work.session.scalars(select(Attempt).where(Attempt.task_id.is_not(None))).all() == []


def test_a_call_outside_the_caseload_is_not_there(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        foreign = work.session.scalars(select(Task.id).where(Task.case_id == caseload.kevin_case.id)).one()
    with pytest.raises(NotHere), runtime.work() as work:
        enter_call(work, dana, entry(caseload, task_id=foreign))


def test_a_tray_item_about_nobody_is_no_call(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(Refused) as refused, runtime.work() as work:
        enter_call(work, dana, entry(caseload, task_id=caseload.unknown_task.id))
    assert refused.value.why is Why.NOT_A_CALL
