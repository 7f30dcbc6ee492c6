"""One message in an open conversation: what is looked at, in which order, and what becomes of it.

The order is the safety of the design: danger, then a wish to stop, then somebody else on the phone,
and only then the answer that was asked for.
"""

import datetime as dt

from flows.engine import care, closing, joint, which_day
from flows.engine.steps import go_on, say_pending, say_pending_again
from flows.engine.taking import Taken, asked_us, clear_date, take_answers
from flows.engine.talk import Kept, Talk
from flows.policy.answers import TaskRule, Then, consequence, consequence_when_unclear_twice
from flows.reading import Reading
from flows.screening import as_meant, danger_in, is_wrong_person, wants_stop
from flows.shared_texts import HELP, NEUTRAL, WHO
from flows.turn import Context, Heard, OpenTask, OptIn, SwitchLanguage
from flows.vocabulary import Answer, Command, Disposition, Lane, Need, Question, TaskKind, TaskReason

_MEDIA = TaskRule(TaskKind.TRAY, TaskReason.MEDIA, "next_working_day")
_EMPTY = TaskRule(TaskKind.TRAY, TaskReason.EMPTY_MESSAGE, "next_working_day")
_REVIEW = TaskRule(TaskKind.REVIEW, TaskReason.READING_REVIEW, "12_hours")
_NEED = TaskRule(TaskKind.NEED, TaskReason.NEED_MENTIONED, "two_business_days")
_ASKED_HELP = TaskRule(TaskKind.CALL_BACK, TaskReason.ASKED_HELP, "same_day")
_WANTS_CALL = TaskRule(TaskKind.CALL, TaskReason.WANTS_CALL, "same_day")
_NEW_NUMBER = TaskRule(TaskKind.CALL, TaskReason.NEW_NUMBER, "next_working_day")
_LANGUAGE = TaskRule(TaskKind.LANGUAGE, TaskReason.OTHER_LANGUAGE, "next_working_day")


def listen(talk: Talk, heard: Heard, context: Context) -> Disposition:
    """Take one message; exactly one outcome for it (invariant 1)."""
    talk.heard = True
    if talk.care is not None:
        return care.listen(talk, heard)
    if talk.ask_again_at is None:
        talk.waiting_since = talk.now
    heard = which_day.as_chosen(talk, as_meant(heard, talk.pending_question))
    counts = not (heard.unreadable or is_wrong_person(heard))
    if counts and talk.pending_question is Question.IDENTITY and heard.identity_match:
        talk.identified = True
    on_file = context.court_date_of(talk.child)
    taken = take_answers(talk, heard, on_file) if counts else Taken()
    needs = _new_needs(talk, heard.reading)
    if heard.media:
        _silent_task(talk, _MEDIA)
    if heard.new_number and not is_wrong_person(heard):
        _silent_task(talk, _NEW_NUMBER)
    done = _danger(talk, heard, context, taken, needs) or _words_that_close(talk, heard, taken, needs)
    if done is None and talk.joint:
        return _joint_time(talk, heard, context, taken, needs)
    done = done or _unreadable(talk, heard) or _answers_that_close(talk, heard, context, taken, needs)
    return done or _conversation(talk, heard, context, taken, needs)


def _danger(
    talk: Talk, heard: Heard, context: Context, taken: Taken, needs: tuple[Need, ...]
) -> Disposition | None:
    urgency = danger_in(heard, taken.stop)
    if urgency is None:
        return None
    _silent_tasks(talk, taken)
    child = talk.about if taken.stop is not None and taken.stop.concern is not None else None
    if wants_stop(heard):
        closing.stop_with_danger(talk, urgency, heard, needs, child)
    elif care.may_be_warm(talk, heard, context):
        care.begin(talk, urgency, heard)
    else:
        closing.danger(talk, urgency, heard, needs, silent=False, child=child)
    return Disposition.ESCALATED


def _words_that_close(talk: Talk, heard: Heard, taken: Taken, needs: tuple[Need, ...]) -> Disposition | None:
    if heard.reading.review:
        _silent_task(talk, _REVIEW)
    if wants_stop(heard):
        _silent_tasks(talk, taken)
        closing.stop(talk, heard, needs)
        return Disposition.ANSWERED
    if is_wrong_person(heard):
        closing.wrong_person(talk, heard, needs)
        return Disposition.ESCALATED
    return None


def _unreadable(talk: Talk, heard: Heard) -> Disposition | None:
    """Nothing to read: a person sees it, the question is asked once more, and no answer is counted."""
    if not heard.unreadable:
        return None
    if not heard.media:
        _silent_task(talk, _EMPTY)
    talk.unread += 1
    if talk.unread == 1 and talk.ask_again_at is None:
        if talk.pending_question is Question.IDENTITY:
            say_pending(talk)
        else:
            say_pending_again(talk)
    return Disposition.TRAY


def _joint_time(
    talk: Talk, heard: Heard, context: Context, taken: Taken, needs: tuple[Need, ...]
) -> Disposition:
    """All was asked before: whatever else a reply holds becomes a task, and nothing closes early."""
    _silent_tasks(talk, taken, needs)
    if taken.stop is not None and taken.stop.task is not None:
        _silent_task(talk, taken.stop.task)
    commands = heard.reading.commands
    if Command.CALL_ME in commands:
        _silent_task(talk, _WANTS_CALL)
    if Command.LANGUAGE in commands and not _can_speak(heard, context):
        _silent_task(talk, _LANGUAGE)
    return Disposition.ANSWERED if _asides(talk, heard) else joint.listen(talk, heard)


