"""What an answer leads to: one table of question x answer x role, to be read by a caseworker.

The reading says what a reply means; this table says what follows from it. Danger in the words of a
reply (urgency concern or emergency) acts before the table and is not repeated here.
"""

from dataclasses import dataclass
from enum import StrEnum

from flows.vocabulary import READING_QUESTIONS, Answer, Question, Role, TaskKind, TaskReason, Urgency


class Then(StrEnum):
    """What the conversation does next."""

    GO_ON = "go_on"
    ASK_AGAIN = "ask_again"
    HAND_OVER = "hand_over"
    LATER = "later"
    OPT_OUT = "opt_out"
    WRONG_PERSON = "wrong_person"
    END = "end"


@dataclass(frozen=True, slots=True)
class TaskRule:
    """The task that an answer opens; `due` as in `flows.turn.OpenTask`."""

    kind: TaskKind
    reason: TaskReason
    due: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from one answer, and the section of the policy guide that asks for it."""

    then: Then
    section: str
    task: TaskRule | None = None
    concern: Urgency | None = None

    @property
    def stop(self) -> bool:
        """Whether questions stop."""
        return self.then not in (Then.GO_ON, Then.ASK_AGAIN, Then.LATER)

    @property
    def is_answer(self) -> bool:
        """Whether the answer is clear enough to be kept as the answer to its question."""
        return self.then in (Then.GO_ON, Then.HAND_OVER, Then.END)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: these answers to these questions, for these roles."""

    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    roles: tuple[Role, ...]
    consequence: Consequence


ROLES = (Role.CHILD, Role.SPONSOR)
ASKED = tuple(q for q in Question if q in READING_QUESTIONS and q is not Question.NONE)
"""The questions that have consequences, in the order in which they are asked."""

_SCHOOL = (Question.SCHOOL_ENROLLED, Question.SCHOOL_ATTENDING)
_COURT = (Question.COURT_AWARE, Question.COURT_DATE)
_PLAIN = (Question.RESIDENCE, Question.HEALTH, *_SCHOOL, *_COURT, Question.SUPPORT)

_ON = Consequence(Then.GO_ON, "6.3")
_UNCLEAR = Consequence(Then.ASK_AGAIN, "6.3")

_SAME_DAY = "same_day"
_NEXT_DAY = "next_working_day"
_TWO_DAYS = "two_business_days"


def _task(
    then: Then, section: str, kind: TaskKind, reason: TaskReason, due: str, concern: Urgency | None = None
) -> Consequence:
    return Consequence(then, section, TaskRule(kind, reason, due), concern)


_STOP = _task(Then.OPT_OUT, "6.1", TaskKind.WELFARE, TaskReason.OPTED_OUT, _NEXT_DAY)
_WRONG = _task(Then.WRONG_PERSON, "6.3", TaskKind.CALL, TaskReason.WRONG_PERSON, _NEXT_DAY)
_ASKED_US = _task(Then.HAND_OVER, "6.2.4", TaskKind.CALL_BACK, TaskReason.ASKED_US, _NEXT_DAY)
_NOT_NOW = Consequence(Then.LATER, "6.3")
_NO_CONSENT = _task(Then.END, "6.3", TaskKind.CALL, TaskReason.STOPPED_BEFORE_SAFETY, _NEXT_DAY)
_DANGER = _task(
    Then.HAND_OVER, "6.8.6", TaskKind.CALL_BACK, TaskReason.CONCERN, _SAME_DAY, concern=Urgency.CONCERN
)
_UNWELL = _task(Then.HAND_OVER, "6.2.4", TaskKind.CALL, TaskReason.HEALTH_NO, _SAME_DAY)
_NOT_SAID = _task(Then.HAND_OVER, "6.2.4", TaskKind.CALL, TaskReason.DECLINED_SAFETY, _SAME_DAY)
_SAFETY_UNCLEAR = _task(Then.HAND_OVER, "6.2.4", TaskKind.CALL, TaskReason.SAFETY_NOT_CLEAR, _SAME_DAY)
_NO_SCHOOL = _task(Then.GO_ON, "6.2.4", TaskKind.SCHOOL, TaskReason.SCHOOL_NO, _TWO_DAYS)
_NO_DATE = _task(Then.GO_ON, "6.3", TaskKind.COURT, TaskReason.COURT_NO, _TWO_DAYS)
_DATE_UNCLEAR = _task(Then.GO_ON, "6.3", TaskKind.COURT, TaskReason.COURT_DATE_UNCLEAR, _TWO_DAYS)
_WANTS_HELP = _task(Then.HAND_OVER, "6.2.4", TaskKind.NEED, TaskReason.WANTS_HELP, _TWO_DAYS)


