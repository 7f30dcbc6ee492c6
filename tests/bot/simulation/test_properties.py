"""Whatever a family does and whatever fails: random releases, zones, replies and outages (6.3, 6.8.6)."""

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.simulation.loading import load_scenario
from bot.simulation.play import Left, Played, play
from flows.policy.calendar import federal_holidays
from flows.policy.hours import wall_to_utc
from tests.bot.simulation.scenes import CHILD, HEAD, SPONSOR
from tests.databases import SqliteTemplates

PLACES = {
    "America/New_York": ("NY", "10001"),
    "America/Chicago": ("IL", "60601"),
    "America/Denver": ("TX", "79901"),
    "America/Phoenix": ("AZ", "85001"),
    "Pacific/Honolulu": ("HI", "96813"),
}
BEGUN_BY_US = ("first.check_word", "reminder")
ROLE = {CHILD: "child", SPONSOR: "sponsor"}
DAYS = 31
"""Played from release: two check-ins have ended, and the thirty days are over."""

REPLIES = {
    "nothing": "[]",
    "the word": "[{question: identity, say: %s}]",
    "half": "[{question: identity, say: %s}, {question: consent, say: 'yes'}]",
    "all": "[{question: identity, say: %s}, {question: support, say: 'no'},"
    " {question: court_aware, say: 'no'}, {any: true, say: 'yes'}]",
}
DELIVERIES = ("delivered", "delivered", "undelivered 30005", "no_receipt")


@dataclass(frozen=True)
class Phone:
    """How a phone answers, after how many minutes, and what becomes of texts to it."""

    replies: str
    minutes: int
    delivery: str


@dataclass(frozen=True)
class Away:
    """A part that is away: so many hours after release, for so many hours."""

    what: str
    after: int
    hours: int


MINUTES = (1, 60, 75, 5 * 60, 26 * 60, 50 * 60)
"""At once; so that a reminder would fall into the evening; after it; the next day; after the end."""

PHONES = st.builds(
    Phone, st.sampled_from(sorted(REPLIES)), st.sampled_from(MINUTES), st.sampled_from(DELIVERIES)
)
HOURS_AWAY = {"worker": 5 * 24, "web": 5 * 24, "database": 5 * 24, "twilio": 1}
"""The longest. A text that waits for Twilio is tried again every minute or so, which takes long to play."""

AWAY = st.sampled_from(sorted(HOURS_AWAY)).flatmap(
    lambda what: st.builds(Away, st.just(what), st.integers(0, 18 * 24), st.integers(1, HOURS_AWAY[what]))
)
RELEASES = st.dates(dt.date(2026, 1, 5), dt.date(2027, 9, 30))


def story(release: dt.date, zone: str, phones: dict[str, Phone], outages: list[Away]) -> str:
    """The scenario as a file."""
    state, zip_code = PLACES[zone]
    start = wall_to_utc(release, 9 * 60, ZoneInfo(zone))
    until = wall_to_utc(release + dt.timedelta(days=DAYS), 9 * 60 + 20, ZoneInfo(zone))
    head = HEAD.format(until=until.isoformat(), seed=1)
    for old, new in (
        ("2026-03-02T09:00:00-06:00", start.isoformat()),
        ("release_date: 2026-03-02", f"release_date: {release}"),
        ("state: IL", f"state: {state}"),
        ('"60601"', f'"{zip_code}"'),
        ("permission_on: 2026-03-01", f"permission_on: {release}"),
        ("birth_date: 2010-05-01", "birth_date: 2011-05-01"),
    ):
        head = head.replace(old, new)
    lines = ["phones:"]
    for number, word in ((CHILD, "sun"), (SPONSOR, "moon")):
        phone = phones[number]
        replies = REPLIES[phone.replies].replace("%s", word)
        lines.append(f'  "{number}": {{delivery: {phone.delivery}, after: {phone.minutes}m,')
        lines.append(f"    replies: {replies}}}")
    lines.append("outages:" if outages else "outages: []")
    for away in outages:
        first = start + dt.timedelta(hours=away.after)
        last = first + dt.timedelta(hours=away.hours)
        lines.append(f"  - {{what: {away.what}, from: {first.isoformat()}, to: {last.isoformat()}}}")
    return head + "\n".join(lines) + "\n"


