"""From the bytes of a file to cells by column name: encoding, header and the shape of rows."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

from bot.importing.columns import COLUMNS, NAMES, Needed
from bot.importing.rows import Problem
from bot.importing.values import nearest


@dataclass(slots=True)
class Sheet:
    """Rows as (row number, text by column name), and what is wrong with the file as such."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def read_sheet(data: bytes) -> Sheet:
    """Read a CSV file. A problem with encoding or header leaves `rows` empty: nothing else can be told."""
    sheet = Sheet()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        sheet.problems.append(
            Problem(1, "", "the file is not UTF-8", "save it as “CSV UTF-8 (comma delimited)”")
        )
        return sheet
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        sheet.problems.append(
            Problem(1, "", "the file is no valid CSV", "look for a quotation mark that is not closed")
        )
        return sheet
    if not any(any(cell.strip() for cell in line) for line in lines):
        sheet.problems.append(Problem(1, "", "the file is empty", "write a header and one row per person"))
        return sheet
    sheet.columns = tuple(cell.strip().lower() for cell in lines[0])
    sheet.problems += _header_problems(sheet.columns)
    if not sheet.problems:
        _read_rows(lines, sheet)
    return sheet


def _header_problems(columns: tuple[str, ...]) -> list[Problem]:
    problems = []
    for name, count in Counter(columns).items():
        if name not in NAMES:
            problems.append(Problem(1, name, "there is no such column", _suggestion(name, columns)))
        elif count > 1:
            problems.append(Problem(1, name, f"the column stands {count} times", "keep one of them"))
    for column in COLUMNS:
        if column.needed is not Needed.NO and column.name not in columns:
            problems.append(Problem(1, column.name, "the column is missing", "add it to the header row"))
    return problems


def _suggestion(name: str, columns: tuple[str, ...]) -> str:
    if ";" in name and len(columns) == 1:
        return "separate the columns by commas, not by semicolons"
    if not name:
        return "remove the empty column, or name it"
    free = [known for known in NAMES if known not in columns]
    meant = nearest(name.replace(" ", "_"), free)
    return f"did you mean {meant}?" if meant else "remove it; docs/import.md lists the columns"


def _read_rows(lines: list[list[str]], sheet: Sheet) -> None:
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(sheet.columns):
            sheet.problems.append(
                Problem(
                    number,
                    "",
                    f"this row has {len(line)} cells, the header has {len(sheet.columns)}",
                    "put cells that hold a comma in quotation marks, and keep empty cells",
                )
            )
            continue
        sheet.rows.append((number, dict(zip(sheet.columns, (cell.strip() for cell in line), strict=True))))
    if not sheet.rows and not sheet.problems:
        sheet.problems.append(Problem(1, "", "the file holds no person", "write one row per person"))
