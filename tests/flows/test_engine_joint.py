"""Once all is answered, each is asked when both may be called together (6.1); nothing hangs on it."""

import datetime as dt

import pytest

from flows.engine import JOINT_WAIT, expires_at, overtake
from flows.turn import End, HandOver, Heard, OpenTask, OptOut, RaiseConcern, Reached, Record
from flows.vocabulary import Answer, Command, Disposition, Need, Outcome, Question, Role, Urgency
from tests.flows.talking import NO, YES, Chat, heard

LATER_TODAY = heard("other")


def at_the_end(role: Role = Role.CHILD) -> Chat:
    """Everything is answered, and the time of the joint call is asked for."""
    return Chat(role, joint_open=True).until("support").hears(NO)


@pytest.mark.parametrize(
    ("role", "key"), [(Role.CHILD, "child.joint_time"), (Role.SPONSOR, "sponsor.joint_time")]
)
def test_the_time_is_asked_after_the_closing_text_and_the_part_is_held_by_then(role: Role, key: str) -> None:
    chat = at_the_end(role)
    assert chat.said() == ["closing", key]
    assert chat.did(Reached) == [Reached()]
    assert not chat.did(End)
    assert chat.waits_for is Question.JOINT_TIME


def test_nobody_is_asked_who_was_called_together_already() -> None:
    chat = Chat().until("support").hears(NO)
    assert chat.said() == ["closing"]
    assert chat.only(End) == End(Outcome.COMPLETED)


@pytest.mark.parametrize("answer", [YES, NO, LATER_TODAY, heard("question"), heard("later")])
def test_whatever_is_said_is_the_answer_and_is_never_asked_about_again(answer: Heard) -> None:
    chat = at_the_end().hears(answer)
    assert chat.only(Record).question is Question.JOINT_TIME
    assert chat.said() == ["phrase.thanks"]
    assert chat.only(End) == End(Outcome.COMPLETED)
    assert chat.last.disposition is Disposition.ANSWERED


def test_silence_ends_it_after_a_day_without_a_text_and_without_a_task() -> None:
    chat = at_the_end()
    assert expires_at(chat.state()) == chat.now + JOINT_WAIT
    assert chat.wait(JOINT_WAIT - dt.timedelta(seconds=1)).last.effects == ()
    assert chat.wait(dt.timedelta(seconds=1)).last.effects == (End(Outcome.COMPLETED),)


def test_the_next_check_in_ends_it_the_same_way() -> None:
    chat = at_the_end()
    turn = overtake(chat.definition, chat.state(), chat.now)
    assert turn.effects == (End(Outcome.COMPLETED),)


def test_danger_in_the_answer_is_heard_before_anything_else() -> None:
    chat = at_the_end(Role.SPONSOR).hears(heard("other", urgency=Urgency.CONCERN))
    assert chat.did(RaiseConcern)
    assert chat.said() == ["neutral"]
    assert chat.only(HandOver) == HandOver(Outcome.HANDED_OVER)


def test_a_stop_in_the_answer_takes_effect() -> None:
    chat = at_the_end().hears(heard("stop", commands=frozenset({Command.STOP})))
    assert chat.did(OptOut) == [OptOut()]
    assert chat.said() == ["stopped"]


def test_a_need_and_a_wish_to_be_called_become_tasks() -> None:
    chat = at_the_end().hears(heard(needs=(Need.SCHOOL,), commands=frozenset({Command.CALL_ME})))
    assert {task.reason.value for task in chat.did(OpenTask)} == {"need_mentioned", "wants_call"}
    assert chat.only(End) == End(Outcome.COMPLETED)


def test_a_picture_or_an_empty_message_goes_to_the_tray_and_is_no_answer() -> None:
    chat = at_the_end().hears(heard(unreadable=True))
    assert [task.reason.value for task in chat.did(OpenTask)] == ["empty_message"]
    assert not chat.did(Record)
    assert chat.last.disposition is Disposition.TRAY


def test_who_is_this_is_answered_and_the_question_stays() -> None:
    chat = at_the_end().hears(heard("other", commands=frozenset({Command.WHO})))
    assert chat.said() == ["who"]
    assert chat.waits_for is Question.JOINT_TIME


def test_a_correction_beside_the_answer_is_recorded() -> None:
    from flows.reading import AlsoAnswered

    also = (AlsoAnswered(Question.SCHOOL_ENROLLED, Answer.NO),)
    chat = at_the_end().hears(heard("other", also=also))
    assert Record(Question.SCHOOL_ENROLLED, Answer.NO) in chat.did(Record)
