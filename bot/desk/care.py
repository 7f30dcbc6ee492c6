"""What a caller must know of the questions that a child was asked after a disclosure (6.8.6).

Nobody calls before the child has answered, unless it is an emergency or two hours pass.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.threads import Bubble, incoming
from bot.runtime import Work
from flows import engine
from flows.vocabulary import Answer, ConversationStatus, Question, Urgency
from storage.models import (
    AnswerRow,
    CheckInPart,
    ConcernRow,
    Conversation,
    InboundProcessing,
    ReadingRow,
)
from storage.queries import threads


@dataclass(frozen=True, slots=True)
class Care:
    """The two questions after a disclosure.

    asked       the question that waits for its answer, or None
    wait_until  nobody calls before this instant (UTC); None when a person may call now
    in_danger   the answer to "in danger right now?", None while it is not known
    when        what the child wrote about when somebody can safely call or write, oldest first
    """

    asked: Question | None
    wait_until: dt.datetime | None
    in_danger: Answer | None
    when: tuple[Bubble, ...]


def care_of(work: Work, concern: ConcernRow, staff: Mapping[uuid.UUID, str]) -> Care | None:
    """The questions of a concern; None where none were asked. `staff` are the names of colleagues."""
    if concern.person_id is None:
        return None
    talk = _asking(work, concern.person_id)
    in_danger = _in_danger(work, concern)
    when = _when(work, concern, staff)
    if talk is None and in_danger is None and not when:
        return None
    waits = talk is not None and concern.urgency is not Urgency.EMERGENCY
    return Care(
        asked=talk.waiting_for if talk else None,
        wait_until=engine.expires_at(talk.state) if talk and waits else None,
        in_danger=in_danger,
        when=when,
    )


def _asking(work: Work, person_id: uuid.UUID) -> Conversation | None:
    query = select(Conversation).where(
        Conversation.person_id == person_id,
        Conversation.status == ConversationStatus.OPEN,
        Conversation.waiting_for.in_((Question.DANGER_NOW, Question.SAFE_TIME)),
    )
    return work.session.scalars(query).one_or_none()


def _in_danger(work: Work, concern: ConcernRow) -> Answer | None:
    query = (
        select(AnswerRow.answer)
        .join(CheckInPart, CheckInPart.id == AnswerRow.part_id)
        .where(
            CheckInPart.person_id == concern.person_id,
            AnswerRow.question == Question.DANGER_NOW,
            AnswerRow.at >= concern.first_suspected_at,
        )
        .order_by(AnswerRow.at.desc())
    )
    return work.session.scalars(query).first()


def _when(work: Work, concern: ConcernRow, staff: Mapping[uuid.UUID, str]) -> tuple[Bubble, ...]:
    query = (
        select(ReadingRow.inbound_id)
        .join(InboundProcessing, InboundProcessing.inbound_id == ReadingRow.inbound_id)
        .where(
            InboundProcessing.person_id == concern.person_id,
            ReadingRow.question == Question.SAFE_TIME.value,
            InboundProcessing.received_at >= concern.first_suspected_at,
        )
        .order_by(InboundProcessing.received_at)
    )
    wanted = list(work.session.scalars(query))
    rows = threads.inbounds(work.session, wanted)
    return tuple(incoming(work, rows[inbound_id], staff) for inbound_id in wanted)
