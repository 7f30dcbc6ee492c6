"""Wrong page codes are counted: after a few, codes from that phone do not count for a while.

Four digits can be tried through, and the number of a sender can be made up. Whoever is shut out signs
in instead; the alarm rings on, so nothing that danger needs is lost.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Collection

from bot.alarms.telling import tell
from bot.runtime import Work
from flows.shared_texts import PAGE_CODES
from storage.models import Staff
from storage.queries import alarms

log = logging.getLogger(__name__)

WRONG_CODE = "wrong_code"
MOST = 5
WITHIN = dt.timedelta(hours=1)
"""So many wrong codes in so long: until the first of them is older, no code from there counts."""


def may_try(work: Work, staff_ids: Collection[uuid.UUID]) -> bool:
    """Whether a code from the phone of these persons counts now."""
    return alarms.wrong_codes(work.session, staff_ids, WRONG_CODE, work.now - WITHIN) < MOST


def note_wrong(work: Work, staff_ids: Collection[uuid.UUID], how: str) -> None:
    """Write a wrong code down; at the last that is allowed, tell whose phone it is, and supervisors.

    What was tried is not kept: it may be the code of somebody else's page.
    """
    work.session.flush()
    first = min(staff_ids)
    work.audit(WRONG_CODE, "staff", first, how=how)
    work.session.flush()
    if may_try(work, staff_ids):
        return
    log.warning("too many wrong codes: codes from this phone do not count", extra={"staff": str(first)})
    people = {work.session.get_one(Staff, staff_id) for staff_id in staff_ids}
    people |= set(alarms.supervisors(work.session, work.settings.provider_id))
    for staff in sorted(people, key=lambda person: person.email):
        tell(work, staff, PAGE_CODES, f"codes:{first}:{work.now:%Y%m%d%H%M}")
