"""Closing a concern, after a named person has decided about the report (6.8.6, invariant 7)."""

import uuid
from collections.abc import Mapping

from bot.alarms.sounding import CLOSED, stop
from bot.alarms.taking import CONSOLE, acknowledge
from bot.concern_notes import key_of
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import ConcernOutcome, ConcernStatus, DutyState, NoticeStatus
from storage.models import ConcernRow
from storage.queries import notices
from storage.queries import today as queries

CLOSING_FIELD = "closing_note"
LONGEST_NOTE = 500

AFTER: Mapping[NoticeStatus, frozenset[ConcernOutcome]] = {
    NoticeStatus.SUBMITTED: frozenset({ConcernOutcome.NOC_SUBMITTED}),
    NoticeStatus.NOT_FILED: frozenset(ConcernOutcome) - {ConcernOutcome.NOC_SUBMITTED},
}
"""Which outcomes each decision about the report allows. While there is none, nothing closes."""


def close_concern(
    work: Work, viewer: Viewer, concern_id: uuid.UUID, outcome: ConcernOutcome, note: str | None = None
) -> ConcernRow:
    """Close a concern; what is said later opens a new one.

    Raises NotHere outside the caseload; Refused when it is closed already, while nobody has decided
    about the report or a duty is open, for an outcome that is not what was decided, and for a long note.
    """
    row = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id, lock=True)
    if row is None:
        raise NotHere
    if row.status is ConcernStatus.CLOSED:
        raise Refused(Why.ALREADY_DONE)
    words = (note or "").strip()
    if len(words) > LONGEST_NOTE:
        raise Refused(Why.NOTE_TOO_LONG)
    if outcome not in outcomes_open(work, row):
        raise Refused(_why_not(work, row))
    acknowledge(work, row, viewer.staff_id, CONSOLE)
    stop(work, row, CLOSED)
    row.status = ConcernStatus.CLOSED
    row.closed_at, row.closed_by, row.outcome = work.now, viewer.staff_id, outcome
    if words:
        row.closing_note_sealed = work.vault.seal(key_of(work, row), CLOSING_FIELD, words)
    work.audit(
        "close", "concern", row.id, staff_id=viewer.staff_id, case_id=row.case_id, outcome=outcome.value
    )
    return row


def outcomes_open(work: Work, concern: ConcernRow) -> frozenset[ConcernOutcome]:
    """With which outcomes a concern may be closed now; none while something is still to be decided."""
    notice = notices.find_notice(work.session, concern.id)
    if notice is None or _open_duty(work, concern):
        return frozenset()
    return AFTER.get(notice.status, frozenset())


def closing_note(work: Work, concern: ConcernRow) -> str | None:
    """What was written down at closing."""
    return work.vault.open_optional(key_of(work, concern), CLOSING_FIELD, concern.closing_note_sealed)


def _open_duty(work: Work, concern: ConcernRow) -> bool:
    return any(duty.state is DutyState.OPEN for duty in notices.duties(work.session, concern.id))


def _why_not(work: Work, concern: ConcernRow) -> Why:
    notice = notices.find_notice(work.session, concern.id)
    if notice is None or notice.status not in AFTER:
        return Why.NOTICE_OPEN
    return Why.DUTIES_OPEN if _open_duty(work, concern) else Why.OTHER_DECISION
