"""The cases of a scenario, written as mappings, become an import file; its problems get their lines."""

import csv
import datetime as dt
import io
from dataclasses import dataclass, field

import yaml

from bot.importing.columns import NAMES
from bot.importing.parse import parse_csv
from bot.simulation.nodes import Nodes

PERSONS = "persons"


@dataclass(slots=True)
class CaseRows:
    """The rows of the cases with the lines at which their cells stand."""

    csv: bytes = b""
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    """By case number: person id -> role."""
    numbers: set[str] = field(default_factory=set)
    caseworkers: set[str] = field(default_factory=set)

    def knows(self, case: str, person: str) -> bool:
        """Whether a case has this person, given as role or as person id."""
        members = self.people.get(case, {})
        return person in members or list(members.values()).count(person) == 1


@dataclass(slots=True)
class _Row:
    cells: dict[str, str]
    lines: dict[str, int]
    line: int


def read_cases(nodes: Nodes, node: yaml.Node | None, start: dt.datetime | None) -> CaseRows:
    """Read `cases`. The problems of the import are kept with the line of their cell."""
    rows = [row for item in nodes.items(node) for row in _rows(nodes, item)]
    found = CaseRows(csv=_csv(rows))
    for row in rows:
        cell = row.cells.get
        found.people.setdefault(cell("case_number", ""), {})[cell("person_id", "")] = cell("role", "")
        found.numbers |= {cell("phone", "")} - {""}
        found.caseworkers |= {cell("caseworker", "")} - {""}
    if rows and start is not None and not nodes.problems:
        _check(nodes, rows, found.csv, start.date())
    return found


def _rows(nodes: Nodes, node: yaml.Node) -> list[_Row]:
    """One row a person: a case with `persons` shares its own columns with all of them."""
    keys = nodes.mapping(node, (*NAMES, PERSONS))
    people = keys.pop(PERSONS, None)
    if people is None:
        return [_row(nodes, node, keys)]
    return [_row(nodes, person, {**keys, **nodes.mapping(person, NAMES)}) for person in nodes.items(people)]


def _row(nodes: Nodes, node: yaml.Node, keys: dict[str, yaml.Node]) -> _Row:
    cells = {name: nodes.text(value) or "" for name, value in keys.items()}
    lines = {name: value.start_mark.line + 1 for name, value in keys.items()}
    return _Row(cells, lines, node.start_mark.line + 1)


def _csv(rows: list[_Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row.cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _check(nodes: Nodes, rows: list[_Row], data: bytes, today: dt.date) -> None:
    for problem in parse_csv(data, today=today).problems:
        place = rows[problem.row - 2] if 2 <= problem.row < len(rows) + 2 else rows[0]
        line = place.lines.get(problem.column, place.line)
        column = f"{problem.column}: " if problem.column else ""
        nodes.problem(line, f"{column}{problem.message} -> {problem.remedy}")
