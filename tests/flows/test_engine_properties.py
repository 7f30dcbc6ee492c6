"""Whatever is heard, in whatever order: the promises that hold for every conversation."""

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.definition import Library
from flows.reading import AlsoAnswered, Reading
from flows.shared_texts import NEUTRAL
from flows.texts import Catalogue
from flows.turn import End, HandOver, Heard, OpenTask, OptOut, RaiseConcern, Say, Turn
from flows.vocabulary import (
    READING_QUESTIONS,
    Answer,
    Command,
    Concern,
    Disposition,
    Lane,
    Need,
    Question,
    Role,
    Urgency,
)
from tests.flows.talking import MATCH, Chat, texts

DAYS = st.sampled_from([None, dt.date(2026, 5, 5), dt.date(2026, 8, 5)])
ALSO = st.builds(
    AlsoAnswered,
    st.sampled_from(sorted(READING_QUESTIONS)),
    st.sampled_from(Answer),
    DAYS,
    DAYS,
)
READINGS = st.builds(
    Reading,
    answer=st.sampled_from(Answer),
    date=DAYS,
    date_other=st.sampled_from([None, None, dt.date(2026, 5, 8)]),
    also=st.lists(ALSO, max_size=3).map(tuple),
    concerns=st.lists(st.sampled_from(Concern), max_size=1).map(tuple),
    needs=st.lists(st.sampled_from(Need), max_size=2).map(tuple),
    urgency=st.sampled_from([*[Urgency.NONE] * 5, *Urgency]),
    review=st.booleans(),
    commands=st.lists(st.sampled_from(Command), max_size=2).map(frozenset),
    wanted_language=st.sampled_from([None, "es", "quc"]),
    digit=st.sampled_from([None, None, 1, 2, 3]),
)
PLAIN = st.sampled_from(
    [Heard(Reading(answer=answer)) for answer in (Answer.YES, Answer.NO, Answer.OTHER, Answer.LATER)]
)
WILD = st.builds(
    Heard,
    READINGS,
    identity_match=st.sampled_from([None, True, False]),
    distress=st.sampled_from([False] * 9 + [True]),
    unreadable=st.booleans(),
    provider_replied=st.booleans(),
    media=st.booleans(),
)
MESSAGES = st.lists(st.one_of(st.just(MATCH), PLAIN, PLAIN, WILD), max_size=25)
EVENTS = st.tuples(MESSAGES, st.sampled_from([0, 24, 48]))


def talk(role: Role, messages: list[Heard], hours: int) -> Chat:
    """Hear everything that can still be heard; now and then let time pass in between."""
    chat = Chat(role)
    for message in messages:
        if chat.waits_for is None:
            break
        chat.hears(message)
        if chat.waits_for is not None and hours == 24 and chat.last.state["ask_again_at"]:
            chat.wait_to_be_asked(dt.timedelta(hours=hours))
    if chat.waits_for is not None and hours == 48:
        chat.wait(dt.timedelta(hours=72))
    return chat


def question_of(chat: Chat) -> dict[str, Question]:
    """Which question a text key asks."""
    return {
        key: step.question
        for step in chat.definition.steps
        if step.question
        for key in step.text.keys() | (step.again.keys() if step.again else frozenset())
    }


def asked(chat: Chat, turn: Turn) -> list[Question]:
    return [question_of(chat)[key] for key in texts(turn) if key in question_of(chat)]


