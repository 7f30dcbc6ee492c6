"""A valid import file into the records of a provider, inside the caller's transaction."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from bot.ids import Ids
from bot.importing.cases import put_cases
from bot.importing.desk import Desk, Moved, nothing_open
from bot.importing.persons import put_persons
from bot.importing.report import ImportReport
from bot.importing.rows import Parsed
from storage.vault import Vault


def apply(
    session: Session,
    vault: Vault,
    parsed: Parsed,
    *,
    provider_id: uuid.UUID,
    now: dt.datetime,
    ids: Ids,
    update: bool = False,
    moved: Moved = nothing_open,
) -> ImportReport:
    """Add what is new and compare what is known; `update` takes over what differs. `now` is UTC.

    Language, permission and opt-out are never overwritten, an empty cell erases nothing, and nobody
    is taken out of a case. Nothing is committed; a dry run rolls back. Raises ValueError when the
    file had problems, because then nothing may be saved. `moved`: called once a person's number has
    changed, for what is open at the former and the new one.
    """
    if parsed.problems:
        raise ValueError("a file with problems is not saved")
    desk = Desk(session, vault, provider_id, now, ids, update, moved)
    persons = put_persons(desk, parsed.persons().values())
    put_cases(desk, parsed.cases, persons)
    return desk.report
