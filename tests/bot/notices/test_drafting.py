"""6.8.6: the worksheet is drawn from what is known, and never touches what a person wrote."""

import pytest
from sqlalchemy import select

from bot.concern_notes import NOTE_FIELD
from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.viewer import Viewer
from bot.notices.drafting import AFTER_APPROVAL
from bot.notices.worksheet import do_not_file, save
from bot.runtime import Runtime
from flows.vocabulary import Concern, ConcernSource, DutyKind, NocReason, NotFiled, NoticeStatus, Urgency
from storage.models import ConcernEvidence, ConcernRow, Notice, NoticeVersion
from tests.bot.notices import sheets
from tests.bot.web.seed import AFRAID, Seed
from tests.conftest import FixedClock


def test_a_draft_holds_what_is_known(runtime: Runtime, caseload: Seed) -> None:
    content = sheets.content(runtime, caseload.emergency)
    on_file, written = content.on_file, content.written
    assert written.reasons == (NocReason.ABUSE_NEGLECT,)
    assert written.facts == "2026-03-02 07:50 EST: the child wrote; read as: physical abuse."
    assert [(w.text, w.by, w.language, w.at) for w in on_file.words] == [
        (AFRAID, "child", "es", caseload.afraid.received_at)
    ]
    assert [(m.role, m.first_name, m.relationship, m.category) for m in on_file.household] == [
        ("child", "Ana", None, None), ("sponsor", "Marta", "aunt", "2A")
    ]  # fmt: skip
    assert on_file.household[0].numbers == ("+12025550101",)
    assert on_file.case is not None
    assert (on_file.case.case_number, on_file.case.state) == ("C-1001", "VA")


def test_it_is_drawn_once_and_due_24_hours_after_first_suspicion(runtime: Runtime, caseload: Seed) -> None:
    first, second = (sheets.drawn(runtime, caseload.emergency) for _ in range(2))
    assert first.id == second.id
    assert first.due_at == caseload.afraid.received_at + sheets.hours(24)
    assert sheets.steps(runtime, caseload.emergency) == [("drawn", None, None)]


def test_a_concern_of_an_unknown_number_has_a_worksheet_too(runtime: Runtime, caseload: Seed) -> None:
    on_file = sheets.content(runtime, caseload.unknown_concern).on_file
    assert (on_file.case, on_file.household, on_file.number) == (None, (), "+12025550121")
    assert on_file.suggested == (NocReason.DISAPPEARANCE,)


def test_no_word_of_a_person_stands_open_in_the_database(runtime: Runtime, caseload: Seed) -> None:
    sheets.drawn(runtime, caseload.emergency)
    with runtime.look() as work:
        row = work.session.scalars(select(NoticeVersion)).one()
        sealed, reasons = row.content_sealed, row.reasons
    for word in ("miedo", "Ana", "Marta", "5550101", "hits"):
        assert word.encode() not in sealed
    assert reasons == ["abuse_neglect"]


def test_what_came_later_is_gathered_and_what_a_person_wrote_stays(
    runtime: Runtime, caseload: Seed, dana: Viewer, clock: FixedClock
) -> None:
    with runtime.work() as work:
        save(work, dana, caseload.emergency.id, sheets.WRITTEN)
    clock.advance(hours=1)
    sheets.joins(runtime, caseload, "trabajo de noche y no me pagan", Concern.LABOR_TRAFFICKING)
    with runtime.work() as work:
        entry = CallEntry(caseload.call_task.id, CallResult.SPOKE_WITH_CHILD, None, finish=False)
        enter_call(work, dana, entry)
    content = sheets.content(runtime, caseload.emergency)
    assert content.written == sheets.WRITTEN
    assert [w.text for w in content.on_file.words] == [AFRAID, "trabajo de noche y no me pagan"]
    assert content.on_file.suggested == (NocReason.TRAFFICKING, NocReason.ABUSE_NEGLECT)
    assert [(d.what, d.result, d.by) for d in content.on_file.deeds] == [
        ("called", "spoke_with_child", "Dana Reyes")
    ]
    assert DutyKind.OTIP in sheets.duties(runtime, caseload.emergency)


def test_a_new_kind_of_danger_after_the_decision_opens_the_worksheet_again_with_a_clock_of_its_own(
    runtime: Runtime, caseload: Seed, dana: Viewer, rae: Viewer, clock: FixedClock
) -> None:
    sheets.submitted(runtime, caseload.emergency, dana, rae)
    clock.advance(hours=2)
    sheets.joins(runtime, caseload, "otra vez me pega", Concern.PHYSICAL_ABUSE)
    assert sheets.status(runtime, caseload.emergency) is NoticeStatus.SUBMITTED
    clock.advance(hours=1)
    sheets.joins(runtime, caseload, "me toca", Concern.SEXUAL_ABUSE)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.due_at) == (NoticeStatus.DRAFT, clock.now() + sheets.hours(24))
    orr = sheets.duties(runtime, caseload.emergency)[DutyKind.ORR_NOC]
    assert (orr.state.value, orr.due_at) == ("open", notice.due_at)
    assert sheets.content(runtime, caseload.emergency).written == sheets.WRITTEN
    assert [step for step, *_ in sheets.steps(runtime, caseload.emergency)] == [
        "drawn", "sent_to_review", "approved", "submitted", "reopened"
    ]  # fmt: skip


