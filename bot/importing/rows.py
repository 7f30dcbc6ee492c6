"""What an import file holds once it is read: plain, typed values, and the problems found in it."""

import datetime as dt
from dataclasses import dataclass

from flows.vocabulary import Channel, Level, PhoneOwner, Role, SponsorCategory


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do. `row` counts as a spreadsheet does: the header is row 1.

    Messages never repeat a name, number, date of birth or agreed word. `column` is empty when the
    problem belongs to the whole row or file.
    """

    row: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.message} -> {self.remedy}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person, the same in every case. `phone` is E.164; languages are BCP 47; days are local.

    `given` names the columns that were filled in; the others hold what an empty cell stands for.
    """

    person_id: str
    first_name: str
    language: str
    birth_date: dt.date | None
    phone: str | None
    phone_owner: PhoneOwner | None
    channel: Channel
    interpreter_language: str | None
    safe_hours: str | None
    permission_on: dt.date | None
    permission_by: str | None
    check_word: str | None
    distress_word: str | None
    identity_question: str | None
    identity_answer: str | None
    notice_version: str | None
    voluntary_said_on: dt.date | None
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """What a person is in one case. `row` is where the file says so; `given` as in PersonRow."""

    row: int
    role: Role
    sponsor_category: SponsorCategory | None
    relationship: str | None
    child_label: str | None
    person: PersonRow
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with its members. `time_zone` is an IANA name, `caseworker` an e-mail address.

    `given` as in PersonRow; the time zone counts as given, for it comes from the ZIP code.
    """

    case_number: str
    release_date: dt.date
    referral_accepted_on: dt.date | None
    level: Level
    tvpra: bool
    special_6_2_11: bool
    bridge_level_one: bool
    state: str
    zip: str
    time_zone: str
    court_date: dt.date | None
    caseworker: str | None
    given: frozenset[str]
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The cases of a file, or its problems; never both: nothing is saved unless all is valid."""

    cases: tuple[CaseRow, ...]
    problems: tuple[Problem, ...]

    def persons(self) -> dict[str, PersonRow]:
        """Every person of the file by `person_id`."""
        return {member.person.person_id: member.person for case in self.cases for member in case.members}
