"""What the machine read in messages, and what people said of it: codes and counts, no words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.vocabulary import Urgency, Verdict
from storage.models import Correction, Inbound, ReadingRow
from storage.models.concerns import ConcernEvidence


@dataclass(frozen=True, slots=True)
class Judged:
    """One message: its language, what was read, whether it was raised, and what a person said last.

    `missed` are the codes that a person reads in a message that was missed.
    """

    language: str
    urgency: Urgency
    codes: tuple[str, ...]
    raised: bool
    verdict: Verdict | None
    missed: tuple[str, ...]


def judged_messages(session: Session, provider_id: uuid.UUID) -> Sequence[Judged]:
    """Every message that the machine has read, with the newest correction of it."""
    corrections = {
        row.inbound_id: row
        for row in session.scalars(
            select(Correction)
            .where(Correction.provider_id == provider_id, Correction.inbound_id.is_not(None))
            .order_by(Correction.at, Correction.id)
        )
    }
    raised = set(
        session.scalars(
            select(ConcernEvidence.inbound_id).where(
                ConcernEvidence.provider_id == provider_id,
                ConcernEvidence.inbound_id.is_not(None),
                ConcernEvidence.staff_id.is_(None),
            )
        )
    )
    rows = session.scalars(
        select(ReadingRow)
        .join(Inbound, Inbound.id == ReadingRow.inbound_id)
        .where(Inbound.provider_id == provider_id)
    )
    return [_judged(row, row.inbound_id in raised, corrections.get(row.inbound_id)) for row in rows]


def _judged(row: ReadingRow, raised: bool, correction: Correction | None) -> Judged:
    missed = correction is not None and correction.verdict is Verdict.MISSED
    return Judged(
        language=row.language,
        urgency=row.urgency,
        codes=tuple(row.detail.get("concerns", [])),
        raised=raised,
        verdict=correction.verdict if correction else None,
        missed=tuple(correction.codes) if correction and missed else (),
    )
