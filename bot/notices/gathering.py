"""Gathering what is known of a concern: case, household, exact words, what was done, reasons suggested."""

import uuid
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.concern_notes import note_of
from bot.desk.codes import known
from bot.desk.marking import showable
from bot.desk.names import number_of, role_in
from bot.notices.content import CaseFacts, Content, Deed, Member, OnFile, Words, Written
from bot.runtime import Work
from flows.policy.calendar import start_of_count
from flows.policy.notices import ContactRecord, contact_reasons, suggest
from flows.vocabulary import (
    URGENCY_RANK,
    Channel,
    Concern,
    ConcernSource,
    Custody,
    DutyState,
    NocReason,
    Role,
    SafeNow,
    Urgency,
)
from storage.models import Address, Case, CasePerson, ConcernEvidence, ConcernRow, Person
from storage.queries import calls, caseload, ladder, notices, threads
from storage.queries import today as queries

UNKNOWN = "unknown"
RULE = "rule"
"""Where the evidence of a rule names the reason that it found."""
ACKNOWLEDGED, CALLED = "acknowledged", "called"
_ORDER = {Role.CHILD: 0, Role.SPONSOR: 1, Role.ALTERNATE: 2}


def gather(work: Work, concern: ConcernRow) -> OnFile:
    """Everything on file about a concern, as of now."""
    case = case_of(work, concern)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    members = sorted(case.members, key=lambda m: _ORDER[m.role]) if case else []
    evidence = queries.evidence_of(work.session, concern.id)
    return OnFile(
        first_suspected_at=concern.first_suspected_at,
        case=_case(case, staff) if case else None,
        number=_number(work, concern),
        suggested=suggested(work, concern),
        words=_words(work, concern, case, [e.inbound_id for e in evidence if e.inbound_id]),
        household=_household(work, members),
        deeds=_deeds(work, concern, members, staff),
        evidence=tuple(str(item.id) for item in evidence),
    )


def case_of(work: Work, concern: ConcernRow) -> Case | None:
    """The case of a concern, or the newest case of its person."""
    if concern.case is not None or concern.person_id is None:
        return concern.case
    query = select(Case).join(CasePerson).where(CasePerson.person_id == concern.person_id)
    return work.session.scalars(query.order_by(Case.created_at.desc())).first()


def zone_of(work: Work, concern: ConcernRow) -> str:
    """The zone (IANA) of the case, or the office's."""
    case = case_of(work, concern)
    return case.time_zone if case else work.settings.provider_time_zone


def suggested(work: Work, concern: ConcernRow) -> tuple[NocReason, ...]:
    """The reasons that speak for themselves: from codes, from the rule that raised it, from lost contact."""
    evidence = queries.evidence_of(work.session, concern.id)
    by_rule = known(NocReason, [item.detail[RULE] for item in evidence if RULE in item.detail])
    return suggest(known(Concern, concern.codes), (*by_rule, *_contact_reasons(work, concern)))


def draft_of(work: Work, concern: ConcernRow, on_file: OnFile) -> Content:
    """A worksheet that nobody has written in: reasons as suggested, facts as a list of what came."""
    zone = ZoneInfo(zone_of(work, concern))
    evidence = queries.evidence_of(work.session, concern.id)
    case = case_of(work, concern)
    role = role_in(case, concern.person_id)
    who = f"the {role.value}" if role else "somebody whom we do not know"
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    lines = [
        f"{item.at.astimezone(zone):%Y-%m-%d %H:%M %Z}: {_what(work, concern, item, who, staff)}"
        for item in evidence
    ]
    written = Written(
        reasons=on_file.suggested, custody=Custody.NOT_KNOWN, safe_now=SafeNow.NOT_KNOWN,
        facts="\n".join(lines), actions="", plan="",
    )  # fmt: skip
    return Content(on_file, written)


def _what(
    work: Work, concern: ConcernRow, item: ConcernEvidence, who: str, staff: dict[uuid.UUID, str]
) -> str:
    """One piece of evidence in a sentence; what a family said stands apart, in the exact words."""
    codes = ", ".join(code.replace("_", " ") for code in item.codes) or "no category yet"
    by = staff.get(item.staff_id, "a colleague") if item.staff_id else "a colleague"
    note = note_of(work, concern, item)
    sentences = {
        ConcernSource.READING: f"{who} wrote; read as: {codes}.",
        ConcernSource.ANSWER: f"{who} answered a question in a way that is taken as danger: {codes}.",
        ConcernSource.AGREED_WORD: f"{who} used the word that was agreed for danger.",
        ConcernSource.POLICY: f"raised by a rule: {codes}.",
        ConcernSource.STAFF: f"{by} wrote down: {note}" if note else f"raised by {by}: {codes}.",
        ConcernSource.CONTRADICTION: "child and sponsor answered one question differently.",
    }
    return sentences[item.source]


