"""Small import files for tests: one family that is valid, and what a test changes in it."""

import csv
import io
from typing import Final

from bot.importing.columns import NAMES

CASE: Final = {
    "case_number": "C-1",
    "release_date": "2026-03-02",
    "state": "TX",
    "zip": "79901",
    "caseworker": "caseworker@example.org",
}

CHILD: Final = CASE | {
    "person_id": "P-1",
    "role": "child",
    "first_name": "Marisol",
    "language": "es",
    "birth_date": "2010-05-06",
    "phone": "+12025550101",
    "phone_owner": "own",
    "permission_on": "2026-03-03",
    "check_word": "mariposa",
    "distress_word": "paraguas",
}

SPONSOR: Final = CASE | {
    "person_id": "P-2",
    "role": "sponsor",
    "first_name": "Rosa",
    "language": "es",
    "sponsor_category": "1",
    "phone": "+12025550121",
    "phone_owner": "own",
    "permission_on": "2026-03-03",
    "check_word": "luna",
}


def csv_of(*rows: dict[str, str], columns: tuple[str, ...] = NAMES) -> bytes:
    """These rows as a file with all columns, or with those named."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
