"""What may be said at any time: danger, stop, later, help, another language, silence."""

import datetime as dt
from typing import Any

import pytest

from flows.engine import ANSWER_WAIT, ConversationClosed, expires_at, wakes_at
from flows.reading import AlsoAnswered, Evidence
from flows.turn import (
    AskAgain,
    End,
    HandOver,
    Heard,
    OpenTask,
    OptIn,
    OptOut,
    RaiseConcern,
    Record,
    Say,
    SwitchLanguage,
)
from flows.vocabulary import (
    Answer,
    Command,
    Concern,
    Disposition,
    Lane,
    Need,
    Outcome,
    Question,
    TaskKind,
    TaskReason,
    Urgency,
)
from tests.flows.talking import MATCH, NO, UNCLEAR, YES, Chat, heard, texts

DAY = dt.timedelta(days=1)
ANYWHERE = ["identity", "consent", "residence", "safety", "court_date", "support"]
HITS: dict[str, Any] = {"urgency": Urgency.CONCERN, "concerns": (Concern.PHYSICAL_ABUSE,)}


def command(*commands: Command, **fields: Any) -> Heard:
    return heard(commands=frozenset(commands), **fields)


@pytest.mark.parametrize("question", ANYWHERE)
def test_danger_stops_the_questions_anywhere_with_the_neutral_text(question: str) -> None:
    evidence = (Evidence("physical_abuse", "rule", 0, 4),)
    chat = Chat(private=False).until(question).hears(heard(evidence=evidence, **HITS))
    assert chat.only(RaiseConcern) == RaiseConcern(Urgency.CONCERN, (Concern.PHYSICAL_ABUSE,), evidence)
    assert chat.said() == ["neutral"]
    assert chat.only(OpenTask).reason is TaskReason.CONCERN
    assert chat.only(HandOver) == HandOver(Outcome.HANDED_OVER)
    assert (chat.waits_for, chat.last.disposition) == (None, Disposition.ESCALATED)


@pytest.mark.parametrize("question", ANYWHERE)
def test_the_distress_word_is_a_silent_emergency_anywhere(question: str) -> None:
    chat = Chat().until(question).hears(heard("yes", distress=True))
    assert chat.only(RaiseConcern).urgency is Urgency.EMERGENCY
    assert chat.said() == ["neutral"]


def test_a_named_concern_is_never_less_than_a_concern() -> None:
    chat = Chat().until("health").hears(heard("yes", concerns=(Concern.NEGLECT,)))
    assert chat.only(RaiseConcern).urgency is Urgency.CONCERN


def test_an_answer_inside_a_disclosure_is_recorded_once_the_person_is_known() -> None:
    chat = Chat().until("health").hears(heard("yes", **HITS))
    assert chat.did(Record) == [Record(Question.HEALTH, Answer.YES)]
    assert Chat().hears(heard("yes", **HITS)).did(Record) == []


def test_safe_is_written_down_beside_danger_only_where_the_words_say_it() -> None:
    said = (Evidence("yes", "en:answer.yes:yes", 0, 3),)
    safe = Record(Question.SAFETY, Answer.YES)
    assert Chat().until("safety").hears(heard("yes", **HITS)).did(Record) == []
    assert Chat().until("safety").hears(heard("yes", evidence=said, **HITS)).did(Record) == [safe]
    assert Chat().until("safety").hears(YES).did(Record) == [safe]
    also = (AlsoAnswered(Question.SAFETY, Answer.YES),)
    beside = Chat().until("health").hears(heard("yes", evidence=said, also=also, **HITS))
    assert beside.did(Record) == [Record(Question.HEALTH, Answer.YES)]


@pytest.mark.parametrize("question", ANYWHERE)
@pytest.mark.parametrize("danger", [HITS, {"distress": True}])
def test_stop_with_danger_is_both_and_no_text_at_all_goes_out(question: str, danger: dict[str, Any]) -> None:
    """Invariant 2."""
    chat = Chat().until(question).hears(command(Command.STOP, **danger))
    assert chat.said() == []
    assert chat.did(OptOut)
    assert chat.did(RaiseConcern)
    assert chat.did(HandOver)
    assert chat.last.disposition is Disposition.ESCALATED


@pytest.mark.parametrize("question", ANYWHERE)
@pytest.mark.parametrize("message", [command(Command.STOP), heard("stop")])
def test_stop_takes_effect_at_once_with_one_confirmation_and_a_welfare_task(
    question: str, message: Heard
) -> None:
    chat = Chat().until(question).hears(message)
    assert chat.said() == ["stopped"]
    assert chat.did(OptOut)
    assert chat.only(OpenTask).kind is TaskKind.WELFARE
    assert chat.only(End) == End(Outcome.OPTED_OUT)


