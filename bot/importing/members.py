"""Rules between the columns of one person's row, such as a question that needs its answer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bot.importing.rows import Problem
from bot.importing.values import fold
from flows.policy.contact import age_on
from flows.vocabulary import Role

ADULT = 18


def member_problems(number: int, values: dict[str, Any], bad: set[str], today: dt.date) -> list[Problem]:
    """Every rule that this row breaks; columns in `bad` were reported already."""
    found = [*_child(values), *_identity(values), *_past(values, today)]
    return [
        Problem(number, column, message, remedy) for column, message, remedy in found if column not in bad
    ]


Found = Iterator[tuple[str, str, str]]


def _child(values: dict[str, Any]) -> Found:
    """A released child is under 18 at release (6.1)."""
    born, release = values["birth_date"], values["release_date"]
    if values["role"] is not Role.CHILD or not born or not release:
        return
    if born > release:
        yield "birth_date", "the child was born after the release", "correct the date"
    elif age_on(born, release) >= ADULT:
        yield "birth_date", "the child was 18 or older at release", "correct the date, or the role"


def _identity(values: dict[str, Any]) -> Found:
    """What was agreed must be usable: words that differ, a question with its answer (6.8.5)."""
    check, distress = values["check_word"], values["distress_word"]
    if check and distress and fold(check) == fold(distress):
        yield "distress_word", "this is the check word too", "agree on another word"
    name = fold(values["first_name"] or "")
    for column in ("check_word", "distress_word"):
        if values[column] and fold(values[column]) == name:
            yield column, "this is the person's own name", "agree on a word that is no name"
    if values["identity_question"] and not values["identity_answer"]:
        yield "identity_answer", "the question has no answer", "write the agreed answer"
    if values["identity_answer"] and not values["identity_question"]:
        yield "identity_question", "the answer has no question", "write the agreed question"


def _past(values: dict[str, Any], today: dt.date) -> Found:
    """What has been done cannot lie ahead; a day of grace for zones ahead of ours."""
    for column in ("referral_accepted_on", "permission_on", "voluntary_said_on", "birth_date"):
        if values[column] and values[column] > today + dt.timedelta(days=1):
            yield column, "this day has not come yet", "correct the date"
    if values["permission_by"] and not values["permission_on"]:
        yield "permission_on", "a permission needs its day", "write the day, or clear permission_by"
