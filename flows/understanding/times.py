"""The moment that a person names when now is not good: "mañana a las 5", "call me after 6".

It never guesses. Two times, a time that has passed, "before 6", "5 or 6" and whatever else can be meant
in two ways give none, and the conversation then does what it does without a time. An hour without
morning or evening is the one at which we may write: at five is at 17:00.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.understanding.lexicon import Lexicon, entries, languages, lexicon
from flows.understanding.normalise import SENTENCE_END, ascii_digits, tokens

FIRST_HOUR, LAST_HOUR = 9, 20
"""Local hours in which an hour without morning or evening is looked for: those in which we may write."""

LONGEST = dt.timedelta(days=7)
"""How far ahead a moment may lie; for later ones a person calls."""

FEW_WORDS = 2
"""A message is nothing but a time when it holds at most so many words that say nothing of time."""

_MINUTES = re.compile(r"(?<![\d/.:,-])(\d{1,2}) ?[:.h] ?([0-5]\d)(?![\d/:-]|\.\d)")
_HALF_OF_DAY = re.compile(r"(\d{1,2}(?:clock\d\d)?) ?([ap])\.? ?m\b\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})clock(\d\d)(am|pm)?")
_HOUR = re.compile(r"(\d{1,2})(am|pm|\D+)")
_PLAIN = (
    "at", "after", "hour", "half", "quarter", "quarter_to", "before_half", "before_quarter",
    "minutes", "hours", "within", "later", "no", "refuse", "am", "pm",
)  # fmt: skip
_VALUED = ("parts", "soon", "words", "days")
_KINDS = {"parts": "part", "words": "number", "days": "day"}
_TIME = frozenset({"day", "weekday", "clock", "number", "part", "soon", "am", "pm"})

Phrase = tuple[str, ...]
Meaning = dict[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """A moment in the zone that was asked for. `alone`: the message holds little else."""

    at: dt.datetime
    alone: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """One word or phrase: what it may mean, and whether it denies; `minute` belongs to a clock."""

    means: Meaning
    denies: bool = False
    pause: bool = False
    minute: int = 0
    digits: bool = False

    def has(self, *kinds: str) -> bool:
        return any(kind in self.means for kind in kinds)


@dataclass(slots=True)
class _Hour:
    """An hour as it was said. `half`: "am", "pm" or None."""

    hour: int
    minute: int
    half: str | None
    exact: bool


class _Unclear(ValueError):
    """The words can be meant in two ways."""


def time_said(text: str, language: str, now: dt.datetime) -> dt.datetime | None:
    """The moment that a text names, in the zone of `now` (aware, local), or None when it is not clear.

    `language` is BCP 47; one without word lists gives None. Raises ValueError for a naive `now`.
    """
    found = find_time(text, language, now)
    return found.at if found else None


def find_time(text: str, language: str, now: dt.datetime) -> Said | None:
    """As `time_said`, and whether the text holds little else."""
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if language not in languages():
        return None
    try:
        clauses = _clauses(_items(text, lexicon(language)))
        at = _moment([item for clause in clauses for item in clause], now)
    except _Unclear:
        return None
    if at is None or not now < at <= now + LONGEST:
        return None
    unknown = sum(not item.means for clause in clauses for item in clause)
    return Said(at, alone=unknown <= FEW_WORDS)


@dataclass(frozen=True, slots=True)
class _Words:
    """The phrases of one language with all that each may mean."""

    phrases: dict[Phrase, Meaning]
    endings: frozenset[str]
    longest: int


@lru_cache(maxsize=32)
def _words(lists: Lexicon) -> _Words:
    phrases: dict[Phrase, Meaning] = {}
    times, dates = lists.data.get("times") or {}, lists.data.get("dates") or {}

    def add(kind: str, value: int, listed: Iterable[str]) -> None:
        for entry in listed:
            phrase = tuple(word for part in entry.split() for word in lists.canon(part))
            if phrase:
                phrases.setdefault(phrase, {}).setdefault(kind, value)

    for kind in _PLAIN:
        add(kind, 1, entries(times.get(kind)))
    for name in _VALUED:
        for value, listed in (times.get(name) or {}).items():
            add(
                {"parts": "part", "words": "number", "days": "day"}.get(name, name),
                int(value),
                entries(listed),
            )
    for name, kind in (("days", "day"), ("weekdays", "weekday"), ("numbers", "number")):
        for value, listed in (dates.get(name) or {}).items():
            if kind != "day" or int(value) <= LONGEST.days:
                add(kind, int(value), entries(listed))
    endings = {"h", "hs", "hrs"} | {w for e in entries(times.get("endings")) for w in lists.canon(e)}
    endings |= {"".join(phrase) for phrase, means in phrases.items() if "hour" in means and len(phrase) == 1}
    return _Words(phrases, frozenset(endings), max(map(len, phrases), default=1))


def _items(text: str, lists: Lexicon) -> list[_Item]:
    plain = _HALF_OF_DAY.sub(r"\1\2m ", _MINUTES.sub(r"\1clock\2", ascii_digits(text)))
    view = lists.view(tokens(plain))
    known, deniers = _words(lists), lists.deniers | lists.late_negators
    found: list[_Item] = []
    at = 0
    while at < len(view.words):
        size, means = _longest(view.words, at, known)
        last = at + size - 1
        word = view.words[last]
        if word != SENTENCE_END:
            pause = view.pause_after(last)
            found.append(
                _Item(means, denies=word in deniers, pause=pause)
                if means or not word[:1].isdigit()
                else _digits(word, known, pause=pause)
            )
        at += size
    return found


def _longest(words: Sequence[str], at: int, known: _Words) -> tuple[int, Meaning]:
    for size in range(min(known.longest, len(words) - at), 0, -1):
        means = known.phrases.get(tuple(words[at : at + size]))
        if means:
            return size, means
    return 1, {}


def _digits(word: str, known: _Words, *, pause: bool) -> _Item:
    """A word that begins with a digit. Raises _Unclear for one that is no hour."""
    clock = _CLOCK.fullmatch(word)
    if clock:
        means = {"clock": int(clock[1])} | ({clock[3]: 1} if clock[3] else {})
        return _Item(means, pause=pause, minute=int(clock[2]), digits=True)
    hour = _HOUR.fullmatch(word)
    if hour and (hour[2] in ("am", "pm") or hour[2] in known.endings):
        return _Item(
            {"clock": int(hour[1])} | ({hour[2]: 1} if hour[2] in ("am", "pm") else {}),
            pause=pause,
            digits=True,
        )
    if len(word) <= 2 and word.isdigit():
        return _Item({"number": int(word)}, pause=pause, digits=True)
    raise _Unclear


def _clauses(items: Sequence[_Item]) -> list[list[_Item]]:
    """The parts between pauses, without those that deny: "no puedo hoy, mañana a las 5"."""
    clauses: list[list[_Item]] = [[]]
    for item in items:
        clauses[-1].append(item)
        if item.pause:
            clauses.append([])
    kept = [_without_no(clause) for clause in clauses]
    return [clause for clause in kept if clause and not any(item.denies for item in clause)]


def _without_no(clause: list[_Item]) -> list[_Item]:
    """ "No, mañana a las 5" and "no mañana a las 5": the first word answers, and denies nothing of it."""
    if clause and clause[0].has("no") and (len(clause) == 1 or clause[1].has("at", *_TIME)):
        return clause[1:]
    return clause


def _moment(items: Sequence[_Item], now: dt.datetime) -> dt.datetime | None:
    if any(item.has("refuse") for item in items):
        raise _Unclear
    soon = _soon(items)
    if soon is not None:
        return (now.astimezone(dt.UTC) + soon).astimezone(now.tzinfo)
    hour, days = _hour(items), _days(items, now)
    if hour is None:
        return None
    minutes = _resolved(hour)
    day = days or now.date()
    wall = dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60), tzinfo=now.tzinfo)
    return wall.astimezone(dt.UTC).astimezone(now.tzinfo)


def _soon(items: Sequence[_Item]) -> dt.timedelta | None:
    """ "In half an hour", "in 2 hours", "2 saat sonra". Raises _Unclear where an hour is named too."""
    for at, item in enumerate(items):
        if "soon" in item.means:
            return dt.timedelta(minutes=item.means["soon"])
        unit = items[at + 1] if at + 1 < len(items) else None
        if "number" not in item.means or unit is None or not unit.has("hours", "minutes"):
            continue
        before = at > 0 and items[at - 1].has("within")
        after = at + 2 < len(items) and items[at + 2].has("later")
        if before or after:
            each = dt.timedelta(minutes=1) if unit.has("minutes") else dt.timedelta(hours=1)
            return item.means["number"] * each
    return None


def _hour(items: Sequence[_Item]) -> _Hour | None:
    """The one hour that is named; a part of the day stands for its beginning."""
    found = [hour for at in range(len(items)) if (hour := _hour_at(items, at)) is not None]
    part = next((item.means["part"] for item in items if item.has("part")), None)
    halves = {half for item in items for half in _halves(item)}
    if len({(hour.hour, hour.minute) for hour in found}) > 1 or len(halves) > 1:
        raise _Unclear
    if found:
        found[0].half = next(iter(halves), None)
        return found[0]
    return _Hour(part, 0, None, exact=True) if part is not None else None


def _halves(item: _Item) -> set[str]:
    named: set[str] = {half for half in ("am", "pm") if half in item.means}
    if "part" in item.means and not named:
        named = {"am" if item.means["part"] < 12 else "pm"}
    return named


def _hour_at(items: Sequence[_Item], at: int) -> _Hour | None:
    """The hour that an item is, if it is one. Raises _Unclear for a number that may be anything."""
    item = items[at]
    before = items[at - 1] if at else None
    rest = items[at + 1 : at + 3]
    if "clock" in item.means:
        return _Hour(item.means["clock"], item.minute or _minutes(before, rest), None, exact=False)
    if "number" not in item.means:
        return None
    led = before is not None and before.has("at", "after", "half", "before_half", "before_quarter")
    followed = bool(rest) and rest[0].has("hour", "am", "pm", "part", "half", "quarter")
    if not led and not followed:
        if item.digits:
            raise _Unclear
        return None
    return _Hour(item.means["number"], _minutes(before, rest), None, exact=False)


def _minutes(before: _Item | None, rest: Sequence[_Item]) -> int:
    """Half past, a quarter past, a quarter to (negative)."""
    if before is not None and before.has("half", "before_half"):
        return 30
    if before is not None and before.has("before_quarter"):
        return 15
    near = rest[:2] if rest and rest[0].has("hour") else rest[:1]
    if any(item.has("quarter_to") for item in near):
        return -15
    return 30 if any(item.has("half") for item in near) else 15 * any(item.has("quarter") for item in near)


def _resolved(said: _Hour) -> int:
    """Minutes since midnight. Raises _Unclear for an hour that may be of the morning or of the evening."""
    hour = said.hour
    if hour > 23 or (hour > 12 and said.half == "am"):
        raise _Unclear
    if said.exact or hour > 12 or hour == 0:
        return hour * 60 + said.minute
    if said.half is not None:
        return (hour % 12 + (12 if said.half == "pm" else 0)) * 60 + said.minute
    good = [
        minutes
        for minutes in (hour % 12 * 60 + said.minute, (hour % 12 + 12) * 60 + said.minute)
        if FIRST_HOUR * 60 <= minutes < LAST_HOUR * 60
    ]
    if len(good) != 1:
        raise _Unclear
    return good[0]


def _days(items: Sequence[_Item], now: dt.datetime) -> dt.date | None:
    """The one day that is named, or None. Raises _Unclear for two."""
    today = now.date()
    found = {today + dt.timedelta(days=item.means["day"]) for item in items if item.has("day")}
    for item in items:
        if item.has("weekday") and not item.has("day"):
            ahead = (item.means["weekday"] - today.weekday()) % 7
            if ahead == 0 and today not in found:
                raise _Unclear  # today, or in a week
            found.add(today + dt.timedelta(days=ahead))
    if len(found) > 1:
        raise _Unclear
    return next(iter(found), None)
