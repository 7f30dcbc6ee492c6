"""A hearing's date in words: "the 5th of may", "in two weeks", "el martes que viene", "the 21st, a monday".

Each rule either names a day, says that the words name none (two days with "or" between), or leaves the
text to the next rule. The tables are in `dates:` of each word list.
"""

import datetime as dt
from typing import NamedTuple

from flows.understanding.dates import FoundDate, day_of, resolve
from flows.understanding.datewords import Word, date_words
from flows.understanding.lexicon import Lexicon, View


class _Words(NamedTuple):
    items: list[Word]
    sent_on: dt.date


class _Answer(NamedTuple):
    """What a rule says: a day, or that the words name none and no other rule may guess."""

    found: FoundDate | None


NONE = _Answer(None)
SHORT = 8
"""Words of a reply in which "today" is the answer."""

_MONTHS = frozenset({"month", "solar"})


def is_corrected(view: View, lexicon: Lexicon) -> bool:
    """Whether the words say that a date was moved or taken back."""
    return any(word.kind == "change" for word in date_words(view, lexicon))


def find_worded(view: View, lexicon: Lexicon, sent_on: dt.date) -> FoundDate | None:
    """A date in words: a day and a month, a relative day, a weekday, or a marked day of the month."""
    words = _Words(date_words(view, lexicon), sent_on)
    for rule in (_nth_weekday, _day_months, _of_month, _last_day, _in_units, _relative, _weekday, _bare_day):
        answer = rule(words)
        if answer is not None:
            return answer.found
    return None


def names_month(view: View, lexicon: Lexicon) -> bool:
    """Whether a month is named, with or without a day."""
    return any(word.kind in _MONTHS for word in date_words(view, lexicon))


def names_calendar(view: View, lexicon: Lexicon) -> bool:
    """Whether a month or a weekday is named."""
    return any(word.kind in _MONTHS or word.kind == "weekday" for word in date_words(view, lexicon))


def _found(words: _Words, first: int, last: int, day: dt.date | None, rule: str) -> _Answer | None:
    if day is None:
        return None
    return _Answer(FoundDate(day, None, words.items[first].start, words.items[last].end, f"date:{rule}"))


def _near(words: _Words, at: int, step: int, kinds: frozenset[str], reach: int = 3) -> int | None:
    """The nearest word of one of the kinds, over joining words and at most one unknown word."""
    unknown = 0
    for distance in range(1, reach + 1):
        place = at + step * distance
        if not 0 <= place < len(words.items):
            return None
        word = words.items[place]
        if word.kind in kinds:
            return place
        day_unit = word.kind == "unit" and word.value == 1
        if not (word.kind in ("join", "next") or word.of or day_unit):
            unknown += 1
        if unknown > 1:
            return None
    return None


def _day_months(words: _Words) -> _Answer | None:
    """Days with the name of their month. Of two days the later word counts after "moved to"; two days
    with "or" between name none."""
    found: list[tuple[int, int, dt.date]] = []
    for at, word in enumerate(words.items):
        if word.kind not in _MONTHS:
            continue
        side = _day_beside(words, at)
        if side is None:
            continue
        if _alternatives(words, min(side, at)):
            return NONE
        day = _named(words, word, words.items[side].value, at)
        if day:
            found.append((min(at, side), max(at, side), day))
    if not found:
        return None
    first, last, day = found[0]
    if len({entry[2] for entry in found}) > 1:
        between = {w.kind for w in words.items[first : found[-1][1]]}
        if "change" in between or "not" in between:
            first, last, day = found[-1]
        elif "or" in between:
            return NONE
    return _found(words, first, last, day, "day_month")


def _day_beside(words: _Words, at: int) -> int | None:
    numbers = frozenset({"number"})
    before, after = _near(words, at, -1, numbers, 4), _near(words, at, 1, numbers, 4)
    for side in (before, after):
        if side is not None and not _is_time(words, side) and not _counts_weekday(words, side):
            return side
    return None


def _is_time(words: _Words, at: int) -> bool:
    """ "9 am", "8 de la mañana", "3 years": a number with a unit, an hour or an age behind it."""
    following = words.items[at + 1] if at + 1 < len(words.items) else None
    return following is not None and (
        following.kind == "stop" or (following.kind == "unit" and following.value != 1)
    )


def _counts_weekday(words: _Words, at: int) -> bool:
    return at + 1 < len(words.items) and words.items[at + 1].kind == "weekday" and words.items[at].value <= 5


def _alternatives(words: _Words, at: int) -> bool:
    """ "the 6th or the 7th of august", "del 10 al 20 de mayo": two numbers with "or" or "to" between."""
    before = words.items[max(0, at - 4) : at]
    kinds = [word.kind for word in before]
    return "or" in kinds and "number" in kinds[: kinds.index("or")]


