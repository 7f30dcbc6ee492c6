"""Figures for labelled replies: how many dangers are flagged, how many answers are right, at what cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.reading import Reading
from flows.vocabulary import Urgency

FIRST_CLASS = ("en", "es", "pt", "fr", "ht")
"""Languages whose readings are held to the stricter aims."""

_DANGERS = (Urgency.CONCERN.value, Urgency.EMERGENCY.value)
_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """One labelled reply beside what was read."""

    group: str
    text: str
    want: dict[str, Any]
    got: Reading

    @classmethod
    def of(cls, row: dict[str, Any], reading: Reading) -> "Scored":
        """Raises KeyError when a label is missing."""
        labels = ("answer", "date", "concerns", "needs", "urgency")
        want = {name: row[name] for name in labels} | {"text_lang": row.get("text_lang", row["lang"])}
        group = "en es pt fr ht" if row["lang"] in FIRST_CLASS else "others"
        return cls(group, row["text"], want, reading)

    @property
    def danger(self) -> bool:
        return self.want["urgency"] in _DANGERS

    @property
    def emergency(self) -> bool:
        return bool(self.want["urgency"] == Urgency.EMERGENCY.value)

    @property
    def flagged(self) -> bool:
        return self.got.urgency.value in _DANGERS

    @property
    def right(self) -> bool:
        day = self.got.date.isoformat() if self.got.date else None
        return bool(self.want["answer"] == self.got.answer.value and self.want["date"] == day)

    @property
    def letters(self) -> int:
        return sum(char.isalpha() for char in self.text)


def figures(scored: list[Scored]) -> Iterator[str]:
    """The lines of the table, by group of languages; shares are given with their counts."""
    for group in ("en es pt fr ht", "others"):
        rows = [row for row in scored if row.group == group]
        if not rows:
            continue
        yield f"{group}: {len(rows)} replies"
        yield from _table(rows)


def _table(rows: list[Scored]) -> Iterator[str]:
    dangers = [r for r in rows if r.danger]
    emergencies = [r for r in rows if r.emergency]
    benign = [r for r in rows if not r.danger]
    told = [r for r in rows if r.letters >= _LETTERS and r.want["text_lang"] not in ("mixed", "und")]
    yield _share("dangers flagged or sent to review", dangers, lambda r: r.flagged or r.got.review)
    yield _share("dangers flagged", dangers, lambda r: r.flagged)
    yield _share("emergencies flagged", emergencies, lambda r: r.flagged)
    yield _share("emergencies read as emergency", emergencies, lambda r: r.got.urgency is Urgency.EMERGENCY)
    yield _share("answers right, with date", rows, lambda r: r.right)
    yield _share("benign replies flagged", benign, lambda r: r.flagged)
    yield _share("benign replies sent to review", benign, lambda r: r.got.review)
    yield f"  concern categories, micro F1: {_f1(rows, 'concerns'):.2f}"
    yield f"  needs, micro F1: {_f1(rows, 'needs'):.2f}"
    yield _share(
        "language told right (3 letters or more)", told, lambda r: r.got.language == r.want["text_lang"]
    )


def _share(name: str, rows: list[Scored], holds: Callable[[Scored], bool]) -> str:
    count = sum(holds(row) for row in rows)
    share = f"{100 * count / len(rows):.1f} %" if rows else "-"
    return f"  {name}: {share} ({count} of {len(rows)})"


def _f1(rows: list[Scored], field: str) -> float:
    both = wanted = given = 0
    for row in rows:
        want = set(row.want[field])
        got = {code.value for code in getattr(row.got, field)}
        both, wanted, given = both + len(want & got), wanted + len(want), given + len(got)
    return 2 * both / (wanted + given) if wanted + given else 1.0
