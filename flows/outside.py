"""A message with no conversation open: handed over, ended, closed case, or a number nobody knows.

Danger is looked for all the same (invariant 2), nothing is asked, and whatever is not understood
lies in a person's tray. No identity was shown, so the texts say nothing of anybody.
"""

from flows.screening import danger_in, is_wrong_person, wants_stop
from flows.shared_texts import HELP, NEUTRAL, STOPPED, UNKNOWN_NUMBER, WHO, WRONG_PERSON
from flows.turn import Effect, Heard, OpenTask, OptIn, OptOut, RaiseConcern, Say, Turn
from flows.vocabulary import Command, Disposition, Lane, TaskKind, TaskReason

_NEXT_DAY = "next_working_day"
_UNKNOWN = OpenTask(TaskKind.TRAY, TaskReason.UNKNOWN_NUMBER, _NEXT_DAY)


def respond_outside(heard: Heard, *, known: bool, answered_today: bool) -> Turn:
    """What happens with a message that belongs to no open conversation.

    `known`: the number belongs to somebody on file. `answered_today`: a neutral answer of this kind
    has gone to the number on the person's local day, so none goes again; help and a stop are always
    answered. The state of the turn is empty, and nothing is awaited.
    """
    effects = [*_always(heard, known), *_answer(heard, known, answered_today)]
    return Turn({}, tuple(effects), None, _disposition(heard, effects))


def _always(heard: Heard, known: bool) -> list[Effect]:
    """What does not depend on what was said before."""
    effects: list[Effect] = []
    if wants_stop(heard):
        effects.append(OptOut())
    urgency = danger_in(heard)
    if urgency is not None:
        effects.append(RaiseConcern(urgency, heard.reading.concerns, heard.reading.evidence))
    elif heard.reading.review:
        effects.append(OpenTask(TaskKind.REVIEW, TaskReason.READING_REVIEW, "12_hours"))
    if heard.media:
        effects.append(OpenTask(TaskKind.TRAY, TaskReason.MEDIA, _NEXT_DAY))
    elif heard.unreadable:
        effects.append(OpenTask(TaskKind.TRAY, TaskReason.EMPTY_MESSAGE, _NEXT_DAY))
    if not known:
        effects.append(_UNKNOWN)
    return effects


def _answer(heard: Heard, known: bool, answered_today: bool) -> list[Effect]:
    commands = heard.reading.commands
    if danger_in(heard) is not None:
        return [Say(NEUTRAL, Lane.SAFETY)] if known and not wants_stop(heard) else []
    if wants_stop(heard):
        return _stopped(heard, known)
    if Command.START in commands:
        return [OptIn()]
    if Command.HELP in commands:
        return [Say(HELP), *_if(known, OpenTask(TaskKind.CALL_BACK, TaskReason.ASKED_HELP, "same_day"))]
    if not known:
        return _if(not answered_today, Say(UNKNOWN_NUMBER))
    return _known(heard, answered_today)


def _known(heard: Heard, answered_today: bool) -> list[Effect]:
    commands, needs = heard.reading.commands, heard.reading.needs
    if is_wrong_person(heard):
        task = OpenTask(TaskKind.CALL, TaskReason.WRONG_PERSON, _NEXT_DAY, needs)
        return [*_if(not answered_today, Say(WRONG_PERSON)), task]
    if Command.WHO in commands:
        return [Say(WHO)]
    neutral = _if(not answered_today, Say(NEUTRAL, Lane.SAFETY))
    if Command.CALL_ME in commands:
        return [*neutral, OpenTask(TaskKind.CALL, TaskReason.WANTS_CALL, "same_day", needs)]
    if Command.LANGUAGE in commands:
        return [*neutral, OpenTask(TaskKind.LANGUAGE, TaskReason.OTHER_LANGUAGE, _NEXT_DAY, needs)]
    if heard.media or heard.unreadable:
        return neutral
    return [*neutral, OpenTask(TaskKind.TRAY, TaskReason.NO_OPEN_CONVERSATION, _NEXT_DAY, needs)]


def _stopped(heard: Heard, known: bool) -> list[Effect]:
    effects: list[Effect] = _if(not heard.provider_replied, Say(STOPPED))
    return [
        *effects,
        *_if(known, OpenTask(TaskKind.WELFARE, TaskReason.OPTED_OUT, _NEXT_DAY, heard.reading.needs)),
    ]


def _if(wanted: bool, effect: Effect) -> list[Effect]:
    return [effect] if wanted else []


def _disposition(heard: Heard, effects: list[Effect]) -> Disposition:
    if danger_in(heard) is not None:
        return Disposition.ESCALATED
    if any(isinstance(effect, OpenTask) and effect.kind is TaskKind.TRAY for effect in effects):
        return Disposition.TRAY
    return Disposition.ANSWERED
