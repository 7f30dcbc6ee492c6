"""Which answers stand in a reply, what is recorded, and what the table of consequences wants then."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.engine import which_day
from flows.engine.talk import Kept, Talk
from flows.policy.answers import Consequence, TaskRule, consequence, consequence_when_unclear_twice
from flows.reading import Reading
from flows.screening import danger_in, is_worded
from flows.siblings import ABOUT_THE_PERSON
from flows.turn import Heard
from flows.vocabulary import URGENCY_RANK, Answer, Question, TaskKind, TaskReason, Urgency

_NOTICE_DIFFERS = TaskRule(TaskKind.CHECK_NOTICE, TaskReason.COURT_DATE_DIFFERS, "two_business_days")


@dataclass(slots=True)
class Taken:
    """What the answers of one reply bring: whether the open question is answered, silent tasks, a stop."""

    answered: bool = False
    tasks: list[TaskRule] = field(default_factory=list)
    stop: Consequence | None = None

    def add_stop(self, found: Consequence) -> None:
        """Keep the gravest stop; of two that are alike, the first."""
        if self.stop is None or _gravity(found) > _gravity(self.stop):
            self.stop = found


@dataclass(frozen=True, slots=True)
class _Finding:
    question: Question
    answer: Answer
    date: dt.date | None = None
    other: dt.date | None = None


def take_answers(talk: Talk, heard: Heard, court_date_on_file: dt.date | None) -> Taken:
    """Record every clear answer in a reply, asked for or not (6.3).

    Nothing is recorded before the person is known. A different answer to a question that was
    answered before is a correction, and acts like a first answer. Beside danger "safe" is written down
    only where the words say it.
    """
    taken = Taken()
    asked = talk.pending_question
    if asked is Question.IDENTITY:
        taken.answered = talk.identified
    if not talk.identified:
        return taken
    for found in _findings(talk, asked, heard):
        follows = consequence(found.question, found.answer, talk.definition.role)
        kept = Kept(found.answer, found.date)
        if not follows.is_answer or (found.answer is Answer.DATE and found.date is None):
            continue
        if _of_which_child(talk, asked, found):
            if follows.stop:
                taken.add_stop(follows)
            continue
        if found.other is not None:
            _ask_back(talk, taken, found)
            continue
        taken.answered |= found.question is asked
        if found.question is not asked and talk.answers.get(found.question) == kept:
            continue
        talk.keep(found.question, kept)
        _follow(taken, follows, differs=_differs(found, court_date_on_file))
    if talk.privacy_confirmed_at is None and asked is Question.CONSENT and _agreed(talk, taken):
        talk.privacy_confirmed_at = talk.now
    return taken


def _safe_beside_danger(found: _Finding, heard: Heard, asked: Question) -> bool:
    """Whether "safe at home" was only made out of a reply that tells of danger, and no word of it says so."""
    if (found.question, found.answer) != (Question.SAFETY, Answer.YES) or danger_in(heard) is None:
        return False
    return asked is not Question.SAFETY or not is_worded(heard.reading)


def asked_us(talk: Talk, reading: Reading) -> Consequence | None:
    """What follows when the reply asks us something instead of answering; None when it does not."""
    if talk.pending_question is Question.IDENTITY or reading.answer is not Answer.QUESTION:
        return None
    return consequence(talk.pending_question, reading.answer, talk.definition.role)


def clear_date(reading: Reading) -> dt.date | None:
    """The date in a reply, unless day and month could be read the other way round."""
    return None if reading.date_other else reading.date


def _findings(talk: Talk, asked: Question, heard: Heard) -> Iterator[_Finding]:
    raw = _raw_findings(asked, heard.reading)
    found = [finding for finding in raw if not _safe_beside_danger(finding, heard, asked)]
    questions = {finding.question for finding in found}
    for finding in found:
        names_day = finding.question is Question.COURT_DATE and finding.date is not None
        if names_day and Question.COURT_AWARE not in questions and not _knows_day(talk):
            yield _Finding(Question.COURT_AWARE, Answer.YES)
        if talk.definition.step_asking(finding.question) and finding.answer is not Answer.QUESTION:
            yield finding


def _knows_day(talk: Talk) -> bool:
    kept = talk.answers.get(Question.COURT_AWARE)
    return kept is not None and kept.answer is Answer.YES


def _raw_findings(asked: Question, reading: Reading) -> Iterator[_Finding]:
    day = clear_date(reading)
    if asked is Question.COURT_AWARE and reading.answer in (Answer.DATE, Answer.YES):
        # Who names the day knows the day.
        yield _Finding(Question.COURT_AWARE, Answer.YES)
        if reading.date is not None:
            yield _Finding(Question.COURT_DATE, Answer.DATE, reading.date, reading.date_other)
    elif asked is not Question.IDENTITY:
        yield _Finding(asked, reading.answer, day if asked is Question.COURT_DATE else None)
    for more in reading.also:
        if more.question not in (asked, Question.CONSENT, Question.NONE, Question.IDENTITY):
            yield _Finding(more.question, more.answer, more.date, more.date_other)


def _ask_back(talk: Talk, taken: Taken, found: _Finding) -> None:
    """A day that can be read two ways, said beside another answer: which it is is asked in its turn.

    Where the day was recorded before, it is either one of both, or a person looks at it.
    """
    days = (found.date, found.other)
    known = talk.answers.get(found.question)
    if known is None:
        which_day.keep(talk, found.date, found.other)
    elif known.unclear or known.date not in days:
        rule = consequence_when_unclear_twice(found.question, talk.definition.role).task
        if rule is not None and rule not in taken.tasks:
            taken.tasks.append(rule)


def _of_which_child(talk: Talk, asked: Question, found: _Finding) -> bool:
    """Whether nobody can say which of several children an answer is about that was not asked for yet.

    It is not kept, and each child is asked about; what stops questions stops them all the same.
    """
    several = len(talk.kept) > 1
    return several and asked in ABOUT_THE_PERSON and found.question not in ABOUT_THE_PERSON


def _follow(taken: Taken, follows: Consequence, *, differs: bool) -> None:
    if follows.stop:
        taken.add_stop(follows)
    elif follows.task is not None and follows.task not in taken.tasks:
        taken.tasks.append(follows.task)
    if differs:
        taken.tasks.append(_NOTICE_DIFFERS)


def _differs(found: _Finding, on_file: dt.date | None) -> bool:
    return on_file is not None and found.date is not None and found.date != on_file


def _agreed(talk: Talk, taken: Taken) -> bool:
    return taken.answered and talk.answers[Question.CONSENT].answer is Answer.YES


def _gravity(follows: Consequence) -> int:
    return URGENCY_RANK[follows.concern or Urgency.NONE]
