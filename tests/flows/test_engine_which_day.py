"""A day that can be read two ways is asked back once, as a choice of two; a wrong date is worse than none."""

import datetime as dt
from dataclasses import replace

import pytest

from flows.days import written_out
from flows.engine import ask_again, reopen, resume
from flows.reading import AlsoAnswered, Evidence
from flows.texts import Catalogue, segments
from flows.turn import HandOver, Heard, OpenTask, OptOut, RaiseConcern, Record, Say
from flows.understanding import understand
from flows.vocabulary import Answer, Command, Disposition, Lane, Question, Role, TaskReason, Urgency
from tests.flows.talking import NO, UNCLEAR, YES, Chat, heard, texts
from tests.flows.test_engine_siblings import Sponsor

ON_FILE = dt.date(2026, 5, 5)
FIRST = dt.date(2026, 5, 8)
SECOND = dt.date(2026, 8, 5)
BOTH = (FIRST, SECOND)
TWO_WAYS = heard("date", date=SECOND, date_other=FIRST)
DAY_ALONE = (Evidence("date", "date:day_of_month", 4, 10),)


def digit(number: int) -> Heard:
    """A lone digit, which answers no question about a day by itself."""
    return heard("other", digit=number)


def also(one: dt.date, other: dt.date | None = None) -> tuple[AlsoAnswered, ...]:
    """A court date said beside another answer."""
    return (AlsoAnswered(Question.COURT_DATE, Answer.DATE, one, other),)


def choosing(role: Role = Role.CHILD) -> Chat:
    """Both days were offered."""
    return Chat(role).until("court_date").hears(TWO_WAYS)


@pytest.mark.parametrize("role", [Role.CHILD, Role.SPONSOR])
def test_both_days_are_offered_in_the_order_of_the_calendar_and_neither_is_recorded(role: Role) -> None:
    chat = choosing(role)
    assert chat.last.effects == (Say("which_day", days=BOTH),)
    assert chat.waits_for is Question.COURT_DATE
    assert chat.last.disposition is Disposition.REASKED


@pytest.mark.parametrize(("number", "day"), [(1, FIRST), (2, SECOND)])
def test_one_and_two_choose(number: int, day: dt.date) -> None:
    chat = choosing().hears(digit(number))
    assert chat.only(Record) == Record(Question.COURT_DATE, Answer.DATE, day)
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_DIFFERS
    assert chat.said() == ["child.support"]


def test_one_of_both_in_full_chooses_and_the_day_on_file_is_no_task() -> None:
    of_file = heard("date", date=ON_FILE, date_other=SECOND)
    chat = Chat().until("court_date").hears(of_file, heard("date", date=ON_FILE))
    assert chat.last.effects[:1] == (Record(Question.COURT_DATE, Answer.DATE, ON_FILE),)
    assert chat.did(OpenTask) == []


def test_a_day_that_is_past_is_offered_like_the_other_and_can_be_chosen() -> None:
    past, ahead = dt.date(2026, 2, 9), dt.date(2026, 9, 2)
    chat = Chat().until("court_date").hears(heard("date", date=ahead, date_other=past))
    assert chat.only(Say).days == (past, ahead)
    assert chat.hears(digit(1)).only(Record).date == past


@pytest.mark.parametrize(
    "reply",
    [
        UNCLEAR,
        YES,
        NO,
        digit(3),
        digit(0),
        heard("unsure"),
        heard("decline"),
        TWO_WAYS,
        heard("date", date=dt.date(2026, 7, 9)),
    ],
    ids=["other", "yes", "no", "3", "0", "unsure", "guessed decline", "two ways again", "a third day"],
)
def test_anything_else_chooses_neither_and_the_question_itself_is_asked_once_more(reply: Heard) -> None:
    chat = choosing().hears(reply)
    assert chat.said() == ["child.court_date.again"]
    assert chat.did(Record) == []
    chat.hears(digit(1))
    assert chat.only(Record) == Record(Question.COURT_DATE, Answer.OTHER, None, unclear=True)
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_UNCLEAR


def test_a_day_in_full_after_the_re_ask_is_taken() -> None:
    third = dt.date(2026, 7, 9)
    chat = choosing().hears(UNCLEAR, heard("date", date=third))
    assert chat.only(Record) == Record(Question.COURT_DATE, Answer.DATE, third)


def test_after_an_unclear_reply_both_are_offered_too_and_then_a_person_looks() -> None:
    chat = Chat().until("court_date").hears(heard("unsure"))
    assert chat.said() == ["child.court_date.again"]
    assert chat.hears(TWO_WAYS).said() == ["which_day"]
    chat.hears(UNCLEAR)
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_UNCLEAR
    assert chat.said() == ["child.support"]


