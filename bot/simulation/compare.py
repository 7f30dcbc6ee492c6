"""What differs between what a scenario expects and what its report holds, as lines to be read."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.simulation.scenario import Act, Expect, Row


def differences(
    expect: Expect, report: Mapping[str, Any], texts: Mapping[str, Sequence[str]], acts: Sequence[Act]
) -> list[str]:
    """Lines that say what differs; none when everything is as expected.

    `texts` are the keys that arrived at each phone of a family. A row is compared in the fields that
    it names; their number and order are compared always.
    """
    found = list(_refusals(report, acts))
    if expect.texts is not None:
        for phone in sorted(expect.texts.keys() | texts.keys()):
            found += _diff(f"texts of {phone}", expect.texts.get(phone, ()), texts.get(phone, ()))
    for section, rows in expect.rows.items():
        happened = rows_of(section, report)
        fields = list(dict.fromkeys(field for row in rows for field in row))
        shown = [_line(row, rows[n] if n < len(rows) else fields) for n, row in enumerate(happened)]
        found += _diff(section, [_line(row, row) for row in rows], shown)
    return found


def rows_of(section: str, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a report that a section of `expect` is compared with."""
    if section not in ("check_ins", "answers"):
        return list(report[section])
    flat = [
        {"case": row["case"], "number": row["number"], "check_in": row["number"], "due": row["due"], **part}
        for row in sorted(report["check_ins"], key=lambda row: (row["case"], row["number"]))
        for part in row["persons"]
    ]
    return [row for row in flat if row["answers"]] if section == "answers" else flat


def _line(row: Row, fields: Sequence[str] | Row) -> str:
    return ", ".join(f"{field} {_words(row.get(field))}" for field in fields) or "one more"


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {item}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(item) for item in value) + "]"
    return str(value)


def _diff(title: str, expected: Sequence[str], happened: Sequence[str]) -> list[str]:
    if list(expected) == list(happened):
        return []
    lines = [f"  {title}: - expected, + happened"]
    for line in difflib.ndiff(list(expected), list(happened)):
        if not line.startswith("?"):
            lines.append(f"    {line}".rstrip())
    return lines


def _refusals(report: Mapping[str, Any], acts: Sequence[Act]) -> Iterator[str]:
    for act, done in zip(sorted(acts, key=lambda act: act.at), report["staff"], strict=True):
        wanted = act.refused or "done"
        if done["result"] != wanted:
            yield f"  {act.who} {act.does} in {act.case}: expected {wanted}, happened {done['result']}"
