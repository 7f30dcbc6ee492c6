"""How fast concerns reach a person and become a NOC: counts, medians, 90th percentiles.

Computed from the times of rows, for supervisors. Rows that a person entered have no message to measure
from, so they count in numbers only.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.viewer import Refused, Viewer, Why
from bot.runtime import Work
from flows.shared_texts import PAGE
from flows.vocabulary import Urgency, Verdict
from storage.queries import figures as queries
from storage.queries.figures import Judgement, Times

DAYS = (30, 90, 365)
"""Over how many days the page may look back."""
UNKNOWN = "und"
BANDS = ((0, 6), (6, 12), (12, 18), (18, 24))
"""Hours of the local day, first included, last not."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations of the same kind: how many, the middle one, and what 9 of 10 do not exceed."""

    count: int
    median: dt.timedelta | None
    ninth: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Row:
    """Concerns that have something in common.

    page, acknowledged, submitted   from the message to each; only concerns of a message count
    in_time, late                   reports submitted within 24 hours of first suspicion, and after
    overdue                         due and neither submitted nor decided against
    """

    label: str
    count: int
    page: Spread
    acknowledged: Spread
    submitted: Spread
    in_time: int
    late: int
    not_filed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Misread:
    """What people corrected. `false_alarms` and `missed` by language of the message, commonest first."""

    raised: int
    false_alarms: int
    missed: int
    by_language: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows, over the last `days` days."""

    days: int
    total: Row
    by_urgency: tuple[Row, ...]
    by_language: tuple[Row, ...]
    by_hour: tuple[Row, ...]
    misread: Misread


def figures(work: Work, viewer: Viewer, days: int) -> Figures:
    """The figures of the provider. Raises Refused for caseworkers."""
    if not viewer.supervises:
        raise Refused(Why.NOT_A_SUPERVISOR)
    provider = work.settings.provider_id
    since = work.now - dt.timedelta(days=days)
    rows = queries.concern_times(work.session, provider, since, PAGE)
    judged = queries.judgements(work.session, provider, since)
    return compute(rows, judged, days, work.now, work.settings.provider_time_zone)


def compute(
    rows: Sequence[Times], judged: Sequence[Judgement], days: int, now: dt.datetime, office: str
) -> Figures:
    """The figures of these rows at the instant `now` (UTC); `office` is the zone where no case is known."""

    def hour(row: Times) -> str:
        return _band(row.since.astimezone(ZoneInfo(row.zone or office)).hour)

    return Figures(
        days=days,
        total=_row("all", rows, now),
        by_urgency=_group(rows, now, lambda row: row.urgency.value, reversed(Urgency)),
        by_language=_group(rows, now, lambda row: row.language or UNKNOWN),
        by_hour=_group(rows, now, hour, (band_words(*band) for band in BANDS)),
        misread=_misread(rows, judged),
    )


def spread(durations: Iterable[dt.timedelta]) -> Spread:
    """Median and 90th percentile (nearest rank: a duration that occurred)."""
    ordered = sorted(durations)
    if not ordered:
        return Spread(0, None, None)
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Spread(count, median, ordered[math.ceil(0.9 * count) - 1])


def band_words(first: int, last: int) -> str:
    """A band of hours, such as 00:00-06:00."""
    return f"{first:02}:00-{last:02}:00"


def _band(hour: int) -> str:
    return next(band_words(first, last) for first, last in BANDS if first <= hour < last)


def _group(
    rows: Sequence[Times],
    now: dt.datetime,
    label: Callable[[Times], str],
    order: Iterable[str] | None = None,
) -> tuple[Row, ...]:
    """Rows by label: in the order given, else the commonest first."""
    counts = Counter(label(row) for row in rows)
    labels = [str(name) for name in order] if order else sorted(counts, key=lambda n: (-counts[n], n))
    return tuple(
        _row(name, [row for row in rows if label(row) == name], now) for name in labels if counts[name]
    )


def _row(label: str, rows: Sequence[Times], now: dt.datetime) -> Row:
    said = [row for row in rows if row.by_machine]
    filed = [row for row in rows if row.submitted_at is not None]
    in_time = sum(1 for row in filed if row.submitted_at and row.submitted_at <= row.noc_due_at)
    return Row(
        label=label,
        count=len(rows),
        page=spread(row.paged_at - row.since for row in said if row.paged_at),
        acknowledged=spread(row.acknowledged_at - row.since for row in said if row.acknowledged_at),
        submitted=spread(row.submitted_at - row.since for row in said if row.submitted_at),
        in_time=in_time,
        late=len(filed) - in_time,
        not_filed=sum(row.not_filed for row in rows),
        overdue=sum(
            1 for row in rows if not row.submitted_at and not row.not_filed and row.noc_due_at <= now
        ),
    )


def _misread(rows: Sequence[Times], judged: Sequence[Judgement]) -> Misread:
    by_language: Counter[tuple[str, Verdict]] = Counter(
        (item.language or UNKNOWN, item.verdict) for item in judged
    )
    counts = Counter(item.verdict for item in judged)
    languages = sorted(
        {language for language, _ in by_language},
        key=lambda name: (-sum(n for (other, _), n in by_language.items() if other == name), name),
    )
    return Misread(
        raised=sum(row.by_machine for row in rows),
        false_alarms=counts[Verdict.NO_CONCERN],
        missed=counts[Verdict.MISSED],
        by_language=tuple(
            (name, by_language[name, Verdict.NO_CONCERN], by_language[name, Verdict.MISSED])
            for name in languages
        ),
    )
