"""Turns in the words of a golden conversation: who says what, what is recorded, what a person must do."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.days import written_out
from flows.siblings import together
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
    Reached,
    Record,
    Say,
    SwitchLanguage,
)
from flows.vocabulary import Urgency

Plain = dict[str, Any]


def in_words(
    effect: Effect,
    catalogue: Catalogue,
    language: str,
    fills: Mapping[str, str],
    children: Sequence[str] = (),
) -> Plain:
    """One effect as plain values; `fills` are the parameters of texts, `children` the labels of several."""
    if children:
        return _about_children(effect, catalogue, language, fills, children)
    match effect:
        case Say(key=key):
            said = catalogue.text(language, key, **fills, **written_out(effect.days, language))
            return {"bot": said, "text": key}
        case OpenTask():
            return _task(effect)
        case Record(question=question, answer=answer, date=date, unclear=unclear):
            words = [answer.value, *([date.isoformat()] if date else []), *(["unclear"] if unclear else [])]
            return {"records": f"{question}: {', '.join(words)}"}
        case RaiseConcern(urgency=urgency, codes=codes):
            return {"tells_a_person_now": urgency.value, "about": [code.value for code in codes]}
        case _:
            return _ending(effect)


def _about_children(
    effect: Effect, catalogue: Catalogue, language: str, fills: Mapping[str, str], children: Sequence[str]
) -> Plain:
    """The same, with the label of the child that it is about, and what is left to ask of each other one."""
    child: int | None = getattr(effect, "child", None)
    said = children if child is None else [children[child]]
    plain = in_words(effect, catalogue, language, {**fills, "child": together(said, language)})
    if child is not None and not isinstance(effect, Say):
        plain["child"] = children[child]
    if isinstance(effect, OpenTask) and effect.others:
        plain["still_to_ask_about"] = {
            children[other]: [question.value for question in asked] for other, asked in effect.others
        }
    if isinstance(effect, End) and effect.each:
        plain["each"] = {label: outcome.value for label, outcome in zip(children, effect.each, strict=True)}
    return plain


def reading_in_words(heard: Heard) -> Plain:
    """What was understood, without what is usual."""
    reading = heard.reading
    found: Plain = {
        "identity_match": heard.identity_match,
        "distress": heard.distress or None,
        "answer": None if reading.answer == "other" else reading.answer.value,
        "date": reading.date,
        "date_other": reading.date_other,
        "digit": reading.digit if reading.answer == "other" else None,
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
        case Reached():
            return {"reached": True}
        case End(outcome=outcome):
            return {"ends": outcome.value}
        case _:
            raise TypeError(f"a golden conversation has no words for {type(effect).__name__}")


def _task(task: OpenTask) -> Plain:
    plain: Plain = {"task": f"{task.kind}, {task.reason}, {task.due}"}
    if task.at:
        plain["named_at"] = task.at.isoformat()
    if task.needs:
        plain["needs"] = [need.value for need in task.needs]
    if task.not_asked:
        plain["still_to_ask"] = [question.value for question in task.not_asked]
    return plain
