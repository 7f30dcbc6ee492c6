"""The list of cases, and finding one by case number or first name."""

import datetime as dt
import unicodedata
import uuid
from dataclasses import dataclass

from bot.desk.names import open_names
from bot.desk.viewer import Viewer
from bot.runtime import Work
from flows.vocabulary import Role
from storage.models import Case
from storage.queries import caseload


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list. `next_on`: local day of the next check-in."""

    id: uuid.UUID
    case_number: str
    child: str | None
    others: tuple[str, ...]
    caseworker: str | None
    release_date: dt.date
    next_on: dt.date | None
    closed: bool


def cases(work: Work, viewer: Viewer, wanted: str = "") -> list[CaseLine]:
    """Cases in scope; `wanted` is part of a case number or the beginning of a first name.

    Names are sealed, so they are opened and compared here; nothing searched for is kept.
    """
    rows = caseload.cases(work.session, viewer.scope(work), work.now)
    persons = {member.person.id: member.person for case in rows for member in case.members}
    names = open_names(work, persons.values())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    due = caseload.next_due(work.session, [case.id for case in rows])
    sought = fold(wanted)
    return [
        _line(case, names, staff, due.get(case.id))
        for case in rows
        if not sought or _matches(case, names, sought)
    ]


def fold(text: str) -> str:
    """Lower case without accents, so that `jose` finds José."""
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _matches(case: Case, names: dict[uuid.UUID, str], sought: str) -> bool:
    if sought in fold(case.case_number):
        return True
    return any(fold(names[member.person_id]).startswith(sought) for member in case.members)


def _line(
    case: Case, names: dict[uuid.UUID, str], staff: dict[uuid.UUID, str], next_on: dt.date | None
) -> CaseLine:
    child = next((m for m in case.members if m.role is Role.CHILD), None)
    return CaseLine(
        id=case.id,
        case_number=case.case_number,
        child=names[child.person_id] if child else None,
        others=tuple(names[m.person_id] for m in case.members if m.role is not Role.CHILD),
        caseworker=staff.get(case.caseworker_id) if case.caseworker_id else None,
        release_date=case.release_date,
        next_on=next_on,
        closed=case.closed_at is not None,
    )
