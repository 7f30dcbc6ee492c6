"""Provider error codes: their kind and the words in which staff read them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "error_codes.yaml"


class ErrorKind(StrEnum):
    """Whom an error is about."""

    ADDRESS = "address"
    PERSON = "person"
    WAIT = "wait"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code of the table."""

    code: int
    kind: ErrorKind
    words: str


@cache
def _table() -> dict[int, ErrorCode]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["codes"]
    return {code: ErrorCode(code, ErrorKind(row["kind"]), row["words"]) for code, row in rows.items()}


def review_by() -> dt.date:
    """The day until which the table has been checked."""
    day: dt.date = yaml.safe_load(FILE.read_text(encoding="utf-8"))["review_by"]
    return day


def explain(code: int) -> ErrorCode:
    """The row of a code; one that is not in the table waits for a person to look it up."""
    return _table().get(code) or ErrorCode(code, ErrorKind.WAIT, f"not delivered (code {code})")
