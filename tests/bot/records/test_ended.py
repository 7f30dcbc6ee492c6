"""On the day on which services end texts stop, and who writes later still reaches a person (6.1, 6.3)."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.desk.viewer import Viewer
from bot.records import closing
from bot.records.closing import Ending
from bot.simulation.stage import Stage
from flows.vocabulary import ClosureReason
from storage.models import Case, Staff, Task
from tests.bot.stages import CHILD, family, import_family


def propose(stage: Stage, day: dt.date, *, close: bool = False) -> None:
    with stage.runtime.work() as work:
        staff = work.session.scalars(select(Staff)).one()
        viewer = Viewer(staff.id, staff.name, staff.role)
        case_id = work.session.scalars(select(Case.id)).one()
        ending = Ending(ClosureReason.LAWFUL_STATUS, day, words="Saw the notice.")
        closing.propose(work, viewer, case_id, ending)
        if close:
            closing.close(work, viewer, case_id, "Decided.")


@pytest.mark.parametrize(
    ("ends_on", "texts"), [(dt.date(2026, 3, 11), 0), (dt.date(2026, 3, 12), 1)], ids=["that day", "the next"]
)
def test_no_check_in_opens_from_that_day_on(stage: Stage, ends_on: dt.date, texts: int) -> None:
    import_family(stage, family())
    propose(stage, ends_on)
    stage.advance(days=9, hours=1)
    assert len(stage.texts(CHILD)) == texts


def test_a_text_from_a_closed_case_still_reaches_a_person(due: Callable[..., Stage]) -> None:
    stage = due()
    propose(stage, dt.date(2026, 3, 11), close=True)
    before = len(stage.texts(CHILD))
    stage.say(CHILD, "hola, soy yo otra vez")
    with stage.runtime.look() as work:
        found = work.session.scalars(select(Task).where(Task.inbound_id.is_not(None))).all()
        assert len(found) >= 1
    assert len(stage.texts(CHILD)) <= before + 1
