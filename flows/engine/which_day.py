"""A day that can be read two ways: both are written out, and the person chooses (docs/readings.md).

A wrong date is worse than none. So nothing is guessed, neither is dropped because it is past or not on
file, and only a lone 1 or 2, or one of both days in full, counts. It is asked once for each child; any
other reply leads to the one careful re-ask of the question itself, and then to a person.
"""

import datetime as dt
from dataclasses import replace

from flows.engine.talk import Talk
from flows.reading import Reading
from flows.screening import is_worded
from flows.shared_texts import WHICH_DAY
from flows.turn import Heard
from flows.vocabulary import Answer, Question

_NO_CHOICE = frozenset({Answer.YES, Answer.NO, Answer.UNSURE, Answer.DATE, Answer.OTHER})
_DAY_ALONE = "date:day_of_month"
"""The rule that reads "the second": it may as well be the second of both."""


def is_new(talk: Talk, reading: Reading) -> bool:
    """Whether a reply to the question about the day can be read two ways, and was not asked back before."""
    asks_for_day = talk.pending_question is Question.COURT_DATE and talk.child not in talk.days
    both = {reading.date, reading.date_other} - {None}
    return asks_for_day and reading.answer is Answer.DATE and len(both) > 1


def keep(talk: Talk, one: dt.date | None, other: dt.date | None) -> None:
    """Both days, until the question about the day comes up; what was asked back is not asked back again."""
    if one is not None and other is not None and one != other:
        talk.days.setdefault(talk.child, (min(one, other), max(one, other)))


def begin(talk: Talk, reading: Reading) -> None:
    """Ask which day is meant."""
    keep(talk, reading.date, reading.date_other)
    talk.say(WHICH_DAY, child=talk.about, days=talk.two_days)


def give_up(talk: Talk) -> None:
    """The choice was not made: from now on the question is the one that was asked first."""
    if talk.two_days:
        talk.days[talk.child] = ()


def as_chosen(talk: Talk, heard: Heard) -> Heard:
    """The message with the day that it chooses, where two were offered; a "no" chooses neither.

    Whoever will not say, asks us something, or wants no more, is heard as ever.
    """
    if not talk.two_days:
        return heard
    reading = heard.reading
    day = _chosen(talk.two_days, reading)
    if day is not None:
        return replace(heard, reading=replace(reading, answer=Answer.DATE, date=day, date_other=None))
    refused = reading.answer is Answer.DECLINE and is_worded(reading)
    if reading.answer in _NO_CHOICE or (reading.answer is Answer.DECLINE and not refused):
        return replace(heard, reading=replace(reading, answer=Answer.OTHER, date=None, date_other=None))
    return heard


def _chosen(days: tuple[dt.date, ...], reading: Reading) -> dt.date | None:
    if reading.digit is not None:
        return days[reading.digit - 1] if 1 <= reading.digit <= len(days) else None
    if reading.answer is not Answer.DATE or reading.date_other is not None or reading.date not in days:
        return None
    place_or_day = reading.date.day <= len(days) and any(e.rule == _DAY_ALONE for e in reading.evidence)
    return None if place_or_day else reading.date
