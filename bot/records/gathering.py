"""Gathering what a report rests on, anew at each look; nothing is changed here."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.desk.codes import known
from bot.desk.names import open_names
from bot.records.contacts import answers_of
from bot.records.joint import part_with, state_of, was_joint
from bot.records.note import (
    AnswerSaid,
    AttemptLine,
    CheckInLine,
    ConcernLine,
    ContactLine,
    ItemLine,
    Note,
    PartLine,
    ReferralLine,
    Written,
)
from bot.runtime import Work
from flows.policy.referrals import OPEN
from flows.policy.signing import ASKED_AS, SigningFacts, first_guess, is_held, part_state
from flows.vocabulary import Item, Level, Need, ReferralState, ReportKind, Role
from storage.models import AnswerRow, Attempt, Case, CheckIn, CheckInPart, Closure
from storage.queries import caseload, reports, threads

BOTH = (Role.CHILD, Role.SPONSOR)


def signing_facts(work: Work, check_in: CheckIn) -> SigningFacts:
    """What is on file for the signature of a check-in."""
    case = check_in.case
    referrals = reports.referrals_of(work.session, case.id)
    return SigningFacts(
        number=check_in.number,
        unseen=reports.unseen_of_case(work.session, case.id),
        child=state_of(check_in, Role.CHILD),
        sponsor=state_of(check_in, Role.SPONSOR),
        joint=was_joint(work, check_in),
        child_alone=reports.child_was_alone(work.session, case.id, check_in.number),
        concerns=reports.concerns(work.session, case.id),
        undecided=sum(1 for r in referrals if r.state is ReferralState.PROPOSED),
        referrals=sum(1 for r in referrals if r.state in _MADE),
        special=case.special_6_2_11 and case.level is Level.ONE,
    )


_MADE = (OPEN - {ReferralState.PROPOSED}) | {ReferralState.ACCEPTED}


def note_of_check_in(work: Work, check_in: CheckIn) -> Note:
    """The case note as it stands, with the findings that all answers agree on (6.3)."""
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    empty = _empty(work, check_in.case, ReportKind.CHECK_IN)
    return replace(
        empty,
        held=is_held(signing_facts(work, check_in)),
        number=check_in.number,
        due_on=check_in.due_on,
        items=tuple(_items(work, check_in, staff)),
        parts=_parts(work, check_in),
        contacts=tuple(
            ContactLine(
                c.at, c.with_whom, c.medium, c.alone, c.language, c.interpreting, staff.get(c.staff_id, "?")
            )
            for c in reports.contacts_of(work.session, check_in.id)
        ),
        attempts=_attempts(work, check_in, staff),
    )


def note_of_closing(work: Work, closure: Closure) -> Note:
    """The closing report as it stands (6.8.7)."""
    case = closure.case
    signed = {r.check_in_id: r.held for r in reports.reports_of_case(work.session, case.id)}
    lines = (
        CheckInLine(c.number, c.due_on, signed.get(c.id)) for c in caseload.check_ins(work.session, case.id)
    )
    empty = _empty(work, case, ReportKind.CLOSING)
    return replace(empty, reason=closure.reason, ends_on=closure.ends_on, check_ins=tuple(lines))


def _empty(work: Work, case: Case, kind: ReportKind) -> Note:
    """What every report says of its case: concerns and referrals, whatever it is about."""
    persons = [member.person_id for member in case.members]
    return Note(
        kind=kind,
        case_number=case.case_number,
        zone=case.time_zone,
        released_on=case.release_date,
        level=case.level,
        held=False,
        written=Written(),
        concerns=tuple(
            ConcernLine(
                c.first_suspected_at, c.urgency, tuple(c.codes), c.outcome.value if c.outcome else None
            )
            for c in caseload.concerns_of_case(work.session, case.id, persons)
        ),
        referrals=tuple(
            ReferralLine(r.proposed_at, r.level, known(Need, r.needs), r.state)
            for r in reports.referrals_of(work.session, case.id)
        ),
    )


def _items(work: Work, check_in: CheckIn, staff: Mapping[uuid.UUID, str]) -> Iterator[ItemLine]:
    given = {role: _given(work, part_with(check_in, role), staff) for role in BOTH}
    for item in Item:
        question = ASKED_AS.get(item)
        child, sponsor = (given[role].get(question) if question else None for role in BOTH)
        clear = [said.answer if said and not said.unclear else None for said in (child, sponsor)]
        yield ItemLine(item, first_guess(*clear), child, sponsor)


def _given(work: Work, part: CheckInPart | None, staff: Mapping[uuid.UUID, str]) -> dict[object, AnswerSaid]:
    if part is None:
        return {}
    return {question: _said(row, staff) for question, row in answers_of(work, part).items()}


def _said(row: AnswerRow, staff: Mapping[uuid.UUID, str]) -> AnswerSaid:
    by = staff.get(row.staff_id, "?") if row.staff_id else None
    return AnswerSaid(row.answer, row.at, by, row.date, row.unclear)


def _parts(work: Work, check_in: CheckIn) -> tuple[PartLine, ...]:
    names = open_names(work, [part.person for part in check_in.parts])
    order = list(Role)
    return tuple(
        PartLine(
            part.role, names[part.person_id], part.person.language, part.person.interpreter_language,
            part_state(part.status, part.outcome), part.outcome,
        )
        for part in sorted(check_in.parts, key=lambda part: order.index(part.role))
    )  # fmt: skip


def _attempts(work: Work, check_in: CheckIn, staff: Mapping[uuid.UUID, str]) -> tuple[AttemptLine, ...]:
    """All tries for this check-in, the machine's with what became of the text."""
    parts = {part.id for part in check_in.parts}
    roles = {member.person_id: member.role for member in check_in.case.members}
    rows: Sequence[Attempt] = [
        row for row in caseload.attempts(work.session, list(roles)) if row.part_id in parts
    ]
    fates = threads.deliveries(work.session, [row.outbound_id for row in rows if row.outbound_id])
    lines = []
    for row in rows:
        by = staff.get(row.staff_id) if row.staff_id else None
        line = AttemptLine(row.at, roles[row.person_id], row.channel, row.result, by)
        fate = fates.get(row.outbound_id) if row.outbound_id else None
        if fate is not None:
            line = replace(
                line, delivery=fate.state.value, provider=fate.provider_status, error_code=fate.error_code
            )
        lines.append(line)
    return tuple(lines)