def _rows(question: Question, **consequences: Consequence) -> tuple[Row, ...]:
    return tuple(
        Row((question,), (Answer(answer),), ROLES, consequence)
        for answer, consequence in consequences.items()
    )


TABLE: tuple[Row, ...] = (
    Row(ASKED, (Answer.STOP,), ROLES, _STOP),
    Row(ASKED, (Answer.WRONG_PERSON,), ROLES, _WRONG),
    Row(ASKED, (Answer.LATER,), ROLES, _NOT_NOW),
    Row(ASKED, (Answer.QUESTION,), ROLES, _ASKED_US),
    Row(ASKED, (Answer.OTHER,), ROLES, _UNCLEAR),
    Row(_PLAIN, (Answer.DECLINE,), ROLES, _ON),
    # "No" to "is now a good time?" is not now; only "I will not answer" is a refusal.
    *_rows(Question.CONSENT, yes=_ON, no=_NOT_NOW, decline=_NO_CONSENT, unsure=_UNCLEAR, date=_UNCLEAR),
    *_rows(Question.RESIDENCE, yes=_ON, no=_DANGER, unsure=_UNCLEAR, date=_UNCLEAR),
    *_rows(Question.HEALTH, yes=_ON, no=_UNWELL, unsure=_UNCLEAR, date=_UNCLEAR),
    *_rows(Question.SAFETY, yes=_ON, no=_DANGER, decline=_NOT_SAID, unsure=_UNCLEAR, date=_UNCLEAR),
    *_rows(Question.SCHOOL_ENROLLED, yes=_ON, no=_NO_SCHOOL, unsure=_UNCLEAR, date=_UNCLEAR),
    *_rows(Question.SCHOOL_ATTENDING, yes=_ON, no=_NO_SCHOOL, unsure=_UNCLEAR, date=_UNCLEAR),
    # "My mother has the paper" is an answer, and a person helps to read the paper. A date is a yes.
    *_rows(Question.COURT_AWARE, yes=_ON, no=_NO_DATE, unsure=_NO_DATE, date=_ON),
    # "In May" is worth one more question; "yes" without a day is none.
    *_rows(Question.COURT_DATE, yes=_UNCLEAR, no=_NO_DATE, unsure=_UNCLEAR, date=_ON),
    # "Maybe" to an offer of help: a person offers it again, more gently than a machine would.
    *_rows(Question.SUPPORT, yes=_WANTS_HELP, no=_ON, unsure=_WANTS_HELP, date=_UNCLEAR),
)

UNCLEAR_TWICE: tuple[Row, ...] = (
    Row((Question.CONSENT,), (Answer.OTHER,), ROLES, _NO_CONSENT),
    Row((Question.SAFETY,), (Answer.OTHER,), ROLES, _SAFETY_UNCLEAR),
    Row((Question.COURT_DATE,), (Answer.OTHER,), ROLES, _DATE_UNCLEAR),
    Row(
        (Question.RESIDENCE, Question.HEALTH, *_SCHOOL, Question.COURT_AWARE, Question.SUPPORT),
        (Answer.OTHER,),
        ROLES,
        _ON,
    ),
)
"""What follows when the reply to the one re-ask was not clear either, whatever it was."""

_BY_ANSWER = {
    (question, answer, role): row.consequence
    for row in TABLE
    for question in row.questions
    for answer in row.answers
    for role in row.roles
}
_UNCLEAR_TWICE = {
    (question, role): row.consequence
    for row in UNCLEAR_TWICE
    for question in row.questions
    for role in row.roles
}


def consequence(question: Question, answer: Answer, role: Role) -> Consequence:
    """What follows from `answer` to `question` (6.3, 6.2.4, 6.8.6).

    An alternate caregiver counts as a sponsor. Raises KeyError for a question without consequences.
    """
    return _BY_ANSWER[question, answer, _as_asked(role)]


def consequence_when_unclear_twice(question: Question, role: Role) -> Consequence:
    """What follows when two replies to `question` could not be read (6.3, 6.2.4). Raises KeyError."""
    return _UNCLEAR_TWICE[question, _as_asked(role)]


def _as_asked(role: Role) -> Role:
    return Role.CHILD if role is Role.CHILD else Role.SPONSOR
