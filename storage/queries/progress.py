"""How far the report of each concern has come: for lists, with two statements however long they are."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flows.vocabulary import DutyKind, DutyState, NoticeStatus
from storage.models import Duty, Notice


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the worksheet of a concern stands, and who else is still to be told.

    due_at         when the NOC is due (UTC)
    settled        a named person has decided: submitted, or not filed
    open_duties    how many others are still to be told
    next_duty_at   the earliest of their clocks (UTC)
    """

    status: NoticeStatus
    due_at: dt.datetime
    settled: bool
    open_duties: int
    next_duty_at: dt.datetime | None


def progress_of(session: Session, concerns: Collection[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """The progress of these concerns; those without a worksheet are left out."""
    duties = {
        concern_id: (count, first)
        for concern_id, count, first in session.execute(
            select(Duty.concern_id, func.count(), func.min(Duty.due_at))
            .where(
                Duty.concern_id.in_(concerns),
                Duty.state == DutyState.OPEN,
                Duty.kind != DutyKind.ORR_NOC,
            )
            .group_by(Duty.concern_id)
        )
    }
    rows = session.scalars(select(Notice).where(Notice.concern_id.in_(concerns)))
    return {
        row.concern_id: Progress(
            row.status, row.due_at, row.settled_at is not None, *duties.get(row.concern_id, (0, None))
        )
        for row in rows
    }
