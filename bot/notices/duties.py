"""Who must be told besides ORR: a checklist with clocks, ticked by named persons only (6.8.6, 6.7.5).

Nothing here tells anybody anything. The sponsor of a missing child is told by a person's call, after
somebody has said that the sponsor is not thought to be the danger (invariant 5).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.notices.acting import act_on
from bot.notices.content import Content
from bot.notices.gathering import case_of, zone_of
from bot.runtime import Work
from flows.policy.notices import DutyRule, duties_for, duty_due, rules
from flows.vocabulary import ContactKind, DutyKind, DutyState
from storage.models import ConcernRow, Duty, Notice, StateContact
from storage.queries import caseload, notices
from storage.queries import today as queries

NOTE = "duty_note"
LONGEST_NOTE = 500
SPONSOR_MAY_BE_DANGER = "The sponsor may be the danger: not told."


@dataclass(frozen=True, slots=True)
class StateNumber:
    """A number of the child's State as the provider found it, with its source."""

    name: str
    number: str
    source: str
    seen_on: dt.date


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as the pages show it. `contact` is the State's number, where the provider has entered it."""

    id: uuid.UUID
    kind: DutyKind
    rule: DutyRule
    due_at: dt.datetime
    state: DutyState
    told_at: dt.datetime | None
    note: str | None
    by: str | None
    sponsor_not_danger: bool
    contact: StateNumber | None


@dataclass(frozen=True, slots=True)
class Told:
    """How a duty was done. `note`: who took the report and its number, or why the duty is not needed."""

    at: dt.datetime
    note: str


def duties_of(work: Work, concern: ConcernRow) -> tuple[DutyLine, ...]:
    """The checklist of a concern: open ones first, each by its clock."""
    notice = notices.find_notice(work.session, concern.id)
    if notice is None:
        return ()
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    case = case_of(work, concern)
    numbers = notices.contacts(work.session, work.settings.provider_id, case.state if case else "")
    by_kind = {kind: row for (_, kind), row in numbers.items()}
    rows = sorted(notices.duties(work.session, concern.id), key=lambda d: d.state is not DutyState.OPEN)
    return tuple(_line(work, notice, row, staff, by_kind) for row in rows)


def tick_duty(work: Work, viewer: Viewer, duty_id: uuid.UUID, told: Told) -> Duty:
    """Somebody was told, by a person.

    Raises NotHere outside the caseload; Refused when it is settled, when the NOC itself is meant, when
    nobody has said that the sponsor is not the danger, for a moment to come, or without a note.
    """
    duty, concern = _open_duty(work, viewer, duty_id)
    if rules().duties[duty.kind].by_sponsor and not duty.sponsor_not_danger:
        raise Refused(Why.SPONSOR_NOT_CHECKED)
    if told.at > work.now:
        raise Refused(Why.TIME_TO_COME)
    _settle(work, viewer, concern, duty, DutyState.DONE, told.note)
    duty.told_at = told.at
    return duty


def not_needed(work: Work, viewer: Viewer, duty_id: uuid.UUID, why: str) -> Duty:
    """A named person decides that a duty does not apply. Raises as tick_duty."""
    duty, concern = _open_duty(work, viewer, duty_id)
    _settle(work, viewer, concern, duty, DutyState.NOT_NEEDED, why)
    return duty


def sponsor_is_no_danger(work: Work, viewer: Viewer, duty_id: uuid.UUID) -> None:
    """Somebody has said that the sponsor is not thought to be the danger; only now may a person call."""
    duty, concern = _open_duty(work, viewer, duty_id)
    if not rules().duties[duty.kind].by_sponsor:
        raise Refused(Why.NOT_ABOUT_SPONSOR)
    for row in _by_sponsor(work, concern):
        row.sponsor_not_danger = True
    act_on(work, viewer, concern, "sponsor_is_no_danger", "duty", duty.id)


def sponsor_may_be_danger(work: Work, viewer: Viewer, duty_id: uuid.UUID) -> None:
    """Nobody calls the sponsor: the provider tells police and child protective services itself."""
    duty, concern = _open_duty(work, viewer, duty_id)
    if not rules().duties[duty.kind].by_sponsor:
        raise Refused(Why.NOT_ABOUT_SPONSOR)
    for row in _by_sponsor(work, concern):
        _settle(work, viewer, concern, row, DutyState.NOT_NEEDED, SPONSOR_MAY_BE_DANGER)
    notice = work.session.get_one(Notice, duty.notice_id)
    _add(work, concern, notice, rules().instead_of_sponsor)


def reopen_duty(work: Work, viewer: Viewer, duty_id: uuid.UUID) -> Duty:
    """Take back a tick that was set by mistake. Raises NotHere; Refused for the NOC itself."""
    duty, concern = _find(work, viewer, duty_id)
    if duty.kind is DutyKind.ORR_NOC:
        raise Refused(Why.TICKED_BY_NOTICE)
    _reopen(duty)
    duty.sponsor_not_danger = False
    act_on(work, viewer, concern, "reopen", "duty", duty.id)
    return duty


def ensure_duties(work: Work, concern: ConcernRow, notice: Notice, content: Content) -> None:
    """Add the duties that the reasons bring. None is ever taken away: a person says what is not needed."""
    reasons = dict.fromkeys((*content.on_file.suggested, *content.written.reasons))
    _add(work, concern, notice, duties_for(reasons, content.written.custody))


