"""What needs this person today, worst first, and what burns anywhere in the caseload."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.alarms.watching import Trouble, paging_impaired
from bot.desk.codes import known
from bot.desk.names import Who, open_names, who
from bot.desk.tasks import TaskLine, open_lines
from bot.desk.viewer import Viewer
from bot.runtime import Work
from flows.vocabulary import URGENCY_RANK, Concern, ConcernSource, ConcernStatus, Question, Urgency
from storage.models import ConcernRow
from storage.queries import caseload
from storage.queries import today as queries
from storage.queries.progress import Progress, progress_of
from storage.queries.unseen import count_unseen, unseen_threads


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
    source: ConcernSource = ConcernSource.READING
    progress: Progress | None = None
    """How far the report has come; None where no worksheet is drawn yet."""


@dataclass(frozen=True, slots=True)
class UnseenLine:
    """Messages of one person that nobody has seen."""

    who: Who
    count: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands on every page: what burns, what nobody has seen, and why pages may reach nobody."""

    burns: queries.Burning
    unseen: int
    trouble: tuple[Trouble, ...]


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
    """The parts of the page, by danger; within each the earliest clock first."""

    concerns: tuple[ConcernLine, ...]
    tasks: tuple[TaskLine, ...]
    unseen: tuple[UnseenLine, ...]
    under_way: tuple[UnderWay, ...]


def concern_lines(work: Work, viewer: Viewer) -> tuple[ConcernLine, ...]:
    """Concerns not closed: nobody's first, then the worst, those that owe a report, the earliest clock."""
    rows = queries.open_concerns(work.session, viewer.scope(work), work.now)
    names = open_names(work, {r.person.id: r.person for r in rows if r.person}.values())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    progress = progress_of(work.session, [row.id for row in rows])
    lines = [concern_line(work, row, names, staff, progress.get(row.id)) for row in rows]
    return tuple(sorted(lines, key=_danger))


def concern_line(
    work: Work,
    row: ConcernRow,
    names: dict[uuid.UUID, str],
    staff: dict[uuid.UUID, str],
    progress: Progress | None = None,
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
        source=row.source,
        progress=progress,
    )


def today(work: Work, viewer: Viewer) -> Today:
    """What needs this person now."""
    return Today(
        concerns=concern_lines(work, viewer),
        tasks=tuple(open_lines(work, viewer)),
        unseen=_unseen(work, viewer),
        under_way=_under_way(work, viewer),
    )


def strip(work: Work, viewer: Viewer) -> Strip:
    """The strip of every page."""
    scope = viewer.scope(work)
    return Strip(
        burns=queries.burning(work.session, scope, work.now),
        unseen=count_unseen(work.session, scope, work.now),
        trouble=paging_impaired(work),
    )


def _danger(line: ConcernLine) -> tuple[bool, int, bool, dt.datetime]:
    """Nobody's first, then the worst, then where the report is owed, then the earliest clock."""
    done = line.progress is not None and line.progress.settled
    return (line.status is not ConcernStatus.OPEN, -URGENCY_RANK[line.urgency], done, line.noc_due_at)


def _unseen(work: Work, viewer: Viewer) -> tuple[UnseenLine, ...]:
    scope = viewer.scope(work)
    rows = unseen_threads(work.session, scope, work.now)
    names = open_names(work, [row.person for row in rows])
    cases = caseload.cases_of_persons(work.session, scope, work.now, list(names))
    return tuple(
        UnseenLine(who(work, cases.get(row.person.id), row.person, names), row.count, row.since)
        for row in rows
    )


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
