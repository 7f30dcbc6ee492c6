"""Cases of an import file into storage, with their members and the three check-ins of Level One (6.3)."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from bot.importing.desk import Desk
from bot.importing.report import Difference, compare
from bot.importing.rows import CaseRow, MemberRow
from bot.importing.schedule import keep_schedules
from flows.vocabulary import Role
from storage.models import Case, CasePerson, Person, Staff
from storage.queries.keys import CHUNK

_COLUMNS: Final = {"zip": "zip_code", "caseworker": "caseworker_email"}
"""Columns of the file that have another name in storage."""

_FIELDS: Final = (
    "case_number",
    "release_date",
    "referral_accepted_on",
    "level",
    "tvpra",
    "special_6_2_11",
    "bridge_level_one",
    "state",
    "zip",
    "time_zone",
    "court_date",
    "caseworker",
)


def put_cases(desk: Desk, rows: Sequence[CaseRow], persons: dict[str, Person]) -> None:
    """Add or compare every case of the file with its members, then see that its check-ins stand."""
    known = _known(desk, [row.case_number for row in rows])
    cases = []
    with desk.session.no_autoflush:
        for row in rows:
            case = known.get(row.case_number)
            if case is None:
                case = _add(desk, row)
            else:
                what = f"case {row.case_number}"
                compare(what, KnownCase(desk, case), row, desk.report, update=desk.update)
            for member in row.members:
                _put_member(desk, case, member, persons[member.person.person_id])
            cases.append(case)
    desk.session.flush()
    keep_schedules(desk, cases)


def _known(desk: Desk, case_numbers: list[str]) -> dict[str, Case]:
    found: dict[str, Case] = {}
    for start in range(0, len(case_numbers), CHUNK):
        query = (
            select(Case)
            .where(
                Case.provider_id == desk.provider_id,
                Case.case_number.in_(case_numbers[start : start + CHUNK]),
            )
            .options(selectinload(Case.members))
        )
        found |= {case.case_number: case for case in desk.session.scalars(query)}
    return found


def _add(desk: Desk, row: CaseRow) -> Case:
    case = Case(
        **desk.owned(),
        created_at=desk.now,
        caseworker_id=_staff_id(desk, row.caseworker),
        **{_COLUMNS.get(name, name): getattr(row, name) for name in _FIELDS},
    )
    desk.session.add(case)
    desk.report.created.append(f"case {row.case_number}")
    return case


def _staff_id(desk: Desk, email: str | None) -> uuid.UUID | None:
    """The member of staff with this address, if there is one yet."""
    if email is None:
        return None
    query = select(Staff.id).where(Staff.provider_id == desk.provider_id, func.lower(Staff.email) == email)
    return desk.session.scalars(query).one_or_none()


def _put_member(desk: Desk, case: Case, row: MemberRow, person: Person) -> None:
    """Add or compare what a person is in a case. A case keeps the one child it has."""
    what = f"{row.role.value} {row.person.person_id} in case {case.case_number}"
    known = next((member for member in case.members if member.person_id == person.id), None)
    if known is not None:
        compare(what, KnownMember(desk, known, person), row, desk.report, update=desk.update)
        return
    if row.role is Role.CHILD and any(member.role is Role.CHILD for member in case.members):
        desk.report.differing.append(Difference(what, "role", kept=True))
        return
    case.members.append(
        CasePerson(
            **desk.owned(),
            person_id=person.id,
            role=row.role,
            sponsor_category=row.sponsor_category,
            relationship_words=row.relationship,
            child_label_sealed=desk.vault.seal_optional(person.data_key_id, "child_label", row.child_label),
        )
    )
    desk.report.created.append(what)


class KnownCase:
    """A case on record, column by column as the file sees it."""

    def __init__(self, desk: Desk, case: Case) -> None:
        self._desk = desk
        self._case = case

    def read(self, column: str) -> Any:
        """What is on record."""
        return getattr(self._case, _COLUMNS.get(column, column))

    def write(self, column: str, value: Any) -> None:
        """Put this on record; a new caseworker's address brings the member of staff."""
        setattr(self._case, _COLUMNS.get(column, column), value)
        if column == "caseworker":
            self._case.caseworker_id = _staff_id(self._desk, value)

    def keeps(self, column: str) -> bool:
        """A closed case is changed by nobody but a person (6.8.7)."""
        return self._case.closed_at is not None


class KnownMember:
    """What a person is in a case on record, column by column as the file sees it."""

    def __init__(self, desk: Desk, member: CasePerson, person: Person) -> None:
        self._desk = desk
        self._member = member
        self._key = person.data_key_id

    def read(self, column: str) -> Any:
        """What is on record; the label is opened."""
        if column == "child_label":
            sealed = self._member.child_label_sealed
            return self._desk.vault.open_optional(self._key, column, sealed)
        return getattr(self._member, "relationship_words" if column == "relationship" else column)

    def write(self, column: str, value: Any) -> None:
        """Put this on record."""
        if column == "child_label":
            self._member.child_label_sealed = self._desk.vault.seal(self._key, column, value)
        else:
            setattr(self._member, "relationship_words" if column == "relationship" else column, value)

    def keeps(self, column: str) -> bool:
        """The role decides whose answers are whose, so an import never turns it around (6.1)."""
        return column == "role"