def settle_orr(work: Work, viewer: Viewer, concern: ConcernRow, state: DutyState, told: Told) -> None:
    """The decision about the NOC ticks its own line of the checklist."""
    for duty in notices.duties(work.session, concern.id):
        if duty.kind is DutyKind.ORR_NOC and duty.state is DutyState.OPEN:
            _settle(work, viewer, concern, duty, state, told.note)
            duty.told_at = told.at if state is DutyState.DONE else None


def reopen_for_orr(work: Work, concern: ConcernRow, due: dt.datetime) -> None:
    """A decision was taken back: the NOC is owed again, until `due` (UTC)."""
    for duty in notices.duties(work.session, concern.id):
        if duty.kind is DutyKind.ORR_NOC:
            _reopen(duty)
            duty.due_at = due
    work.session.flush()


def begin_duties_earlier(work: Work, concern: ConcernRow, notice: Notice) -> None:
    """The clock of the worksheet was set back: open duties are due by it."""
    kinds = [duty.kind for duty in notices.duties(work.session, concern.id) if duty.state is DutyState.OPEN]
    _add(work, concern, notice, tuple(kinds))


def _add(work: Work, concern: ConcernRow, notice: Notice, kinds: tuple[DutyKind, ...]) -> None:
    """Add what is missing, and set open clocks forward where the State's law is sooner."""
    zone, case = zone_of(work, concern), case_of(work, concern)
    numbers = notices.contacts(work.session, work.settings.provider_id, case.state if case else "")
    law = {kind: row.law_hours for (_, kind), row in numbers.items()}
    there = {duty.kind: duty for duty in notices.duties(work.session, concern.id)}
    for kind in kinds:
        contact = rules().duties[kind].contact
        hours = law.get(contact) if contact else None
        suspected = notice.due_at - rules().noc
        due = duty_due(kind, suspected, work.now, zone, hours)
        if kind not in there:
            work.session.add(_new(work, concern, notice, kind, due))
        elif there[kind].state is DutyState.OPEN and due < there[kind].due_at:
            there[kind].due_at = due
    work.session.flush()


def _new(work: Work, concern: ConcernRow, notice: Notice, kind: DutyKind, due: dt.datetime) -> Duty:
    return Duty(
        **work.owned(),
        concern_id=concern.id,
        notice_id=notice.id,
        kind=kind,
        due_at=due,
        state=DutyState.OPEN,
        created_at=work.now,
        sponsor_not_danger=False,
    )


def _find(work: Work, viewer: Viewer, duty_id: uuid.UUID) -> tuple[Duty, ConcernRow]:
    duty = notices.find_duty(work.session, duty_id)
    scope = viewer.scope(work)
    concern = queries.find_concern(work.session, scope, work.now, duty.concern_id) if duty else None
    if duty is None or concern is None:
        raise NotHere
    return duty, concern


def _open_duty(work: Work, viewer: Viewer, duty_id: uuid.UUID) -> tuple[Duty, ConcernRow]:
    duty, concern = _find(work, viewer, duty_id)
    if duty.kind is DutyKind.ORR_NOC:
        raise Refused(Why.TICKED_BY_NOTICE)
    if duty.state is not DutyState.OPEN:
        raise Refused(Why.ALREADY_DONE)
    return duty, concern


def _settle(work: Work, viewer: Viewer, concern: ConcernRow, duty: Duty, state: DutyState, note: str) -> None:
    words = note.strip()
    if not words:
        raise Refused(Why.DUTY_NOTE_MISSING)
    if len(words) > LONGEST_NOTE:
        raise Refused(Why.NOTE_TOO_LONG)
    notice = work.session.get_one(Notice, duty.notice_id)
    duty.state, duty.settled_at, duty.settled_by = state, work.now, viewer.staff_id
    duty.note_sealed = work.vault.seal(notice.data_key_id, NOTE, words)
    act_on(work, viewer, concern, state.value, "duty", duty.id, kind=duty.kind.value)


def _reopen(duty: Duty) -> None:
    duty.state = DutyState.OPEN
    duty.settled_at = duty.settled_by = duty.told_at = duty.note_sealed = None


def _by_sponsor(work: Work, concern: ConcernRow) -> list[Duty]:
    rows = notices.duties(work.session, concern.id)
    return [d for d in rows if d.state is DutyState.OPEN and rules().duties[d.kind].by_sponsor]


def _line(
    work: Work,
    notice: Notice,
    row: Duty,
    staff: dict[uuid.UUID, str],
    numbers: dict[ContactKind, StateContact],
) -> DutyLine:
    rule = rules().duties[row.kind]
    return DutyLine(
        id=row.id,
        kind=row.kind,
        rule=rule,
        due_at=row.due_at,
        state=row.state,
        told_at=row.told_at,
        note=work.vault.open_optional(notice.data_key_id, NOTE, row.note_sealed),
        by=staff.get(row.settled_by) if row.settled_by else None,
        sponsor_not_danger=row.sponsor_not_danger,
        contact=_number(numbers.get(rule.contact)) if rule.contact else None,
    )


def _number(row: StateContact | None) -> StateNumber | None:
    return StateNumber(row.name, row.number, row.source, row.source_seen_on) if row else None
