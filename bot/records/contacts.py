"""A call holds a part: with whom, how, in which language, and what was answered (6.1, 6.3)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.concerns import Grounds, raise_concern
from bot.contradictions import compare_answers
from bot.desk.viewer import Refused, Viewer, Why
from bot.facts import current_address
from bot.records.joint import after_part, part_with
from bot.records.referrals import propose
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import end_talk
from bot.tasks import open_task
from flows.definition_values import Step
from flows.policy.answers import consequence
from flows.policy.referrals import proposed_needs
from flows.policy.signing import outcome_of_call
from flows.siblings import ABOUT_THE_PERSON
from flows.turn import OpenTask, RaiseConcern
from flows.vocabulary import (
    READING_QUESTIONS,
    SPOKE,
    Answer,
    CallResult,
    ConcernSource,
    ContactWith,
    ConversationStatus,
    Interpreting,
    Medium,
    Outcome,
    PartStatus,
    Question,
    Role,
    TaskKind,
    TaskReason,
)
from storage.models import AnswerRow, Attempt, CheckIn, CheckInPart, Contact, Task
from storage.queries import reports
from storage.queries.siblings import unended_about

ANSWERS = (Answer.YES, Answer.NO, Answer.UNSURE, Answer.DECLINE)
"""What a caller may write down; the court date is a day."""
ASKED_BY_STAFF = READING_QUESTIONS - {Question.NONE, Question.CONSENT}
JOINT_HELD = "joint_held"
"""Result of a joint call task that another call has done."""

_FOLLOWED_UP = frozenset({TaskKind.SCHOOL, TaskKind.COURT, TaskKind.NEED})
"""Tasks that an answer brings though a person is on the phone already; calls they are making."""
_SPOKEN_WITH = {CallResult.SPOKE_WITH_CHILD: Role.CHILD, CallResult.SPOKE_WITH_SPONSOR: Role.SPONSOR}
_WITH = {Role.CHILD: ContactWith.CHILD, Role.SPONSOR: ContactWith.SPONSOR}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was said. `date`: of the court hearing."""

    question: Question
    answer: Answer
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """How somebody was spoken with. One call may hold a part individually and the joint contact.

    `alone`: nobody else was with the child. `language`: BCP 47, the person's own where not given.
    """

    individually: bool = True
    together: bool = False
    alone: bool = False
    medium: Medium = Medium.VOICE
    language: str | None = None
    interpreting: Interpreting = Interpreting.NOT_NEEDED
    answers: tuple[Given, ...] = ()
    of_siblings: Mapping[uuid.UUID, tuple[Given, ...]] = field(default_factory=dict)
    """The answers about further children of the same call, by their parts."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to ask in somebody's part of a check-in."""

    person_id: uuid.UUID
    check_in_id: uuid.UUID
    questions: tuple[Question, ...]


def check_spoken(task: Task, result: CallResult, spoken: Spoken) -> None:
    """Raises Refused for answers of somebody else than was spoken with, or a court date without its day."""
    answers = [*spoken.answers, *(given for said in spoken.of_siblings.values() for given in said)]
    if not answers:
        return
    member = (
        next((m for m in task.case.members if m.person_id == task.person_id), None) if task.case else None
    )
    if member is None or task.part_id is None or _SPOKEN_WITH.get(result) is not member.role:
        raise Refused(Why.NOT_SPOKEN)
    for given in answers:
        if given.question not in ASKED_BY_STAFF or (given.answer is Answer.DATE) != (given.date is not None):
            raise Refused(Why.ANSWER_NOT_CLEAR)


def note_spoken(
    work: Work,
    viewer: Viewer,
    attempt: Attempt,
    task: Task,
    spoken: Spoken,
    *,
    finish: bool,
    siblings: Sequence[Attempt] = (),
) -> None:
    """Keep with whom somebody spoke, and what was answered; the part is settled, and the next asked for.

    A part is held when nothing is left to ask, or when the caller says that nothing is left to do.
    Nothing happens for calls that reached nobody, or that belong to no check-in. `siblings`: the same
    call in the cases of the further children that its task is about.
    """
    if task.part_id is None or attempt.result not in SPOKE:
        return
    own = work.session.get_one(CheckInPart, task.part_id)
    if own.person_id != attempt.person_id:
        return  # an alternative contact, who is asked nothing
    check_in = own.check_in
    role = _SPOKEN_WITH[CallResult(attempt.result)]
    part = own if own.role is role else part_with(check_in, role)
    if spoken.together:
        _keep(work, viewer, check_in, attempt, ContactWith.TOGETHER, spoken)
        _joint_is_held(work, viewer, check_in)
    if part is not None and spoken.individually:
        _keep(work, viewer, check_in, attempt, _WITH[role], spoken)
        _record(work, viewer, part, attempt, spoken.answers)
        _settle(work, viewer, part, task, attempt.at, finish=finish and part is own)
        if part is own:
            for each in siblings:
                _in_case_of_sibling(work, viewer, each, task, spoken, finish=finish)
        _end_talks(work, part)
    after_part(work, check_in)


def left_to_ask(work: Work, part: CheckInPart) -> tuple[Question, ...]:
    """Questions of a part that nobody has answered clearly, in the order of the questionnaire (6.3)."""
    return _left(work, part, answers_of(work, part))


def left_in_parts(work: Work, part_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Left]:
    """The same for many parts, with as many statements as for one."""
    parts = reports.parts(work.session, part_ids)
    answers: dict[uuid.UUID, dict[Question, AnswerRow]] = {part.id: {} for part in parts}
    for row in reports.clear_answers(work.session, part_ids):
        answers[row.part_id][row.question] = row
    return {
        part.id: Left(part.person_id, part.check_in_id, _left(work, part, answers[part.id])) for part in parts
    }


