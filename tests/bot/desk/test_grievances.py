"""Complaints reach somebody in charge, never whom they are about; numbers wait to be confirmed (6.7.6)."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from bot.desk import numbers as desk_numbers
from bot.desk.grievances import Complaint, StepWanted, grievances, record, take_message, take_step
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.facts import current_addresses
from bot.numbers import mark_wrong, propose
from bot.runtime import Runtime
from bot.scene import Scene
from flows.policy.grievances import LacksOf, lacking, owner_among, resolve_by
from flows.vocabulary import (
    GrievanceFrom,
    GrievanceOutcome,
    GrievanceState,
    GrievanceWay,
    NumberState,
    PhoneOwner,
    Role,
)
from storage.models import Case, Grievance, Inbound, InboundProcessing, NumberProposal, Person
from tests.bot.web.seed import Seed

SAID = "She never calls back."
HEARD = Complaint(GrievanceFrom.SPONSOR, GrievanceWay.CALL, SAID)
ANSWERED = StepWanted(GrievanceState.ANSWERED, "I rang and listened.")
RESOLVED = StepWanted(GrievanceState.RESOLVED, "Calls on Mondays.", GrievanceOutcome.UPHELD)


def write_down(runtime: Runtime, viewer: Viewer, given: Complaint) -> Grievance:
    with runtime.work() as work:
        return record(work, viewer, given)


def test_a_complaint_is_sealed_has_a_day_an_owner_and_a_history(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    given = Complaint(GrievanceFrom.CHILD, GrievanceWay.CALL, SAID, caseload.luis_case.id)
    row = write_down(runtime, dana, given)
    for step in (ANSWERED, RESOLVED):
        with runtime.work() as work:
            take_step(work, sam, row.id, step)
    with runtime.work() as work:
        assert SAID.encode() not in (work.session.get_one(Grievance, row.id).words_sealed or b"")
        (line,) = grievances(work, sam)
        assert (line.words, line.owner, line.state) == (SAID, sam.name, GrievanceState.RESOLVED)
        assert [step.by for step in line.steps] == [dana.name, sam.name, sam.name]
        assert line.steps[-1].outcome is GrievanceOutcome.UPHELD
        assert line.due_on == resolve_by(runtime.clock.now().date())


def test_whoever_it_is_about_neither_sees_it_nor_gets_it(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer, sam: Viewer
) -> None:
    about_sam = Complaint(GrievanceFrom.STAFF, GrievanceWay.IN_PERSON, SAID, about_id=sam.staff_id)
    row = write_down(runtime, dana, about_sam)
    with runtime.work() as work:
        assert grievances(work, sam) == []
        (line,) = grievances(work, dana)
        assert line.owner is None
        assert grievances(work, lee) == []
    with pytest.raises(NotHere), runtime.work() as work:
        take_step(work, sam, row.id, ANSWERED)


def test_it_cannot_be_passed_on_to_whom_it_is_about(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer, sam: Viewer
) -> None:
    about_dana = Complaint(GrievanceFrom.SPONSOR, GrievanceWay.CALL, SAID, about_id=dana.staff_id)
    row = write_down(runtime, lee, about_dana)
    to_dana = StepWanted(GrievanceState.OPEN, "please", owner_id=dana.staff_id)
    with pytest.raises(Refused) as refused, runtime.work() as work:
        take_step(work, sam, row.id, to_dana)
    assert refused.value.why is Why.COMPLAINED_OF


def test_a_complaint_by_text_is_kept_from_the_caseworker_of_the_case(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    with runtime.work() as work:
        scene = of_luis(work, caseload)
        take_message(work, scene)
        assert take_message(work, scene) is None
    with runtime.work() as work:
        assert grievances(work, dana) == []
        (line,) = grievances(work, sam)
        assert (line.from_whom, line.way, line.owner) == (GrievanceFrom.CHILD, GrievanceWay.TEXT, sam.name)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (StepWanted(GrievanceState.ANSWERED, "  "), Why.REMARK_MISSING),
        (StepWanted(GrievanceState.RESOLVED, "done"), Why.NO_OUTCOME),
        (StepWanted(GrievanceState.ANSWERED, "x", GrievanceOutcome.UPHELD), Why.NO_OUTCOME),
        (StepWanted(GrievanceState.ANSWERED, "x" * 4001), Why.WORDS_TOO_LONG),
    ],
)
def test_what_lacks_something_is_refused(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, step: StepWanted, why: Why
) -> None:
    row = write_down(runtime, dana, HEARD)
    with pytest.raises(Refused) as refused, runtime.work() as work:
        take_step(work, sam, row.id, step)
    assert refused.value.why is why


def test_a_colleague_who_wrote_it_down_reads_on_but_does_not_decide(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    row = write_down(runtime, dana, HEARD)
    with pytest.raises(Refused) as refused, runtime.work() as work:
        take_step(work, dana, row.id, ANSWERED)
    assert refused.value.why is Why.NOT_A_SUPERVISOR


def test_only_a_case_of_the_caseload_can_be_named(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(NotHere):
        write_down(runtime, dana, Complaint(HEARD.from_whom, HEARD.way, SAID, caseload.kevin_case.id))


def test_a_complaint_and_its_steps_are_insert_only(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    write_down(runtime, dana, HEARD)
    for table in ("grievance", "grievance_step"):
        with pytest.raises(DatabaseError), runtime.work() as work:
            work.session.execute(text(f"DELETE FROM {table}"))


def test_the_rules_of_a_complaint_as_a_table() -> None:
    assert resolve_by(dt.date(2026, 3, 2)) == dt.date(2026, 3, 16)
    one, two, three = (uuid.UUID(int=n) for n in range(3))
    assert owner_among([one, two, three], [one, None, two]) == three
    state = GrievanceState
    assert lacking(state.RESOLVED, state.ANSWERED, words=True, outcome=False) is LacksOf.NOT_NOW
    assert lacking(state.RESOLVED, state.OPEN, words=True, outcome=False) is None
    assert owner_among([], []) is None


def of_luis(work: object, caseload: Seed) -> Scene:
    """The scene of the first message of Luis."""
    session = work.session  # type: ignore[attr-defined]
    query = select(Inbound).join(InboundProcessing).where(InboundProcessing.person_id == caseload.luis.id)
    inbound = session.scalars(query.limit(1)).one()
    person = session.get_one(Person, caseload.luis.id)
    case = session.get_one(Case, caseload.luis_case.id)
    return Scene(inbound.address, person, case, Role.CHILD, inbound=inbound)


def propose_one(runtime: Runtime, caseload: Seed) -> NumberProposal:
    with runtime.work() as work:
        scene = of_luis(work, caseload)
        assert scene.person is not None
        assert scene.inbound is not None
        mark_wrong(work, scene)
        assert propose(work, scene, scene.inbound, [scene.person], "now 202-555-0143")
        assert propose(work, scene, scene.inbound, [scene.person], "now 202-555-0143")
        return work.session.scalars(select(NumberProposal)).one()


def reached_at(runtime: Runtime, caseload: Seed) -> list[tuple[str, bool]]:
    """The numbers of Luis, and whether each is said to be wrong."""
    with runtime.work() as work:
        found = current_addresses(work, work.session.get_one(Person, caseload.luis.id))
        return [
            (work.vault.open(at.data_key_id, "number", at.number_sealed), link.wrong_since is not None)
            for at, link in found
        ]


def test_a_confirmed_number_takes_the_place_of_the_wrong_one(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    row = propose_one(runtime, caseload)
    assert [wrong for _, wrong in reached_at(runtime, caseload)] == [True]
    with runtime.work() as work:
        assert [line.number for line in desk_numbers.numbers(work, dana)] == ["+12025550143"]
        desk_numbers.confirm(work, dana, row.id, PhoneOwner.OWN)
    assert reached_at(runtime, caseload) == [("+12025550143", False)]
    with runtime.work() as work:
        assert desk_numbers.numbers(work, dana) == []
    with pytest.raises(Refused), runtime.work() as work:
        desk_numbers.dismiss(work, dana, row.id)


def test_a_dismissed_number_changes_nothing_else(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    row = propose_one(runtime, caseload)
    before = reached_at(runtime, caseload)
    with runtime.work() as work:
        assert desk_numbers.dismiss(work, dana, row.id).state is NumberState.DISMISSED
    assert reached_at(runtime, caseload) == before


def test_a_number_of_another_caseload_is_not_here(runtime: Runtime, caseload: Seed, lee: Viewer) -> None:
    row = propose_one(runtime, caseload)
    with pytest.raises(NotHere), runtime.work() as work:
        desk_numbers.confirm(work, lee, row.id, PhoneOwner.OWN)
