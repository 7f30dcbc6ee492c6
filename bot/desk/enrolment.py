"""Enrolment as a page: what is on file and missing for a person, and who is not enrolled yet."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.desk.names import number_of, open_names
from bot.desk.viewer import NotHere, Viewer
from bot.facts import contact_facts, current_address, current_addresses, part_facts, rules
from bot.runtime import Work
from bot.scene import Scene
from bot.spoken_texts import Spoken, spoken_text
from flows.policy.contact import age_on
from flows.policy.routing import Route, route_part
from flows.vocabulary import (
    Channel,
    PermissionBy,
    PermissionHow,
    PhoneOwner,
    Role,
    SpokenKind,
)
from storage.models import Case, CasePerson, Permission, Person
from storage.queries import caseload
from storage.queries import enrolment as queries

ASKED = (Role.CHILD, Role.SPONSOR)


class Missing(StrEnum):
    """What is still to be agreed or said; the page words it."""

    PRIVACY = "privacy"
    CHOICE = "choice"
    PERMISSION = "permission"
    PHONE = "phone"
    WORD = "word"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class ToEnrol:
    """A person of an open case who is not enrolled yet."""

    case_id: uuid.UUID
    case_number: str
    person_id: uuid.UUID
    first_name: str
    role: Role
    missing: tuple[Missing, ...]
    released_on: dt.date


@dataclass(frozen=True, slots=True)
class WordLine:
    """What was once said about being texted, and to whom."""

    given: bool
    by: PermissionBy
    how: PermissionHow
    on: dt.date
    at: dt.datetime
    staff: str


@dataclass(frozen=True, slots=True)
class ToSay:
    """A text to say, and when it was last said (UTC): in which version and language, by whom."""

    text: Spoken
    said_at: dt.datetime | None
    said_version: str | None
    said_language: str | None
    said_by: str | None


@dataclass(frozen=True, slots=True)
class LabelLine:
    """What a sponsor's texts call the child of one case."""

    case_id: uuid.UUID
    case_number: str
    child: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """Everything the page shows. Agreed words are not among it: that they are agreed is all that is told."""

    case_id: uuid.UUID
    case_number: str
    zone: str
    person_id: uuid.UUID
    first_name: str
    role: Role
    age: int | None
    too_young: bool
    minimum_age: int
    language: str
    interpreter: str | None
    cannot_text: bool
    number: str | None
    owner: PhoneOwner | None
    channel: Channel | None
    also: Channel | None
    opted_out_at: dt.datetime | None
    wrong_since: dt.datetime | None
    permission_on: dt.date | None
    permission_by: str | None
    words: tuple[WordLine, ...]
    check_word: bool
    distress_word: bool
    question: bool
    safe_hours: str | None
    to_say: tuple[ToSay, ...]
    labels: tuple[LabelLine, ...]
    missing: tuple[Missing, ...]
    route: Route
    today: dt.date


