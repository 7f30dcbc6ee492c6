"""Every code has words for staff, and no word blames a family."""

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import cast

import pytest

from bot.desk.calls import CallResult
from bot.desk.next_text import Next, NextText
from bot.desk.tasks import TaskResult
from bot.desk.threads import Fate
from bot.desk.timeline import Happened
from bot.desk.viewer import Why
from bot.web.console import stories, words
from flows import vocabulary as v

TABLES: list[tuple[type[StrEnum], Mapping[StrEnum, str]]] = [
    (kind, cast(Mapping[StrEnum, str], table))
    for kind, table in (
        (v.Role, words.ROLE),
        (v.StaffRole, words.STAFF_ROLE),
        (v.Urgency, words.URGENCY),
        (v.Concern, words.CONCERN),
        (v.Need, words.NEED),
        (v.Question, words.QUESTION),
        (v.Answer, words.ANSWER),
        (v.PartStatus, words.PART_STATUS),
        (v.Outcome, words.OUTCOME),
        (v.TaskKind, words.TASK_KIND),
        (v.TaskReason, words.TASK_REASON),
        (v.DeliveryState, words.DELIVERY),
        (v.PhoneOwner, words.OWNER),
        (v.Channel, words.CHANNEL),
        (CallResult, words.CALL_RESULT),
        (TaskResult, words.TASK_RESULT),
        (Why, words.WHY),
    )
]
BLAME = re.compile(
    r"\b(fail|failed|failure|non-?compliant|refus\w+|non-?responsive|no-?show|lied|broke)\b", re.I
)


@pytest.mark.parametrize(("kind", "table"), TABLES, ids=[kind.__name__ for kind, _ in TABLES])
def test_every_member_has_words(kind: type[StrEnum], table: Mapping[StrEnum, str]) -> None:
    assert set(table) == set(kind)
    assert all(text.strip() for text in table.values())
    assert len(set(table.values())) == len(table)


@pytest.mark.parametrize("table", [t for _, t in TABLES], ids=[kind.__name__ for kind, _ in TABLES])
def test_no_words_blame_a_family(table: Mapping[StrEnum, str]) -> None:
    assert not [text for text in table.values() if BLAME.search(text)]


def test_every_question_of_the_check_in_can_be_asked_by_a_caller() -> None:
    engine_only = {v.Question.NONE, v.Question.CONSENT, v.Question.IDENTITY}
    engine_only |= {v.Question.DANGER_NOW, v.Question.SAFE_TIME, v.Question.JOINT_TIME}
    assert set(words.ASK) == set(v.Question) - engine_only


@pytest.mark.parametrize("what", Next)
def test_every_next_step_has_a_sentence(what: Next) -> None:
    now = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
    found = NextText(what, 2, v.Question.HEALTH, now, now.date(), (v.TaskReason.NO_PHONE,))
    text = stories.next_words(found, "America/New_York", now)
    assert text.endswith(".")
    assert "None" not in text


def test_every_event_of_a_story_is_worded() -> None:
    assert set(stories._WORDERS) == set(Happened)


@pytest.mark.parametrize(
    ("fate", "text", "well"),
    [
        (Fate(v.DeliveryState.SENT, "delivered", None, None), "delivered", True),
        (Fate(v.DeliveryState.SENT, None, None, None), "sent", True),
        (Fate(v.DeliveryState.SENT, "undelivered", 30005, None),
         "not delivered: the number is not in service", False),
        (Fate(v.DeliveryState.SENT, "undelivered", None, None), "not delivered", False),
        (Fate(v.DeliveryState.REJECTED, None, 21610, None),
         "not accepted for sending: the person has stopped texts at the telephone company", False),
        (Fate(v.DeliveryState.UNKNOWN, None, None, None), "not known whether it left", False),
        (Fate(v.DeliveryState.CANCELLED, None, None, "opted_out"),
         "not sent: no more texts are wanted", False),
        (Fate(v.DeliveryState.CANCELLED, None, None, "stale"), "not sent", False),
    ],
)  # fmt: skip
def test_what_became_of_a_text_is_said_in_words(fate: Fate, text: str, well: bool) -> None:
    assert (words.fate(fate), words.arrived(fate)) == (text, well)


@pytest.mark.parametrize(
    ("tag", "name"),
    [("es", "Spanish"), ("ht", "Haitian Creole"), ("zh-Hant", "Chinese (Traditional)"), ("mam", "Mam"),
     ("quc", "Kʼicheʼ"), ("und", "language not known")],
)  # fmt: skip
def test_languages_have_names(tag: str, name: str) -> None:
    assert words.language(tag) == name


def test_what_is_no_telephone_number_is_shown_as_it_is() -> None:
    assert words.number("+12025550143") == "+1 202-555-0143"
    assert words.number("MAPLE") == "MAPLE"
