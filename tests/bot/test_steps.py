"""Steps cost nothing unless somebody watches, and nobody watches a service that can reach a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.steps import OnlyOnLoopback, Step, passed, watch_steps
from tests.bot.stages import settings_for

SETTINGS = settings_for("sqlite:////nowhere/at/all.db")
ELSEWHERE = settings_for("sqlite:////nowhere/at/all.db", TWILIO_API_BASE_URL="https://api.twilio.com")


@pytest.fixture(autouse=True)
def unwatched() -> Iterator[None]:
    yield
    watch_steps(SETTINGS, None)


def test_who_watches_is_told_every_step() -> None:
    told: list[Step] = []
    watch_steps(SETTINGS, told.append)
    for step in Step:
        passed(step)
    assert told == list(Step)


def test_13_nobody_watches_the_steps_where_texts_can_leave_this_machine() -> None:
    told: list[Step] = []
    with pytest.raises(OnlyOnLoopback):
        watch_steps(ELSEWHERE, told.append)
    passed(Step.CLAIMED)
    assert told == []


def test_every_step_is_passed_in_exactly_one_place(root: Path) -> None:
    named = [
        name
        for path in (root / "bot").rglob("*.py")
        for name in re.findall(r"\bpassed\(Step\.(\w+)\)", path.read_text(encoding="utf-8"))
    ]
    assert sorted(named) == sorted(step.name for step in Step)
