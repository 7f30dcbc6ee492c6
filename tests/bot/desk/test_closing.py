"""A concern is closed by a named person, only after the decision about the report (6.8.6, invariant 7)."""

import pytest
from sqlalchemy import select

from bot.desk.closing import close_concern, closing_note, outcomes_open
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.notices import duties, worksheet
from bot.runtime import Runtime
from flows.vocabulary import ConcernOutcome, ConcernStatus, DutyKind, DutyState, NotFiled
from storage.models import Alarm, ConcernRow
from tests.bot.web.seed import Seed


def decide(runtime: Runtime, caseload: Seed, viewer: Viewer, *, settle: bool = True) -> None:
    """A named person decides that nothing is filed, and that nobody else is to be told."""
    with runtime.work() as work:
        worksheet.do_not_file(work, viewer, caseload.emergency.id, NotFiled.DID_NOT_HAPPEN, "Spoke with her.")
        concern = work.session.get_one(ConcernRow, caseload.emergency.id)
        for duty in duties.duties_of(work, concern) if settle else ():
            if duty.state is DutyState.OPEN and duty.kind is not DutyKind.ORR_NOC:
                duties.not_needed(work, viewer, duty.id, "It did not happen.")


def refusal(runtime: Runtime, caseload: Seed, viewer: Viewer, outcome: ConcernOutcome) -> Why:
    with pytest.raises(Refused) as refused, runtime.work() as work:
        close_concern(work, viewer, caseload.emergency.id, outcome)
    return refused.value.why


def test_7_nothing_closes_before_somebody_has_decided_about_the_report(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    for outcome in ConcernOutcome:
        assert refusal(runtime, caseload, dana, outcome) is Why.NOTICE_OPEN


def test_nothing_closes_while_somebody_is_still_to_be_told(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    decide(runtime, caseload, dana, settle=False)
    assert refusal(runtime, caseload, dana, ConcernOutcome.NO_CONCERN) is Why.DUTIES_OPEN


def test_the_outcome_is_what_was_decided(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    decide(runtime, caseload, dana)
    assert refusal(runtime, caseload, dana, ConcernOutcome.NOC_SUBMITTED) is Why.OTHER_DECISION
    with runtime.work() as work:
        concern = work.session.get_one(ConcernRow, caseload.emergency.id)
        assert outcomes_open(work, concern) == set(ConcernOutcome) - {ConcernOutcome.NOC_SUBMITTED}


def test_closing_names_who_and_how_and_stops_what_rings(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    decide(runtime, caseload, dana)
    with runtime.work() as work:
        close_concern(work, dana, caseload.emergency.id, ConcernOutcome.NO_CONCERN, "A game of words.")
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.emergency.id)
        assert (row.status, row.outcome, row.closed_by) == (
            ConcernStatus.CLOSED, ConcernOutcome.NO_CONCERN, dana.staff_id
        )  # fmt: skip
        assert closing_note(work, row) == "A game of words."
        running = select(Alarm).where(Alarm.concern_id == row.id, Alarm.stopped_at.is_(None))
        assert work.session.scalars(running).all() == []
    assert refusal(runtime, caseload, dana, ConcernOutcome.NO_CONCERN) is Why.ALREADY_DONE


def test_nobody_closes_outside_the_caseload(runtime: Runtime, caseload: Seed) -> None:
    from flows.vocabulary import StaffRole

    stranger = Viewer(caseload.kevin.id, "Nobody", StaffRole.CASEWORKER)
    with pytest.raises(NotHere), runtime.work() as work:
        close_concern(work, stranger, caseload.emergency.id, ConcernOutcome.NO_CONCERN)
