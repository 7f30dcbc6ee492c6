"""Worksheets of NOCs, their versions, duties, numbers of States, and what of all this is overdue (6.8.6)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from flows.vocabulary import ConcernStatus, ContactKind, DutyState, Outcome
from storage.models import (
    CheckInPart,
    ConcernEvidence,
    ConcernRow,
    Duty,
    Notice,
    NoticeVersion,
    StateContact,
)


@dataclass(frozen=True, slots=True)
class Overdue:
    """How much is overdue: reports to ORR, and other duties."""

    notices: int
    duties: int


def find_notice(session: Session, concern_id: uuid.UUID, *, lock: bool = False) -> Notice | None:
    """The worksheet of a concern; `lock` keeps others from changing it until the transaction ends."""
    query = select(Notice).where(Notice.concern_id == concern_id)
    return session.scalar(query.with_for_update() if lock else query)


def versions(session: Session, notice_id: uuid.UUID) -> Sequence[NoticeVersion]:
    """All versions of a worksheet, oldest first."""
    return session.scalars(
        select(NoticeVersion).where(NoticeVersion.notice_id == notice_id).order_by(NoticeVersion.number)
    ).all()


def version(session: Session, notice_id: uuid.UUID, number: int) -> NoticeVersion | None:
    """One version of a worksheet."""
    return session.scalar(
        select(NoticeVersion).where(NoticeVersion.notice_id == notice_id, NoticeVersion.number == number)
    )


def duties(session: Session, concern_id: uuid.UUID) -> Sequence[Duty]:
    """The duties of a concern by their clocks."""
    return session.scalars(
        select(Duty).where(Duty.concern_id == concern_id).order_by(Duty.due_at, Duty.created_at)
    ).all()


def find_duty(session: Session, duty_id: uuid.UUID) -> Duty | None:
    """One duty, locked until the transaction ends."""
    return session.scalar(select(Duty).where(Duty.id == duty_id).with_for_update())


def messages_of(session: Session, concern_id: uuid.UUID) -> set[uuid.UUID]:
    """Ids of the messages that are evidence of a concern."""
    found = session.scalars(
        select(ConcernEvidence.inbound_id).where(
            ConcernEvidence.concern_id == concern_id, ConcernEvidence.inbound_id.is_not(None)
        )
    )
    return {inbound_id for inbound_id in found if inbound_id is not None}


def contacts(
    session: Session, provider_id: uuid.UUID, state: str | None = None
) -> dict[tuple[str, ContactKind], StateContact]:
    """The numbers that stand: for each State and kind the newest row, unless it takes the number away."""
    query = select(StateContact).where(StateContact.provider_id == provider_id)
    if state is not None:
        query = query.where(StateContact.state == state)
    newest = {
        (row.state, row.kind): row
        for row in session.scalars(query.order_by(StateContact.entered_at, StateContact.id))
    }
    return {place: row for place, row in newest.items() if not row.withdrawn}


def last_silence(session: Session, person_id: uuid.UUID) -> dt.datetime | None:
    """When the newest part of a person ended (UTC), if it ended because no answer came."""
    newest = session.execute(
        select(CheckInPart.ended_at, CheckInPart.outcome)
        .where(CheckInPart.person_id == person_id, CheckInPart.ended_at.is_not(None))
        .order_by(CheckInPart.ended_at.desc())
        .limit(1)
    ).first()
    silent = (Outcome.NO_ANSWER, Outcome.NOT_HELD_IN_TIME, Outcome.UNABLE_TO_CONTACT)
    return newest[0] if newest and newest[1] in silent else None


def undrafted(session: Session, provider_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Ids of concerns that are not closed and have no worksheet yet."""
    return session.scalars(
        select(ConcernRow.id).where(
            ConcernRow.provider_id == provider_id,
            ConcernRow.status != ConcernStatus.CLOSED,
            ConcernRow.id.not_in(select(Notice.concern_id)),
        )
    ).all()


def running(session: Session, provider_id: uuid.UUID, due_before: dt.datetime) -> Sequence[uuid.UUID]:
    """Ids of worksheets without a decision whose clock ends before an instant (UTC), most pressing first."""
    return session.scalars(
        select(Notice.id)
        .join(ConcernRow, ConcernRow.id == Notice.concern_id)
        .where(
            Notice.provider_id == provider_id,
            ConcernRow.status != ConcernStatus.CLOSED,
            _unsettled(),
            Notice.due_at <= due_before,
        )
        .order_by(Notice.due_at)
    ).all()


def overdue(session: Session, seen: ColumnElement[bool], now: dt.datetime) -> Overdue:
    """What is overdue among the concerns for which `seen` holds, at the instant `now` (UTC)."""
    late = session.scalar(select(func.count(ConcernRow.id)).where(seen, notice_overdue(now)))
    owed = session.scalar(
        select(func.count(Duty.id))
        .join(ConcernRow, ConcernRow.id == Duty.concern_id)
        .where(seen, Duty.state == DutyState.OPEN, Duty.due_at <= now)
    )
    return Overdue(late or 0, owed or 0)


def notice_overdue(now: dt.datetime) -> ColumnElement[bool]:
    """Concerns whose NOC was due before `now` and of which nobody has decided.

    A concern without a worksheet counts from its own clock; one that was closed no longer counts.
    """
    late = select(Notice.concern_id).where(_unsettled(), Notice.due_at <= now)
    bare = and_(ConcernRow.id.not_in(select(Notice.concern_id)), ConcernRow.noc_due_at <= now)
    return and_(ConcernRow.status != ConcernStatus.CLOSED, or_(ConcernRow.id.in_(late), bare))


def due_times(session: Session, concern_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.datetime | None]:
    """When the NOC of each of these concerns is due (UTC); None where a person has decided."""
    query = select(Notice.concern_id, Notice.due_at, Notice.settled_at)
    rows = session.execute(query.where(Notice.concern_id.in_(list(concern_ids))))
    return {concern_id: None if settled else due for concern_id, due, settled in rows}


def _unsettled() -> ColumnElement[bool]:
    return Notice.settled_at.is_(None)