def test_no_confirmation_where_the_provider_has_answered_a_stop_itself() -> None:
    chat = Chat().hears(command(Command.STOP, provider_replied=True))
    assert chat.said() == []
    assert chat.did(OptOut)


@pytest.mark.parametrize("question", ANYWHERE)
@pytest.mark.parametrize("message", [command(Command.WRONG_NUMBER), heard("wrong_person")])
def test_a_wrong_person_is_asked_nothing_more(question: str, message: Heard) -> None:
    chat = Chat().until(question).hears(message)
    assert chat.said() == ["wrong_person"]
    assert chat.did(Record) == []
    assert chat.only(OpenTask).reason is TaskReason.WRONG_PERSON
    assert chat.only(End) == End(Outcome.WRONG_PERSON)


@pytest.mark.parametrize("question", ANYWHERE)
def test_later_asks_once_more_a_day_on_and_asks_anew_who_is_near(question: str) -> None:
    chat = Chat().until(question).hears(command(Command.LATER))
    assert chat.said() == ["later"]
    assert chat.only(AskAgain) == AskAgain(chat.now + DAY)
    expected = ["first.check_word"] if question == "identity" else ["child.consent"]
    assert chat.wait_to_be_asked(DAY).said() == expected
    assert chat.only(Say).lane is Lane.REMINDER
    assert chat.last.state["privacy_confirmed_at"] is None


def test_a_second_later_is_a_call() -> None:
    chat = Chat().until("health").hears(heard("later")).wait_to_be_asked(DAY).hears(heard("later"))
    assert chat.said() == ["neutral"]
    assert chat.only(OpenTask).reason is TaskReason.WANTS_LATER
    assert chat.only(End) == End(Outcome.STOPPED_BEFORE_SAFETY)


def test_a_second_later_after_safety_is_stopping_after_safety() -> None:
    chat = Chat().until("court_aware").hears(heard("later")).wait_to_be_asked(DAY).hears(heard("later"))
    assert chat.only(End) == End(Outcome.STOPPED_AFTER_SAFETY)


def test_no_to_a_good_time_is_later() -> None:
    assert Chat().until("consent").hears(NO).said() == ["later"]


def test_thanks_after_later_does_not_bring_the_question_back() -> None:
    chat = Chat().until("consent").hears(heard("later"), UNCLEAR)
    assert (chat.last.effects, chat.last.disposition) == ((), Disposition.ANSWERED)
    assert chat.wait_to_be_asked(DAY).said() == ["child.consent"]


def test_who_comes_back_before_tomorrow_goes_on_and_is_not_asked_twice() -> None:
    chat = Chat().until("health").hears(heard("later"), YES)
    assert chat.said() == ["child.health"]
    assert chat.wait_to_be_asked(DAY).last.effects == ()


def test_what_was_answered_before_later_is_not_asked_again() -> None:
    chat = Chat().until("safety").hears(heard("later")).wait_to_be_asked(DAY).hears(YES)
    assert chat.did(Record) == [Record(Question.CONSENT, Answer.YES)]
    assert chat.said() == ["child.safety"]


def test_asking_again_too_early_does_nothing() -> None:
    chat = Chat().until("consent").hears(heard("later")).wait_to_be_asked(DAY - dt.timedelta(seconds=1))
    assert chat.last.effects == ()


@pytest.mark.parametrize("question", ANYWHERE)
@pytest.mark.parametrize(("word", "text"), [(Command.HELP, "help"), (Command.WHO, "who")])
def test_help_and_who_have_their_own_answer_and_the_question_stays_open(
    question: str, word: Command, text: str
) -> None:
    chat = Chat().until(question).hears(command(word))
    assert chat.said() == [text]
    assert chat.waits_for is Question(question)
    assert bool(chat.did(OpenTask)) is (word is Command.HELP)


def test_who_is_this_is_not_a_question_that_stops() -> None:
    chat = Chat().until("health").hears(command(Command.WHO, answer="question"))
    assert (chat.said(), chat.waits_for) == (["who"], Question.HEALTH)


def test_who_with_an_answer_beside_it_goes_on() -> None:
    chat = Chat().until("health").hears(command(Command.WHO, answer="yes"))
    assert chat.said() == ["who", "child.safety"]


def test_call_me_is_a_call_the_same_day() -> None:
    chat = Chat().until("health").hears(command(Command.CALL_ME, needs=(Need.LEGAL,)))
    task = chat.only(OpenTask)
    assert (task.reason, task.due, task.needs) == (TaskReason.WANTS_CALL, "same_day", (Need.LEGAL,))
    assert chat.said() == ["neutral"]