def _named(words: _Words, month: Word, number: int, at: int) -> dt.date | None:
    if month.kind == "solar":
        return _solar(words.sent_on, month.value, number)
    near = words.items[max(0, at - 3) : at + 5]
    years = [w.value for w in near if w.kind == "year"]
    return resolve(words.sent_on, years[0] if years else None, month.value, number)


def _solar(sent_on: dt.date, month: int, day: int) -> dt.date | None:
    """The next such day of the solar Hijri calendar (33-year cycle; 1404 began on 2025-03-21)."""
    if not 1 <= day <= (31 if month <= 6 else 30):
        return None
    start, year = dt.date(2025, 3, 21), 1404
    offset = (month - 1) * 31 - max(0, month - 7) + day - 1
    while start + dt.timedelta(days=offset) < sent_on:
        start += dt.timedelta(days=366 if (25 * year + 11) % 33 < 8 else 365)
        year += 1
    return start + dt.timedelta(days=offset)


def _nth_weekday(words: _Words) -> _Answer | None:
    """ "the first tuesday of june"."""
    for at, word in enumerate(words.items[:-1]):
        if word.kind != "number" or not 1 <= word.value <= 4 or words.items[at + 1].kind != "weekday":
            continue
        place = _near(words, at + 1, 1, frozenset({"month", "thismonth", "nextmonth"}))
        if place is None:
            continue
        first = _first_of(words, words.items[place])
        ahead = (words.items[at + 1].value - first.weekday()) % 7 + 7 * (word.value - 1)
        day = first + dt.timedelta(days=ahead)
        return _found(words, at, place, day if day >= words.sent_on else None, "nth_weekday")
    return None


def _first_of(words: _Words, month: Word) -> dt.date:
    """The first day of a named month, of this month or of the next one."""
    start = words.sent_on.replace(day=1)
    if month.kind == "thismonth":
        return start
    if month.kind == "nextmonth":
        return _add(start, 1, 30)
    year = words.sent_on.year + (month.value < words.sent_on.month)
    return dt.date(year, month.value, 1)


def _of_month(words: _Words) -> _Answer | None:
    """ "the 8th of next month", "the 15th of the 12th", "el 15 del 12"."""
    for at, word in enumerate(words.items):
        if word.kind in ("thismonth", "nextmonth"):
            side = _day_beside(words, at)
            if side is not None:
                first = _first_of(words, word)
                day = day_of(first.year, first.month, words.items[side].value)
                return _found(words, min(at, side), max(at, side), day, "of_month")
        if word.of and 0 < at < len(words.items) - 1:
            day_word, month = words.items[at - 1], words.items[at + 1]
            if day_word.kind == month.kind == "number" and month.value <= 12 and not _is_time(words, at + 1):
                day = resolve(words.sent_on, None, month.value, day_word.value)
                return _found(words, at - 1, at + 1, day, "of_month")
    return None


def _last_day(words: _Words) -> _Answer | None:
    """ "the last day of june"."""
    for at, word in enumerate(words.items):
        if word.kind != "lastday":
            continue
        place = _near(words, at, 1, frozenset({"month", "thismonth", "nextmonth"}))
        place = at if place is None and words.items[at].of else place
        if place is None:
            place = _near(words, at, -1, frozenset({"month", "thismonth", "nextmonth"}))
        if place is not None:
            day = _add(_first_of(words, words.items[place]), 1, 30) - dt.timedelta(days=1)
            return _found(words, min(at, place), max(at, place), day, "last_day")
    return None


def _relative(words: _Words) -> _Answer | None:
    days = [(at, w) for at, w in enumerate(words.items) if w.kind == "days"]
    if any(w.kind in ("nextmonth", "ahead") for w in words.items):
        return _months_ahead(words)
    if not days:
        return None
    at, word = max(days, key=lambda pair: pair[1].value)
    if word.value == 0 and at > 1 and len(words.items) > SHORT:
        return None
    day = words.sent_on + dt.timedelta(days=word.value)
    if any(w.kind == "weekday" and w.value != day.weekday() for w in words.items):
        return None
    if _marked_number(words):
        return None
    return _found(words, at, at, day, "relative")


def _months_ahead(words: _Words) -> _Answer | None:
    """ "in exactly a month"; "next month" alone names no day."""
    for at, word in enumerate(words.items):
        if word.kind == "ahead":
            return _found(words, at, at, _add(words.sent_on, word.value, 30), "in_units")
    return None


