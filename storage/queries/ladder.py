"""What the contact ladder looks at: open conversations, parts of a person, calls, who reached the child."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from flows.vocabulary import (
    Channel,
    ConcernSource,
    ConversationStatus,
    PartStatus,
    Role,
    TaskKind,
    TaskReason,
)
from storage.models import (
    Attempt,
    Case,
    CasePerson,
    CheckIn,
    CheckInPart,
    ChildContact,
    ConcernEvidence,
    ConcernRow,
    Conversation,
    Delivery,
    Notice,
    Outbound,
    PersonAddress,
    Task,
)
from storage.queries.siblings import asks_about


def due_rungs(session: Session, provider_id: uuid.UUID, now: dt.datetime) -> Sequence[uuid.UUID]:
    """Open conversations that the ladder has to look at now."""
    query = select(Conversation.id).where(
        Conversation.provider_id == provider_id,
        Conversation.status == ConversationStatus.OPEN,
        Conversation.rung_at <= now,
    )
    return session.scalars(query.order_by(Conversation.rung_at, Conversation.id)).all()


def parts_of(session: Session, case_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[CheckInPart]:
    """A person's parts in a case, the newest check-in first."""
    query = (
        select(CheckInPart)
        .join(CheckIn)
        .where(CheckIn.case_id == case_id, CheckInPart.person_id == person_id)
        .order_by(CheckIn.number.desc())
    )
    return session.scalars(query).all()


def newest_conversation(session: Session, part_id: uuid.UUID) -> Conversation | None:
    """The newest conversation about a part, as its own or as a sibling's."""
    query = select(Conversation).where(asks_about([part_id]))
    return session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()


def is_busy(session: Session, address_id: uuid.UUID, person_id: uuid.UUID | None = None) -> bool:
    """Whether a conversation at this address, or with this person anywhere, is open."""
    here = Conversation.address_id == address_id
    query = select(Conversation.id).where(
        Conversation.status == ConversationStatus.OPEN,
        here if person_id is None else or_(here, Conversation.person_id == person_id),
    )
    return session.scalars(query.limit(1)).first() is not None


def open_tasks_of_part(session: Session, part_id: uuid.UUID, reasons: Collection[str]) -> Sequence[Task]:
    """Open calls of a part, or calls to enrol, with one of these reasons, locked."""
    query = select(Task).where(
        Task.part_id == part_id,
        Task.done_at.is_(None),
        Task.kind.in_(CHECK_IN_CALLS),
        Task.reason.in_(reasons),
    )
    return session.scalars(query.order_by(Task.created_at, Task.id).with_for_update()).all()


def calls_of(session: Session, part_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Attempt]:
    """Calls that staff made to a person for a part, oldest first."""
    query = select(Attempt).where(
        Attempt.part_id == part_id, Attempt.person_id == person_id, Attempt.channel == Channel.VOICE.value
    )
    return session.scalars(query.order_by(Attempt.at)).all()


def calls_for_parts(session: Session, part_ids: Collection[uuid.UUID]) -> Sequence[Attempt]:
    """Calls that staff made to anybody for these parts, oldest first."""
    query = select(Attempt).where(Attempt.part_id.in_(part_ids), Attempt.channel == Channel.VOICE.value)
    return session.scalars(query.order_by(Attempt.at)).all()


def alternates_of_parts(
    session: Session, part_ids: Collection[uuid.UUID]
) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """The alternative contacts of the case of each part: part and person."""
    query = (
        select(CheckInPart.id, CasePerson.person_id)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .join(CasePerson, CasePerson.case_id == CheckIn.case_id)
        .where(CheckInPart.id.in_(part_ids), CasePerson.role == Role.ALTERNATE)
    )
    return [(part_id, person_id) for part_id, person_id in session.execute(query)]


def called_since(
    session: Session, person_id: uuid.UUID, since: dt.datetime, results: Collection[str]
) -> bool:
    """Whether a call to a person since then ended in one of these ways."""
    query = select(Attempt.id).where(
        Attempt.person_id == person_id, Attempt.at >= since, Attempt.result.in_(results)
    )
    return session.scalars(query.limit(1)).first() is not None


def alternatives_not_called(session: Session, part: CheckInPart) -> Sequence[CasePerson]:
    """Alternative contacts of the case whom nobody has called for this part."""
    called = select(Attempt.person_id).where(
        Attempt.part_id == part.id, Attempt.channel == Channel.VOICE.value
    )
    query = (
        select(CasePerson)
        .join(CheckIn, CheckIn.case_id == CasePerson.case_id)
        .where(
            CheckIn.id == part.check_in_id,
            CasePerson.role == Role.ALTERNATE,
            CasePerson.person_id.not_in(called),
        )
        .order_by(CasePerson.id)
    )
    return session.scalars(query).all()


def fates(session: Session, conversation_id: uuid.UUID) -> Sequence[Delivery]:
    """What became of the texts of a conversation, oldest first."""
    query = (
        select(Delivery)
        .join(Outbound, Outbound.id == Delivery.outbound_id)
        .where(Outbound.conversation_id == conversation_id)
        .order_by(Delivery.created_at, Delivery.position)
    )
    return session.scalars(query).all()