def test_a_language_that_is_shipped_is_switched_to_and_the_question_repeated() -> None:
    chat = Chat().until("health").hears(command(Command.LANGUAGE, wanted_language="es"))
    assert chat.only(SwitchLanguage) == SwitchLanguage("es")
    assert (chat.said(), chat.waits_for) == (["child.health"], Question.HEALTH)


@pytest.mark.parametrize("wanted", [None, "quc"])
def test_a_language_that_is_not_shipped_is_an_interpreter_task(wanted: str | None) -> None:
    chat = Chat().until("health").hears(command(Command.LANGUAGE, wanted_language=wanted))
    assert chat.only(OpenTask).kind is TaskKind.LANGUAGE
    assert chat.said() == ["neutral"]


def test_start_opts_in_and_the_question_is_repeated() -> None:
    chat = Chat().until("health").hears(command(Command.START))
    assert chat.did(OptIn)
    assert chat.said() == ["child.health"]


@pytest.mark.parametrize(("media", "reason"), [(True, TaskReason.MEDIA), (False, TaskReason.EMPTY_MESSAGE)])
def test_what_cannot_be_read_is_never_an_answer(media: bool, reason: TaskReason) -> None:
    chat = Chat().until("safety")
    picture = heard("yes", unreadable=True, media=media)
    chat.hears(picture)
    assert (chat.said(), chat.only(OpenTask).reason) == (["child.safety.again"], reason)
    chat.hears(picture, picture)
    assert (chat.said(), chat.last.disposition) == ([], Disposition.TRAY)
    assert chat.hears(UNCLEAR).said() == ["child.safety.again"]


def test_a_picture_with_an_answer_beside_it_is_both() -> None:
    chat = Chat().until("health").hears(heard("yes", media=True))
    assert chat.only(OpenTask).reason is TaskReason.MEDIA
    assert chat.said() == ["child.safety"]


def test_no_answer_at_all_is_a_call_and_no_text() -> None:
    chat = Chat().wait(ANSWER_WAIT)
    assert chat.said() == []
    assert (chat.only(OpenTask).reason, chat.only(End)) == (TaskReason.NO_ANSWER, End(Outcome.NO_ANSWER))


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("consent", Outcome.STOPPED_BEFORE_SAFETY),
        ("safety", Outcome.STOPPED_BEFORE_SAFETY),
        ("school_enrolled", Outcome.STOPPED_AFTER_SAFETY),
    ],
)
def test_silence_half_way_is_stopping_before_or_after_safety(question: str, outcome: Outcome) -> None:
    chat = Chat().until(question).wait(ANSWER_WAIT)
    assert chat.only(End) == End(outcome)
    assert chat.only(OpenTask).due == "next_working_day"


def test_a_conversation_does_not_expire_early_and_a_reply_starts_the_wait_anew() -> None:
    chat = Chat().wait(ANSWER_WAIT - dt.timedelta(seconds=1))
    assert chat.last.effects == ()
    assert expires_at(chat.hears(MATCH).state()) == chat.now + ANSWER_WAIT


def test_later_waits_from_tomorrow_on() -> None:
    chat = Chat().until("consent").hears(heard("later"))
    assert expires_at(chat.state()) == chat.now + DAY + ANSWER_WAIT


def test_the_promised_hour_is_kept_whatever_is_said_in_between() -> None:
    chat = Chat().until("consent").hears(heard("later"))
    promised = chat.only(AskAgain).at
    assert wakes_at(chat.state()) == promised
    assert wakes_at(chat.hears(UNCLEAR).state()) == promised
    assert wakes_at(chat.hears(YES).state()) == chat.now + ANSWER_WAIT
    assert wakes_at(chat.until("support").hears(NO).state()) is None


def test_a_closed_conversation_takes_nothing_more() -> None:
    chat = Chat().until("support").hears(NO)
    assert expires_at(chat.state()) is None
    with pytest.raises(ConversationClosed):
        chat.hears(YES)


def test_need_and_disclosure_end_in_the_same_text_in_the_same_lane() -> None:
    """Invariant 6: nothing that can be seen tells them apart."""
    need, told = Chat().until("support").hears(YES), Chat().until("support").hears(heard("yes", **HITS))
    assert [e for e in need.last.effects if hasattr(e, "lane")] == [
        e for e in told.last.effects if hasattr(e, "lane")
    ]
    assert texts(need.last) == ["neutral"]
