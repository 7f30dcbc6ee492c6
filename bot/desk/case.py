"""One case as a page: where it stands, what happens next, its story and its threads."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.names import open_names
from bot.desk.next_text import NextText, next_text
from bot.desk.tasks import TaskLine, line
from bot.desk.threads import Thread, look
from bot.desk.timeline import Entry, timeline
from bot.desk.today import ConcernLine, concern_line
from bot.desk.viewer import NotHere, Viewer
from bot.desk.writing import Phrase, phrases
from bot.facts import paused_until
from bot.ladder.clocks import clocks_of
from bot.runtime import Work
from flows.policy.clocks import Clock
from flows.vocabulary import ConcernStatus, Level, Outcome, PartStatus, Role
from storage.models import Case, CasePerson, CheckIn, Conversation
from storage.queries import caseload
from storage.queries.progress import progress_of

_ORDER = {Role.CHILD: 0, Role.SPONSOR: 1, Role.ALTERNATE: 2}


@dataclass(frozen=True, slots=True)
class PartState:
    """Where one person's part of a check-in stands."""

    role: Role
    first_name: str
    status: PartStatus
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three check-ins."""

    number: int
    due_on: dt.date
    parts: tuple[PartState, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the case with the thread and what the machine will write next."""

    person_id: uuid.UUID
    role: Role
    first_name: str
    relationship: str | None
    language: str
    interpreter: str | None
    thread: Thread
    next_text: NextText
    can_take_over: bool
    taken_over_by: str | None
    taken_over_at: dt.datetime | None
    phrases: tuple[Phrase, ...]
    """What this viewer may write at a press; empty unless they have taken over."""
    may_write: bool
    paused_until: dt.datetime | None = None
    """Until when staff let the machine's texts rest (UTC)."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the page shows."""

    id: uuid.UUID
    case_number: str
    child: str | None
    level: Level
    state: str
    zone: str
    release_date: dt.date
    court_date: dt.date | None
    caseworker: str | None
    closed_at: dt.datetime | None
    steps: tuple[Step, ...]
    concerns: tuple[ConcernLine, ...]
    tasks: tuple[TaskLine, ...]
    members: tuple[Member, ...]
    story: tuple[Entry, ...]
    clocks: tuple[Clock, ...] = ()
    """All clocks, stopped ones too, the next due first."""


def view_case(work: Work, viewer: Viewer, case_id: uuid.UUID) -> CaseView:
    """A case with its threads; each look at a thread is audited. Raises NotHere outside the caseload."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    if case is None:
        raise NotHere
    people = sorted(case.members, key=lambda m: _ORDER[m.role])
    names = open_names(work, [m.person for m in people])
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    steps = caseload.check_ins(work.session, case.id)
    concerns = caseload.concerns_of_case(work.session, case.id, list(names))
    progress = progress_of(work.session, [row.id for row in concerns])
    tasks = caseload.tasks_of_case(work.session, case.id, list(names))
    known = _Known(case, names, staff, steps, caseload.standing_conversations(work.session, list(names)))
    return CaseView(
        id=case.id,
        case_number=case.case_number,
        child=next((names[m.person_id] for m in people if m.role is Role.CHILD), None),
        level=case.level,
        state=case.state,
        zone=case.time_zone,
        release_date=case.release_date,
        court_date=case.court_date,
        caseworker=staff.get(case.caseworker_id) if case.caseworker_id else None,
        closed_at=case.closed_at,
        steps=tuple(_step(step, names) for step in steps),
        concerns=tuple(
            concern_line(work, row, names, staff, progress.get(row.id))
            for row in concerns
            if row.status is not ConcernStatus.CLOSED
        ),
        tasks=tuple(line(work, task, names) for task in tasks if task.done_at is None),
        members=tuple(_member(work, viewer, known, member) for member in people),
        story=timeline(work, case.id, steps, names, staff),
        clocks=clocks_of(work, case, steps),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What has been read of the case, once."""

    case: Case
    names: dict[uuid.UUID, str]
    staff: dict[uuid.UUID, str]
    steps: Sequence[CheckIn]
    talks: Mapping[uuid.UUID, Conversation]


def _step(step: CheckIn, names: Mapping[uuid.UUID, str]) -> Step:
    parts = sorted(step.parts, key=lambda part: _ORDER[part.role])
    return Step(
        number=step.number,
        due_on=step.due_on,
        parts=tuple(
            PartState(part.role, names.get(part.person_id, "?"), part.status, part.outcome) for part in parts
        ),
    )


def _member(work: Work, viewer: Viewer, known: _Known, member: CasePerson) -> Member:
    person = member.person
    talk = known.talks.get(person.id)
    taken_by = talk.taken_over_by if talk else None
    may_write = talk is not None and taken_by == viewer.staff_id
    return Member(
        person_id=person.id,
        role=member.role,
        first_name=known.names[person.id],
        relationship=member.relationship_words,
        language=person.language,
        interpreter=person.interpreter_language,
        thread=look(work, viewer, person.id, known.case.id, known.staff),
        next_text=next_text(work, known.case, person, talk, known.steps),
        can_take_over=talk is not None and taken_by is None,
        taken_over_by=known.staff.get(taken_by) if taken_by else None,
        taken_over_at=talk.taken_over_at if talk else None,
        phrases=phrases(work, talk.language) if talk is not None and may_write else (),
        may_write=may_write,
        paused_until=paused_until(work, person),
    )
