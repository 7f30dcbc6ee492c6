"""A late answer goes on where the last question was asked; the next check-in ends what is open (6.3)."""

import datetime as dt

import pytest

from flows.definition import Library
from flows.engine import EngineError, expire, overtake, reopen, resume, say_first_again, start
from flows.turn import Context, End, Heard, OpenTask, Say, Turn
from flows.understanding import understand
from flows.vocabulary import Lane, Outcome, Question, Role

NOW = dt.datetime(2026, 3, 11, 21, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=50)
CHILD = Library.load().newest(Role.CHILD, 1)
CONTEXT = Context(Role.CHILD, "check_word", private_channel=True, languages=frozenset({"en"}))


def heard(words: str, question: Question, *, match: bool | None = None) -> Heard:
    reading = understand(words, lang="en", role=Role.CHILD, question=question, sent_on=NOW.date())
    return Heard(reading, identity_match=match)


def talk(*replies: tuple[str, Question]) -> Turn:
    """A conversation after these replies, the first of which is the check word."""
    turn = start(CHILD, CONTEXT, NOW)
    for words, question in replies:
        match = True if question is Question.IDENTITY else None
        asked = Question.NONE if question is Question.IDENTITY else question
        turn = resume(CHILD, turn.state, heard(words, asked, match=match), CONTEXT, NOW)
    return turn


KNOWN = ("mango", Question.IDENTITY)
ALONE = ("1", Question.CONSENT)
STOPPED = [
    ("silent from the start", (), Question.IDENTITY),
    ("known, not alone yet", (KNOWN,), Question.CONSENT),
    ("at the first question", (KNOWN, ALONE), Question.RESIDENCE),
    ("before safety", (KNOWN, ALONE, ("yes", Question.RESIDENCE), ("yes", Question.HEALTH)), Question.SAFETY),
    ("asked for later, then silent", (KNOWN, ALONE, ("later", Question.RESIDENCE)), Question.CONSENT),
]


@pytest.mark.parametrize(("where", "replies", "question"), STOPPED, ids=[row[0] for row in STOPPED])
def test_a_late_answer_is_heard_as_the_answer_to_the_last_question(
    where: str, replies: tuple[tuple[str, Question], ...], question: Question
) -> None:
    before = talk(*replies)
    assert before.waiting_for is question, where
    ended = expire(CHILD, {**before.state, "ask_again_at": None}, NOW + dt.timedelta(days=4))
    again = reopen(CHILD, ended.state, LATER)
    assert (again.waiting_for, again.effects) == (question, ())
    assert again.state["answers"] == before.state["answers"]


def test_a_late_no_to_safety_is_a_no_to_safety() -> None:
    before = talk(KNOWN, ALONE, ("yes", Question.RESIDENCE), ("yes", Question.HEALTH))
    again = reopen(CHILD, expire(CHILD, before.state, LATER).state, LATER)
    turn = resume(CHILD, again.state, heard("2", Question.SAFETY), CONTEXT, LATER)
    assert any(type(effect).__name__ == "RaiseConcern" for effect in turn.effects)


def test_only_what_has_ended_is_opened_again() -> None:
    with pytest.raises(EngineError, match="only an ended conversation"):
        reopen(CHILD, talk().state, LATER)


def test_the_next_check_in_ends_the_open_one_without_a_text_and_without_a_task() -> None:
    turn = overtake(CHILD, talk(KNOWN, ALONE).state, LATER)
    assert turn.effects == (End(Outcome.STOPPED_BEFORE_SAFETY),)
    assert overtake(CHILD, talk().state, LATER).effects == (End(Outcome.NO_ANSWER),)


def test_a_disclosure_that_is_overtaken_leaves_its_task() -> None:
    turn = talk(KNOWN, ALONE, ("my uncle hits me", Question.RESIDENCE))
    assert turn.waiting_for is Question.DANGER_NOW
    assert any(isinstance(effect, OpenTask) for effect in overtake(CHILD, turn.state, LATER).effects)


def test_the_other_channel_gets_the_first_text_and_only_before_anybody_was_heard() -> None:
    turn = say_first_again(CHILD, talk().state, LATER)
    assert turn.effects == (Say("first.check_word", Lane.FIRST),)
    assert turn.state == talk().state
    with pytest.raises(EngineError, match="stays where it is"):
        say_first_again(CHILD, talk(KNOWN).state, LATER)