def _left(work: Work, part: CheckInPart, answers: dict[Question, AnswerRow]) -> tuple[Question, ...]:
    definition = work.runtime.flows.newest(part.role, part.check_in.number)
    return tuple(
        step.question
        for step in definition.steps
        if step.question in ASKED_BY_STAFF and step.question not in answers and _applies(step, answers)
    )


def answers_of(work: Work, part: CheckInPart) -> dict[Question, AnswerRow]:
    """The last clear answer to each question of a part."""
    return {row.question: row for row in reports.clear_answers(work.session, [part.id])}


def _applies(step: Step, answers: dict[Question, AnswerRow]) -> bool:
    if step.when is None:
        return True
    before = answers.get(step.when.question)
    return before is not None and before.answer is step.when.answer


def _keep(
    work: Work, viewer: Viewer, check_in: CheckIn, attempt: Attempt, with_whom: ContactWith, spoken: Spoken
) -> None:
    person = part_with(check_in, Role.SPONSOR if with_whom is ContactWith.SPONSOR else Role.CHILD)
    language = spoken.language or (person.person.language if person else "und")
    row = Contact(
        **work.owned(), check_in_id=check_in.id, attempt_id=attempt.id, with_whom=with_whom,
        medium=spoken.medium, alone=spoken.alone and with_whom is ContactWith.CHILD, language=language,
        interpreting=spoken.interpreting, staff_id=viewer.staff_id, at=attempt.at,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()


def _record(
    work: Work, viewer: Viewer, part: CheckInPart, attempt: Attempt, answers: Sequence[Given]
) -> None:
    """The answers, and all that the table of consequences asks for beside a call (6.2.4, 6.8.6)."""
    at = current_address(work, part.person)
    scene = Scene(at[0] if at else None, part.person, part.check_in.case, part.role, part)
    for given in answers:
        work.session.add(
            AnswerRow(
                **work.owned(), part_id=part.id, staff_id=viewer.staff_id, question=given.question,
                answer=given.answer, date=given.date, unclear=False, at=attempt.at,
            )
        )  # fmt: skip
        then = consequence(given.question, given.answer, part.role)
        if then.concern is not None:
            effect = RaiseConcern(then.concern, (), source=ConcernSource.ANSWER)
            raise_concern(work, scene, effect, Grounds(viewer.staff_id, since=attempt.at))
        if then.task is not None and then.task.kind in _FOLLOWED_UP:
            open_task(work, scene, OpenTask(then.task.kind, then.task.reason, then.task.due))
            propose(work, part.check_in.case, proposed_needs(then.task.kind), viewer.staff_id)
    work.session.flush()
    if answers:
        compare_answers(work, scene)


def _settle(
    work: Work, viewer: Viewer, part: CheckInPart, task: Task, at: dt.datetime, *, finish: bool
) -> None:
    """The part is held by voice, in a call made `at`; what the machine still had open for it ends silently.

    What has ended as "not held in time" keeps its answers and stays so (6.3).
    """
    left = left_to_ask(work, part)
    if task.part_id == part.id and task.detail.get("not_asked"):
        task.detail = {**task.detail, "not_asked": [question.value for question in left]}
    over = part.status is PartStatus.REACHED or part.outcome is Outcome.NOT_HELD_IN_TIME
    if over or (left and not finish):
        return
    part.outcome = outcome_of_call(left, answers_of(work, part).keys())
    held = part.outcome is not Outcome.SAFETY_NOT_ASKED
    part.status = PartStatus.REACHED if held else PartStatus.NOT_COMPLETED
    part.opened_at = part.opened_at or at
    part.ended_at = at
    work.audit(
        "held_by_call", "check_in_part", part.id, staff_id=viewer.staff_id, case_id=part.check_in.case_id,
        outcome=part.outcome.value,
    )  # fmt: skip


def _in_case_of_sibling(
    work: Work, viewer: Viewer, attempt: Attempt, task: Task, spoken: Spoken, *, finish: bool
) -> None:
    """The same call in the case of a further child (6.3).

    What was said about the sponsor counts in each case; what was said about a child in that child's alone.
    """
    of_sponsor = tuple(given for given in spoken.answers if given.question in ABOUT_THE_PERSON)
    part = work.session.get_one(CheckInPart, attempt.part_id)
    _keep(work, viewer, part.check_in, attempt, ContactWith.SPONSOR, spoken)
    _record(work, viewer, part, attempt, (*spoken.of_siblings.get(part.id, ()), *of_sponsor))
    _settle(work, viewer, part, task, attempt.at, finish=finish)
    after_part(work, part.check_in)


def _end_talks(work: Work, part: CheckInPart) -> None:
    """What the machine still said about a part that is held ends, unless it is about others too."""
    if part.status not in (PartStatus.REACHED, PartStatus.NOT_COMPLETED):
        return
    for talk in unended_about(work.session, [part.id]):
        if talk.status is ConversationStatus.OPEN:
            end_talk(work, talk, part.outcome)


def _joint_is_held(work: Work, viewer: Viewer, check_in: CheckIn) -> None:
    part_ids: set[uuid.UUID] = {part.id for part in check_in.parts}
    for task in reports.open_tasks(work.session, check_in.case_id, TaskKind.CALL, TaskReason.JOINT_CONTACT):
        if task.part_id in part_ids:
            task.done_at, task.done_by, task.result = work.now, viewer.staff_id, JOINT_HELD
