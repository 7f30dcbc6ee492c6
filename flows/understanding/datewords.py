"""Turn words into date words: numbers, months, weekdays, "in", "weeks", "tomorrow", by table.

Longest entry first, so that "pasado mañana" is not "mañana" and the eleventh month is not the first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.understanding.lexicon import Lexicon, View, entries

_ORDINAL = re.compile(
    r"^(\d{1,2})(st|nd|rd|th|ro|do|er|eme|ye|i|u|si|sinde|inde|unda|го|ого|е|ве|th|ва|ਵੀਂ)?$"
)
_YEAR = re.compile(r"^20\d\d$")
_TIME = re.compile(r"^\d{1,2}(am|pm|h\d*|hs|hrs|a|p)$")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A date word: its kind, value and span. `mark`: a day of the month may follow; `of`: joins a day and
    a month; `pause`: a comma or an end follows; `digits`: a number not spelled out."""

    kind: str
    value: int
    start: int
    end: int
    ordinal: bool = False
    mark: bool = False
    pause: bool = False
    of: bool = False
    digits: bool = False


class _Table:
    """Phrases of one language with their meaning."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.phrases: dict[Phrase, tuple[str, int]] = {}
        self.marks: set[str] = set()
        data: dict[str, Any] = lexicon.data.get("dates") or {}
        for kind, name in (
            ("join", "joiners"), ("before", "before"), ("after", "after"), ("stop", "stop"),
            ("next", "next"), ("nextweek", "nextweek"), ("or", "or"), ("change", "change"),
            ("thismonth", "thismonth"), ("nextmonth", "nextmonth"), ("lastday", "lastday"),
            ("afternext", "afternext"), ("article", "articles"),
        ):  # fmt: skip
            self._add(lexicon, kind, 0, entries(data.get(name)))
        for kind, name in (
            ("number", "numbers"), ("unit", "units"), ("weekday", "weekdays"),
            ("month", "months"), ("days", "days"), ("ahead", "months_ahead"), ("solar", "solar_months"),
        ):  # fmt: skip
            for value, listed in (data.get(name) or {}).items():
                self._add(lexicon, kind, int(value), entries(listed))
        for entry in entries(data.get("marks")):
            self.marks.update(lexicon.canon(entry)[-1:])
        self.of = frozenset(word for entry in entries(data.get("of")) for word in lexicon.canon(entry))
        self.after = frozenset(
            word for entry in entries(data.get("marks_after")) for word in lexicon.canon(entry)
        )
        self.ordinals = tuple(entries(data.get("ordinal_endings")))
        self.negators = lexicon.negators
        self.longest = max((len(p) for p in self.phrases), default=1)

    def _add(self, lexicon: Lexicon, kind: str, value: int, listed: Iterable[str]) -> None:
        for entry in listed:
            phrase = tuple(w for word in entry.split() for w in lexicon.canon(word))
            if phrase:
                self.phrases[phrase] = (kind, value)


@lru_cache(maxsize=32)
def _table(lexicon: Lexicon) -> _Table:
    return _Table(lexicon)


def date_words(view: View, lexicon: Lexicon) -> list[Word]:
    """The words of the view as date words; those without a meaning have kind ""."""
    table = _table(lexicon)
    out: list[Word] = []
    at = 0
    while at < len(view.words):
        size, kind, value = _longest(view.words, at, table)
        end = at + size - 1
        last = view.words[end]
        ordinal = digits = False
        if not kind:
            kind, value, ordinal, digits = _plain(last, table)
        elif kind == "number":
            ordinal = bool(table.ordinals) and last.endswith(table.ordinals)
        if kind == "number" and view.words[end + 1 : end + 2] and view.words[end + 1] in table.after:
            ordinal = True
        out.append(
            Word(
                kind,
                value,
                view.tokens[view.origin[at]].start,
                view.tokens[view.origin[end]].end,
                ordinal=ordinal,
                mark=last in table.marks,
                pause=view.pause_after(end),
                of=last in table.of,
                digits=digits,
            )
        )
        at += size
    return out


def _longest(words: tuple[str, ...], at: int, table: _Table) -> tuple[int, str, int]:
    for size in range(min(table.longest, len(words) - at), 0, -1):
        meaning = table.phrases.get(tuple(words[at : at + size]))
        if meaning:
            return size, meaning[0], meaning[1]
    return 1, "", 0


def _plain(word: str, table: _Table) -> tuple[str, int, bool, bool]:
    """Kind and value of a word that stands in no list, whether it is an ordinal, whether in digits."""
    if word in table.negators:
        return "not", 0, False, False
    if not word[:1].isdigit():
        return "", 0, False, False
    if _YEAR.match(word):
        return "year", int(word), False, True
    found = _ORDINAL.match(word)
    if found:
        return "number", int(found[1]), bool(found[2]), True
    return ("time" if _TIME.match(word) else ""), 0, False, True
