"""A person drafts, a supervisor reviews (6.9.4), a person submits or decides not to: each by name."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.notices.worksheet import (
    Incomplete,
    Missing,
    Submission,
    do_not_file,
    reopen,
    review,
    save,
    send_to_review,
    submit,
)
from bot.runtime import Runtime
from flows.vocabulary import (
    Concern,
    DutyKind,
    NocReason,
    NotFiled,
    NoticeStatus,
    NoticeVia,
)
from tests.bot.notices import sheets
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock


def refusal(runtime: Runtime, act: object, *args: object, **named: object) -> Why:
    """Why an act is refused; the worksheet must be as it was before."""
    with pytest.raises(Refused) as caught, runtime.work() as work:
        act(work, *args, **named)  # type: ignore[operator]
    return caught.value.why


def test_drafted_reviewed_submitted_by_named_persons(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, clock: FixedClock
) -> None:
    sheets.submitted(runtime, caseload.emergency, dana, sam)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.submitted_at, notice.submitted_via) == (
        NoticeStatus.SUBMITTED, clock.now(), NoticeVia.CASE_SYSTEM
    )  # fmt: skip
    assert (notice.written_by, notice.reviewed_by, notice.settled_by) == (
        dana.staff_id, sam.staff_id, dana.staff_id
    )  # fmt: skip
    assert sheets.steps(runtime, caseload.emergency) == [
        ("drawn", None, None),
        ("sent_to_review", str(dana.staff_id), None),
        ("approved", str(sam.staff_id), None),
        ("submitted", str(dana.staff_id), "ORR-4711"),
    ]
    orr = sheets.duties(runtime, caseload.emergency)[DutyKind.ORR_NOC]
    assert (orr.state.value, orr.told_at, orr.note, orr.by) == ("done", clock.now(), "ORR-4711", "Dana Reyes")
    assert sheets.audited(runtime, "notice") == ["draft", "sent_to_review", "approved", "submit"]


def test_a_supervisor_does_not_review_what_they_wrote_also_when_there_is_no_other(
    runtime: Runtime, caseload: Seed, sam: Viewer, dana: Viewer
) -> None:
    with runtime.work() as work:
        send_to_review(work, sam, caseload.emergency.id, sheets.WRITTEN)
    assert refusal(runtime, review, sam, caseload.emergency.id, approve=True) is Why.OWN_DRAFT
    assert refusal(runtime, review, dana, caseload.emergency.id, approve=True) is Why.NOT_A_SUPERVISOR
    assert sheets.status(runtime, caseload.emergency) is NoticeStatus.IN_REVIEW


def test_a_returned_draft_says_why_and_goes_to_review_again(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    with runtime.work() as work:
        send_to_review(work, dana, caseload.emergency.id, sheets.WRITTEN)
    concern = caseload.emergency.id
    assert refusal(runtime, review, sam, concern, approve=False, remark=" ") is Why.REMARK_MISSING
    with runtime.work() as work:
        review(work, sam, concern, approve=False, remark="Which police station?")
    assert sheets.status(runtime, caseload.emergency) is NoticeStatus.RETURNED
    assert sheets.steps(runtime, caseload.emergency)[-1] == (
        "returned", str(sam.staff_id), "Which police station?"
    )  # fmt: skip
    sheets.approved(runtime, caseload.emergency, dana, sam)


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"reasons": ()}, (Missing.REASON,)),
        ({"facts": " "}, (Missing.FACTS,)),
        ({"actions": "", "reasons": ()}, (Missing.REASON, Missing.ACTIONS)),
    ],
)
def test_a_worksheet_that_lacks_something_is_kept_but_not_sent_to_review(
    runtime: Runtime, caseload: Seed, dana: Viewer, lacking: dict[str, str], missing: tuple[Missing, ...]
) -> None:
    written = replace(sheets.WRITTEN, **lacking)
    with pytest.raises(Incomplete) as caught, runtime.work() as work:
        send_to_review(work, dana, caseload.emergency.id, written)
    assert caught.value.missing == missing
    with runtime.work() as work:
        save(work, dana, caseload.emergency.id, written)
    assert sheets.content(runtime, caseload.emergency).written == written


def test_writing_again_asks_for_review_again(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    sheets.approved(runtime, caseload.emergency, dana, sam)
    with runtime.work() as work:
        save(work, dana, caseload.emergency.id, sheets.WRITTEN)
    now = Submission(runtime.clock.now(), NoticeVia.EMAIL, "none given")
    assert refusal(runtime, submit, dana, caseload.emergency.id, now) is Why.NOT_APPROVED


def test_of_two_who_write_at_once_the_second_loses_nothing_and_overwrites_nothing(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    edited = sheets.drawn(runtime, caseload.emergency).edited
    with runtime.work() as work:
        save(work, sam, caseload.emergency.id, sheets.WRITTEN, edited)
    other = replace(sheets.WRITTEN, facts="Something else.")
    refused = refusal(runtime, save, dana, caseload.emergency.id, other, edited)
    assert refused is Why.CHANGED_MEANWHILE
    assert sheets.content(runtime, caseload.emergency).written == sheets.WRITTEN


@pytest.mark.parametrize(
    ("hours", "reference", "why"),
    [
        (1, "ORR-1", Why.TIME_TO_COME),
        (-3, "ORR-1", Why.BEFORE_SUSPICION),
        (-1, "  ", Why.REFERENCE_MISSING),
    ],
)
def test_a_submission_has_a_time_that_can_be_and_orrs_reference(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, hours: int, reference: str, why: Why
) -> None:
    sheets.approved(runtime, caseload.emergency, dana, sam)
    at = runtime.clock.now() + dt.timedelta(hours=hours)
    wrong = Submission(at, NoticeVia.CASE_SYSTEM, reference)
    assert refusal(runtime, submit, dana, caseload.emergency.id, wrong) is why


def test_what_is_approved_is_what_is_submitted(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, clock: FixedClock
) -> None:
    sheets.approved(runtime, caseload.emergency, dana, sam)
    clock.advance(minutes=5)
    sheets.joins(runtime, caseload, "y hoy otra vez", Concern.PHYSICAL_ABUSE)
    assert len(sheets.content(runtime, caseload.emergency).on_file.words) == 1
    with runtime.work() as work:
        submit(work, dana, caseload.emergency.id, Submission(work.now, NoticeVia.PHONE, "none given"))
    assert len(sheets.content(runtime, caseload.emergency).on_file.words) == 1


def test_7_not_filing_is_a_named_decision_with_its_reason_and_leaves_other_duties(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    concern = caseload.emergency.id
    assert refusal(runtime, do_not_file, dana, concern, NotFiled.OTHER, "") is Why.REMARK_MISSING
    with runtime.work() as work:
        do_not_file(work, dana, concern, NotFiled.ALREADY_REPORTED, "In the NOC of February 27.")
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.not_filed, notice.settled_by) == (
        NoticeStatus.NOT_FILED, NotFiled.ALREADY_REPORTED, dana.staff_id
    )  # fmt: skip
    states = {kind: line.state.value for kind, line in sheets.duties(runtime, caseload.emergency).items()}
    assert states == {
        DutyKind.ORR_NOC: "not_needed", DutyKind.CPS: "open", DutyKind.POLICE: "open"
    }  # fmt: skip
    assert refusal(runtime, save, dana, concern, sheets.WRITTEN) is Why.ALREADY_DECIDED


def test_a_disrupted_placement_alone_is_a_referral_once_a_person_says_that_there_is_no_safety_concern(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    sheets.recode(runtime, caseload.emergency, Concern.PLACEMENT_DISRUPTION)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.settled_at) == (NoticeStatus.DRAFT, None)
    assert notice.due_at == caseload.afraid.received_at + sheets.hours(24)
    why = "Moved with the aunt to her new flat; spoke with both."
    with runtime.work() as work:
        do_not_file(work, dana, caseload.emergency.id, NotFiled.NO_SAFETY_CONCERN, why)
    states = {kind: line.state.value for kind, line in sheets.duties(runtime, caseload.emergency).items()}
    assert states == {DutyKind.ORR_NOC: "not_needed", DutyKind.REFERRAL: "open"}


def test_a_placement_with_anything_else_is_never_only_a_referral(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    sheets.recode(runtime, caseload.emergency, Concern.PLACEMENT_DISRUPTION, Concern.ABANDONMENT)
    with runtime.work() as work:  # also when the person has unticked the other reason
        save(work, dana, caseload.emergency.id, sheets.with_reasons(NocReason.PLACEMENT_DISRUPTION))
    args = (dana, caseload.emergency.id, NotFiled.NO_SAFETY_CONCERN, "All is well.")
    assert refusal(runtime, do_not_file, *args) is Why.MORE_THAN_PLACEMENT


def test_a_decision_can_be_taken_back_and_stays_in_the_versions(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    assert refusal(runtime, reopen, dana, caseload.emergency.id) is Why.NOT_DECIDED
    with runtime.work() as work:
        do_not_file(work, dana, caseload.emergency.id, NotFiled.DID_NOT_HAPPEN, "A film.")
    with runtime.work() as work:
        reopen(work, dana, caseload.emergency.id)
    notice = sheets.drawn(runtime, caseload.emergency)
    assert (notice.status, notice.settled_by, notice.not_filed) == (NoticeStatus.DRAFT, None, None)
    assert [(step, remark) for step, _, remark in sheets.steps(runtime, caseload.emergency)] == [
        ("drawn", None), ("not_filed", "A film."), ("reopened", None)
    ]  # fmt: skip
    assert sheets.duties(runtime, caseload.emergency)[DutyKind.ORR_NOC].state.value == "open"


def test_a_worksheet_outside_the_caseload_is_not_there(runtime: Runtime, caseload: Seed, lee: Viewer) -> None:
    with runtime.work() as work:
        foreign = work.session.get_one(type(caseload.emergency), caseload.emergency.id)
        for page in list(foreign.pages):
            work.session.delete(page)
    with pytest.raises(NotHere), runtime.work() as work:
        save(work, lee, caseload.emergency.id, sheets.WRITTEN)
