"""Provider error codes: their kind and the words in which staff read them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "error_codes.yaml"


class ErrorKind(StrEnum):
    """What an error means for a text; the first two are permanent.

    ADDRESS    this number cannot get texts
    PERSON     they do not want them
    WAIT       later it may work
    CHANNEL    another way may work: a call, or the other channel
    SETUP      our account or configuration: the line stops, and no text counts as failed
    AMBIGUOUS  nobody can tell whether it left, or why it did not arrive
    """

    ADDRESS = "address"
    PERSON = "person"
    WAIT = "wait"
    CHANNEL = "channel"
    SETUP = "setup"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code of the table."""

    code: int
    kind: ErrorKind
    words: str
    source: str = ""


@cache
def _table() -> dict[int, ErrorCode]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["codes"]
    return {
        code: ErrorCode(code, ErrorKind(row["kind"]), row["words"], row.get("source", "dictionary"))
        for code, row in rows.items()
    }


def sources() -> dict[str, dict[str, str | dt.date]]:
    """Where rows come from, by short name: title, and the day on which it was read."""
    found: dict[str, dict[str, str | dt.date]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["sources"]
    return found


def review_by() -> dt.date:
    """The day until which the table has been checked."""
    day: dt.date = yaml.safe_load(FILE.read_text(encoding="utf-8"))["review_by"]
    return day


def explain(code: int) -> ErrorCode:
    """The row of a code; one that is not in the table waits for a person to look it up."""
    return _table().get(code) or ErrorCode(code, ErrorKind.WAIT, f"not delivered (code {code})")
