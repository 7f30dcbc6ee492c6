"""Turn words into date words: numbers, months, weekdays, "in", "weeks", "tomorrow", by table.

Longest entry first, so that "pasado mañana" is not "mañana" and the eleventh month is not the first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.understanding.lexicon import Lexicon, View, entries

_ORDINAL = re.compile(r"^(\d{1,2})(st|nd|rd|th|ro|do|er|eme|ye)?$")
_YEAR = re.compile(r"^20\d\d$")
_TIME = re.compile(r"^\d{1,2}(am|pm|h\d*|hs|hrs|a|p)$")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A date word: its kind, its value, whether it marks or is an ordinal, and its span."""

    kind: str
    value: int
    start: int
    end: int
    ordinal: bool = False
    mark: bool = False


class _Table:
    """Phrases of one language with their meaning."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.phrases: dict[Phrase, tuple[str, int]] = {}
        self.marks: set[str] = set()
        data: dict[str, Any] = lexicon.data.get("dates") or {}
        for kind, name in (
            ("join", "joiners"), ("before", "before"), ("after", "after"), ("stop", "stop"),
            ("next", "next"), ("nextweek", "nextweek"),
        ):  # fmt: skip
            self._add(lexicon, kind, 0, entries(data.get(name)))
        for kind, name in (
            ("number", "numbers"), ("unit", "units"), ("weekday", "weekdays"),
            ("month", "months"), ("days", "days"),
        ):  # fmt: skip
            for value, listed in (data.get(name) or {}).items():
                self._add(lexicon, kind, int(value), entries(listed))
        for entry in entries(data.get("marks")):
            self.marks.update(lexicon.canon(entry)[-1:])
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
        start = view.tokens[view.origin[at]].start
        end = view.tokens[view.origin[at + size - 1]].end
        mark = view.words[at + size - 1] in table.marks
        if kind:
            out.append(Word(kind, value, start, end, mark=mark))
        else:
            out.append(_plain(view.words[at], start, end, mark))
        at += size
    return out


def _longest(words: tuple[str, ...], at: int, table: _Table) -> tuple[int, str, int]:
    for size in range(min(table.longest, len(words) - at), 0, -1):
        meaning = table.phrases.get(tuple(words[at : at + size]))
        if meaning:
            return size, meaning[0], meaning[1]
    return 1, "", 0


def _plain(word: str, start: int, end: int, mark: bool) -> Word:
    if _YEAR.match(word):
        return Word("year", int(word), start, end)
    found = _ORDINAL.match(word)
    if found:
        return Word("number", int(found[1]), start, end, ordinal=found[2] in ("st", "nd", "rd", "th"))
    if _TIME.match(word):
        return Word("stop", 0, start, end)
    return Word("", 0, start, end, mark=mark)
