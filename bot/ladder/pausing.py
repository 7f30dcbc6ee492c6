"""Staff let the machine's texts to a person rest for a while, with an end; answers go all the same."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.policy.hours import wall_to_utc
from flows.vocabulary import PartStatus
from storage.models import Case, CheckInPart, Pause
from storage.queries import caseload

LONGEST_PAUSE = dt.timedelta(days=30)


def pause(work: Work, viewer: Viewer, person_id: uuid.UUID, until: dt.date) -> Pause:
    """Begin no check-in with a person before a local day. A new pause takes the place of the present one.

    Clocks run on. Raises NotHere outside the caseload; Refused for a day that has come, or too far away.
    """
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    zone = ZoneInfo(work.session.get_one(Case, case_id).time_zone)
    today = work.now.astimezone(zone).date()
    if not today < until <= today + LONGEST_PAUSE:
        raise Refused(Why.PAUSE_NOT_CLEAR)
    _end_all(work, viewer, person_id)
    row = Pause(
        **work.owned(), person_id=person_id, until=wall_to_utc(until, 0, zone), at=work.now,
        staff_id=viewer.staff_id,
    )  # fmt: skip
    work.session.add(row)
    work.audit("pause", "person", person_id, staff_id=viewer.staff_id, case_id=case_id)
    return row


def resume(work: Work, viewer: Viewer, person_id: uuid.UUID) -> None:
    """Let texts go again. Raises NotHere outside the caseload; Refused when they are not resting."""
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, person_id)
    if case_id is None:
        raise NotHere
    if not _end_all(work, viewer, person_id):
        raise Refused(Why.NOT_PAUSED)
    # A check-in that the pause held back is looked at anew, not only on the day on which it would have ended.
    work.session.execute(
        update(CheckInPart)
        .where(CheckInPart.person_id == person_id, CheckInPart.status == PartStatus.SCHEDULED)
        .values(not_before=None)
    )
    work.audit("resume", "person", person_id, staff_id=viewer.staff_id, case_id=case_id)


def _end_all(work: Work, viewer: Viewer, person_id: uuid.UUID) -> int:
    query = select(Pause).where(
        Pause.person_id == person_id, Pause.ended_at.is_(None), Pause.until > work.now
    )
    rows = work.session.scalars(query.with_for_update()).all()
    for row in rows:
        row.ended_at, row.ended_by = work.now, viewer.staff_id
    return len(rows)