def test_the_second_may_be_the_second_of_both_or_the_second_of_the_month() -> None:
    pair = heard("date", date=dt.date(2026, 4, 2), date_other=dt.date(2026, 2, 4))
    second = heard("date", date=dt.date(2026, 4, 2), evidence=DAY_ALONE)
    chat = Chat().until("court_date").hears(pair, second)
    assert chat.said() == ["child.court_date.again"]
    eighth = heard("date", date=FIRST, evidence=DAY_ALONE)
    assert choosing().hears(eighth).only(Record).date == FIRST


def test_who_will_not_say_or_asks_us_is_heard_as_ever() -> None:
    refused = heard("decline", evidence=(Evidence("decline", "en:decline", 0, 4),))
    assert choosing().hears(refused).only(Record).answer is Answer.DECLINE
    chat = choosing().hears(heard("question"))
    assert chat.only(OpenTask).reason is TaskReason.ASKED_US
    assert chat.did(HandOver)


def test_danger_a_stop_and_a_stranger_go_first() -> None:
    danger = choosing().hears(heard("date", date=FIRST, urgency=Urgency.CONCERN))
    assert danger.did(RaiseConcern)
    assert danger.waits_for is not Question.COURT_DATE
    stop = choosing().hears(heard("stop", digit=None, commands=frozenset({Command.STOP})))
    assert (stop.did(OptOut), stop.said()) == ([OptOut()], ["stopped"])
    assert choosing().hears(heard("wrong_person")).said() == ["wrong_person"]


def test_an_empty_message_or_another_language_has_the_choice_said_again() -> None:
    chat = choosing().hears(heard(unreadable=True))
    assert chat.only(Say) == Say("which_day", days=BOTH)
    chat.hears(heard(commands=frozenset({Command.LANGUAGE}), wanted_language="es"))
    assert chat.only(Say) == Say("which_day", days=BOTH)
    assert chat.hears(digit(2)).only(Record).date == SECOND


def test_help_leaves_the_choice_open_and_a_day_beside_it_offers_none() -> None:
    asked = frozenset({Command.HELP})
    assert choosing().hears(heard(commands=asked), digit(1)).only(Record).date == FIRST
    chat = (
        Chat().until("court_date").hears(replace(TWO_WAYS, reading=replace(TWO_WAYS.reading, commands=asked)))
    )
    assert chat.said() == ["help"]
    assert chat.hears(digit(1)).did(Record) == []


def test_later_keeps_the_choice_for_the_next_day() -> None:
    chat = choosing().hears(heard("later"))
    turn = ask_again(chat.definition, chat.state(), chat.now + dt.timedelta(days=1))
    assert texts(turn) == ["child.consent"]
    assert chat.hears(YES).only(Say).days == BOTH


def test_a_late_answer_to_the_choice_is_still_one() -> None:
    chat = choosing().wait(dt.timedelta(hours=48))
    again = reopen(chat.definition, chat.state(), chat.now)
    turn = resume(chat.definition, again.state, digit(1), chat.context, chat.now)
    assert Record(Question.COURT_DATE, Answer.DATE, FIRST) in turn.effects


def test_said_beside_the_yes_it_is_asked_back_in_place_of_what_day() -> None:
    for reply in (heard("yes", also=also(SECOND, FIRST)), heard("yes", date=SECOND, date_other=FIRST)):
        chat = Chat().until("court_aware").hears(reply)
        assert chat.only(Record) == Record(Question.COURT_AWARE, Answer.YES)
        assert chat.only(Say) == Say("which_day", days=BOTH)


def test_said_long_before_it_is_asked_back_in_its_turn() -> None:
    chat = Chat().until("health").hears(heard("yes", also=also(SECOND, FIRST)))
    assert [record.question for record in chat.did(Record)] == [Question.HEALTH, Question.COURT_AWARE]
    chat.until("court_date")
    assert chat.only(Say) == Say("which_day", days=BOTH)


def test_said_again_after_it_was_recorded_it_is_no_correction_unless_it_differs() -> None:
    chat = Chat().until("support")
    assert chat.hears(heard("no", also=also(ON_FILE, SECOND))).did(OpenTask) == []
    chat = Chat().until("support").hears(heard("no", also=also(SECOND, FIRST)))
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_UNCLEAR
    assert [record.question for record in chat.did(Record)] == [Question.SUPPORT]


def test_a_clear_day_beside_another_answer_is_kept_only_when_open_or_different() -> None:
    chat = Chat().until("support")
    again = chat.hears(heard("no", also=also(ON_FILE)))
    assert [record.question for record in again.did(Record)] == [Question.SUPPORT]
    other = Chat().until("support").hears(heard("no", also=also(FIRST)))
    assert Record(Question.COURT_DATE, Answer.DATE, FIRST) in other.did(Record)
    assert other.only(OpenTask).reason is TaskReason.COURT_DATE_DIFFERS


