"""The times of each concern, for the figures: arrival, first page that left, acknowledgement, NOC.

Codes, languages and times only; nothing that anybody said.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from flows.vocabulary import (
    ConcernSource,
    DeliveryState,
    NoticeStatus,
    PageChannel,
    Urgency,
    Verdict,
)
from storage.models import (
    Alarm,
    Case,
    ConcernRow,
    Correction,
    Delivery,
    Notice,
    Outbound,
    PageRow,
    Person,
    ReadingRow,
    StatusEvent,
)
from storage.queries.delivery import FAILED


@dataclass(frozen=True, slots=True)
class Times:
    """One concern. Instants are UTC; None: it has not happened, or nobody knows.

    by_machine   a message gave rise to it: its time is the arrival; else a person or a rule did
    zone         of the case (IANA), or None
    language     in which the person is spoken with, or None
    """

    id: uuid.UUID
    urgency: Urgency
    by_machine: bool
    zone: str | None
    language: str | None
    since: dt.datetime
    paged_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    noc_due_at: dt.datetime
    submitted_at: dt.datetime | None
    not_filed: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said last of a message or of a concern without one."""

    verdict: Verdict
    urgency: Urgency
    language: str | None
    concern_id: uuid.UUID | None


_BY_MACHINE = frozenset({ConcernSource.READING, ConcernSource.ANSWER, ConcernSource.AGREED_WORD})


def concern_times(session: Session, provider_id: uuid.UUID, since: dt.datetime, page_key: str) -> list[Times]:
    """The times of all concerns first suspected after `since` (UTC), oldest first."""
    rows = session.execute(
        select(ConcernRow, Person, Case.time_zone, Notice)
        .outerjoin(Person, Person.id == ConcernRow.person_id)
        .outerjoin(Case, Case.id == ConcernRow.case_id)
        .outerjoin(Notice, Notice.concern_id == ConcernRow.id)
        .where(ConcernRow.provider_id == provider_id, ConcernRow.first_suspected_at >= since)
        .order_by(ConcernRow.first_suspected_at, ConcernRow.id)
    ).all()
    wanted = select(ConcernRow.id).where(
        ConcernRow.provider_id == provider_id, ConcernRow.first_suspected_at >= since
    )
    paged = _first_left(session, wanted, page_key)
    taken = _first_taken(session, wanted)
    return [
        Times(
            id=concern.id,
            urgency=concern.urgency,
            by_machine=concern.source in _BY_MACHINE,
            zone=zone,
            language=(person.interpreter_language or person.language) if person else None,
            since=concern.first_suspected_at,
            paged_at=paged.get(concern.id),
            acknowledged_at=taken.get(concern.id, concern.acknowledged_at),
            noc_due_at=concern.noc_due_at,
            submitted_at=notice.submitted_at if notice else None,
            not_filed=bool(notice) and notice.status is NoticeStatus.NOT_FILED,
        )
        for concern, person, zone, notice in rows
    ]


def judgements(session: Session, provider_id: uuid.UUID, since: dt.datetime) -> Sequence[Judgement]:
    """What people said after `since` (UTC) of the machine's readings; the newest word on each counts."""
    rows = session.execute(
        select(Correction, ReadingRow.language)
        .outerjoin(ReadingRow, ReadingRow.inbound_id == Correction.inbound_id)
        .where(Correction.provider_id == provider_id, Correction.at >= since)
        .order_by(Correction.at, Correction.id)
    )
    newest = {row.inbound_id or row.concern_id: (row, language) for row, language in rows}
    return [
        Judgement(row.verdict, row.urgency, language, row.concern_id) for row, language in newest.values()
    ]


def _first_left(session: Session, wanted: Select[uuid.UUID], page_key: str) -> dict[uuid.UUID, dt.datetime]:
    """When the first page of each concern left: by the receipt of a text, by our own note of the rest."""
    receipt = (
        select(func.min(StatusEvent.received_at))
        .where(StatusEvent.outbound_id == Outbound.id)
        .correlate(Outbound)
        .scalar_subquery()
    )
    rows = session.execute(
        select(PageRow.concern_id, PageRow.channel, PageRow.sent_at, receipt, Delivery)
        .outerjoin(Outbound, Outbound.id == PageRow.outbound_id)
        .outerjoin(Delivery, Delivery.outbound_id == PageRow.outbound_id)
        .where(PageRow.concern_id.in_(wanted), PageRow.text_key == page_key)
    )
    found: dict[uuid.UUID, dt.datetime] = {}
    for concern_id, channel, sent_at, received_at, delivery in rows:
        left = _text_left(delivery, received_at) if channel is PageChannel.SMS else sent_at
        if left is not None and concern_id is not None:
            found[concern_id] = min(left, found.get(concern_id, left))
    return found


def _text_left(delivery: Delivery | None, received_at: dt.datetime | None) -> dt.datetime | None:
    if delivery is None or delivery.state is not DeliveryState.SENT or delivery.provider_status in FAILED:
        return None
    return received_at or delivery.updated_at


def _first_taken(session: Session, wanted: Select[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """When each concern was acknowledged first, whatever rang again later."""
    rows = session.execute(
        select(Alarm.concern_id, func.min(Alarm.stopped_at))
        .where(Alarm.concern_id.in_(wanted), Alarm.acknowledged_by.is_not(None))
        .group_by(Alarm.concern_id)
    )
    return {concern_id: at for concern_id, at in rows if at is not None}
