"""After a disclosure: warm words and two questions where only the child reads them, else what all get."""

import datetime as dt
import json

import pytest

from flows.engine import CARE_WAIT, expires_at
from flows.texts import Catalogue
from flows.turn import HandOver, Heard, OpenTask, OptOut, RaiseConcern, Record
from flows.vocabulary import (
    Answer,
    Command,
    Concern,
    Disposition,
    Need,
    Question,
    Role,
    TaskReason,
    Urgency,
)
from tests.flows.talking import NO, UNCLEAR, YES, Chat, heard, texts

HITS = heard(urgency=Urgency.CONCERN, concerns=(Concern.PHYSICAL_ABUSE,))
STOP = heard(commands=frozenset({Command.STOP}))


def told() -> Chat:
    """A child who was alone three minutes ago and tells."""
    return Chat().until("residence").hears(HITS)


def test_a_child_who_is_known_and_alone_is_thanked_believed_and_asked_one_thing() -> None:
    chat = told()
    assert chat.said() == ["care.believed", "care.danger_now"]
    assert chat.only(RaiseConcern).urgency is Urgency.CONCERN
    assert chat.waits_for is Question.DANGER_NOW
    assert chat.last.disposition is Disposition.ESCALATED


def test_nobody_is_told_to_call_before_the_child_has_answered() -> None:
    assert told().did(OpenTask) == []


@pytest.mark.parametrize(
    "chat",
    [
        pytest.param(Chat(private=False).until("residence"), id="phone that others read"),
        pytest.param(Chat(role=Role.SPONSOR).until("residence"), id="sponsor"),
        pytest.param(Chat(), id="not known yet"),
        pytest.param(Chat().until("consent"), id="not said to be alone"),
    ],
)
def test_whoever_else_tells_gets_the_text_of_any_need(chat: Chat) -> None:
    assert chat.hears(HITS).said() == ["neutral"]


@pytest.mark.parametrize(("minutes", "warm"), [(15, True), (16, False)])
def test_privacy_holds_for_a_quarter_of_an_hour(minutes: int, warm: bool) -> None:
    chat = Chat().until("residence").hears(HITS, after=dt.timedelta(minutes=minutes))
    assert (chat.said() == ["care.believed", "care.danger_now"]) is warm


def test_the_distress_word_looks_innocent_so_nothing_warm_follows_it() -> None:
    chat = Chat().until("residence").hears(heard("yes", distress=True))
    assert chat.said() == ["neutral"]
    assert chat.only(RaiseConcern).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_need_and_a_disclosure_look_the_same_where_privacy_is_not_confirmed(language: str) -> None:
    """6: byte by byte, in the same lane."""
    fills = {"public_name": "Harbor Family Line", "phone": "(202) 555-0143"}
    need = heard("yes", needs=(Need.LEGAL,))
    wants_help = Chat(private=False, language=language).until("support").hears(need)
    tells = Chat(private=False, language=language).until("support").hears(HITS)
    catalogue = Catalogue.load()
    bytes_of = [
        [catalogue.text(language, key, **fills).encode() for key in texts(chat.last)]
        for chat in (wants_help, tells)
    ]
    assert bytes_of[0] == bytes_of[1]
    lanes = [
        [effect.lane for effect in chat.last.effects if hasattr(effect, "lane")]
        for chat in (wants_help, tells)
    ]
    assert lanes[0] == lanes[1]


def test_in_danger_now_is_an_emergency_and_no_further_question() -> None:
    chat = told().hears(YES)
    assert chat.only(RaiseConcern).urgency is Urgency.EMERGENCY
    assert chat.said() == ["neutral"]
    assert chat.did(HandOver)


def test_not_in_danger_now_asks_when_it_is_safe_and_then_no_more() -> None:
    chat = told().hears(NO)
    assert chat.only(Record) == Record(Question.DANGER_NOW, Answer.NO)
    assert (chat.said(), chat.waits_for) == (["care.safe_time"], Question.SAFE_TIME)
    chat.hears(UNCLEAR)
    assert chat.said() == ["neutral"]
    assert chat.only(OpenTask).reason is TaskReason.SAFE_TIME_SAID
    assert chat.did(HandOver)


def test_what_cannot_be_read_is_not_asked_again() -> None:
    chat = told().hears(UNCLEAR)
    assert chat.said() == ["care.safe_time"]
    assert chat.did(Record) == []


def test_who_what_and_how_often_are_never_asked() -> None:
    chat = told().hears(HITS, HITS, HITS) if told().hears(HITS, HITS).waits_for else told().hears(HITS, HITS)
    said = [key for turn in chat.turns for key in texts(turn) if key.startswith("care.")]
    assert said == ["care.believed", "care.danger_now", "care.safe_time"]


def test_more_that_is_told_reaches_the_same_concern() -> None:
    worse = heard(urgency=Urgency.EMERGENCY, concerns=(Concern.SELF_HARM,))
    chat = told().hears(worse)
    assert chat.only(RaiseConcern).codes == (Concern.SELF_HARM,)
    assert chat.did(HandOver)


@pytest.mark.parametrize("message", [STOP, heard("wrong_person"), heard(distress=True)])
def test_stop_or_a_stranger_after_a_disclosure_gets_no_text_at_all(message: Heard) -> None:
    """2."""
    chat = told().hears(message)
    assert chat.said() == []
    assert chat.did(OpenTask)
    assert chat.did(HandOver)
    assert bool(chat.did(OptOut)) is (message is STOP)


def test_after_two_hours_of_silence_a_person_decides() -> None:
    chat = told()
    assert expires_at(chat.state()) == chat.now + CARE_WAIT
    assert chat.wait(CARE_WAIT - dt.timedelta(seconds=1)).last.effects == ()
    chat = told().wait(CARE_WAIT)
    assert chat.said() == []
    assert chat.only(OpenTask).reason is TaskReason.CONCERN
    assert chat.did(HandOver)


def test_a_state_kept_before_there_were_such_questions_is_still_read() -> None:
    chat = Chat().until("residence")
    state = {name: value for name, value in chat.state().items() if name != "care"}
    assert json.dumps(state)
    assert expires_at(state) is not None
