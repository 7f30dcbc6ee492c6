"""A message with no conversation open: handed over, ended, closed case, or a number nobody knows.

Danger is looked for all the same (invariant 2), nothing is asked, and whatever is not understood
lies in a person's tray. No identity was shown, so the texts say nothing of anybody.
"""

from dataclasses import replace

from flows.screening import concern_in, danger_in, is_wrong_person, wants_stop
from flows.shared_texts import HELP, NEUTRAL, STOPPED, UNKNOWN_NUMBER, WHO, WRONG_PERSON
from flows.turn import Effect, Heard, OpenTask, OptIn, OptOut, RaiseConcern, Say, Turn
from flows.vocabulary import Command, Disposition, Lane, TaskKind, TaskReason

_NEXT_DAY = "next_working_day"
_UNKNOWN = OpenTask(TaskKind.TRAY, TaskReason.UNKNOWN_NUMBER, _NEXT_DAY)
_NEW_NUMBER = OpenTask(TaskKind.CALL, TaskReason.NEW_NUMBER, _NEXT_DAY)


def respond_outside(heard: Heard, *, known: bool, answered_today: bool) -> Turn:
    """What happens with a message that belongs to no open conversation.

    `known`: the number belongs to somebody on file. `answered_today`: a neutral answer of this kind
    has gone to the number on the person's local day, so none goes again; help and a stop are always
    answered. The state of the turn is empty, and nothing is awaited.
    """
    effects = [*_always(heard, known), *_answer(heard, known, answered_today)]
    return Turn({}, tuple(effects), None, _disposition(heard, effects))


def respond_to_person(heard: Heard, as_answer: tuple[Effect, ...] = ()) -> Turn:
    """What happens with a message in a thread that a member of staff has taken over (invariant 11).

    Nothing is recorded as an answer to what the machine asked before, and nothing is said; danger, a stop,
    and what cannot be read are found all the same. The person reads it. `as_answer`: what the message
    would lead to as an answer to the last question, where nobody has written since; of it the danger counts.
    """
    effects = _always(heard, known=True)
    if Command.START in heard.reading.commands and not wants_stop(heard):
        effects.append(OptIn())
    dangers = [effect for effect in as_answer if isinstance(effect, RaiseConcern)]
    if dangers:
        effects = [effect for effect in effects if not isinstance(effect, RaiseConcern)] + dangers
    return Turn({}, tuple(effects), None, Disposition.ESCALATED)


def _always(heard: Heard, known: bool) -> list[Effect]:
    """What does not depend on what was said before."""
    effects: list[Effect] = []
    if wants_stop(heard):
        effects.append(OptOut())
    urgency = danger_in(heard)
    if urgency is not None:
        effects.append(concern_in(heard, urgency))
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
        task = OpenTask(TaskKind.CALL_BACK, TaskReason.ASKED_HELP, "same_day")
        return [*_if(not heard.provider_replied, Say(HELP)), *_if(known, task)]
    if not known:
        return _if(not answered_today, Say(UNKNOWN_NUMBER))
    return _known(heard, answered_today)


def _known(heard: Heard, answered_today: bool) -> list[Effect]:
    commands, needs = heard.reading.commands, heard.reading.needs
    if is_wrong_person(heard):
        task = _stranger(heard)
        return [*_if(not answered_today, Say(WRONG_PERSON)), task]
    if Command.WHO in commands:
        return [Say(WHO)]
    neutral = _if(not answered_today, Say(NEUTRAL, Lane.SAFETY))
    if Command.CALL_ME in commands:
        task = OpenTask(TaskKind.CALL, TaskReason.WANTS_CALL, "same_day", needs, at=heard.named_at)
        return [*neutral, task]
    if heard.new_number:
        return [*neutral, replace(_NEW_NUMBER, needs=needs)]
    if Command.LANGUAGE in commands:
        return [*neutral, OpenTask(TaskKind.LANGUAGE, TaskReason.OTHER_LANGUAGE, _NEXT_DAY, needs)]
    if heard.media or heard.unreadable or heard.complains:
        return neutral
    return [*neutral, OpenTask(TaskKind.TRAY, TaskReason.NO_OPEN_CONVERSATION, _NEXT_DAY, needs)]


def _stopped(heard: Heard, known: bool) -> list[Effect]:
    effects: list[Effect] = _if(not heard.provider_replied, Say(STOPPED))
    return [
        *effects,
        *_if(known, OpenTask(TaskKind.WELFARE, TaskReason.OPTED_OUT, _NEXT_DAY, heard.reading.needs)),
        *_if(known and is_wrong_person(heard), _stranger(heard)),
    ]


def _stranger(heard: Heard) -> OpenTask:
    """Somebody else has the phone: a person looks for the right number, or confirms the one that came."""
    reason = TaskReason.NEW_NUMBER if heard.new_number else TaskReason.WRONG_PERSON
    return OpenTask(TaskKind.CALL, reason, _NEXT_DAY, heard.reading.needs)


def _if(wanted: bool, effect: Effect) -> list[Effect]:
    return [effect] if wanted else []


def _disposition(heard: Heard, effects: list[Effect]) -> Disposition:
    if danger_in(heard) is not None:
        return Disposition.ESCALATED
    if any(isinstance(effect, OpenTask) and effect.kind is TaskKind.TRAY for effect in effects):
        return Disposition.TRAY
    return Disposition.ANSWERED