ROLES = st.sampled_from([Role.CHILD, Role.SPONSOR])


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_every_conversation_waits_for_an_answer_or_is_over(
    role: Role, events: tuple[list[Heard], int]
) -> None:
    chat = talk(role, *events)
    for turn in chat.turns:
        closing = [effect for effect in turn.effects if isinstance(effect, End | HandOver)]
        assert (turn.waiting_for is None) == (len(closing) == 1)
        assert (turn.state["status"] == "open") == (turn.waiting_for is not None)
    if events[1] == 48:
        assert chat.waits_for is None


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_every_message_has_exactly_one_outcome(role: Role, events: tuple[list[Heard], int]) -> None:
    """Invariant 1; an outcome that names a person has something for that person."""
    for turn in talk(role, *events).turns:
        if turn.disposition is Disposition.ESCALATED:
            assert any(isinstance(effect, OpenTask | RaiseConcern) for effect in turn.effects)
        if turn.disposition is Disposition.REASKED:
            assert texts(turn)[-1].endswith(".again")


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_an_answered_question_is_not_asked_again(role: Role, events: tuple[list[Heard], int]) -> None:
    """Privacy is the exception: it is asked anew after "later"."""
    chat = talk(role, *events)
    for turn in chat.turns:
        known = {Question(question) for question in turn.state["answers"]} - {Question.CONSENT}
        assert not known & set(asked(chat, turn))


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_no_question_before_identity_and_privacy(role: Role, events: tuple[list[Heard], int]) -> None:
    """Invariant 6."""
    chat = talk(role, *events)
    for turn in chat.turns:
        for question in asked(chat, turn):
            if question is not Question.IDENTITY:
                assert turn.state["identified"]
            if question not in (Question.IDENTITY, Question.CONSENT):
                assert turn.state["privacy_confirmed_at"]


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_after_a_stop_nothing_is_asked(role: Role, events: tuple[list[Heard], int]) -> None:
    chat = talk(role, *events)
    for turn in chat.turns:
        if turn.waiting_for is None:
            assert asked(chat, turn) == []
            assert turn is chat.last
        if any(isinstance(effect, OptOut) for effect in turn.effects):
            assert set(texts(turn)) <= {"stopped"}


@given(ROLES, MESSAGES, WILD)
@settings(max_examples=100, deadline=None)
def test_danger_is_never_passed_over(role: Role, before: list[Heard], message: Heard) -> None:
    """Invariant 2: whatever else stands in the message, and wherever the conversation is."""
    chat = talk(role, before, 0)
    if chat.waits_for is None:
        return
    chat.hears(message)
    raised = chat.did(RaiseConcern)
    dangerous = message.reading.urgency in (Urgency.CONCERN, Urgency.EMERGENCY)
    if message.distress or message.reading.concerns or dangerous:
        assert len(raised) == 1
        assert raised[0].urgency is not Urgency.NONE
        warm = role is Role.CHILD and chat.said() == ["care.believed", "care.danger_now"]
        assert warm or set(chat.said()) <= {"neutral"}


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_the_neutral_text_travels_in_one_lane_whatever_the_reason(
    role: Role, events: tuple[list[Heard], int]
) -> None:
    """Invariant 6: not even the time at which it arrives betrays anything."""
    for turn in talk(role, *events).turns:
        neutral = [effect for effect in turn.effects if isinstance(effect, Say) and effect.key == NEUTRAL]
        assert neutral in ([], [Say(NEUTRAL, Lane.SAFETY)])


@given(ROLES, EVENTS)
@settings(max_examples=100, deadline=None)
def test_a_turn_says_no_more_than_four_texts_and_no_unknown_one(
    role: Role, events: tuple[list[Heard], int]
) -> None:
    for turn in talk(role, *events).turns:
        said = [effect for effect in turn.effects if isinstance(effect, Say)]
        assert len(said) <= 4
        assert {effect.key for effect in said} <= Catalogue.load().keys("en")


def test_every_path_of_clear_answers_reaches_the_end() -> None:
    """No dead end: all the ways of answering yes or no, in every published questionnaire."""
    for definition in Library.load().all():
        questions = sum(step.question is not None for step in definition.steps) - 2
        for answers in itertools.product((Answer.YES, Answer.NO), repeat=questions):
            chat = Chat(definition.role).hears(MATCH, Heard(Reading(answer=Answer.YES)))
            for answer in answers:
                if chat.waits_for is Question.COURT_DATE:
                    chat.hears(Heard(Reading(answer=Answer.UNSURE)), Heard(Reading(answer=Answer.OTHER)))
                if chat.waits_for is not None:
                    chat.hears(Heard(Reading(answer=answer)))
            assert chat.waits_for is None
