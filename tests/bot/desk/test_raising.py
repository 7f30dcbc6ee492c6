"""A person raises a concern: on a case, in an entered call, at a message that the machine missed."""

import pytest
from sqlalchemy import select

from bot.concern_notes import note_of
from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.correcting import mark_missed, mark_no_concern, verdicts
from bot.desk.raising import ByHand, people_of, raise_by_hand
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from flows.vocabulary import Concern, ConcernSource, ConcernStatus, Role, Urgency, Verdict
from storage.models import Attempt, ConcernEvidence, ConcernRow, Correction, Inbound, InboundProcessing
from tests.bot.web.seed import Seed

WORDS = "A teacher rang: bruises on both arms."
GIVEN = ByHand(Urgency.CONCERN, (Concern.PHYSICAL_ABUSE,), WORDS)


def of_luis(work: object, caseload: Seed) -> list[ConcernRow]:
    query = select(ConcernRow).where(ConcernRow.person_id == caseload.luis.id)
    return list(work.session.scalars(query))  # type: ignore[attr-defined]


def test_a_concern_by_hand_rings_with_the_words_sealed_as_its_evidence(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        raise_by_hand(work, dana, caseload.luis_case.id, caseload.luis.id, GIVEN)
    with runtime.work() as work:
        (concern,) = of_luis(work, caseload)
        (evidence,) = work.session.scalars(
            select(ConcernEvidence).where(ConcernEvidence.concern_id == concern.id)
        )
        assert (concern.source, concern.codes, concern.status) == (
            ConcernSource.STAFF, ["physical_abuse"], ConcernStatus.OPEN
        )  # fmt: skip
        assert concern.rings == 1
        assert (evidence.staff_id, note_of(work, concern, evidence)) == (dana.staff_id, WORDS)
        assert WORDS.encode() not in (evidence.note_sealed or b"")


def test_it_joins_the_concern_that_is_open(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    for urgency in (Urgency.CONCERN, Urgency.EMERGENCY):
        with runtime.work() as work:
            given = ByHand(urgency, (), WORDS)
            raise_by_hand(work, dana, caseload.luis_case.id, caseload.luis.id, given)
    with runtime.work() as work:
        (concern,) = of_luis(work, caseload)
        assert (concern.urgency, concern.rings) == (Urgency.EMERGENCY, 2)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (ByHand(Urgency.NEEDS, (), WORDS), Why.NO_URGENCY),
        (ByHand(Urgency.CONCERN, (), "  "), Why.NOTE_MISSING),
        (ByHand(Urgency.CONCERN, (), "x" * 2001), Why.WORDS_TOO_LONG),
    ],
)
def test_what_raises_nothing_is_refused(
    runtime: Runtime, caseload: Seed, dana: Viewer, given: ByHand, why: Why
) -> None:
    with pytest.raises(Refused) as refused, runtime.work() as work:
        raise_by_hand(work, dana, caseload.luis_case.id, caseload.luis.id, given)
    assert refused.value.why is why


def test_only_a_person_of_the_case_and_only_in_the_caseload(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer
) -> None:
    with pytest.raises(Refused), runtime.work() as work:
        raise_by_hand(work, dana, caseload.luis_case.id, caseload.ana.id, GIVEN)
    with pytest.raises(NotHere), runtime.work() as work:
        raise_by_hand(work, lee, caseload.luis_case.id, caseload.luis.id, GIVEN)


def test_the_child_is_offered_first(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        assert [p.role for p in people_of(work, dana, caseload.luis_case.id)] == [Role.CHILD, Role.SPONSOR]


def test_what_was_heard_in_a_call_is_raised_with_the_call(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    entry = CallEntry(caseload.call_task.id, CallResult.SPOKE_WITH_CHILD, None, finish=True, concern=GIVEN)
    with runtime.work() as work:
        enter_call(work, dana, entry)
    with runtime.work() as work:
        evidence = work.session.scalars(
            select(ConcernEvidence).where(ConcernEvidence.source == ConcernSource.STAFF)
        ).one()
        assert evidence.concern_id == caseload.emergency.id
        assert evidence.detail == {"task": str(caseload.call_task.id)}


def test_a_call_with_a_concern_without_words_saves_neither(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    empty = ByHand(Urgency.CONCERN, (), "")
    entry = CallEntry(caseload.call_task.id, CallResult.NO_ANSWER, None, finish=False, concern=empty)
    with pytest.raises(Refused), runtime.work() as work:
        enter_call(work, dana, entry)
    with runtime.work() as work:
        assert not work.session.scalars(select(Attempt).where(Attempt.task_id.is_not(None))).all()


def quiet_message(work: object, caseload: Seed) -> Inbound:
    query = select(Inbound).join(InboundProcessing).where(InboundProcessing.person_id == caseload.luis.id)
    return work.session.scalars(query).first()  # type: ignore[attr-defined,no-any-return]


def test_a_missed_message_is_raised_from_its_arrival_and_counted(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        message = quiet_message(work, caseload)
        mark_missed(work, dana, message.id, GIVEN)
    with runtime.work() as work:
        (concern,) = of_luis(work, caseload)
        correction = work.session.scalars(select(Correction)).one()
        assert concern.first_suspected_at == message.received_at
        assert (correction.verdict, correction.codes, correction.staff_id) == (
            Verdict.MISSED, ["physical_abuse"], dana.staff_id
        )  # fmt: skip
        assert verdicts(work, [message.id]) == {message.id: Verdict.MISSED}


def test_no_concern_is_noted_for_each_message_and_closes_nothing(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        assert mark_no_concern(work, dana, caseload.emergency.id) == 1
    with runtime.work() as work:
        assert verdicts(work, [caseload.afraid.id]) == {caseload.afraid.id: Verdict.NO_CONCERN}
        assert work.session.get_one(ConcernRow, caseload.emergency.id).status is not ConcernStatus.CLOSED


def test_nobody_corrects_outside_the_caseload(
    runtime: Runtime, caseload: Seed, lee: Viewer, dana: Viewer
) -> None:
    with pytest.raises(NotHere), runtime.work() as work:
        mark_missed(work, lee, quiet_message(work, caseload).id, GIVEN)
    with pytest.raises(NotHere), runtime.work() as work:
        mark_no_concern(work, dana, caseload.emergency.id, quiet_message(work, caseload).id)
