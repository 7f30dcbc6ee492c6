"""The table of consequences: complete, unambiguous, and each row as section 6 wants it."""

import itertools

import pytest

from flows.policy.answers import (
    ASKED,
    ROLES,
    TABLE,
    UNCLEAR_TWICE,
    Then,
    consequence,
    consequence_when_unclear_twice,
)
from flows.vocabulary import Answer, Question, Role, TaskKind, TaskReason, Urgency

CASES = list(itertools.product(ASKED, Answer, ROLES))


def test_every_answer_to_every_question_has_one_row_for_each_role() -> None:
    covered = [case for row in TABLE for case in itertools.product(row.questions, row.answers, row.roles)]
    assert sorted(covered) == sorted(CASES)
    twice = [case for row in UNCLEAR_TWICE for case in itertools.product(row.questions, row.roles)]
    assert sorted(twice) == sorted(itertools.product(ASKED, ROLES))


def test_every_row_names_its_section() -> None:
    assert {row.consequence.section for row in (*TABLE, *UNCLEAR_TWICE)} <= {"6.1", "6.3", "6.2.4", "6.8.6"}


def test_whatever_stops_leaves_something_for_a_person_to_do() -> None:
    for question, answer, role in CASES:
        follows = consequence(question, answer, role)
        assert not follows.stop or follows.task is not None, (question, answer)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("question", "answer", "then", "reason", "due"),
    [
        ("safety", "yes", "go_on", None, None),
        ("safety", "no", "hand_over", "concern", "same_day"),
        ("safety", "decline", "hand_over", "declined_safety", "same_day"),
        ("safety", "unsure", "ask_again", None, None),
        ("residence", "no", "hand_over", "concern", "same_day"),
        ("health", "no", "hand_over", "health_no", "same_day"),
        ("health", "decline", "go_on", None, None),
        ("school_enrolled", "no", "go_on", "school_no", "two_business_days"),
        ("school_attending", "no", "go_on", "school_no", "two_business_days"),
        ("court_aware", "no", "go_on", "court_no", "two_business_days"),
        ("court_aware", "unsure", "go_on", "court_no", "two_business_days"),
        ("court_date", "yes", "ask_again", None, None),
        ("support", "yes", "hand_over", "wants_help", "two_business_days"),
        ("support", "no", "go_on", None, None),
        ("consent", "later", "later", None, None),
        ("consent", "no", "later", None, None),
        ("consent", "decline", "end", "stopped_before_safety", "next_working_day"),
        ("health", "question", "hand_over", "asked_us", "next_working_day"),
        ("residence", "wrong_person", "wrong_person", "wrong_person", "next_working_day"),
        ("support", "stop", "opt_out", "opted_out", "next_working_day"),
    ],
)
def test_an_answer_leads_to(
    role: Role, question: str, answer: str, then: str, reason: str | None, due: str | None
) -> None:
    follows = consequence(Question(question), Answer(answer), role)
    assert follows.then is Then(then)
    assert (follows.task.reason if follows.task else None) == (TaskReason(reason) if reason else None)
    assert (follows.task.due if follows.task else None) == due


@pytest.mark.parametrize("role", Role)
def test_no_to_safety_is_at_least_a_concern(role: Role) -> None:
    """6.8.6: no category is needed for a person to look."""
    assert consequence(Question.SAFETY, Answer.NO, role).concern is Urgency.CONCERN


@pytest.mark.parametrize("role", Role)
def test_safety_not_clear_twice_is_handed_over_and_other_questions_go_on(role: Role) -> None:
    safety = consequence_when_unclear_twice(Question.SAFETY, role)
    assert (safety.then, safety.task and safety.task.reason) == (Then.HAND_OVER, TaskReason.SAFETY_NOT_CLEAR)
    assert consequence_when_unclear_twice(Question.CONSENT, role).then is Then.END
    assert consequence_when_unclear_twice(Question.HEALTH, role).then is Then.GO_ON
    date = consequence_when_unclear_twice(Question.COURT_DATE, role)
    assert (date.then, date.task and date.task.kind) == (Then.GO_ON, TaskKind.COURT)


def test_a_question_that_is_never_asked_has_no_consequences() -> None:
    with pytest.raises(KeyError):
        consequence(Question.IDENTITY, Answer.YES, Role.CHILD)