def _in_units(words: _Words) -> _Answer | None:
    """ "in 2 weeks", "three weeks from today", "a week from friday"."""
    for at, word in enumerate(words.items[:-1]):
        unit = words.items[at + 1]
        count = 1 if word.kind == "article" else word.value
        if word.kind not in ("number", "article") or unit.kind != "unit" or count > 60:
            continue
        kinds = frozenset({"days", "weekday"})
        anchor = _near(words, at + 1, 1, kinds, 2)
        if anchor is None and at and words.items[at - 1].kind == "days" and words.items[at - 1].value <= 2:
            anchor = at - 1
        around = words.items[max(0, at - 2) : at] + words.items[at + 2 : at + 4]
        marked = any(w.kind in ("before", "after") for w in around)
        if anchor is not None and words.items[anchor].kind == "weekday" and not marked:
            continue
        if anchor is None and not marked:
            continue
        start = words.sent_on if anchor is None else _anchored(words, words.items[anchor])
        return _found(words, at, at + 1, _add(start, count, unit.value), "in_units")
    return None


def _anchored(words: _Words, word: Word) -> dt.date:
    if word.kind == "days":
        return words.sent_on + dt.timedelta(days=word.value)
    return words.sent_on + dt.timedelta(days=(word.value - words.sent_on.weekday()) % 7 or 7)


def _add(day: dt.date, count: int, unit: int) -> dt.date:
    if unit != 30:
        return day + dt.timedelta(days=count * unit)
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    for last in (day.day, 30, 29, 28):
        found = day_of(year, month, last)
        if found:
            return found
    return day + dt.timedelta(days=30 * count)


def _marked_number(words: _Words) -> int | None:
    """Where a number stands that must be a day of the month: "the 15th", "el 15", "15" beside a weekday."""
    for at, word in enumerate(words.items):
        if word.kind != "number" or not 1 <= word.value <= 31 or _is_time(words, at):
            continue
        if at + 1 < len(words.items) and words.items[at + 1].kind in ("unit", "weekday"):
            continue
        spelled_one = word.value == 1 and not word.ordinal and not word.digits
        before = words.items[at - 1] if at else None
        marked = word.ordinal or (before is not None and before.mark and before.kind != "stop")
        beside = before is not None and before.kind == "weekday" and (word.value > 12 or not before.pause)
        if (marked and not spelled_one) or beside:
            return at
    return None


def _weekday(words: _Words) -> _Answer | None:
    """A weekday; with a day of the month beside it, the day on which both are true or none."""
    for at, word in enumerate(words.items):
        if word.kind != "weekday" or _denied(words, at):
            continue
        near = words.items[max(0, at - 2) : at + 3]
        beside = _weekday_with_day(words, at)
        if beside is not None:
            return beside
        if any(w.kind == "stop" for w in near):
            continue
        ahead = (word.value - words.sent_on.weekday()) % 7 or 7
        if any(w.kind == "nextweek" for w in words.items[max(0, at - 4) : at + 5]):
            ahead = 7 - words.sent_on.weekday() + word.value
        if any(w.kind == "afternext" for w in words.items[max(0, at - 4) : at + 5]):
            ahead += 7
        return _found(words, at, at, words.sent_on + dt.timedelta(days=ahead), "weekday")
    return None


def _weekday_with_day(words: _Words, at: int) -> _Answer | None:
    """ "tuesday the 21st": the day on which both are true, or none where they never meet."""
    weekday, number = words.items[at].value, _marked_number(words)
    if number is not None:
        word = words.items[number]
        both = _both(words, weekday, word.value)
        if both or word.ordinal or word.value > 12:
            return _found(words, min(at, number), max(at, number), both, "weekday_day") or NONE
    for place, word in enumerate(words.items):
        if word.kind == "number" and 12 < word.value <= 31 and not _is_time(words, place):
            both = _both(words, weekday, word.value)
            if both:
                return _found(words, min(at, place), max(at, place), both, "weekday_day")
    return None


def _denied(words: _Words, at: int) -> bool:
    """ "not this friday"."""
    return any(w.kind == "not" and not w.pause for w in words.items[max(0, at - 2) : at])


def _both(words: _Words, weekday: int, number: int) -> dt.date | None:
    for ahead in range(100):
        day = words.sent_on + dt.timedelta(days=ahead)
        if day.day == number and day.weekday() == weekday:
            return day
    return None


def _bare_day(words: _Words) -> _Answer | None:
    """ "el 15", "the 15th": only with the mark before it and nothing that makes it a time or an age."""
    if any(w.kind in _MONTHS for w in words.items):
        return None
    at = _marked_number(words)
    if at is None or words.items[at].of or _alternatives(words, at) or _followed_by_or(words, at):
        return None
    for ahead in range(62):
        day = words.sent_on + dt.timedelta(days=ahead)
        if day.day == words.items[at].value:
            return _found(words, at, at, day, "day_of_month")
    return None


def _followed_by_or(words: _Words, at: int) -> bool:
    kinds = [word.kind for word in words.items[at + 1 : at + 4]]
    return "or" in kinds and "number" in kinds[kinds.index("or") :]