def in_window(left: Left, zone: str) -> bool:
    """Whether a text that we began left at a good hour of a good day (6.1, 6.8.5)."""
    local = left.at.astimezone(ZoneInfo(zone))
    school = left.phone == CHILD and local.weekday() < 5 and dt.time(8) <= local.time() < dt.time(15, 30)
    return (
        dt.time(9) <= local.time() < dt.time(20)
        and local.date() not in federal_holidays(local.year)
        and not school
    )


def no_text_leaves_its_window(played: Played, zone: str) -> None:
    begun = [left for left in played.left if left.phone in ROLE and left.text in BEGUN_BY_US]
    assert [left for left in begun if not in_window(left, zone)] == []


def nobody_gets_more_than_the_ladder_allows(played: Played, zone: str) -> None:
    """One text and one reminder of a check-in, and one check-in begun a day."""
    machine = [row for row in played.report["attempts"] if row["by"] is None]
    rungs = Counter((row["person"], row["check_in"], row["result"]) for row in machine)
    assert set(rungs.values()) <= {1}
    left = Counter((left.phone, left.text) for left in played.left if left.text in BEGUN_BY_US)
    results = {"first.check_word": "text_queued", "reminder": "reminder_queued"}
    for (phone, text), times in left.items():
        assert times <= sum(key[0] == ROLE[phone] and key[2] == results[text] for key in rungs)
    days = Counter(
        (left.phone, left.at.astimezone(ZoneInfo(zone)).date())
        for left in played.left
        if left.text == "first.check_word"
    )
    assert set(days.values()) <= {1}


def business_day(release: dt.date, n: int) -> dt.date:
    """The same count as in flows.policy.calendar, made anew."""
    day = release
    while n:
        day += dt.timedelta(days=1)
        n -= day.weekday() < 5 and day not in federal_holidays(day.year)
    return day


def no_clock_is_missed(played: Played, release: dt.date, child_was_heard: bool) -> None:
    """Check-ins stand on their days and those that came have been opened; the child's month ends in a NOC."""
    due = {number: business_day(release, days) for number, days in ((1, 7), (2, 14), (3, 30))}
    last = release + dt.timedelta(days=DAYS)
    for row in played.report["check_ins"]:
        assert row["due"] == due[row["number"]].isoformat()
        if due[row["number"]] <= last - dt.timedelta(days=4):
            assert "scheduled" not in {part["status"] for part in row["persons"]}
    over = [row for row in played.report["notices"] if row["drawn"] == ["no_contact_30_days"]]
    assert len(over) == (not child_was_heard)
    warned = {row["reason"] for row in played.report["tasks"]} >= {"no_contact_day_25"}
    assert warned or child_was_heard


def every_silent_case_ends_in_a_task(played: Played) -> None:
    """Who was asked and is not reached, and is not being asked now, is on somebody's list."""
    for person in ROLE.values():
        parts = [
            part
            for row in sorted(played.report["check_ins"], key=lambda row: row["number"])
            for part in row["persons"]
            if part["person"] == person and part["status"] != "scheduled"
        ]
        waiting = [t for t in played.report["tasks"] if t["person"] == person and t["done"] is None]
        assert waiting or parts[-1]["status"] in ("reached", "open")


def _child_was_heard(played: Played) -> bool:
    heard = [row["body"] for row in played.report["messages"] if row["direction"] == "in"]
    return "sun" in heard


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # an example takes a second or two: none is made smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    release=RELEASES,
    zone=st.sampled_from(sorted(PLACES)),
    child=PHONES,
    sponsor=PHONES,
    outages=st.lists(AWAY, max_size=2),
)
def test_9_no_text_leaves_its_window_no_clock_is_missed_and_silence_ends_in_a_task(
    sqlite_templates: SqliteTemplates,
    release: dt.date,
    zone: str,
    child: Phone,
    sponsor: Phone,
    outages: list[Away],
) -> None:
    with tempfile.TemporaryDirectory() as folder, sqlite_templates.fresh() as url:
        path = Path(folder) / "story.yaml"
        path.write_text(story(release, zone, {CHILD: child, SPONSOR: sponsor}, outages), encoding="utf-8")
        played = play(load_scenario(path), url)
    no_text_leaves_its_window(played, zone)
    nobody_gets_more_than_the_ladder_allows(played, zone)
    no_clock_is_missed(played, release, _child_was_heard(played))
    every_silent_case_ends_in_a_task(played)