def test_danger_between_approval_and_submission_makes_it_a_draft_again_by_its_first_clock(
    runtime: Runtime, caseload: Seed, dana: Viewer, rae: Viewer, clock: FixedClock
) -> None:
    sheets.approved(runtime, caseload.emergency, dana, rae)
    due = sheets.drawn(runtime, caseload.emergency).due_at
    clock.advance(minutes=5)
    sheets.joins(runtime, caseload, "me hace trabajar", Concern.LABOR_TRAFFICKING, Urgency.EMERGENCY)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.due_at, notice.reviewed_at) == (NoticeStatus.DRAFT, due, None)
    assert sheets.steps(runtime, caseload.emergency)[-1] == ("reopened", None, AFTER_APPROVAL)
    assert DutyKind.OTIP in sheets.duties(runtime, caseload.emergency)
    assert NocReason.TRAFFICKING in sheets.content(runtime, caseload.emergency).on_file.suggested


def test_danger_that_the_submitted_worksheet_did_not_hold_opens_it_again(
    runtime: Runtime, caseload: Seed, dana: Viewer, rae: Viewer, clock: FixedClock
) -> None:
    """It was being written down, with its moment, while the decision was made."""
    arrived = clock.now()
    clock.advance(minutes=5)
    sheets.submitted(runtime, caseload.emergency, dana, rae)
    clock.advance(minutes=-5)
    sheets.joins(runtime, caseload, "me hace trabajar", Concern.LABOR_TRAFFICKING)
    clock.advance(minutes=5)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.due_at) == (NoticeStatus.DRAFT, arrived + sheets.hours(24))
    assert DutyKind.OTIP in sheets.duties(runtime, caseload.emergency)


def test_7_a_decision_not_to_file_is_a_persons_too_and_higher_urgency_takes_it_back(
    runtime: Runtime, caseload: Seed, dana: Viewer, clock: FixedClock
) -> None:
    sheets.drawn(runtime, caseload.unknown_concern)
    with runtime.work() as work:
        do_not_file(work, dana, caseload.unknown_concern.id, NotFiled.DID_NOT_HAPPEN, "A film.")
    assert sheets.status(runtime, caseload.unknown_concern) is NoticeStatus.NOT_FILED
    with runtime.work() as work:
        do_not_file(work, dana, caseload.emergency.id, NotFiled.DID_NOT_HAPPEN, "A film.")
    clock.advance(minutes=1)
    sheets.joins(runtime, caseload, "me pega", Concern.PHYSICAL_ABUSE, Urgency.EMERGENCY)
    assert sheets.status(runtime, caseload.emergency) is NoticeStatus.NOT_FILED
    with runtime.look() as work:
        settled = work.session.scalars(select(Notice.settled_by)).all()
    assert set(settled) == {dana.staff_id}


ANSWERED = "the child answered a question in a way that is taken as danger: neglect."


@pytest.mark.parametrize(
    ("source", "note", "says"),
    [
        (ConcernSource.STAFF, "The teacher saw bruises.", "Dana Reyes wrote down: The teacher saw bruises."),
        (ConcernSource.STAFF, None, "raised by Dana Reyes: neglect."),
        (ConcernSource.POLICY, None, "raised by a rule: neglect."),
        (ConcernSource.ANSWER, None, ANSWERED),
        (ConcernSource.AGREED_WORD, None, "the child used the word that was agreed for danger."),
        (ConcernSource.CONTRADICTION, None, "child and sponsor answered one question differently."),
    ],
)
def test_the_facts_say_where_the_suspicion_came_from(
    runtime: Runtime, caseload: Seed, source: ConcernSource, note: str | None, says: str
) -> None:
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.emergency.id)
        sealed = work.vault.seal_optional(caseload.ana.data_key_id, NOTE_FIELD, note)
        work.session.add(
            ConcernEvidence(
                **work.owned(), concern_id=row.id, urgency=Urgency.CONCERN, codes=["neglect"], spans=[],
                source=source, staff_id=caseload.dana.id, note_sealed=sealed, at=work.now,
            )
        )  # fmt: skip
    facts = sheets.content(runtime, caseload.emergency).written.facts
    assert facts.splitlines()[1] == f"2026-03-02 10:00 EST: {says}"
