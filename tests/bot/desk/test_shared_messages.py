"""What comes from a shared number, and nobody knows from whom, is read by a person of the caseload (1, 5)."""

import uuid

import pytest
from sqlalchemy import select

from bot.accounts import add_user
from bot.desk.correcting import mark_missed, message_of
from bot.desk.raising import ByHand
from bot.desk.threads import look, mark_seen
from bot.desk.viewer import NotHere, Viewer
from bot.simulation.stage import Stage
from flows.vocabulary import StaffRole, Urgency
from storage.models import Case, ConcernRow, Inbound, InboundProcessing, Person, Staff
from storage.queries import reports
from storage.queries.scope import Scope
from storage.queries.unseen import count_unseen, unseen_threads
from tests.bot.stages import SPONSOR, family, import_family


@pytest.fixture
def shared(stage: Stage) -> Stage:
    """Child and sponsor on one number; one of them has written, and nobody knows who."""
    import_family(stage, family("en", child_phone=SPONSOR, child_owner="sponsor"))
    with stage.runtime.work() as work:
        add_user(
            work, email="other@example.org", name="Other", role=StaffRole.CASEWORKER,
            password="a long password", on_call=False, phone=None, languages=("en",),
        )  # fmt: skip
    stage.say(SPONSOR, "hello there")
    return stage


def viewer(stage: Stage, role: StaffRole) -> Viewer:
    with stage.runtime.look() as work:
        staff = work.session.scalars(select(Staff).where(Staff.role == role)).one()
        return Viewer(staff.id, staff.name, staff.role)


def message_id(stage: Stage) -> uuid.UUID:
    with stage.runtime.look() as work:
        row = work.session.scalars(select(InboundProcessing)).one()
        assert row.person_id is None
        return row.inbound_id


def test_1_it_is_unseen_until_a_person_has_read_it_in_a_thread_of_the_case(shared: Stage) -> None:
    supervisor = viewer(shared, StaffRole.SUPERVISOR)
    with shared.runtime.work() as work:
        case = work.session.scalars(select(Case)).one()
        scope = Scope(case.provider_id, supervisor.staff_id, sees_all=True)
        assert reports.unseen_of_case(work.session, case.id) == 1
        assert count_unseen(work.session, scope, work.now) == 1
        assert [row.count for row in unseen_threads(work.session, scope, work.now)] == [1, 1]
        child = work.session.scalars(select(Person).where(Person.person_ref == "c-1")).one()
        (bubble,) = [b for b in look(work, supervisor, child.id, case.id, {}).bubbles if b.incoming]
        assert bubble.of_nobody
        assert mark_seen(work, supervisor, child.id, bubble.id) == 1
        assert reports.unseen_of_case(work.session, case.id) == 0
        assert unseen_threads(work.session, scope, work.now) == []


def test_it_is_not_here_for_a_caseworker_of_neither(shared: Stage) -> None:
    inbound_id = message_id(shared)
    with shared.runtime.work() as work, pytest.raises(NotHere):
        message_of(work, viewer(shared, StaffRole.CASEWORKER), inbound_id)


def test_what_was_missed_in_it_is_raised_in_their_case(shared: Stage) -> None:
    inbound_id = message_id(shared)
    with shared.runtime.work() as work:
        given = ByHand(Urgency.CONCERN, (), "sounds afraid")
        mark_missed(work, viewer(shared, StaffRole.SUPERVISOR), inbound_id, given)
    with shared.runtime.look() as work:
        case = work.session.scalars(select(Case)).one()
        assert work.session.scalars(select(ConcernRow.case_id)).all() == [case.id]
        assert work.session.scalars(select(Inbound.id)).all() == [inbound_id]
