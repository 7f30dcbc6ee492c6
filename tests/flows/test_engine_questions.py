"""The way through the questions: identity, privacy, order, re-asks, answers given early."""

import datetime as dt

import pytest

from flows.engine import EngineError, resume
from flows.reading import AlsoAnswered
from flows.turn import End, HandOver, Heard, OpenTask, RaiseConcern, Record
from flows.vocabulary import (
    Answer,
    Concern,
    ConcernSource,
    Disposition,
    Need,
    Outcome,
    Question,
    Role,
    TaskKind,
    TaskReason,
    Urgency,
)
from tests.flows.talking import MATCH, NO, NOW, ON_FILE, UNCLEAR, YES, Chat, heard


def also(question: str, answer: str, date: dt.date | None = None) -> tuple[AlsoAnswered, ...]:
    return (AlsoAnswered(Question(question), Answer(answer), date),)


@pytest.mark.parametrize("identity", ["check_word", "question"])
@pytest.mark.parametrize("role", [Role.CHILD, Role.SPONSOR])
def test_the_first_text_asks_who_it_is_and_nothing_else(role: Role, identity: str) -> None:
    chat = Chat(role, identity)
    assert chat.said() == [f"first.{identity}"]
    assert (chat.waits_for, chat.last.disposition) == (Question.IDENTITY, None)


def test_a_match_leads_to_privacy_and_privacy_to_the_statement_and_the_first_question() -> None:
    chat = Chat().hears(MATCH)
    assert chat.said() == ["child.consent"]
    chat.hears(YES)
    assert chat.said() == ["child.notice", "child.residence"]
    assert chat.last.state["privacy_confirmed_at"] == chat.now.isoformat()


def test_the_check_word_with_more_beside_it_is_a_match() -> None:
    chat = Chat().hears(heard(identity_match=True, also=also("health", "yes")))
    assert chat.did(Record) == [Record(Question.HEALTH, Answer.YES)]
    assert chat.said() == ["child.consent"]
    assert "child.health" not in chat.hears(YES, YES).said()


def test_without_a_match_nothing_is_recorded_and_after_two_nothing_is_asked() -> None:
    chat = Chat().hears(heard(identity_match=False, also=also("health", "no")))
    assert (chat.said(), chat.last.disposition) == (["first.check_word.again"], Disposition.REASKED)
    chat.hears(heard(identity_match=False))
    assert chat.only(OpenTask).reason is TaskReason.IDENTITY_FAILED
    assert chat.only(OpenTask).not_asked[0] is Question.RESIDENCE
    assert chat.only(End) == End(Outcome.IDENTITY_FAILED)
    assert not any(isinstance(effect, Record) for turn in chat.turns for effect in turn.effects)


def test_an_answer_in_place_of_the_word_is_no_identity() -> None:
    assert Chat().hears(YES).said() == ["first.check_word.again"]


def test_privacy_not_clear_twice_ends_without_any_question() -> None:
    chat = Chat().hears(MATCH, UNCLEAR, UNCLEAR)
    assert chat.said() == ["neutral"]
    assert chat.only(OpenTask).reason is TaskReason.STOPPED_BEFORE_SAFETY
    assert chat.only(End) == End(Outcome.STOPPED_BEFORE_SAFETY)


def test_privacy_declined_is_stopping_before_safety() -> None:
    chat = Chat().hears(MATCH, heard("decline"))
    assert chat.said() == ["neutral"]
    assert (chat.only(OpenTask).due, chat.only(End).outcome) == (
        "next_working_day",
        Outcome.STOPPED_BEFORE_SAFETY,
    )


def test_a_quiet_check_in_asks_everything_once_and_ends_with_the_closing() -> None:
    chat = Chat().until("support").hears(NO)
    assert chat.said() == ["closing"]
    assert chat.only(End) == End(Outcome.COMPLETED)
    asked = [text for turn in chat.turns for text in (e.key for e in turn.effects if hasattr(e, "key"))]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("question", ["residence", "health", "school_enrolled", "court_aware", "support"])
def test_one_careful_re_ask_then_on_marked_unclear(question: str) -> None:
    chat = Chat().until(question).hears(UNCLEAR)
    assert (chat.said(), chat.last.disposition) == ([f"child.{question}.again"], Disposition.REASKED)
    chat.hears(UNCLEAR)
    assert chat.only(Record) == Record(Question(question), Answer.OTHER, unclear=True)
    assert chat.last.disposition is Disposition.ANSWERED
    assert chat.waits_for is not Question(question)


def test_who_is_not_clear_about_school_is_not_asked_about_attending() -> None:
    assert Chat().until("school_enrolled").hears(UNCLEAR, UNCLEAR).waits_for is Question.COURT_AWARE


def test_answers_given_early_are_recorded_and_not_asked_again() -> None:
    early = heard("yes", also=also("school_attending", "yes") + also("safety", "yes"))
    chat = Chat().until("residence").hears(early)
    assert [record.question for record in chat.did(Record)] == [
        Question.RESIDENCE,
        Question.SCHOOL_ATTENDING,
        Question.SAFETY,
    ]
    chat.until("school_enrolled").hears(YES)
    assert chat.waits_for is Question.COURT_AWARE


def test_an_answer_to_another_question_is_kept_and_the_open_one_asked_once_more() -> None:
    chat = Chat().until("residence").hears(heard(also=also("health", "yes")))
    assert chat.did(Record) == [Record(Question.HEALTH, Answer.YES)]
    assert chat.said() == ["child.residence.again"]


def test_a_later_answer_corrects_an_earlier_one_and_acts() -> None:
    chat = Chat().until("school_enrolled").hears(heard("yes", also=also("safety", "no")))
    assert chat.only(RaiseConcern).urgency is Urgency.CONCERN
    assert Record(Question.SAFETY, Answer.NO) in chat.did(Record)