def newest_fate(session: Session, conversation_id: uuid.UUID, address_id: uuid.UUID) -> Delivery | None:
    """What became of the newest text of a conversation to an address."""
    query = (
        select(Delivery)
        .join(Outbound, Outbound.id == Delivery.outbound_id)
        .where(Outbound.conversation_id == conversation_id, Delivery.address_id == address_id)
        .order_by(Delivery.created_at.desc(), Delivery.position.desc())
    )
    return session.scalars(query.limit(1)).first()


def deliveries(session: Session, outbound_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Delivery]:
    """What became of these texts."""
    rows = session.scalars(select(Delivery).where(Delivery.outbound_id.in_(outbound_ids)))
    return {row.outbound_id: row for row in rows}


def moved_away(session: Session, address_id: uuid.UUID) -> Conversation | None:
    """An open conversation that was begun at this address and went on at the person's other one, locked."""
    query = (
        select(Conversation)
        .join(Outbound, Outbound.conversation_id == Conversation.id)
        .join(PersonAddress, PersonAddress.person_id == Conversation.person_id)
        .where(
            Outbound.address_id == address_id,
            PersonAddress.address_id == address_id,
            PersonAddress.until.is_(None),
            Conversation.status == ConversationStatus.OPEN,
            Conversation.moved_at.is_not(None),
        )
        .with_for_update(key_share=True, of=Conversation)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query.limit(1)).first()


def first_contacts(session: Session, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When the child of each case was first reached (UTC); cases without contact are missing."""
    query = (
        select(ChildContact.case_id, func.min(ChildContact.at))
        .where(ChildContact.case_id.in_(case_ids))
        .group_by(ChildContact.case_id)
    )
    return {case_id: at for case_id, at in session.execute(query)}


def last_contact(session: Session, case_id: uuid.UUID) -> dt.datetime | None:
    """When the child of a case was last reached (UTC), or None."""
    return session.scalar(select(func.max(ChildContact.at)).where(ChildContact.case_id == case_id))


def unreached_cases(session: Session, provider_id: uuid.UUID, before: dt.date) -> Sequence[Case]:
    """Open cases, released or accepted on or before a day, whose child nobody has reached."""
    reached = select(ChildContact.id).where(ChildContact.case_id == Case.id)
    query = (
        select(Case)
        .where(
            Case.provider_id == provider_id,
            Case.closed_at.is_(None),
            Case.release_date <= before,
            ~reached.exists(),
        )
        .options(selectinload(Case.members).joinedload(CasePerson.person))
        .order_by(Case.release_date, Case.case_number)
    )
    return session.scalars(query).all()


def rules_that_spoke(session: Session, case_id: uuid.UUID) -> frozenset[str]:
    """Codes of the rules that have raised a concern in a case, whatever became of it."""
    query = (
        select(ConcernEvidence.detail)
        .join(ConcernRow)
        .where(ConcernRow.case_id == case_id, ConcernEvidence.source == ConcernSource.POLICY)
    )
    return frozenset(str(detail["rule"]) for detail in session.scalars(query) if "rule" in detail)


def safety_concerns(session: Session, case_id: uuid.UUID) -> Sequence[ConcernRow]:
    """Concerns of a case that rest on something said or seen, oldest first."""
    query = select(ConcernRow).where(ConcernRow.case_id == case_id, ConcernRow.source != ConcernSource.POLICY)
    return session.scalars(query.order_by(ConcernRow.first_suspected_at)).all()


def noc_clocks(
    session: Session, case_id: uuid.UUID
) -> Sequence[tuple[dt.datetime, dt.datetime, dt.datetime | None]]:
    """First suspicion, end of the 24 hours, and when a person decided (UTC), for each concern of a case."""
    query = (
        select(
            ConcernRow.first_suspected_at,
            func.coalesce(Notice.due_at, ConcernRow.noc_due_at),
            func.coalesce(Notice.settled_at, ConcernRow.closed_at),
        )
        .outerjoin(Notice, Notice.concern_id == ConcernRow.id)
        .where(ConcernRow.case_id == case_id)
        .order_by(ConcernRow.first_suspected_at)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def open_warnings(session: Session, case_id: uuid.UUID) -> Sequence[Task]:
    """Open tasks that warn of the thirty days of a case, locked."""
    warnings = (TaskReason.NO_CONTACT_DAY_20, TaskReason.NO_CONTACT_DAY_25, TaskReason.NO_CONTACT_ON_FILE)
    query = select(Task).where(
        Task.case_id == case_id, Task.done_at.is_(None), Task.reason.in_([w.value for w in warnings])
    )
    return session.scalars(query.with_for_update()).all()


CHECK_IN_CALLS = frozenset({TaskKind.CALL, TaskKind.ENROL})
"""Kinds of tasks by which a person holds, or prepares, somebody's part of a check-in."""

UNDECIDED = frozenset({PartStatus.SCHEDULED, PartStatus.OPEN, PartStatus.CALL})
"""Parts of which nothing is settled yet."""
