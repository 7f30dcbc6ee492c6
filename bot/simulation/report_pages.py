"""The pages of a report: who was rung by which way, and whether that left."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulation.report_names import Names
from flows.shared_texts import PAGE
from flows.vocabulary import DeliveryState
from storage.models import Delivery, PageRow, StatusEvent
from storage.queries.delivery import FAILED

PAGE_KEYS = {
    "at": "when it rang",
    "case": "case number, or null",
    "ring": "which ring of its concern",
    "channel": "sms, voice or email",
    "to": "who was rung",
    "sent": "when it left, or null",
}


def pages(session: Session, names: Names) -> list[dict[str, Any]]:
    """All pages; what is told besides, such as that somebody has taken it, is none."""
    texts = _texts_that_left(session)
    found = []
    for row in session.scalars(select(PageRow).where(PageRow.text_key == PAGE)):
        sent = texts.get(row.outbound_id) if row.outbound_id else row.sent_at
        found.append(
            {
                "at": row.created_at.isoformat(),
                "case": names.case(row.concern.case_id if row.concern else None),
                "ring": row.ring,
                "channel": row.channel.value,
                "to": names.staff(row.staff_id),
                "sent": sent.isoformat() if sent else None,
            }
        )
    return found


def _texts_that_left(session: Session) -> dict[uuid.UUID, dt.datetime]:
    """When each text to staff left: its first receipt, else our own note of Twilio's answer."""
    first = select(StatusEvent.outbound_id, func.min(StatusEvent.received_at))
    receipts = {row[0]: row[1] for row in session.execute(first.group_by(StatusEvent.outbound_id))}
    rows = session.scalars(
        select(Delivery).join(PageRow, PageRow.outbound_id == Delivery.outbound_id)
    ).unique()
    return {
        row.outbound_id: receipts.get(row.outbound_id) or row.updated_at
        for row in rows
        if row.state is DeliveryState.SENT and row.provider_status not in FAILED
    }
