"""The date of a hearing, in the ways people write one. A wrong date is worse than none.

Numbers count as a date only beside a month, a weekday's name, a unit ("in 2 weeks") or in a form
such as 5/8; ages, times of day and school grades never do. A month alone gives no date. Where day and
month can be read the other way round both are returned, and the conversation asks back.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple

from flows.understanding.datewords import Word, date_words
from flows.understanding.lexicon import Lexicon, View
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


class _Words(NamedTuple):
    items: list[Word]
    sent_on: dt.date


def find_numeric(text: str, sent_on: dt.date, language: str) -> FoundDate | None:
    """A date in digits, month first in English and day first elsewhere unless impossible."""
    digits = ascii_digits(text)
    found = _YMD.search(digits)
    if found:
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return FoundDate(day, None, *found.span(), "date:ymd") if day and _ahead(day, sent_on) else None
    for found in _NUMERIC.finditer(digits):
        if found[2] == "." and not found[4] and language in MONTH_FIRST | {"es", "zh"}:
            continue
        first, second = int(found[1]), int(found[3])
        year = _year(found[4])
        month_first = _resolve(sent_on, year, first, second)
        day_first = _resolve(sent_on, year, second, first)
        choice, other = (month_first, day_first) if language in MONTH_FIRST else (day_first, month_first)
        if choice is None:
            choice, other = other, None
        if choice is not None:
            other = None if other == choice else other
            return FoundDate(choice, other, *found.span(), "date:numeric")
    return None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _ahead(day: dt.date, sent_on: dt.date) -> bool:
    return sent_on - dt.timedelta(days=366) <= day <= sent_on + dt.timedelta(days=366 * LAST_YEARS)


def _resolve(sent_on: dt.date, year: int | None, month: int, day: int) -> dt.date | None:
    """The next such day when the year is missing; 29 February waits for its year."""
    if year is not None:
        exact = _day(year, month, day)
        return exact if exact and _ahead(exact, sent_on) else None
    for candidate in range(sent_on.year, sent_on.year + LAST_YEARS):
        found = _day(candidate, month, day)
        if found and found >= sent_on:
            return found
    return None


def find_worded(view: View, lexicon: Lexicon, sent_on: dt.date) -> FoundDate | None:
    """A date in words: a day and a month, a relative day, a weekday, or a marked day of the month."""
    words = _Words(date_words(view, lexicon), sent_on)
    for rule in (_day_month, _relative, _in_units, _weekday, _bare_day):
        found = rule(words)
        if found:
            return found
    return None


def _found(
    words: _Words, first: int, last: int, day: dt.date, rule: str, other: dt.date | None = None
) -> FoundDate:
    return FoundDate(day, other, words.items[first].start, words.items[last].end, f"date:{rule}")


def _day_month(words: _Words) -> FoundDate | None:
    items = [(at, w) for at, w in enumerate(words.items) if w.kind != "join"]
    for place, (at, word) in enumerate(items):
        if word.kind != "month":
            continue
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        year = _written_year(items, place)
        for side in (before, after):
            if side is None or side[1].kind != "number" or abs(side[0] - at) > 4:
                continue
            day = _resolve(words.sent_on, year, word.value, side[1].value)
            if day:
                first, last = min(at, side[0]), max(at, side[0])
                return _found(words, first, last, day, "day_month")
    return None


def _written_year(items: list[tuple[int, Word]], place: int) -> int | None:
    near = items[max(0, place - 2) : place + 3]
    years = [w.value for _, w in near if w.kind == "year"]
    return years[0] if years else None


def _relative(words: _Words) -> FoundDate | None:
    days = [(at, w) for at, w in enumerate(words.items) if w.kind == "days"]
    if not days:
        return None
    at, word = max(days, key=lambda pair: pair[1].value)
    return _found(words, at, at, words.sent_on + dt.timedelta(days=word.value), "relative")


def _in_units(words: _Words) -> FoundDate | None:
    for at, word in enumerate(words.items[:-1]):
        unit = words.items[at + 1]
        if word.kind != "number" or unit.kind != "unit" or word.value > 60:
            continue
        marked = at > 0 and words.items[at - 1].kind == "before"
        marked = marked or (at + 2 < len(words.items) and words.items[at + 2].kind == "after")
        if marked:
            return _found(words, at, at + 1, _add(words.sent_on, word.value, unit.value), "in_units")
    return None


def _add(day: dt.date, count: int, unit: int) -> dt.date:
    if unit != 30:
        return day + dt.timedelta(days=count * unit)
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    for last in (day.day, 30, 29, 28):
        found = _day(year, month, last)
        if found:
            return found
    return day + dt.timedelta(days=30 * count)


def _weekday(words: _Words) -> FoundDate | None:
    for at, word in enumerate(words.items):
        if word.kind != "weekday":
            continue
        near = words.items[max(0, at - 2) : at + 3]
        if any(w.kind == "stop" for w in near):
            continue
        ahead = (word.value - words.sent_on.weekday()) % 7 or 7
        if any(w.kind == "nextweek" for w in near):
            ahead = 7 - words.sent_on.weekday() + word.value
        return _found(words, at, at, words.sent_on + dt.timedelta(days=ahead), "weekday")
    return None


def _bare_day(words: _Words) -> FoundDate | None:
    """ "el 15", "the 15th": only with the mark before it and nothing that makes it a time or an age."""
    if any(w.kind == "month" for w in words.items):
        return None
    for at, word in enumerate(words.items):
        marked = word.ordinal or (at > 0 and words.items[at - 1].mark)
        if word.kind != "number" or not marked or not 1 <= word.value <= 31:
            continue
        following = words.items[at + 1].kind if at + 1 < len(words.items) else ""
        if following in ("unit", "stop"):
            continue
        for ahead in range(62):
            day = words.sent_on + dt.timedelta(days=ahead)
            if day.day == word.value:
                return _found(words, at, at, day, "day_of_month")
    return None