def _case(case: Case, staff: dict[uuid.UUID, str]) -> CaseFacts:
    return CaseFacts(
        case_number=case.case_number,
        release_date=case.release_date.isoformat(),
        state=case.state,
        zip_code=case.zip_code,
        zone=case.time_zone,
        level=case.level.value,
        caseworker=staff.get(case.caseworker_id) if case.caseworker_id else None,
    )


def _words(work: Work, concern: ConcernRow, case: Case | None, wanted: list[uuid.UUID]) -> tuple[Words, ...]:
    """The messages in the original, once each, oldest first."""
    role = role_in(case, concern.person_id)
    messages = threads.inbounds(work.session, wanted).values()
    return tuple(
        Words(
            at=message.received_at,
            by=role.value if role else UNKNOWN,
            language=message.reading.language if message.reading else "und",
            text=showable(work.vault.open(message.address.data_key_id, "body", message.body_sealed)),
            media=message.media_count,
        )
        for message in sorted(messages, key=lambda m: (m.received_at, m.position))
    )


def _household(work: Work, members: list[CasePerson]) -> tuple[Member, ...]:
    numbers = calls.current_numbers(work.session, [m.person_id for m in members])
    return tuple(
        Member(
            role=member.role.value,
            first_name=_open(work, member.person, "first_name") or "",
            relationship=member.relationship_words,
            category=member.sponsor_category.value if member.sponsor_category else None,
            birth_date=_open(work, member.person, "birth_date"),
            language=member.person.language,
            interpreter=member.person.interpreter_language,
            numbers=tuple(number_of(work, link.address) for link in numbers.get(member.person_id, [])),
        )
        for member in members
    )


def _open(work: Work, person: Person, field: str) -> str | None:
    return work.vault.open_optional(person.data_key_id, field, getattr(person, f"{field}_sealed"))


def _deeds(
    work: Work, concern: ConcernRow, members: list[CasePerson], staff: dict[uuid.UUID, str]
) -> tuple[Deed, ...]:
    """Acknowledgement, calls and duties settled since the first suspicion, oldest first."""
    found = []
    if concern.acknowledged_at and concern.acknowledged_by:
        by = staff.get(concern.acknowledged_by)
        found.append(Deed(concern.acknowledged_at, ACKNOWLEDGED, None, by))
    for attempt in caseload.each_once(caseload.attempts(work.session, [m.person_id for m in members])):
        if attempt.channel == Channel.VOICE and attempt.at >= concern.first_suspected_at:
            by = staff.get(attempt.staff_id) if attempt.staff_id else None
            found.append(Deed(attempt.at, CALLED, attempt.result, by))
    for duty in notices.duties(work.session, concern.id):
        if duty.state is DutyState.DONE and duty.told_at and duty.settled_by:
            found.append(Deed(duty.told_at, duty.kind.value, None, staff.get(duty.settled_by)))
    return tuple(sorted(found, key=lambda deed: deed.at))


def _number(work: Work, concern: ConcernRow) -> str | None:
    if concern.person_id is not None or concern.address_id is None:
        return None
    return showable(number_of(work, work.session.get_one(Address, concern.address_id)))


def _contact_reasons(work: Work, concern: ConcernRow) -> tuple[NocReason, ...]:
    case = case_of(work, concern)
    child = next((m.person_id for m in case.members if m.role is Role.CHILD), None) if case else None
    if case is None or child is None:
        return ()
    last = ladder.last_contact(work.session, case.id)
    silent = notices.last_silence(work.session, child)
    record = ContactRecord(
        since=start_of_count(case.release_date, case.referral_accepted_on).day,
        today=work.now.astimezone(ZoneInfo(case.time_zone)).date(),
        reached=last is not None,
        lost=silent is not None and last is not None and silent > last,
    )
    grave = URGENCY_RANK[concern.urgency] >= URGENCY_RANK[Urgency.CONCERN]
    return contact_reasons(record, safety_concern=grave)
