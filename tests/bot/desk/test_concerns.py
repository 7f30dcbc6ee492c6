"""Acknowledging stops the pages once; looking at a concern is audited."""

import pytest
from sqlalchemy import select

from bot.desk.concerns import acknowledge_concern, look
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus
from storage.models import AuditRow, ConcernRow
from tests.bot.web.seed import AFRAID, Seed


def test_the_first_to_acknowledge_has_it(runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer) -> None:
    for viewer in (lee, dana):
        with runtime.work() as work:
            acknowledge_concern(work, viewer, caseload.emergency.id)
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.emergency.id)
        done = work.session.scalars(select(AuditRow).where(AuditRow.action == "acknowledge")).all()
    assert row.status is ConcernStatus.ACKNOWLEDGED
    assert (row.acknowledged_by, row.acknowledged_at) == (lee.staff_id, runtime.clock.now())
    assert [(a.staff_id, a.subject_id, a.case_id) for a in done] == [(lee.staff_id, row.id, row.case_id)]


def test_a_concern_that_rings_again_can_be_acknowledged_again(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer
) -> None:
    with runtime.work() as work:
        acknowledge_concern(work, lee, caseload.emergency.id).status = ConcernStatus.OPEN
    with runtime.work() as work:
        row = acknowledge_concern(work, dana, caseload.emergency.id)
    assert (row.status, row.acknowledged_by) == (ConcernStatus.ACKNOWLEDGED, dana.staff_id)


def test_a_concern_outside_the_caseload_is_not_there(runtime: Runtime, caseload: Seed, lee: Viewer) -> None:
    with runtime.work() as work:
        foreign = work.session.scalars(
            select(ConcernRow.id).where(ConcernRow.status == ConcernStatus.ACKNOWLEDGED)
        ).one()
    for act in (acknowledge_concern, look):
        with pytest.raises(NotHere), runtime.work() as work:
            act(work, lee, foreign)


def test_a_look_shows_what_was_said_with_its_evidence_and_is_audited(
    runtime: Runtime, caseload: Seed, lee: Viewer
) -> None:
    with runtime.work() as work:
        view = look(work, lee, caseload.emergency.id)
    bubble = view.said[0].bubble
    assert "".join(piece.text for piece in bubble.pieces) == AFRAID
    assert [p.text for p in bubble.pieces if p.grave] == ["me da miedo mi tio", "me pega"]
    assert [(told.name, told.channel) for told in view.told] == [("Lee Park", "email")]
    assert view.number is None
    with runtime.work() as work:
        looks = work.session.scalars(select(AuditRow).where(AuditRow.action == "look")).all()
    assert {(row.subject, row.subject_id, row.staff_id) for row in looks} == {
        ("concern", caseload.emergency.id, lee.staff_id),
        ("thread", caseload.ana.id, lee.staff_id),
    }


def test_an_unknown_number_is_named_by_its_number(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        assert look(work, dana, caseload.unknown_concern.id).number == "+12025550121"