def test_no_to_school_or_to_the_judge_is_a_silent_task_and_on() -> None:
    chat = Chat().until("school_enrolled").hears(heard("no", needs=(Need.SCHOOL,)))
    task = chat.only(OpenTask)
    assert (task.kind, task.needs, task.not_asked) == (TaskKind.SCHOOL, (Need.SCHOOL,), ())
    assert chat.said() == ["child.court_aware"]
    chat.hears(NO)
    assert chat.only(OpenTask).kind is TaskKind.COURT
    assert chat.said() == ["child.support"]


def test_a_need_on_the_way_opens_one_task_however_often_it_is_mentioned() -> None:
    legal = heard("yes", needs=(Need.LEGAL,))
    chat = Chat().until("residence").hears(legal)
    assert (chat.only(OpenTask).reason, chat.only(OpenTask).needs) == (
        TaskReason.NEED_MENTIONED,
        (Need.LEGAL,),
    )
    assert chat.hears(legal).did(OpenTask) == []


def test_review_alone_goes_on_with_a_look_within_twelve_hours() -> None:
    chat = Chat().until("health").hears(heard("yes", review=True))
    assert (chat.only(OpenTask).kind, chat.only(OpenTask).due) == (TaskKind.REVIEW, "12_hours")
    assert chat.said() == ["child.safety"]


def test_a_day_named_beside_the_yes_is_kept() -> None:
    chat = Chat().until("court_aware").hears(heard("yes", date=ON_FILE))
    assert chat.did(Record)[-1] == Record(Question.COURT_DATE, Answer.DATE, ON_FILE)
    assert chat.said() == ["child.support"]


def test_who_names_the_day_early_is_not_asked_whether_they_know_it() -> None:
    chat = Chat().until("health").hears(heard("yes", also=also("court_date", "date", ON_FILE)))
    assert Record(Question.COURT_AWARE, Answer.YES) in chat.did(Record)


def test_a_day_that_differs_from_the_file_is_for_a_person_and_the_bot_says_nothing_of_it() -> None:
    chat = Chat().until("court_date").hears(heard("date", date=dt.date(2026, 5, 12)))
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_DIFFERS
    assert chat.said() == ["child.support"]
    assert Chat().until("court_date").hears(heard("date", date=ON_FILE)).did(OpenTask) == []


def test_a_day_that_can_be_read_two_ways_is_asked_back_then_looked_at_by_a_person() -> None:
    ambiguous = heard("date", date=dt.date(2026, 5, 8), date_other=dt.date(2026, 8, 5))
    chat = Chat().until("court_date").hears(ambiguous)
    assert chat.said() == ["which_day"]
    assert chat.hears(ambiguous).said() == ["child.court_date.again"]
    chat.hears(ambiguous)
    assert chat.only(Record) == Record(Question.COURT_DATE, Answer.DATE, None, unclear=True)
    assert chat.only(OpenTask).reason is TaskReason.COURT_DATE_UNCLEAR
    assert chat.said() == ["child.support"]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [("health", "no", "health_no"), ("health", "question", "asked_us"), ("support", "yes", "wants_help")],
)
def test_what_needs_a_person_stops_with_the_neutral_text(question: str, answer: str, reason: str) -> None:
    chat = Chat().until(question).hears(heard(answer))
    assert chat.said() == ["neutral"]
    assert chat.only(OpenTask).reason is TaskReason(reason)
    assert chat.only(HandOver) == HandOver(Outcome.HANDED_OVER)
    assert (chat.waits_for, chat.last.disposition) == (None, Disposition.ESCALATED)


def test_the_person_taking_over_learns_what_was_not_asked() -> None:
    chat = Chat().until("residence").hears(heard("unsure"), heard("unsure"), NO)
    assert chat.only(OpenTask).not_asked == (
        Question.RESIDENCE,
        Question.SAFETY,
        Question.SCHOOL_ENROLLED,
        Question.SCHOOL_ATTENDING,
        Question.COURT_AWARE,
        Question.COURT_DATE,
        Question.SUPPORT,
    )


def test_no_to_safety_is_a_concern_even_with_no_category() -> None:
    chat = Chat(private=False).until("safety").hears(NO)
    assert chat.only(RaiseConcern) == RaiseConcern(Urgency.CONCERN, (), source=ConcernSource.ANSWER)
    assert chat.said() == ["neutral"]


def test_no_to_residence_is_a_concern() -> None:
    chat = Chat().until("residence").hears(heard("no", concerns=(Concern.PLACEMENT_DISRUPTION,)))
    assert chat.only(RaiseConcern).codes == (Concern.PLACEMENT_DISRUPTION,)


@pytest.mark.parametrize(
    ("replies", "reason"),
    [([heard("decline")], "declined_safety"), ([heard("unsure"), UNCLEAR], "safety_not_clear")],
)
def test_safety_declined_or_unclear_twice_is_for_a_person_the_same_day(
    replies: list[Heard], reason: str
) -> None:
    chat = Chat().until("safety").hears(*replies)
    assert chat.said() == ["neutral"]
    task = chat.only(OpenTask)
    assert (task.reason, task.due, task.not_asked[0]) == (TaskReason(reason), "same_day", Question.SAFETY)
    assert chat.did(RaiseConcern) == []


def test_a_conversation_stays_on_the_version_that_it_began_with() -> None:
    chat = Chat()
    with pytest.raises(EngineError, match="stays on the version"):
        resume(Chat(Role.SPONSOR).definition, chat.state(), YES, chat.context, NOW)
    with pytest.raises(EngineError, match="state version"):
        resume(chat.definition, {**chat.state(), "v": 99}, YES, chat.context, NOW)
