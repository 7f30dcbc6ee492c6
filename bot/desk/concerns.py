"""One concern: what was said and where, who has it until when, what must be done, and taking it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from bot.alarms.taking import CONSOLE, acknowledge
from bot.alarms.watching import Trouble, paging_impaired
from bot.desk.alarm import AlarmView, Told, alarm_of, told_of
from bot.desk.care import Care, care_of
from bot.desk.closing import closing_note, outcomes_open
from bot.desk.concern_thread import ConcernThread, Said, said_of, thread_of
from bot.desk.names import number_of, open_names
from bot.desk.reaching import Callee, Logged, callees_of, calls_since
from bot.desk.steps import Standing, Step, next_step
from bot.desk.today import ConcernLine, concern_line
from bot.desk.viewer import NotHere, Viewer
from bot.desk.writing import Phrase, phrases
from bot.interpreters import speakers_on_duty, spoken_by
from bot.notices.drafting import draft
from bot.notices.duties import DutyLine, duties_of
from bot.runtime import Work
from flows.vocabulary import ConcernOutcome, ConcernSource, ConcernStatus
from storage.models import Address, ConcernRow, Conversation
from storage.queries import caseload
from storage.queries import today as queries
from storage.queries.progress import progress_of


@dataclass(frozen=True, slots=True)
class Closed:
    """How a concern ended, and who closed it."""

    at: dt.datetime
    by: str | None
    outcome: ConcernOutcome | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation with the person: who has taken it over, and what this viewer may do there.

    `phrases`: what they may write at a press; empty unless they have taken over.
    """

    can_take: bool
    taken_by: str | None
    taken_at: dt.datetime | None
    may_write: bool
    language: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class ConcernView:
    """Everything the page shows.

    `next`: the one thing to do next. `care`: the questions a child was asked after a disclosure.
    `trouble`: why pages may reach nobody. `speaks`: who on the rota speaks the person's `language`.
    `outcomes`: with which the concern may be closed now.
    """

    line: ConcernLine
    next: Step
    said: tuple[Said, ...]
    thread: ConcernThread
    told: tuple[Told, ...]
    rings: int
    alarm: AlarmView | None
    trouble: tuple[Trouble, ...]
    acknowledged_at: dt.datetime | None
    number: str | None
    source: ConcernSource
    care: Care | None
    language: str | None
    speaks: tuple[str, ...]
    talk: Talk | None
    callees: tuple[Callee, ...]
    calls: tuple[Logged, ...]
    duties: tuple[DutyLine, ...]
    outcomes: tuple[ConcernOutcome, ...]
    closed: Closed | None


def look(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> ConcernView:
    """One concern, and an audit row that somebody looked. Raises NotHere outside the caseload.

    Its worksheet is drawn if there is none yet (6.8.6).
    """
    row = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id)
    if row is None:
        raise NotHere
    work.audit("look", "concern", row.id, staff_id=viewer.staff_id, case_id=row.case_id)
    draft(work, row)
    work.session.flush()
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    evidence = queries.evidence_of(work.session, row.id)
    said = said_of(work, row, evidence, staff)
    thread = thread_of(work, viewer, row, evidence, said, staff)
    now = _now(work, viewer, row, staff)
    calls = calls_since(work, row, staff)
    wrote = any(
        line.bubble and line.bubble.sender for line in thread.lines if line.at >= row.first_suspected_at
    )
    return ConcernView(
        **now,
        next=_next(row, now, reached=bool(calls) or wrote),
        said=said,
        thread=thread,
        calls=calls,
    )


def _now(work: Work, viewer: Viewer, row: ConcernRow, staff: dict[uuid.UUID, str]) -> dict[str, Any]:
    """What stands now beside what was said."""
    language = spoken_by(row.person) if row.person else None
    pages = queries.pages_of(work.session, row.id)
    names = open_names(work, [row.person] if row.person else [])
    progress = progress_of(work.session, [row.id])
    return {
        "line": concern_line(work, row, names, staff, progress.get(row.id)),
        "told": told_of(work, pages, staff),
        "rings": row.rings,
        "alarm": alarm_of(work, row, staff, pages),
        "trouble": paging_impaired(work),
        "acknowledged_at": row.acknowledged_at,
        "number": _unknown_number(work, row),
        "source": row.source,
        "care": care_of(work, row, staff),
        "language": language,
        "speaks": speakers_on_duty(work, language) if language else (),
        "talk": _talk(work, viewer, row, staff),
        "callees": callees_of(work, row),
        "duties": duties_of(work, row),
        "outcomes": _outcomes(work, row),
        "closed": _closed(work, row, staff),
    }


def _next(row: ConcernRow, now: dict[str, Any], *, reached: bool) -> Step:
    talk: Talk | None = now["talk"]
    care: Care | None = now["care"]
    return next_step(
        Standing(
            status=row.status,
            waits=bool(care and care.wait_until),
            reached=reached,
            mine=bool(talk and talk.may_write),
            can_take=bool(talk and talk.can_take),
            callable=bool(now["callees"]),
            closable=bool(now["outcomes"]),
            progress=now["line"].progress,
        )
    )


def acknowledge_concern(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> ConcernRow:
    """Somebody has it: the pages stop. Of two at once the first wins and stays named.

    Raises NotHere outside the caseload.
    """
    row = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id, lock=True)
    if row is None:
        raise NotHere
    acknowledge(work, row, viewer.staff_id, CONSOLE)
    return row


def _talk(work: Work, viewer: Viewer, row: ConcernRow, staff: dict[uuid.UUID, str]) -> Talk | None:
    if row.person_id is None:
        return None
    standing = caseload.standing_conversations(work.session, [row.person_id])
    talk: Conversation | None = standing.get(row.person_id)
    if talk is None:
        return None
    mine = talk.taken_over_by == viewer.staff_id
    return Talk(
        can_take=talk.taken_over_by is None,
        taken_by=staff.get(talk.taken_over_by) if talk.taken_over_by else None,
        taken_at=talk.taken_over_at,
        may_write=mine,
        language=talk.language,
        phrases=phrases(work, talk.language) if mine else (),
    )


def _outcomes(work: Work, row: ConcernRow) -> tuple[ConcernOutcome, ...]:
    if row.status is ConcernStatus.CLOSED:
        return ()
    return tuple(sorted(outcomes_open(work, row), key=list(ConcernOutcome).index))


def _closed(work: Work, row: ConcernRow, staff: dict[uuid.UUID, str]) -> Closed | None:
    if row.closed_at is None:
        return None
    by = staff.get(row.closed_by) if row.closed_by else None
    return Closed(row.closed_at, by, row.outcome, closing_note(work, row))


def _unknown_number(work: Work, row: ConcernRow) -> str | None:
    """The number, where nothing else says who wrote."""
    address = work.session.get(Address, row.address_id) if row.address_id and not row.person_id else None
    return number_of(work, address) if address else None
