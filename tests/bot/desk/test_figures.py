"""Figures from rows of known times: medians, 90th percentiles, what is late, what was corrected."""

import datetime as dt
import uuid

import pytest

from bot.alarms.sounding import sound
from bot.alarms.taking import CONSOLE, acknowledge
from bot.desk.correcting import mark_missed, mark_no_concern
from bot.desk.figures import Spread, compute, figures, spread
from bot.desk.raising import ByHand
from bot.desk.viewer import Refused, Viewer
from bot.runtime import Runtime
from flows.vocabulary import AlarmReason, Concern, Urgency, Verdict
from storage.models import ConcernRow, Inbound
from storage.queries.figures import Judgement, Times
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
OFFICE = "America/New_York"


def times(since: dt.datetime, **changes: object) -> Times:
    """An emergency of a Spanish-speaking child, paged after five seconds."""
    values: dict[str, object] = {
        "id": uuid.UUID(int=1), "urgency": Urgency.EMERGENCY, "by_machine": True, "zone": "America/Chicago",
        "language": "es", "since": since, "paged_at": since + dt.timedelta(seconds=5),
        "acknowledged_at": None, "noc_due_at": since + 24 * HOUR, "submitted_at": None, "not_filed": False,
    }  # fmt: skip
    return Times(**values | changes)  # type: ignore[arg-type]


def test_a_spread_names_the_middle_and_what_nine_of_ten_do_not_exceed() -> None:
    assert spread([]) == Spread(0, None, None)
    assert spread([3 * MINUTE]) == Spread(1, 3 * MINUTE, 3 * MINUTE)
    assert spread([n * MINUTE for n in (4, 1, 3, 2)]) == Spread(4, 2.5 * MINUTE, 4 * MINUTE)
    assert spread([n * MINUTE for n in range(1, 11)]) == Spread(10, 5.5 * MINUTE, 9 * MINUTE)


def test_times_run_from_the_arrival_of_the_message() -> None:
    since = NOW - 30 * HOUR
    rows = [
        times(since, acknowledged_at=since + 2 * MINUTE, submitted_at=since + 10 * HOUR),
        times(since, acknowledged_at=since + 4 * MINUTE, submitted_at=since + 25 * HOUR),
        times(since, paged_at=None, not_filed=True),
        times(since, paged_at=None),
        times(NOW - HOUR, by_machine=False, acknowledged_at=NOW, submitted_at=NOW),
    ]
    total = compute(rows, [], 90, NOW, OFFICE).total
    assert total.count == 5
    assert total.page == Spread(2, dt.timedelta(seconds=5), dt.timedelta(seconds=5))
    assert total.acknowledged == Spread(2, 3 * MINUTE, 4 * MINUTE)
    assert total.submitted == Spread(2, 17.5 * HOUR, 25 * HOUR)
    assert (total.in_time, total.late, total.not_filed, total.overdue) == (2, 1, 1, 1)


def test_rows_are_grouped_by_urgency_language_and_local_hour() -> None:
    rows = [
        times(dt.datetime(2026, 3, 4, 5, 30, tzinfo=dt.UTC)),  # 23:30 in Chicago
        times(dt.datetime(2026, 3, 4, 5, 30, tzinfo=dt.UTC), zone=None, urgency=Urgency.CONCERN),  # 00:30
        times(dt.datetime(2026, 3, 4, 11, 59, tzinfo=dt.UTC), language=None),  # 05:59
    ]
    found = compute(rows, [], 90, NOW, OFFICE)
    assert [(row.label, row.count) for row in found.by_urgency] == [("emergency", 2), ("concern", 1)]
    assert [(row.label, row.count) for row in found.by_language] == [("es", 2), ("und", 1)]
    assert [(row.label, row.count) for row in found.by_hour] == [("00:00-06:00", 2), ("18:00-24:00", 1)]


def test_what_people_corrected_is_counted_by_language() -> None:
    judged = [
        Judgement(Verdict.MISSED, Urgency.EMERGENCY, "ht", None),
        Judgement(Verdict.NO_CONCERN, Urgency.CONCERN, "es", None),
        Judgement(Verdict.NO_CONCERN, Urgency.CONCERN, "es", None),
    ]
    found = compute([times(NOW), times(NOW, by_machine=False)], judged, 90, NOW, OFFICE).misread
    assert (found.raised, found.false_alarms, found.missed) == (1, 2, 1)
    assert found.by_language == (("es", 2, 0), ("ht", 0, 1))


def test_the_database_gives_the_times_that_were_written(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, clock: FixedClock
) -> None:
    """The message came 130 minutes ago and its e-mail went at once; it was taken after 140 minutes, and
    what rang again later does not count."""
    with runtime.work() as work:
        sound(work, work.session.get_one(ConcernRow, caseload.emergency.id), AlarmReason.RAISED)
    clock.advance(minutes=10)
    with runtime.work() as work:
        acknowledge(work, work.session.get_one(ConcernRow, caseload.emergency.id), dana.staff_id, CONSOLE)
    clock.advance(minutes=30)
    with runtime.work() as work:
        sound(work, work.session.get_one(ConcernRow, caseload.emergency.id), AlarmReason.UNATTENDED)
    with runtime.work() as work:
        found = figures(work, sam, 30)
    (emergency,) = (row for row in found.by_urgency if row.label == "emergency")
    assert emergency.page == Spread(1, 0 * MINUTE, 0 * MINUTE)
    assert emergency.acknowledged == Spread(1, 140 * MINUTE, 140 * MINUTE)
    assert found.total.count == 3


def test_corrections_reach_the_figures_once_and_the_last_word_counts(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    with runtime.work() as work:
        quiet = work.session.query(Inbound.id).filter(Inbound.id != caseload.afraid.id).first()[0]
        mark_no_concern(work, sam, caseload.emergency.id)
        mark_missed(work, sam, quiet, ByHand(Urgency.CONCERN, (Concern.NEGLECT,), "it says so"))
    with runtime.work() as work:
        mark_no_concern(work, sam, caseload.emergency.id)
    with runtime.work() as work:
        misread = figures(work, sam, 30).misread
    assert (misread.raised, misread.false_alarms, misread.missed) == (3, 1, 1)


def test_caseworkers_get_no_figures(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work, pytest.raises(Refused):
        figures(work, dana, 30)