def member_of(work: Work, viewer: Viewer, case_id: uuid.UUID, person_id: uuid.UUID) -> CasePerson:
    """A child or sponsor of a case in scope. Raises NotHere."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    member = next((m for m in case.members if m.person_id == person_id), None) if case else None
    if member is None or member.role not in ASKED:
        raise NotHere
    return member


def not_enrolled(work: Work, viewer: Viewer) -> list[ToEnrol]:
    """Children and sponsors of open cases in scope for whom something is missing, oldest release first."""
    cases = [c for c in caseload.cases(work.session, viewer.scope(work), work.now) if c.closed_at is None]
    members = [m for case in cases for m in case.members if m.role in ASKED]
    words = queries.last_permission(work.session, [m.person_id for m in members])
    found = [(m, _missing(work, m, words.get(m.person_id))) for m in members]
    found = [(m, missing) for m, missing in found if missing]
    names = open_names(work, {m.person_id: m.person for m, _ in found}.values())
    lines = [
        ToEnrol(
            m.case_id, m.case.case_number, m.person_id, names[m.person_id], m.role, missing,
            m.case.release_date,
        )
        for m, missing in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.released_on, line.case_number, line.role))


def view_enrolment(work: Work, viewer: Viewer, case_id: uuid.UUID, person_id: uuid.UUID) -> EnrolmentView:
    """The page of one person; looking is audited. Raises NotHere outside the caseload."""
    member = member_of(work, viewer, case_id, person_id)
    case, person = member.case, member.person
    today = work.now.astimezone(ZoneInfo(case.time_zone)).date()
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    history = queries.permissions(work.session, [person_id])
    at = current_addresses(work, person)
    work.audit("look", "enrolment", person_id, staff_id=viewer.staff_id, case_id=case_id)
    return EnrolmentView(
        case_id=case_id,
        case_number=case.case_number,
        zone=case.time_zone,
        person_id=person_id,
        first_name=open_names(work, [person])[person_id],
        role=member.role,
        age=_age(work, person, today),
        too_young=too_young(work, member, today),
        minimum_age=work.settings.minimum_text_age,
        language=person.language,
        interpreter=person.interpreter_language,
        cannot_text=person.cannot_text,
        number=number_of(work, at[0][0]) if at else None,
        owner=at[0][1].owner if at else None,
        channel=at[0][0].channel if at else None,
        also=at[1][0].channel if len(at) > 1 else None,
        opted_out_at=next((a.opted_out_at for a, _ in at if a.opted_out_at is not None), None),
        wrong_since=min((link.wrong_since for _, link in at if link.wrong_since), default=None),
        permission_on=person.permission_on,
        permission_by=person.permission_by,
        words=tuple(_word_line(row, staff) for row in history),
        check_word=person.check_word_sealed is not None,
        distress_word=person.distress_word_sealed is not None,
        question=person.identity_answer_sealed is not None,
        safe_hours=person.safe_hours,
        to_say=tuple(_to_say(work, person, staff)),
        labels=tuple(_labels(work, viewer, member)),
        missing=_missing(work, member, history[-1] if history else None),
        route=_route(work, case, member, today),
        today=today,
    )


def _word_line(row: Permission, staff: dict[uuid.UUID, str]) -> WordLine:
    return WordLine(row.given, row.given_by, row.how, row.on_day, row.at, staff.get(row.staff_id, "?"))


def _missing(work: Work, member: CasePerson, word: Permission | None) -> tuple[Missing, ...]:
    """Who is called, for whatever lasting reason, needs no words and no phone for texts."""
    person = member.person
    today = work.now.astimezone(ZoneInfo(member.case.time_zone)).date()
    called = person.cannot_text or (word is not None and not word.given) or too_young(work, member, today)
    known = person.check_word_sealed is not None or person.identity_answer_sealed is not None
    texted = {
        Missing.PERMISSION: person.permission_on is None,
        Missing.PHONE: not any(link.until is None for link in person.addresses),
        Missing.WORD: not known,
        Missing.LABEL: _lacks_label(member),
    }
    said = {
        Missing.PRIVACY: person.notice_version is None,
        Missing.CHOICE: person.voluntary_said_on is None,
    }
    return tuple(what for what, lacks in (said | ({} if called else texted)).items() if lacks)


def _sponsored(person: Person) -> list[CasePerson]:
    """The open cases in which somebody is the sponsor."""
    return [m for m in person.cases if m.role is Role.SPONSOR and m.case.closed_at is None]


def _lacks_label(member: CasePerson) -> bool:
    """A sponsor of several children is asked about each by a label of its own."""
    several = member.role is Role.SPONSOR and len(_sponsored(member.person)) > 1
    return several and member.child_label_sealed is None


def too_young(work: Work, member: CasePerson, today: dt.date) -> bool:
    """Children under the provider's age (13) are spoken with by voice, never texted."""
    if member.role is not Role.CHILD:
        return False
    age = _age(work, member.person, today)
    return age is None or age < work.settings.minimum_text_age


def _age(work: Work, person: Person, today: dt.date) -> int | None:
    birth = work.vault.open_optional(person.data_key_id, "birth_date", person.birth_date_sealed)
    return age_on(dt.date.fromisoformat(birth), today) if birth else None


def _to_say(work: Work, person: Person, staff: dict[uuid.UUID, str]) -> Iterable[ToSay]:
    last = queries.last_spoken(work.session, [person.id])
    for kind in SpokenKind:
        text = spoken_text(kind, person.language)
        row = last.get((person.id, kind))
        yield ToSay(
            text,
            row.at if row else None,
            row.version if row else None,
            row.language if row else None,
            staff.get(row.staff_id, "?") if row else None,
        )


def _labels(work: Work, viewer: Viewer, member: CasePerson) -> Iterable[LabelLine]:
    """The children of a sponsor in the cases that this viewer sees."""
    if member.role is not Role.SPONSOR:
        return
    for mine in sorted(_sponsored(member.person), key=lambda m: m.case.case_number):
        if caseload.find_case(work.session, viewer.scope(work), work.now, mine.case_id) is None:
            continue
        key = member.person.data_key_id
        yield LabelLine(
            mine.case_id,
            mine.case.case_number,
            child_name(work, mine.case),
            work.vault.open_optional(key, "child_label", mine.child_label_sealed),
        )


def child_name(work: Work, case: Case) -> str | None:
    """The first name of the released child of a case."""
    child = next((m.person for m in case.members if m.role is Role.CHILD), None)
    return open_names(work, [child])[child.id] if child else None


def _route(work: Work, case: Case, member: CasePerson, today: dt.date) -> Route:
    """Whether this person's parts are held by text or by phone, by the rules that open them."""
    at = current_address(work, member.person)
    scene = Scene(at[0] if at else None, member.person, case, member.role)
    facts = contact_facts(work, member.person, case, member.role, at)
    return route_part(part_facts(work, scene, facts), rules(work))
