"""The date of a hearing, in the ways people write one. A wrong date is worse than none.

Here are the forms in digits (5/8); those in words stand in flows.understanding.worded. Ages, times of
day and school grades are never dates, a month alone is none. Where day and month can be read the other
way round both are returned, and the conversation asks back.
"""

import datetime as dt
import re
from dataclasses import dataclass

from flows.understanding.normalise import ascii_digits

MONTH_FIRST = frozenset({"en"})
LAST_YEARS = 5
"""How far ahead a hearing may lie."""

_YMD = re.compile(r"(?<!\d)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d/.:-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d/:%])(?!\.\d)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day, its other possible reading, and where it stands (code points of the original)."""

    day: dt.date
    other: dt.date | None
    start: int
    end: int
    rule: str


def find_numeric(text: str, sent_on: dt.date, language: str, *, corrected: bool = False) -> FoundDate | None:
    """A date in digits, month first in English and day first elsewhere unless impossible.

    `corrected`: of several days the last one counts ("it was 3/4, now it is 5/6").
    """
    digits = ascii_digits(text)
    kept: FoundDate | None = None
    found = _YMD.search(digits)
    if found:
        day = day_of(int(found[1]), int(found[2]), int(found[3]))
        return FoundDate(day, None, *found.span(), "date:ymd") if day and _ahead(day, sent_on) else None
    for found in _NUMERIC.finditer(digits):
        if found[2] == "." and not found[4] and language in MONTH_FIRST | {"es", "zh"}:
            continue
        first, second = int(found[1]), int(found[3])
        year = _year(found[4])
        month_first = resolve(sent_on, year, first, second)
        day_first = resolve(sent_on, year, second, first)
        choice, other = (month_first, day_first) if language in MONTH_FIRST else (day_first, month_first)
        if choice is None:
            choice, other = other, None
        if choice is not None:
            other = None if other == choice else other
            kept = FoundDate(choice, other, *found.span(), "date:numeric")
            if not corrected:
                return kept
    return kept


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The calendar day, or None where there is none such."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _ahead(day: dt.date, sent_on: dt.date) -> bool:
    return sent_on - dt.timedelta(days=366) <= day <= sent_on + dt.timedelta(days=366 * LAST_YEARS)


def resolve(sent_on: dt.date, year: int | None, month: int, day: int) -> dt.date | None:
    """The next such day when the year is missing; 29 February waits for its year."""
    if year is not None:
        exact = day_of(year, month, day)
        return exact if exact and _ahead(exact, sent_on) else None
    for candidate in range(sent_on.year, sent_on.year + LAST_YEARS):
        found = day_of(candidate, month, day)
        if found and found >= sent_on:
            return found
    return None
