"""The office of the demonstration's past decides about every worksheet in time, and another reviews it."""

import datetime as dt

from bot.accounts import add_user
from bot.simulation.office import Office
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernStatus, DutyState, NoticeStatus, StaffRole
from storage.models import ConcernRow, Duty, Notice
from tests.bot.looks import rows
from tests.bot.stages import CHILD, family, import_family

WRITES, REVIEWS = "writes@example.org", "reviews@example.org"


def test_what_rang_is_taken_filed_or_not_and_closed_within_its_day(stage: Stage) -> None:
    with stage.runtime.work() as work:
        for email, phone in ((WRITES, "+12025550161"), (REVIEWS, "+12025550162")):
            add_user(
                work, email=email, name=email, role=StaffRole.SUPERVISOR, password="a long password",
                on_call=True, phone=phone,
            )  # fmt: skip
    import_family(stage, family())
    office = Office(stage.runtime, WRITES, REVIEWS, stage.clock.now() + dt.timedelta(days=9))
    stage.say(CHILD, "mi tio me pega")
    stage.advance(minutes=5)
    assert office.watch()
    assert not office.decide()
    stage.disturbed()
    stage.advance(hours=4)
    assert office.decide()
    ((status, writer, reviewer, at, due),) = rows(
        stage, Notice.status, Notice.written_by, Notice.reviewed_by, Notice.submitted_at, Notice.due_at
    )
    assert status is NoticeStatus.SUBMITTED
    assert None not in (writer, reviewer)
    assert writer != reviewer
    assert at < due
    assert {state for (state,) in rows(stage, Duty.state)} == {DutyState.DONE}
    assert rows(stage, ConcernRow.status) == [(ConcernStatus.CLOSED,)]
    assert not office.decide()
    office.work_through()
