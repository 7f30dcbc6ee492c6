"""Comparing what child and sponsor answered in one check-in, as soon as either has answered."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from bot.concerns import Grounds, raise_concern
from bot.facts import current_address
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.contradictions import contradictions
from flows.turn import OpenTask, RaiseConcern
from flows.vocabulary import (
    Answer,
    ConcernSource,
    Question,
    Role,
    TaskKind,
    TaskReason,
    Urgency,
)
from storage.models import CheckIn, CheckInPart, ConcernEvidence, ConcernRow
from storage.queries import reports

_CALL_CHILD_FIRST = OpenTask(TaskKind.CALL_BACK, TaskReason.CONTRADICTION, "same_day")


def compare_answers(work: Work, scene: Scene) -> None:
    """Raise a concern for review at each child whose answers differ from a sponsor's (6.8.6).

    It tells neither of the two anything, and keeps no words of either: only which question.
    """
    if scene.part is None:
        return
    check_in = scene.part.check_in
    given = _last_answers(work, check_in)
    sponsors = [part for part in check_in.parts if part.role is Role.SPONSOR]
    for child in (part for part in check_in.parts if part.role is Role.CHILD):
        for sponsor in sponsors:
            for question in contradictions(given[child.id], given[sponsor.id]):
                _raise(work, scene, check_in, child, question)


def _last_answers(work: Work, check_in: CheckIn) -> dict[uuid.UUID, dict[Question, Answer]]:
    """The last answer to each question that was clear, by part."""
    given: dict[uuid.UUID, dict[Question, Answer]] = {part.id: {} for part in check_in.parts}
    for row in reports.clear_answers(work.session, list(given)):
        given[row.part_id][row.question] = row.answer
    return given


def _raise(work: Work, heard: Scene, check_in: CheckIn, child: CheckInPart, question: Question) -> None:
    """One concern a child, one piece of evidence a question and check-in."""
    detail = {"question": question.value, "check_in": check_in.number}
    if _known(work, child, detail):
        return
    at = current_address(work, child.person)
    scene = Scene(at[0] if at else None, child.person, check_in.case, child.role, child)
    effect = RaiseConcern(Urgency.CONCERN, (), source=ConcernSource.CONTRADICTION)
    since = heard.inbound.received_at if heard.inbound else None
    concern = raise_concern(work, scene, effect, Grounds(since=since, detail=detail))
    open_task(work, scene, _CALL_CHILD_FIRST, cause=concern.id)


def _known(work: Work, child: CheckInPart, detail: Mapping[str, object]) -> bool:
    rows = work.session.scalars(
        select(ConcernEvidence)
        .join(ConcernRow, ConcernRow.id == ConcernEvidence.concern_id)
        .where(
            ConcernRow.person_id == child.person_id,
            ConcernEvidence.source == ConcernSource.CONTRADICTION,
        )
    )
    return any(row.detail == detail for row in rows)