def test_who_names_the_day_after_a_no_knows_it_after_all() -> None:
    chat = Chat().until("court_aware").hears(NO, heard("no", also=also(ON_FILE)))
    said = [(record.question, record.answer) for record in chat.did(Record)]
    assert said == [
        (Question.SUPPORT, Answer.NO),
        (Question.COURT_AWARE, Answer.YES),
        (Question.COURT_DATE, Answer.DATE),
    ]


def test_each_child_has_a_choice_of_its_own() -> None:
    chat = Sponsor()
    chat.child_until("court_date", 0).hears(TWO_WAYS)
    assert chat.only(Say) == Say("which_day", days=BOTH, child=0)
    chat.hears(digit(2))
    assert chat.only(Record) == Record(Question.COURT_DATE, Answer.DATE, SECOND, child=0)
    chat.child_until("court_date", 1)
    assert chat.said() == ["sponsor.court_date"]
    chat.hears(digit(1))
    assert (chat.said(), chat.did(Record)) == (["sponsor.court_date.again"], [])
    chat.hears(heard("date", date=FIRST, date_other=SECOND))
    assert chat.only(Say) == Say("which_day", days=BOTH, child=1)
    assert chat.hears(digit(1)).only(Record) == Record(Question.COURT_DATE, Answer.DATE, FIRST, child=1)


@pytest.mark.parametrize("version", [1, 2])
def test_a_conversation_that_began_before_there_was_a_choice_goes_on(version: int) -> None:
    chat = Chat().until("court_date")
    newer = {"days"} if version == 2 else {"days", "child", "siblings"}
    old = {key: value for key, value in chat.state().items() if key not in newer}
    turn = resume(chat.definition, {**old, "v": version}, TWO_WAYS, chat.context, chat.now)
    assert texts(turn) == ["which_day"]
    assert turn.state["days"] == {"0": ["2026-05-08", "2026-08-05"]}


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), (" 2. ", 2), ("(1)", 1), ("۲", 2), ("1 or 2", None), ("no", None), ("12", None)],
)
def test_a_lone_digit_is_read_as_what_it_is(text: str, number: int | None) -> None:
    day = dt.date(2026, 3, 11)
    reading = understand(text, lang="en", role=Role.CHILD, question=Question.COURT_DATE, sent_on=day)
    assert reading.digit == number


def test_a_day_beside_the_yes_keeps_its_other_reading() -> None:
    day = dt.date(2026, 3, 11)
    text = "yes it is on 5/8"
    reading = understand(text, lang="en", role=Role.CHILD, question=Question.COURT_AWARE, sent_on=day)
    assert reading.also == also(FIRST, SECOND)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "May 8", "August 5"),
        ("es", "8 de mayo", "5 de agosto"),
        ("pt", "8 de maio", "5 de agosto"),
        ("fr", "8 mai", "5 août"),
        ("ht", "8 me", "5 out"),
        ("ru", "8 мая", "5 августа"),
        ("zh", "5月8日", "8月5日"),
        ("fa-AF", "8 می", "5 اگست"),
        ("ps", "د مۍ 8", "د اګست 5"),
        ("pa", "8 ਮਈ", "5 ਅਗਸਤ"),
    ],
)
def test_days_are_written_as_a_family_writes_them(language: str, first: str, second: str) -> None:
    assert written_out(BOTH, language) == {"first": first, "second": second}


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "August 1, 2026"),
        ("es", "1 de agosto de 2026"),
        ("fr", "1er août 2026"),
        ("pt", "1º de agosto de 2026"),
        ("ht", "premye out 2026"),
        ("ru", "1 августа 2026 г."),
    ],
)
def test_the_year_stands_there_only_where_it_is_not_the_same(language: str, first: str) -> None:
    assert written_out((dt.date(2026, 8, 1), dt.date(2027, 1, 8)), language)["first"] == first


@pytest.mark.parametrize("language", sorted(Catalogue.load().languages))
def test_both_days_stand_in_the_text_of_every_language_with_one_before_two(language: str) -> None:
    named = written_out((dt.date(2026, 8, 11), dt.date(2026, 11, 8)), language)
    text = Catalogue.load().text(language, "which_day", **named)
    places = [text.index(named["first"]), text.index(named["second"])]
    assert places == sorted(places)
    assert all(sign.isascii() for sign in text if sign.isdigit())


@pytest.mark.parametrize("language", sorted(Catalogue.load().languages))
def test_no_pair_of_days_makes_the_text_longer_than_two_segments(language: str) -> None:
    for month in range(1, 13):
        named = written_out((dt.date(2026, month, 12), dt.date(2027, month, 12)), language)
        assert segments(Catalogue.load().text(language, "which_day", **named))[1] <= 2


def test_the_choice_is_a_reply_like_any_other() -> None:
    assert choosing().only(Say).lane is Lane.REPLY
