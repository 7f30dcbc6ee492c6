"""Worksheets and duties in a report: what was drawn, what people ticked and decided, who was told."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.simulation.report_names import Names
from storage.models import ConcernRow, Duty, Notice, NoticeVersion

Entry = dict[str, Any]

NOTICE_KEYS = {
    "at": "when the machine drew it",
    "due": "24 hours after first suspicion, or after news that reopened it",
    "status": "draft, in_review, returned, approved, submitted, not_filed",
    "drawn": "reasons of 6.8.6 that were ticked when it was drawn",
    "reasons": "reasons that are ticked now",
    "not_filed": "why nothing is filed, or null",
    "decided": "when a person decided, or null",
    "by": "who decided, or null",
    "reviewer": "who reviewed, or null",
}
DUTY_KEYS = {
    "at": "when it became known",
    "kind": "who must be told",
    "due": "by when",
    "state": "open, done, not_needed",
    "by": "who settled it, or null",
}


def notices(session: Session, names: Names) -> list[Entry]:
    """All worksheets."""
    reasons: dict[uuid.UUID, list[list[str]]] = {}
    for row in session.scalars(select(NoticeVersion).order_by(NoticeVersion.number)):
        reasons.setdefault(row.notice_id, []).append(row.reasons)
    rows = session.scalars(select(Notice).options(joinedload(Notice.concern)))
    return [_notice(row, names, reasons[row.id]) for row in rows]


def duties(session: Session, names: Names) -> list[Entry]:
    """All duties beside the worksheets."""
    concerns = {row.id: row for row in session.scalars(select(ConcernRow))}
    return [_duty(row, concerns[row.concern_id], names) for row in session.scalars(select(Duty))]


def _notice(row: Notice, names: Names, reasons: list[list[str]]) -> Entry:
    return {
        "at": row.created_at.isoformat(),
        **names.who(row.concern.case_id, row.concern.person_id),
        "due": row.due_at.isoformat(),
        "status": row.status.value,
        "drawn": reasons[0],
        "reasons": reasons[-1],
        "not_filed": row.not_filed.value if row.not_filed else None,
        "decided": row.settled_at.isoformat() if row.settled_at else None,
        "by": names.staff(row.settled_by),
        "reviewer": names.staff(row.reviewed_by),
    }


def _duty(row: Duty, concern: ConcernRow, names: Names) -> Entry:
    return {
        "at": row.created_at.isoformat(),
        **names.who(concern.case_id, concern.person_id),
        "kind": row.kind.value,
        "due": row.due_at.isoformat(),
        "state": row.state.value,
        "by": names.staff(row.settled_by),
    }
