"""Today: worst first, and the counts of the strip are those of one's own caseload."""

from bot.desk.concerns import acknowledge_concern
from bot.desk.today import burning, today
from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from flows.vocabulary import Question, TaskReason, Urgency
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
        assert burning(work, dana) == Burning(emergencies=1, concerns=1, overdue_tasks=1, overdue_nocs=0)
    with runtime.work() as work:
        acknowledge_concern(work, dana, caseload.emergency.id)
    clock.advance(hours=22)
    with runtime.work() as work:
        assert burning(work, dana) == Burning(emergencies=0, concerns=1, overdue_tasks=5, overdue_nocs=2)
