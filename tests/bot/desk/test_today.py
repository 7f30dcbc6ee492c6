"""Today: worst first, and the counts of the strip are those of one's own caseload."""

from sqlalchemy import select

from bot.alarms.watching import Trouble
from bot.desk.concerns import acknowledge_concern
from bot.desk.threads import mark_seen
from bot.desk.today import strip, today
from bot.desk.viewer import Viewer
from bot.notices.drafting import draft
from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus, NoticeStatus, Question, TaskReason, Urgency
from storage.models import ConcernRow, Staff
from storage.queries.today import Burning
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock


def test_concerns_stand_unacknowledged_and_worst_first(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        lines = today(work, dana).concerns
    assert [(line.who.first_name, line.urgency, line.acknowledged_by) for line in lines] == [
        ("Ana", Urgency.EMERGENCY, None),
        (None, Urgency.CONCERN, None),
        ("Yusuf يوسف", Urgency.CONCERN, "Dana Reyes"),
    ]


def test_tasks_stand_by_due_time(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        tasks = today(work, dana).tasks
    assert [task.due_at for task in tasks] == sorted(task.due_at for task in tasks)
    assert tasks[0].reason is TaskReason.NO_PRIVATE_CHANNEL


def test_what_runs_by_itself_stands_last(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        talks = today(work, dana).under_way
    assert {(t.who.first_name, t.number, t.waiting_for) for t in talks} == {
        ("Luis", 1, Question.HEALTH),
        ("Marta", 1, Question.CONSENT),
    }


def test_the_strip_counts_what_nobody_has_and_what_is_late(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer, clock: FixedClock
) -> None:
    with runtime.work() as work:
        found = strip(work, dana)
    assert found.burns == Burning(emergencies=1, concerns=1, overdue_tasks=1, overdue_nocs=0)
    assert found.unseen == 7
    assert found.trouble == ()
    with runtime.work() as work:
        acknowledge_concern(work, dana, caseload.emergency.id)
    clock.advance(hours=22)
    with runtime.work() as work:
        found = strip(work, dana)
    assert found.burns == Burning(emergencies=0, concerns=1, overdue_tasks=5, overdue_nocs=2)


def test_threads_that_nobody_has_read_stand_by_how_long_they_wait(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        lines = today(work, dana).unseen
    assert [(line.who.first_name, line.count) for line in lines] == [
        ("Jorge", 1), ("Yusuf يوسف", 1), ("Ana", 3), ("Marta", 1), ("Luis", 1),
    ]  # fmt: skip
    with runtime.work() as work:
        mark_seen(work, dana, caseload.ana.id, caseload.afraid.id)
    with runtime.work() as work:
        assert "Ana" not in [line.who.first_name for line in today(work, dana).unseen]


def test_of_two_that_somebody_has_the_one_that_owes_its_report_stands_first(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        held = work.session.scalars(
            select(ConcernRow).where(ConcernRow.status == ConcernStatus.ACKNOWLEDGED)
        ).one()
        unknown = acknowledge_concern(work, dana, caseload.unknown_concern.id)
        notice = draft(work, held)
        notice.status, notice.settled_at, notice.settled_by = NoticeStatus.NOT_FILED, work.now, dana.staff_id
        unknown_id, held_id = unknown.id, held.id
    with runtime.work() as work:
        lines = today(work, dana).concerns
    assert [line.id for line in lines][1:] == [unknown_id, held_id]
    assert [bool(line.progress and line.progress.settled) for line in lines][1:] == [False, True]


def test_paging_that_reaches_nobody_stands_on_the_strip(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        work.session.get_one(Staff, caseload.lee.id).on_call = False
    with runtime.work() as work:
        assert strip(work, dana).trouble == (Trouble.NOBODY_ON_ROTA,)
