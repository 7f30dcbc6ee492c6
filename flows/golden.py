"""Turns in the words of a golden conversation: who says what, what is recorded, what a person must do."""

from collections.abc import Mapping
from typing import Any

from flows.texts import Catalogue
from flows.turn import (
    AskAgain,
    Effect,
    End,
    HandOver,
    Heard,
    OpenTask,
    OptIn,
    OptOut,
    RaiseConcern,
    Record,
    Say,
    SwitchLanguage,
)
from flows.vocabulary import Urgency

Plain = dict[str, Any]


def in_words(effect: Effect, catalogue: Catalogue, language: str, fills: Mapping[str, str]) -> Plain:
    """One effect as plain values; `fills` are the parameters of texts."""
    match effect:
        case Say(key=key):
            return {"bot": catalogue.text(language, key, **fills), "text": key}
        case OpenTask():
            return _task(effect)
        case Record(question=question, answer=answer, date=date, unclear=unclear):
            words = [answer.value, *([date.isoformat()] if date else []), *(["unclear"] if unclear else [])]
            return {"records": f"{question}: {', '.join(words)}"}
        case RaiseConcern(urgency=urgency, codes=codes):
            return {"tells_a_person_now": urgency.value, "about": [code.value for code in codes]}
        case _:
            return _ending(effect)


def reading_in_words(heard: Heard) -> Plain:
    """What was understood, without what is usual."""
    reading = heard.reading
    found: Plain = {
        "identity_match": heard.identity_match,
        "distress": heard.distress or None,
        "answer": None if reading.answer == "other" else reading.answer.value,
        "date": reading.date,
        "date_other": reading.date_other,
        "also": {more.question.value: more.answer.value for more in reading.also},
        "concerns": [code.value for code in reading.concerns],
        "needs": [need.value for need in reading.needs],
        "urgency": None if reading.urgency is Urgency.NONE else reading.urgency.value,
        "review": reading.review or None,
        "commands": sorted(command.value for command in reading.commands),
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _ending(effect: Effect) -> Plain:
    match effect:
        case AskAgain(at=at):
            return {"asks_again_at": at.isoformat()}
        case SwitchLanguage(language=language):
            return {"switches_to": language}
        case OptOut():
            return {"opts_out": True}
        case OptIn():
            return {"opts_in": True}
        case HandOver(outcome=outcome):
            return {"hands_over": outcome.value}
        case End(outcome=outcome):
            return {"ends": outcome.value}
        case _:
            raise TypeError(f"a golden conversation has no words for {type(effect).__name__}")


def _task(task: OpenTask) -> Plain:
    plain: Plain = {"task": f"{task.kind}, {task.reason}, {task.due}"}
    if task.needs:
        plain["needs"] = [need.value for need in task.needs]
    if task.not_asked:
        plain["still_to_ask"] = [question.value for question in task.not_asked]
    return plain
