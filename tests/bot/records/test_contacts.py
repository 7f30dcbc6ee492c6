"""A call entered by a person holds a part, and the joint contact is a contact of its own (6.1, 6.3)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.viewer import Refused, Why
from bot.records.contacts import Given, Spoken, left_to_ask
from bot.scene import Scene
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import (
    Answer,
    ContactWith,
    Interpreting,
    Medium,
    Outcome,
    PartStatus,
    Question,
    Role,
    TaskKind,
    TaskReason,
)
from storage.models import AnswerRow, ConcernRow, Contact, Referral, Task
from storage.queries import reports
from tests.bot.records.conftest import ALL_WELL, Office
from tests.conftest import FixedClock


def test_all_answers_in_a_call_hold_the_part(office: Office) -> None:
    office.call(Role.CHILD, Spoken(alone=True, medium=Medium.VIDEO, answers=ALL_WELL))
    with office.runtime.look() as work:
        part = office.part(work, Role.CHILD)
        rows = work.session.scalars(select(AnswerRow).where(AnswerRow.part_id == part.id)).all()
        contact = work.session.scalars(select(Contact)).one()
        assert (part.status, part.outcome) == (PartStatus.REACHED, Outcome.COMPLETED)
        assert {(row.question, row.answer, row.staff_id) for row in rows} == {
            (given.question, given.answer, office.dana.staff_id) for given in ALL_WELL
        }
        assert (contact.with_whom, contact.alone, contact.medium) == (ContactWith.CHILD, True, Medium.VIDEO)


def test_the_language_and_the_interpreter_are_kept(office: Office) -> None:
    spoken = Spoken(language="mam", interpreting=Interpreting.QUALIFIED, answers=ALL_WELL)
    office.call(Role.SPONSOR, spoken)
    with office.runtime.look() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert (contact.language, contact.interpreting) == ("mam", Interpreting.QUALIFIED)


def test_a_call_that_leaves_questions_leaves_the_part_open(office: Office) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL[:2]))
    with office.runtime.look() as work:
        part = office.part(work, Role.CHILD)
        assert part.status is PartStatus.SCHEDULED
        assert left_to_ask(work, part)[:2] == (Question.SAFETY, Question.SCHOOL_ENROLLED)


@pytest.mark.parametrize(
    ("answers", "status", "outcome"),
    [
        (ALL_WELL[:2], PartStatus.NOT_COMPLETED, Outcome.SAFETY_NOT_ASKED),
        (ALL_WELL[:3], PartStatus.REACHED, Outcome.STOPPED_AFTER_SAFETY),
    ],
)
def test_a_caller_may_say_that_nothing_is_left_to_do_but_without_safety_it_is_not_held(
    office: Office, answers: tuple[Given, ...], status: PartStatus, outcome: Outcome
) -> None:
    office.call(Role.CHILD, Spoken(answers=answers), finish=True)
    with office.runtime.look() as work:
        part = office.part(work, Role.CHILD)
        assert (part.status, part.outcome) == (status, outcome)


def test_a_later_call_that_asks_for_safety_holds_it_after_all(office: Office) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL[:2]), finish=True)
    office.call(Role.CHILD, Spoken(answers=ALL_WELL[2:]))
    with office.runtime.look() as work:
        part = office.part(work, Role.CHILD)
        assert (part.status, part.outcome) == (PartStatus.REACHED, Outcome.COMPLETED)


def test_after_both_parts_a_person_calls_both_together_and_then_it_may_be_signed(office: Office) -> None:
    office.call(Role.CHILD, Spoken(alone=True, answers=ALL_WELL))
    office.call(Role.SPONSOR, Spoken(answers=ALL_WELL))
    with office.runtime.work() as work:
        task = work.session.scalars(select(Task).where(Task.reason == TaskReason.JOINT_CONTACT)).one()
        assert task.person_id == office.sponsor.id
        enter_call(work, office.dana, CallEntry(task.id, CallResult.SPOKE_WITH_SPONSOR, None, finish=True))
    with office.runtime.look() as work:
        contacts = reports.contacts_of(work.session, office.check_in(work).id)
        open_reasons = set(work.session.scalars(select(Task.reason).where(Task.done_at.is_(None))))
        assert {contact.with_whom for contact in contacts} == set(ContactWith)
        assert TaskReason.PARTS_DOCUMENTED in open_reasons
        assert TaskReason.JOINT_CONTACT not in open_reasons


def test_together_is_not_alone(office: Office) -> None:
    office.call(Role.SPONSOR, Spoken(together=True, alone=True, answers=ALL_WELL))
    with office.runtime.look() as work:
        assert not reports.child_was_alone(work.session, office.case.id, 3)


def test_no_to_safety_in_a_call_raises_a_concern_and_rings(office: Office) -> None:
    office.call(Role.CHILD, Spoken(answers=(Given(Question.SAFETY, Answer.NO),)))
    with office.runtime.look() as work:
        concern = work.session.scalars(select(ConcernRow)).one()
        assert (concern.person_id, concern.rings) == (office.child.id, 1)


def test_wanting_help_in_a_call_proposes_a_referral(office: Office) -> None:
    office.call(Role.SPONSOR, Spoken(answers=(Given(Question.SUPPORT, Answer.YES),)))
    with office.runtime.look() as work:
        assert work.session.scalars(select(Referral)).one().needs == ["other"]


@pytest.mark.parametrize(
    ("result", "answer", "why"),
    [
        (CallResult.NO_ANSWER, Given(Question.SAFETY, Answer.YES), Why.NOT_SPOKEN),
        (CallResult.SPOKE_WITH_SPONSOR, Given(Question.SAFETY, Answer.YES), Why.NOT_SPOKEN),
        (CallResult.SPOKE_WITH_CHILD, Given(Question.COURT_DATE, Answer.DATE), Why.ANSWER_NOT_CLEAR),
        (
            CallResult.SPOKE_WITH_CHILD,
            Given(Question.SAFETY, Answer.YES, dt.date(2026, 5, 4)),
            Why.ANSWER_NOT_CLEAR,
        ),
    ],
)
def test_answers_are_only_of_the_person_spoken_with(
    office: Office, result: CallResult, answer: Given, why: Why
) -> None:
    office.call(Role.CHILD, Spoken(answers=ALL_WELL[:1]))
    with office.runtime.look() as work:
        task_id = work.session.scalars(select(Task.id).where(Task.person_id == office.child.id)).one()
    entry = CallEntry(task_id, result, None, False, spoken=Spoken(answers=(answer,)))
    with pytest.raises(Refused) as refused, office.runtime.work() as work:
        enter_call(work, office.dana, entry)
    assert refused.value.why is why


def test_a_part_was_held_when_the_call_was_made_not_when_it_was_written_down(
    office: Office, clock: FixedClock
) -> None:
    with office.runtime.work() as work:
        part = office.part(work, Role.CHILD)
        scene = Scene(None, part.person, part.check_in.case, Role.CHILD, part)
        effect = OpenTask(TaskKind.CALL, TaskReason.NO_PRIVATE_CHANNEL, "same_day")
        task_id = open_task(work, scene, effect, cause=work.new_id()).id
    made_at = clock.now() + dt.timedelta(minutes=10)
    clock.advance(hours=3)
    spoken = Spoken(alone=True, answers=ALL_WELL)
    with office.runtime.work() as work:
        given = CallEntry(task_id, CallResult.SPOKE_WITH_CHILD, None, True, made_at=made_at, spoken=spoken)
        enter_call(work, office.dana, given)
        assert office.part(work, Role.CHILD).ended_at == made_at
