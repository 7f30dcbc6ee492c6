"""Child and sponsor of one case answer in the same moment: neither waits for the other without end."""

import pytest
from sqlalchemy import select, text

from bot.records.referrals import propose
from bot.scene import Scene
from bot.simulation.stage import Stage
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import Need, TaskKind, TaskReason
from storage.models import Case
from tests.bot.stages import family, import_family


def test_a_task_that_only_names_the_case_keeps_no_referral_waiting(stage: Stage) -> None:
    import_family(stage, family())
    if stage.runtime.database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    effect = OpenTask(TaskKind.CALL, TaskReason.NEED_MENTIONED, "same_day")
    with stage.runtime.work() as first, stage.runtime.work() as second:
        case = first.session.scalars(select(Case)).one()
        open_task(first, Scene(None, case=case), effect, cause=first.new_id())
        second.session.execute(text("SET LOCAL lock_timeout = '300ms'"))
        assert propose(second, second.session.get_one(Case, case.id), [Need.SCHOOL]) is not None
