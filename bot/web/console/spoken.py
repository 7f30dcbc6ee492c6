"""What the form of a call says of the conversation: with whom, how, in which language, and the answers."""

import datetime as dt
import uuid
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

from bot.desk.codes import known
from bot.desk.viewer import Refused, Why
from bot.records.contacts import ANSWERS, ASKED_BY_STAFF, Given, Spoken
from flows.vocabulary import Answer, Interpreting, Medium, Question

Choice = TypeVar("Choice", bound=StrEnum)
MARK = "spoken"
"""The field that says that the form had these questions at all."""


def spoken_of(form: Any) -> Spoken | None:
    """What was filled in; None where the form did not ask. Raises Refused for a court date without a day."""
    if MARK not in form:
        return None
    return Spoken(
        individually="individually" in form,
        together="together" in form,
        alone="alone" in form,
        medium=_choice(Medium, form.get("medium", ""), Medium.VOICE),
        language=form.get("language", "").strip()[:35] or None,
        interpreting=_choice(Interpreting, form.get("interpreting", ""), Interpreting.NOT_NEEDED),
        answers=tuple(_answers(form)),
        of_siblings={part_id: tuple(_answers(form, f"_{part_id}")) for part_id in _siblings(form)},
    )


def _siblings(form: Any) -> list[uuid.UUID]:
    """Parts of further children that the form asked about."""
    try:
        return [uuid.UUID(text) for text in form.getlist("sibling")]
    except ValueError:
        raise Refused(Why.ANSWER_NOT_CLEAR) from None


def _answers(form: Any, child: str = "") -> Iterator[Given]:
    """The answers about one child; `child` ends the names of its fields."""
    for question in Question:
        said = form.get(f"answer_{question.value}{child}", "")
        if question not in ASKED_BY_STAFF or not said:
            continue
        if question is Question.COURT_DATE and said == Answer.DATE.value:
            yield Given(question, Answer.DATE, _day(form.get(f"court_day{child}", "")))
        elif said in {answer.value for answer in ANSWERS}:
            yield Given(question, Answer(said))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(Why.ANSWER_NOT_CLEAR) from None


def _choice(kind: type[Choice], code: str, otherwise: Choice) -> Choice:
    return next(iter(known(kind, [code])), otherwise)
