"""Child and sponsor say different things: only clear answers to plain facts are compared."""

import pytest

from flows.policy.contradictions import COMPARED, contradictions
from flows.vocabulary import Answer, Question

YES, NO, UNSURE, DECLINE = Answer.YES, Answer.NO, Answer.UNSURE, Answer.DECLINE


@pytest.mark.parametrize("question", COMPARED)
@pytest.mark.parametrize(("child", "sponsor"), [(YES, NO), (NO, YES)])
def test_a_clear_yes_against_a_clear_no_contradicts(
    question: Question, child: Answer, sponsor: Answer
) -> None:
    assert contradictions({question: child}, {question: sponsor}) == (question,)


@pytest.mark.parametrize("question", COMPARED)
@pytest.mark.parametrize(
    ("child", "sponsor"), [(YES, YES), (NO, NO), (YES, UNSURE), (DECLINE, NO), (UNSURE, DECLINE)]
)
def test_the_same_answer_and_no_clear_answer_do_not(
    question: Question, child: Answer, sponsor: Answer
) -> None:
    assert contradictions({question: child}, {question: sponsor}) == ()


def test_a_question_that_one_of_them_was_not_asked_is_not_compared() -> None:
    assert contradictions({Question.RESIDENCE: YES}, {}) == ()


@pytest.mark.parametrize("question", sorted(set(Question) - set(COMPARED)))
def test_how_somebody_feels_is_never_compared(question: Question) -> None:
    assert contradictions({question: YES}, {question: NO}) == ()
