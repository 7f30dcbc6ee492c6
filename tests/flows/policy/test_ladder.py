"""Section 6.3: what is tried before "unable to contact", and that nobody gets more than the ladder allows."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.ladder import (
    MACHINE_RUNGS,
    Climb,
    Efforts,
    LadderRules,
    Rung,
    efforts,
    next_rung,
)
from tests.flows.policy.test_contact import at

CHICAGO = "America/Chicago"
OPENED = at("2026-03-11 09:00")
SILENT = Climb(OPENED, OPENED + dt.timedelta(hours=48), CHICAGO)

RUNGS = [
    ("nobody answered: a reminder after four hours", {}, Rung.REMINDER, "2026-03-11 13:00"),
    (
        "reminded, and no other channel: a person rings after 48 hours",
        {"reminded_at": at("2026-03-11 13:00")},
        Rung.CALLS,
        "2026-03-13 09:00",
    ),
    (
        "reminded, and another channel is known: that one on the next day",
        {"reminded_at": at("2026-03-11 13:00"), "other_channel": True},
        Rung.OTHER_CHANNEL,
        "2026-03-12 00:00",
    ),
    (
        "the reminder waited for the morning: the other channel comes a day later, not on that day",
        {"reminded_at": at("2026-03-12 09:00"), "other_channel": True},
        Rung.OTHER_CHANNEL,
        "2026-03-13 00:00",
    ),
    (
        "both were tried: a person rings",
        {
            "reminded_at": at("2026-03-11 13:00"),
            "moved_at": at("2026-03-12 09:00"),
            "other_channel": True,
        },
        Rung.CALLS,
        "2026-03-13 09:00",
    ),
    (
        "moved before a reminder went: the new channel is not reminded either",
        {"moved_at": at("2026-03-12 09:00")},
        Rung.CALLS,
        "2026-03-13 09:00",
    ),
    (
        "a dead number gets no reminder, and the other channel is tried at once",
        {"number_dead": True, "other_channel": True},
        Rung.OTHER_CHANNEL,
        "2026-03-11 09:00",
    ),
    ("a dead number and no other: a person rings", {"number_dead": True}, Rung.CALLS, "2026-03-13 09:00"),
]


@pytest.mark.parametrize(("rule", "change", "rung", "when"), RUNGS, ids=[row[0] for row in RUNGS])
def test_the_ladder_goes_rung_by_rung(rule: str, change: dict[str, object], rung: Rung, when: str) -> None:
    assert next_rung(replace(SILENT, **change)) == (rung, at(when)), rule


def test_a_reminder_that_would_come_after_the_end_is_left_out() -> None:
    assert next_rung(replace(SILENT, ends_at=OPENED + dt.timedelta(hours=2)))[0] is Rung.CALLS


def test_the_hours_before_a_reminder_are_a_setting() -> None:
    rules = LadderRules(reminder=dt.timedelta(hours=6))
    assert next_rung(SILENT, rules) == (Rung.REMINDER, at("2026-03-11 15:00"))


@given(st.booleans(), st.booleans(), st.integers(0, 47), st.integers(0, 47))
def test_nobody_gets_more_of_a_check_in_than_a_text_a_reminder_and_the_other_channel(
    other: bool, dead: bool, late_reminder: int, late_move: int
) -> None:
    climb, climbed = replace(SILENT, other_channel=other, number_dead=dead), [Rung.TEXT]
    for _ in range(9):
        rung, due = next_rung(climb)
        climbed.append(rung)
        assert due <= climb.ends_at
        if rung is Rung.REMINDER:
            climb = replace(climb, reminded_at=due + dt.timedelta(hours=late_reminder))
        elif rung is Rung.OTHER_CHANNEL:
            climb = replace(climb, moved_at=due + dt.timedelta(hours=late_move))
        else:
            break
    assert climbed[-1] is Rung.CALLS
    assert len(climbed) <= len(MACHINE_RUNGS) + 1
    assert len(set(climbed)) == len(climbed)


CALLS = [
    ("nobody has rung", [], 3, False),
    ("one call", ["2026-03-16 10:00"], 2, False),
    ("three calls in one hour count once",
     ["2026-03-16 10:00", "2026-03-16 10:20", "2026-03-16 10:59"], 2, False),
    ("three hours of one day: another day is wanted",
     ["2026-03-16 10:00", "2026-03-16 13:00", "2026-03-16 17:00"], 1, True),
    ("two hours of one day: the third must be on another",
     ["2026-03-16 10:00", "2026-03-16 17:00"], 1, True),
    ("two days, but always at ten", ["2026-03-16 10:00", "2026-03-17 10:30", "2026-03-18 10:10"], 2, False),
    ("three calls on two days at different hours",
     ["2026-03-16 10:00", "2026-03-16 17:00", "2026-03-17 12:00"], 0, False),
    ("the day is the family's: 23:30 and 0:30 are two days",
     ["2026-03-16 22:10", "2026-03-16 23:30", "2026-03-17 00:30"], 0, False),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "made", "missing", "other_day"), CALLS, ids=[row[0] for row in CALLS])
def test_three_calls_on_two_days_at_different_hours_are_demanded(
    rule: str, made: list[str], missing: int, other_day: bool
) -> None:
    found = efforts([at(moment) for moment in made], CHICAGO)
    assert (found.missing, found.other_day) == (missing, other_day), rule


def test_alternative_contacts_come_before_unable_to_contact() -> None:
    made = [at(moment) for moment in ("2026-03-16 10:00", "2026-03-16 17:00", "2026-03-17 12:00")]
    assert efforts(made, CHICAGO, alternatives=1).called_enough
    assert not efforts(made, CHICAGO, alternatives=1).exhausted
    assert efforts(made, CHICAGO).exhausted


def test_a_number_that_a_caller_found_dead_is_not_rung_again_but_alternative_contacts_are() -> None:
    found = efforts([at("2026-03-16 10:00")], CHICAGO, alternatives=1, not_in_service=True)
    assert (found.called_enough, found.exhausted) == (True, False)


def test_hours_that_were_tried_are_told() -> None:
    made = [at("2026-03-16 10:00"), at("2026-03-16 17:30")]
    assert efforts(made, CHICAGO) == Efforts(2, 1, 1, True, (10, 17))


@given(st.lists(st.integers(0, 10 * 24 * 60), max_size=12))
def test_a_further_call_never_makes_more_missing(minutes: list[int]) -> None:
    made = [OPENED + dt.timedelta(minutes=m) for m in minutes]
    missing = [efforts(made[:n], CHICAGO).missing for n in range(len(made) + 1)]
    assert missing == sorted(missing, reverse=True)
    assert (missing[-1] == 0) == (
        len({m.astimezone(dt.timezone(-dt.timedelta(hours=5))).hour for m in made}) >= 3
        and len({m.astimezone(dt.timezone(-dt.timedelta(hours=5))).date() for m in made}) >= 2
    )
