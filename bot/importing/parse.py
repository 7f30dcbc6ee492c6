"""A whole import file: every problem at once with row, column and remedy, or typed cases.

Pure but for the ZIP table of `zones`; the day of the run is passed in.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.importing.cells import read_sheet
from bot.importing.columns import COLUMNS, Column, Needed, Of
from bot.importing.members import member_problems
from bot.importing.rows import CaseRow, MemberRow, Parsed, PersonRow, Problem
from bot.importing.values import BadValue, fold
from bot.importing.zones import zone_of
from flows.vocabulary import PhoneOwner, Role

LATEST_RELEASE = dt.timedelta(days=60)
"""A release date further ahead of the day of the import is taken for a slip of the pen."""


@dataclass(slots=True)
class ReadRow:
    """One row read cell by cell; `bad` columns could not be read, `given` ones are filled."""

    number: int
    values: dict[str, Any]
    bad: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()

    def part(self, of: Of) -> dict[str, Any]:
        """The values of the case, of the person, or of the person in the case."""
        return {c.name: self.values[c.name] for c in COLUMNS if c.of is of}

    def given_of(self, of: Of) -> frozenset[str]:
        """The columns of that kind that are filled in."""
        return frozenset(c.name for c in COLUMNS if c.of is of and c.name in self.given)


def parse_csv(data: bytes, *, today: dt.date) -> Parsed:
    """Read an import file. `today` is the local day of the run; it bounds release and permission dates."""
    sheet = read_sheet(data)
    problems = list(sheet.problems)
    rows = [_read_row(number, cells, problems) for number, cells in sheet.rows]
    for row in rows:
        problems += member_problems(row.number, row.values, row.bad, today)
    problems += _disagreements(rows, "case_number", Of.CASE)
    problems += _disagreements(rows, "person_id", Of.PERSON)
    cases = [_read_case(of_case, problems, today) for of_case in _by(rows, "case_number").values()]
    if problems:
        return Parsed((), tuple(sorted(problems, key=lambda p: (p.row, _position(p.column)))))
    return Parsed(tuple(case for case in cases if case), ())


def _position(column: str) -> int:
    names = [c.name for c in COLUMNS]
    return names.index(column) if column in names else -1


def _read_row(number: int, cells: dict[str, str], problems: list[Problem]) -> ReadRow:
    row = ReadRow(number, {}, given=frozenset(name for name, text in cells.items() if text))
    role = cells.get("role", "").lower()
    for column in COLUMNS:
        text = cells.get(column.name, "")
        try:
            row.values[column.name] = _read_cell(column, text, role)
        except BadValue as wrong:
            row.values[column.name] = None
            row.bad.add(column.name)
            problems.append(Problem(number, column.name, wrong.message, wrong.remedy))
    if not row.values["phone"]:
        row.given -= {"phone_owner", "channel"}  # they describe a number
    elif not row.values["phone_owner"] and "phone_owner" not in row.bad:
        owner = PhoneOwner.HOUSEHOLD if row.values["role"] is Role.CHILD else PhoneOwner.OWN
        row.values["phone_owner"] = owner
    return row


def _read_cell(column: Column, text: str, role: str) -> Any:
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
        raise BadValue("the cell holds a line break or an invisible character", "type it again on one line")
    if text:
        return column.parse(text)
    if column.needed is Needed.ALWAYS or column.needed.value == f"for a {role}":
        raise BadValue("this must be filled in", column.doc)
    return column.empty


def _by(rows: list[ReadRow], column: str) -> dict[str, list[ReadRow]]:
    """Rows grouped by the value of a column; rows in which it is bad are left out."""
    groups: dict[str, list[ReadRow]] = defaultdict(list)
    for row in rows:
        if row.values[column] is not None:
            groups[row.values[column]].append(row)
    return groups


def _disagreements(rows: list[ReadRow], key: str, of: Of) -> list[Problem]:
    """Columns that repeat over the rows of one case or person and differ there."""
    problems = []
    for group in _by(rows, key).values():
        first = group[0]
        for row in group[1:]:
            differing = [
                name
                for name, value in row.part(of).items()
                if value != first.values[name] and name not in row.bad | first.bad
            ]
            problems += [
                Problem(
                    row.number, name, f"this differs from row {first.number}", "write the same in both rows"
                )
                for name in differing
            ]
    return problems


def _read_case(rows: list[ReadRow], problems: list[Problem], today: dt.date) -> CaseRow | None:
    """One case from its rows; None, with problems added, when it cannot be built."""
    first = rows[0]
    before = len(problems)
    problems += _composition(rows)
    problems += _case_dates(first, today)
    zone = _zone(first, problems)
    if len(problems) > before or zone is None or any(row.bad for row in rows):
        return None
    given = frozenset[str]().union(*(row.given_of(Of.CASE) for row in rows)) | {"time_zone"}
    members = tuple(_member(row) for row in rows)
    return CaseRow(**(first.part(Of.CASE) | {"time_zone": zone}), given=given, members=members)


def _member(row: ReadRow) -> MemberRow:
    person = PersonRow(**row.part(Of.PERSON), given=row.given_of(Of.PERSON))
    return MemberRow(row=row.number, person=person, given=row.given_of(Of.MEMBER), **row.part(Of.MEMBER))


def _composition(rows: list[ReadRow]) -> list[Problem]:
    """A case has exactly one released child, at least one sponsor, and nobody twice (6.2.1)."""
    number, problems = rows[0].number, []
    known = [row.values["role"] for row in rows]
    children = [row for row in rows if row.values["role"] is Role.CHILD]
    if not children and None not in known:
        problems.append(Problem(number, "role", "this case has no child", "add a row for the released child"))
    problems += [
        Problem(
            row.number, "role", "this case has two children", "give each released child a case of its own"
        )
        for row in children[1:]
    ]
    if Role.SPONSOR not in known and None not in known:
        problems.append(Problem(number, "role", "this case has no sponsor", "add a row for the sponsor"))
    seen: set[str] = set()
    for row in rows:
        person = row.values["person_id"]
        if person in seen:
            problems.append(
                Problem(
                    row.number, "person_id", "this person stands twice in the case", "keep one of the rows"
                )
            )
        seen.update([person] if person else [])
    return problems + _labels(rows, children)


def _labels(rows: list[ReadRow], children: list[ReadRow]) -> list[Problem]:
    """The label stands in texts, and no text names a person (6.8.5)."""
    names = {fold(child.values["first_name"]) for child in children if child.values["first_name"]}
    return [
        Problem(row.number, "child_label", "the label holds the child's name", "agree on a neutral label")
        for row in rows
        if names & set(fold(row.values["child_label"] or "").split())
    ]


def _case_dates(row: ReadRow, today: dt.date) -> list[Problem]:
    release = row.values["release_date"]
    if release and release > today + LATEST_RELEASE:
        days = LATEST_RELEASE.days
        return [Problem(row.number, "release_date", f"this is over {days} days ahead", "correct the year")]
    return []


def _zone(row: ReadRow, problems: list[Problem]) -> str | None:
    if row.bad & {"state", "zip", "time_zone"}:
        return None
    try:
        return zone_of(row.values["state"], row.values["zip"], row.values["time_zone"])
    except BadValue as wrong:
        problems.append(Problem(row.number, "zip", wrong.message, wrong.remedy))
        return None