def _answers_that_close(
    talk: Talk, heard: Heard, context: Context, taken: Taken, needs: tuple[Need, ...]
) -> Disposition | None:
    commands = heard.reading.commands
    stop = taken.stop
    if stop is None and not commands & {Command.WHO, Command.HELP}:
        stop = asked_us(talk, heard.reading)
    rule = stop.task if stop else None
    if rule is None and Command.CALL_ME in commands:
        rule = _WANTS_CALL
    if rule is None and Command.LANGUAGE in commands and not _can_speak(heard, context):
        rule = _LANGUAGE
    if rule is None:
        return None
    _silent_tasks(talk, taken)
    if stop is not None and stop.then is Then.END:
        closing.end_by_table(talk, stop, needs)
    else:
        closing.hand_over(talk, rule, needs, at=heard.named_at if rule is _WANTS_CALL else None)
    return Disposition.ESCALATED


def _conversation(
    talk: Talk, heard: Heard, context: Context, taken: Taken, needs: tuple[Need, ...]
) -> Disposition:
    _silent_tasks(talk, taken, needs)
    repeat = _switches(talk, heard, context)
    aside = _asides(talk, heard)
    later = Command.LATER in heard.reading.commands or _not_now(talk, heard.reading)
    if taken.answered and not (later and heard.named_at):
        talk.ask_again_at, talk.waiting_since = None, talk.now
        go_on(talk)
        return Disposition.ANSWERED
    if later:
        return Disposition.ESCALATED if closing.later(talk, heard.named_at) else Disposition.ANSWERED
    if talk.ask_again_at is not None or (aside and not repeat):
        return Disposition.ANSWERED
    if repeat:
        say_pending(talk)
        return Disposition.ANSWERED
    return _not_clear(talk, heard.reading)


def _switches(talk: Talk, heard: Heard, context: Context) -> bool:
    """Words after which the open question is simply said again."""
    commands = heard.reading.commands
    if Command.START in commands:
        talk.effects.append(OptIn())
    wanted = heard.reading.wanted_language
    if Command.LANGUAGE in commands and wanted is not None and wanted != context.language:
        talk.effects.append(SwitchLanguage(wanted))
    return bool(commands & {Command.START, Command.LANGUAGE})


def _asides(talk: Talk, heard: Heard) -> bool:
    """HELP and "who is this?" have answers of their own; the open question stays open (invariant 6).

    So it does after a complaint and after a number to confirm, which a person sees to.
    """
    commands = heard.reading.commands
    for_a_person = heard.complains or heard.new_number
    if Command.HELP in commands:
        if not heard.provider_replied:
            talk.say(HELP)
        _silent_task(talk, _ASKED_HELP)
    if Command.WHO in commands:
        talk.say(WHO)
    if for_a_person:
        talk.say(NEUTRAL, Lane.SAFETY)
    return for_a_person or bool(commands & {Command.HELP, Command.WHO})


def _not_clear(talk: Talk, reading: Reading) -> Disposition:
    """One careful re-ask, then on, marked unclear; not so for identity, privacy and safety (6.3).

    A day that can be read two ways is asked back first, and does not count as that re-ask.
    """
    if which_day.is_new(talk, reading):
        which_day.begin(talk, reading)
        return Disposition.REASKED
    which_day.give_up(talk)
    talk.tries += 1
    if talk.tries == 1:
        say_pending_again(talk)
        return Disposition.REASKED
    question = talk.pending_question
    if question is Question.IDENTITY:
        closing.identity_failed(talk)
        return Disposition.ESCALATED
    talk.keep(question, Kept(reading.answer, _day_for(question, reading), unclear=True))
    follows = consequence_when_unclear_twice(question, talk.definition.role)
    if follows.then is Then.END:
        closing.end_by_table(talk, follows, ())
        return Disposition.ESCALATED
    if follows.stop and follows.task is not None:
        closing.hand_over(talk, follows.task, ())
        return Disposition.ESCALATED
    if follows.task is not None:
        _silent_task(talk, follows.task)
    go_on(talk)
    return Disposition.ANSWERED


def _not_now(talk: Talk, reading: Reading) -> bool:
    """ "Later" at any question, and "no" to "is now a good time?"."""
    question = talk.pending_question
    if question is Question.IDENTITY:
        return reading.answer is Answer.LATER
    return consequence(question, reading.answer, talk.definition.role).then is Then.LATER


def _day_for(question: Question, reading: Reading) -> dt.date | None:
    return clear_date(reading) if question is Question.COURT_DATE else None


def _can_speak(heard: Heard, context: Context) -> bool:
    wanted = heard.reading.wanted_language
    return wanted is not None and (wanted == context.language or wanted in context.languages)


def _new_needs(talk: Talk, reading: Reading) -> tuple[Need, ...]:
    """Needs not mentioned before in this check-in: each opens one task, not one a mention."""
    fresh = tuple(need for need in reading.needs if need not in talk.needs_told)
    talk.needs_told.extend(fresh)
    return fresh


def _silent_tasks(talk: Talk, taken: Taken, needs: tuple[Need, ...] = ()) -> None:
    """Tasks of which the phone shows nothing (6.2.4). Needs go on the first, or on one of their own."""
    rules = list(taken.tasks)
    if needs and not rules:
        rules.append(_NEED)
    for place, rule in enumerate(rules):
        _silent_task(talk, rule, needs if place == 0 else ())


def _silent_task(talk: Talk, rule: TaskRule, needs: tuple[Need, ...] = ()) -> None:
    talk.effects.append(OpenTask(rule.kind, rule.reason, rule.due, needs, child=talk.about))
