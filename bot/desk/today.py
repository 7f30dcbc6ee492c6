"""What needs this person today, worst first, and what burns anywhere in the caseload."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.codes import known
from bot.desk.names import Who, open_names, who
from bot.desk.tasks import TaskLine, open_lines
from bot.desk.viewer import Viewer
from bot.runtime import Work
from flows.vocabulary import Concern, ConcernStatus, Question, Urgency
from storage.models import ConcernRow
from storage.queries import caseload
from storage.queries import today as queries


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One concern that is not closed."""

    id: uuid.UUID
    who: Who
    urgency: Urgency
    codes: tuple[Concern, ...]
    since: dt.datetime
    noc_due_at: dt.datetime
    status: ConcernStatus
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A check-in that runs by itself."""

    who: Who
    number: int
    waiting_for: Question | None
    last_turn_at: dt.datetime
    taken_over_by: str | None


@dataclass(frozen=True, slots=True)
class Today:
    """The three parts of the page."""

    concerns: tuple[ConcernLine, ...]
    tasks: tuple[TaskLine, ...]
    under_way: tuple[UnderWay, ...]


def concern_lines(work: Work, viewer: Viewer) -> tuple[ConcernLine, ...]:
    """Concerns that are not closed: unacknowledged first, worst first, oldest first."""
    rows = queries.open_concerns(work.session, viewer.scope(work), work.now)
    names = open_names(work, {r.person.id: r.person for r in rows if r.person}.values())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    return tuple(concern_line(work, row, names, staff) for row in rows)


def concern_line(
    work: Work, row: ConcernRow, names: dict[uuid.UUID, str], staff: dict[uuid.UUID, str]
) -> ConcernLine:
    """A concern as a line; `names` are the opened first names, `staff` the names of colleagues."""
    return ConcernLine(
        id=row.id,
        who=who(work, row.case, row.person, names),
        urgency=row.urgency,
        codes=known(Concern, row.codes),
        since=row.first_suspected_at,
        noc_due_at=row.noc_due_at,
        status=row.status,
        acknowledged_by=staff.get(row.acknowledged_by) if row.acknowledged_by else None,
    )


def today(work: Work, viewer: Viewer) -> Today:
    """What needs this person now."""
    return Today(
        concerns=concern_lines(work, viewer),
        tasks=tuple(open_lines(work, viewer)),
        under_way=_under_way(work, viewer),
    )


def burning(work: Work, viewer: Viewer) -> queries.Burning:
    """The counts of the strip."""
    return queries.burning(work.session, viewer.scope(work), work.now)


def _under_way(work: Work, viewer: Viewer) -> tuple[UnderWay, ...]:
    rows = queries.under_way(work.session, viewer.scope(work), work.now)
    names = open_names(work, {person.id: person for *_, person in rows}.values())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    return tuple(
        UnderWay(
            who=Who(person.id, names[person.id], part.role, case.id, case.case_number, case.time_zone),
            number=check_in.number,
            waiting_for=talk.waiting_for,
            last_turn_at=talk.last_turn_at,
            taken_over_by=staff.get(talk.taken_over_by) if talk.taken_over_by else None,
        )
        for talk, part, check_in, case, person in rows
    )
