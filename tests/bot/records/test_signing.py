"""A named person signs, another reviews, somebody uploads: the case note is kept as it stood (6.3, 6.8.2)."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from bot.desk.tasks import finish_task
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.records.contacts import Spoken
from bot.records.note import dump, load
from bot.records.signing import Signature, Unsigned, content_of, note_upload, review, sign
from flows.policy.signing import Lacks, Said
from flows.vocabulary import Answer, Finding, Item, Question, ReportStatus, Role, TaskKind, TaskReason
from storage.models import Case, Report, Task
from storage.queries import reports
from tests.bot.records.conftest import ALL_WELL, FOUND, SIGNATURE, Office
from tests.bot.web.builder import Builder, quiet


def signed(office: Office, number: int = 1, given: Signature = SIGNATURE) -> Report:
    with office.runtime.work() as work:
        return sign(work, office.dana, office.case.id, number, given)


def lacks(office: Office, number: int = 1, given: Signature = SIGNATURE) -> tuple[Lacks, ...]:
    with pytest.raises(Unsigned) as refused:
        signed(office, number, given)
    return refused.value.lacks


def open_reasons(office: Office) -> set[str]:
    with office.runtime.look() as work:
        return set(work.session.scalars(select(Task.reason).where(Task.done_at.is_(None))))


def test_held_individually_and_together_it_may_be_signed(office: Office) -> None:
    office.hold_all()
    report = signed(office)
    assert report.held
    assert (report.status, report.upload_due_on) == (ReportStatus.SIGNED, dt.date(2026, 3, 9))
    assert TaskReason.REPORT_TO_REVIEW in open_reasons(office)
    assert TaskReason.PARTS_DOCUMENTED not in open_reasons(office)


def test_the_note_says_item_answer_source_and_who(office: Office) -> None:
    office.hold_all()
    report = signed(office)
    with office.runtime.look() as work:
        note = content_of(work, report)
    safe = next(line for line in note.items if line.item is Item.SAFE)
    assert safe.finding is Finding.YES
    assert safe.child is not None
    assert (safe.child.answer, safe.child.by) == (Answer.YES, "Dana Reyes")
    assert [attempt.result for attempt in note.attempts] == ["spoke_with_child", "spoke_with_sponsor"]
    assert {part.first_name for part in note.parts} == {"Ana", "Marta"}
    assert load(dump(note)) == note


def test_1_a_body_that_nobody_has_seen_keeps_it_from_being_signed(office: Office) -> None:
    office.hold_all()
    with office.runtime.work() as work:
        b = Builder(work)
        b.came(office.child, "si", b.ago(hours=1), question=Question.SAFETY, reading=quiet(Answer.YES, "es"))
    assert lacks(office) == (Lacks.BODIES_UNSEEN,)
    office.read_all()
    assert signed(office).held


def test_a_part_in_which_nobody_asked_for_safety_is_signed_only_with_a_reason_and_is_not_held(
    office: Office,
) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL[:2]), finish=True)
    office.call(Role.SPONSOR, Spoken(together=True, answers=ALL_WELL))
    assert lacks(office) == (Lacks.PART_REASON,)
    said = dataclasses.replace(SIGNATURE.said, part_reason="The line broke, and the phone is off since.")
    assert not signed(office, given=Signature(said)).held


def test_the_task_to_sign_ends_with_the_signature_and_not_with_a_word(office: Office) -> None:
    office.hold_all()
    with office.runtime.look() as work:
        task_id = work.session.scalars(select(Task.id).where(Task.kind == TaskKind.SIGN)).one()
    with pytest.raises(Refused) as refused, office.runtime.work() as work:
        finish_task(work, office.dana, task_id, "done")
    assert refused.value.why is Why.STEP_MISSING
    report = signed(office)
    with office.runtime.look() as work:
        assert work.session.get_one(Task, task_id).result == "signed"
        review_task = work.session.scalars(
            select(Task.id).where(Task.reason == TaskReason.REPORT_TO_REVIEW, Task.done_at.is_(None))
        ).one()
    with pytest.raises(Refused), office.runtime.work() as work:
        finish_task(work, office.sam, review_task, "done")
    with office.runtime.work() as work:
        review(work, office.sam, report.id, approve=True)


def test_nothing_is_signed_while_a_part_is_under_way(office: Office) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL))
    assert Lacks.PART_RUNNING in lacks(office)


def test_without_a_joint_contact_only_with_a_reason_and_then_it_is_not_held(office: Office) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL))
    office.call(Role.SPONSOR, Spoken(answers=ALL_WELL))
    assert lacks(office) == (Lacks.JOINT_REASON,)
    said = dataclasses.replace(SIGNATURE.said, joint_reason="They work at different hours.")
    assert not signed(office, given=Signature(said)).held


def test_the_third_asks_for_one_child_part_alone_by_voice(office: Office) -> None:
    office.hold_all(3, alone=False)
    assert lacks(office, 3) == (Lacks.ALONE_REASON,)
    office.call(Role.CHILD, Spoken(alone=True), number=1)
    assert signed(office, 3).held


def test_a_child_of_6_2_11_stays_at_level_one_only_with_a_written_reason(office: Office) -> None:
    with office.runtime.work() as work:
        work.session.get_one(Case, office.case.id).special_6_2_11 = True
    office.hold_all()
    assert lacks(office) == (Lacks.LEVEL_REASON,)
    said = dataclasses.replace(SIGNATURE.said, level_reason="Needs are met at school; reviewed today.")
    report = signed(office, given=Signature(said))
    with office.runtime.look() as work:
        assert content_of(work, report).written.level_reason == "Needs are met at school; reviewed today."


def test_an_unsafe_child_has_a_concern_before_the_signature(office: Office) -> None:
    office.hold_all()
    unsafe = Signature(Said(FOUND | {Item.SAFE: Finding.NO}))
    assert lacks(office, given=unsafe) == (Lacks.CONCERN,)


def test_it_is_reviewed_by_a_supervisor_who_did_not_sign_it(office: Office) -> None:
    office.hold_all()
    report = signed(office)
    sam_signs = dataclasses.replace(office.sam, staff_id=office.dana.staff_id)
    for who, why in ((office.dana, Why.NOT_A_SUPERVISOR), (sam_signs, Why.OWN_REPORT)):
        with pytest.raises(Refused) as refused, office.runtime.work() as work:
            review(work, who, report.id, approve=True)
        assert refused.value.why is why
    with office.runtime.work() as work:
        assert review(work, office.sam, report.id, approve=True).status is ReportStatus.REVIEWED
    assert TaskReason.REPORT_TO_UPLOAD in open_reasons(office)


def test_a_returned_report_is_signed_anew_and_its_seven_days_run_on(office: Office) -> None:
    office.hold_all()
    report = signed(office)
    with pytest.raises(Refused) as refused, office.runtime.work() as work:
        review(work, office.sam, report.id, approve=False)
    assert refused.value.why is Why.REMARK_MISSING
    with office.runtime.work() as work:
        review(work, office.sam, report.id, approve=False, remark="Which school?")
    assert TaskReason.REPORT_RETURNED in open_reasons(office)
    office.runtime.clock.advance(days=2)  # type: ignore[attr-defined]
    again = signed(office)
    assert (again.id, again.upload_due_on, again.version) == (report.id, dt.date(2026, 3, 9), 3)
    assert open_reasons(office) & {TaskReason.REPORT_RETURNED, TaskReason.REPORT_TO_REVIEW} == {
        TaskReason.REPORT_TO_REVIEW
    }


def test_uploaded_stops_the_clock_and_only_after_the_review(office: Office) -> None:
    office.hold_all()
    report = signed(office)
    with pytest.raises(Refused), office.runtime.work() as work:
        note_upload(work, office.dana, report.id)
    with office.runtime.work() as work:
        review(work, office.sam, report.id, approve=True)
    with office.runtime.look() as work:
        task = work.session.scalars(select(Task).where(Task.reason == TaskReason.REPORT_TO_UPLOAD)).one()
        assert task.due_at == dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
    with office.runtime.work() as work:
        note_upload(work, office.dana, report.id)
    assert TaskReason.REPORT_TO_UPLOAD not in open_reasons(office)
    with office.runtime.look() as work:
        steps = [row.step for row in reports.versions(work.session, report.id)]
    assert steps == [ReportStatus.SIGNED, ReportStatus.REVIEWED, ReportStatus.UPLOADED]


def test_signed_twice_is_signed_once(office: Office) -> None:
    office.hold_all()
    signed(office)
    with pytest.raises(Refused) as refused:
        signed(office)
    assert refused.value.why is Why.ALREADY_DONE


def test_outside_the_caseload_there_is_nothing_to_sign(office: Office) -> None:
    office.hold_all()
    stranger: Viewer = office.lee
    with pytest.raises(NotHere), office.runtime.work() as work:
        sign(work, stranger, office.case.id, 1, SIGNATURE)
