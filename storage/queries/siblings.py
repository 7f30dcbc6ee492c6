"""Conversations about several children: which parts they ask about (6.3)."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from flows.vocabulary import ConversationStatus, PartStatus, Role
from storage.models import Case, CasePerson, CheckIn, CheckInPart, Conversation, ConversationPart


def asks_about(part_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Conversations that ask about any of these parts, as their own or as a sibling's."""
    siblings = select(ConversationPart.conversation_id).where(ConversationPart.part_id.in_(part_ids))
    return or_(Conversation.part_id.in_(part_ids), Conversation.id.in_(siblings))


def unended_about(session: Session, part_ids: Collection[uuid.UUID]) -> Sequence[Conversation]:
    """Conversations about these parts that have not ended."""
    query = select(Conversation).where(asks_about(part_ids), Conversation.status != ConversationStatus.ENDED)
    return session.scalars(query.order_by(Conversation.opened_at)).all()


def sponsorships(session: Session, person_id: uuid.UUID) -> Sequence[CasePerson]:
    """What a person is as a sponsor, in every case that is open, by case number."""
    query = (
        select(CasePerson)
        .join(Case)
        .where(CasePerson.person_id == person_id, CasePerson.role == Role.SPONSOR, Case.closed_at.is_(None))
        .order_by(Case.case_number)
    )
    return session.scalars(query).all()


def scheduled_parts(session: Session, person_id: uuid.UUID) -> Sequence[CheckInPart]:
    """A sponsor's parts in open cases that have not opened yet, the earliest first."""
    query = (
        select(CheckInPart)
        .join(CheckIn)
        .join(Case)
        .where(
            CheckInPart.person_id == person_id,
            CheckInPart.role == Role.SPONSOR,
            CheckInPart.status == PartStatus.SCHEDULED,
            Case.closed_at.is_(None),
        )
        .order_by(CheckInPart.due_on, Case.case_number)
    )
    return session.scalars(query).all()
