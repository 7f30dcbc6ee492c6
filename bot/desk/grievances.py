"""Complaints about the services: taken in, answered and resolved by a named person (6.7.6).

A complaint never reaches the colleague whom it is about. One that came by text names nobody yet, so it
is kept from the caseworker of its case until somebody in charge has read it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.names import Who, open_names, who
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from bot.scene import Scene
from flows.policy.grievances import LacksOf, lacking, owner_among, resolve_by
from flows.vocabulary import GrievanceFrom, GrievanceOutcome, GrievanceState, GrievanceWay, Role
from storage.models import Case, Grievance, GrievanceStep, Person
from storage.queries import caseload
from storage.queries import words as queries

WORDS = "words"
LONGEST_WORDS = 4000

_FROM = {Role.CHILD: GrievanceFrom.CHILD, Role.SPONSOR: GrievanceFrom.SPONSOR}
_WHY = {
    LacksOf.NOT_NOW: Why.ALREADY_DONE,
    LacksOf.WORDS: Why.REMARK_MISSING,
    LacksOf.OUTCOME: Why.NO_OUTCOME,
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody writes down. `case_id` None: no case is named; `about_id`: the colleague."""

    from_whom: GrievanceFrom
    way: GrievanceWay
    words: str
    case_id: uuid.UUID | None = None
    about_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class StepWanted:
    """What is done with a complaint, in words. `owner_id` None leaves it where it is."""

    to: GrievanceState
    words: str
    outcome: GrievanceOutcome | None = None
    owner_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as it is shown."""

    state: GrievanceState
    outcome: GrievanceOutcome | None
    by: str | None
    owner: str | None
    words: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class GrievanceLine:
    """One complaint as it is shown. `due_on`: local day; `overdue` only while it is not resolved."""

    id: uuid.UUID
    who: Who
    from_whom: GrievanceFrom
    way: GrievanceWay
    about: str | None
    received_at: dt.datetime
    due_on: dt.date
    overdue: bool
    state: GrievanceState
    owner: str | None
    words: str | None
    steps: tuple[StepLine, ...]


def take_message(work: Work, scene: Scene) -> Grievance | None:
    """Take in a complaint that came by text; a message makes one at most."""
    inbound = scene.inbound
    if inbound is None or queries.grievance_of_message(work.session, inbound.id) is not None:
        return None
    body = work.vault.open(scene.at.data_key_id, "body", inbound.body_sealed)
    given = Complaint(
        _FROM.get(scene.role, GrievanceFrom.OTHER) if scene.role else GrievanceFrom.OTHER,
        GrievanceWay.TEXT,
        body,
    )
    return _add(work, given, scene.case, scene.person, inbound_id=inbound.id)


def record(work: Work, viewer: Viewer, given: Complaint) -> Grievance:
    """Write down a complaint that was heard. Anybody of the staff may, about anybody.

    Raises NotHere for a case outside the caseload, Refused without words.
    """
    if not given.words.strip():
        raise Refused(Why.REMARK_MISSING)
    if len(given.words) > LONGEST_WORDS:
        raise Refused(Why.WORDS_TOO_LONG)
    case = None
    if given.case_id is not None:
        case = caseload.find_case(work.session, viewer.scope(work), work.now, given.case_id)
        if case is None:
            raise NotHere
    here = {staff.id for staff in queries.colleagues(work.session, work.settings.provider_id)}
    if given.about_id is not None and given.about_id not in here:
        raise Refused(Why.CHOICE_MISSING)
    return _add(work, given, case, None, taken_by=viewer.staff_id)


def grievances(work: Work, viewer: Viewer) -> list[GrievanceLine]:
    """The complaints that this person may see, those not resolved first, and an audit row of the look."""
    rows = [row for row in queries.grievances(work.session, work.settings.provider_id) if _sees(viewer, row)]
    if rows:
        work.audit(
            "look", "grievance", None, staff_id=viewer.staff_id, grievances=[str(row.id) for row in rows]
        )
    names = open_names(work, {row.person.id: row.person for row in rows if row.person}.values())
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    lines = [_line(work, row, names, staff) for row in rows]
    return sorted(lines, key=lambda line: line.state is GrievanceState.RESOLVED)


def take_step(work: Work, viewer: Viewer, grievance_id: uuid.UUID, wanted: StepWanted) -> Grievance:
    """Pass on, answer, resolve or take up again. Raises NotHere, Refused with what is missing."""
    row = queries.find_grievance(work.session, work.settings.provider_id, grievance_id, lock=True)
    if row is None or not _sees(viewer, row):
        raise NotHere
    last = row.steps[-1]
    if not viewer.supervises and last.owner_id != viewer.staff_id:
        raise Refused(Why.NOT_A_SUPERVISOR)
    lacks = lacking(
        last.state, wanted.to, words=bool(wanted.words.strip()), outcome=wanted.outcome is not None
    )
    if lacks is not None:
        raise Refused(_WHY[lacks])
    if len(wanted.words) > LONGEST_WORDS:
        raise Refused(Why.WORDS_TOO_LONG)
    owner_id = wanted.owner_id or last.owner_id
    if owner_id is not None and (owner_id in kept_from(row) or owner_id not in _here(work)):
        raise Refused(Why.COMPLAINED_OF)
    _step(work, row, wanted.to, owner_id, viewer.staff_id, wanted.words, wanted.outcome)
    return row


def kept_from(row: Grievance) -> frozenset[uuid.UUID]:
    """Who must not see a complaint: whom it is about, or may be about while nobody has said."""
    if row.about_id is not None:
        return frozenset({row.about_id})
    caseworker = row.case.caseworker_id if row.case and row.way is GrievanceWay.TEXT else None
    return frozenset({caseworker} if caseworker else ())


def _sees(viewer: Viewer, row: Grievance) -> bool:
    if viewer.staff_id in kept_from(row):
        return False
    return viewer.supervises or viewer.staff_id in (row.taken_by, row.steps[-1].owner_id)


def _here(work: Work) -> frozenset[uuid.UUID]:
    return frozenset(s.id for s in queries.colleagues(work.session, work.settings.provider_id))


def _add(
    work: Work,
    given: Complaint,
    case: Case | None,
    person: Person | None,
    *,
    inbound_id: uuid.UUID | None = None,
    taken_by: uuid.UUID | None = None,
) -> Grievance:
    key = work.vault.new_key()
    zone = ZoneInfo(case.time_zone if case else work.settings.provider_time_zone)
    row = Grievance(
        **work.owned(), case_id=case.id if case else None, case=case,
        person_id=person.id if person else None, person=person, inbound_id=inbound_id, data_key_id=key,
        from_whom=given.from_whom, way=given.way, about_id=given.about_id, taken_by=taken_by,
        words_sealed=work.vault.seal_optional(key, WORDS, given.words.strip() or None),
        received_at=work.now, due_on=resolve_by(work.now.astimezone(zone).date()),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    in_charge = [staff.id for staff in queries.those_in_charge(work.session, work.settings.provider_id)]
    caseworker = case.caseworker_id if case else None
    owner_id = owner_among(in_charge, [given.about_id, caseworker])
    _step(work, row, GrievanceState.OPEN, owner_id, taken_by)
    return row


def _step(
    work: Work,
    row: Grievance,
    to: GrievanceState,
    owner_id: uuid.UUID | None,
    staff_id: uuid.UUID | None,
    words: str = "",
    outcome: GrievanceOutcome | None = None,
) -> None:
    step = GrievanceStep(
        **work.owned(), grievance_id=row.id, number=len(row.steps) + 1, state=to, outcome=outcome,
        owner_id=owner_id, staff_id=staff_id, at=work.now,
        words_sealed=work.vault.seal_optional(row.data_key_id, WORDS, words.strip() or None),
    )  # fmt: skip
    row.steps.append(step)
    # No case: who reads the audit of a case may be whom the complaint is about.
    work.audit(to.value, "grievance", row.id, staff_id=staff_id)
    work.session.flush()


def _line(
    work: Work, row: Grievance, names: dict[uuid.UUID, str], staff: dict[uuid.UUID, str]
) -> GrievanceLine:
    steps = tuple(_step_line(work, row, step, staff) for step in row.steps)
    last = steps[-1]
    shown = who(work, row.case, row.person, names)
    today = work.now.astimezone(ZoneInfo(shown.zone)).date()
    return GrievanceLine(
        id=row.id,
        who=shown,
        from_whom=row.from_whom,
        way=row.way,
        about=staff.get(row.about_id) if row.about_id else None,
        received_at=row.received_at,
        due_on=row.due_on,
        overdue=last.state is not GrievanceState.RESOLVED and today > row.due_on,
        state=last.state,
        owner=last.owner,
        words=work.vault.open_optional(row.data_key_id, WORDS, row.words_sealed),
        steps=steps,
    )


def _step_line(work: Work, row: Grievance, step: GrievanceStep, staff: dict[uuid.UUID, str]) -> StepLine:
    return StepLine(
        state=step.state,
        outcome=step.outcome,
        by=staff.get(step.staff_id) if step.staff_id else None,
        owner=staff.get(step.owner_id) if step.owner_id else None,
        words=work.vault.open_optional(row.data_key_id, WORDS, step.words_sealed),
        at=step.at,
    )


def colleagues(work: Work) -> Sequence[tuple[uuid.UUID, str]]:
    """Whom a complaint may be about, or go to: ids and names."""
    return [(s.id, s.name) for s in queries.colleagues(work.session, work.settings.provider_id)]
