"""The main job: from a referral to a reply on a person's screen, by real forms and signatures."""

import datetime as dt
from collections.abc import Callable

import pytest

from bot.simulation.stage import Stage
from flows.vocabulary import Question, Role
from storage.models import AnswerRow
from tests.bot.looks import answers, concerns, deliveries, dispositions, first_part, rows, tasks
from tests.bot.stages import CHILD, ON_CALL, SPONSOR, family, import_family

Due = Callable[..., Stage]


def test_nothing_is_sent_before_the_seventh_business_day(stage: Stage) -> None:
    import_family(stage, family())
    stage.advance(days=8)
    assert stage.texts(CHILD) == []
    assert stage.texts(SPONSOR) == []


def test_the_first_text_is_neutral_and_asks_for_the_agreed_word(due: Due) -> None:
    stage = due("en")
    assert stage.texts(CHILD) == [
        stage.runtime.texts.text("en", "first.check_word", public_name="Maple Street")
    ]
    assert stage.texts(SPONSOR) == stage.texts(CHILD)


def test_a_quiet_check_in_is_held_to_its_end(due: Due) -> None:
    stage = due("es")
    for words in ("Mariposa 🦋", "1", "si vivo con mi tia", "bien gracias a Dios", "1", "si", "si", "no"):
        stage.say(CHILD, words)
    stage.say(CHILD, "no gracias")
    assert answers(stage) == [
        ("consent", "yes"),
        ("residence", "yes"),
        ("health", "yes"),
        ("safety", "yes"),
        ("school_enrolled", "yes"),
        ("school_attending", "yes"),
        ("court_aware", "no"),
        ("support", "no"),
    ]
    assert first_part(stage, Role.CHILD) == ("reached", "completed")
    assert tasks(stage) == {("court", "court_no")}
    assert concerns(stage) == []
    assert stage.texts(CHILD)[-2:] == [
        stage.runtime.texts.text("es", "closing", phone="+12025550100"),
        stage.runtime.texts.text("es", "child.joint_time"),
    ]


def test_after_a_disclosure_a_person_is_paged_and_only_the_questions_of_care_follow(due: Due) -> None:
    stage = due("es")
    for words in ("mariposa", "1", "1", "1"):
        stage.say(CHILD, words)
    asked = len(stage.texts(CHILD))
    stage.say(CHILD, "me da miedo mi tio")
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage)[-1] == "escalated"
    assert stage.texts(CHILD)[asked:] == [
        stage.runtime.texts.text("es", key) for key in ("care.believed", "care.danger_now")
    ]
    stage.say(CHILD, "2")
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "care.safe_time")
    stage.say(CHILD, "a las 4")
    assert first_part(stage, Role.CHILD) == ("handed_over", "handed_over")
    page = stage.texts(ON_CALL)
    assert len(page) == 1
    assert "/concerns/" in page[0]
    assert stage.texts(SPONSOR) == stage.texts(SPONSOR)[:1]


def test_a_page_rings_every_five_minutes_until_somebody_acknowledges(due: Due) -> None:
    stage = due("es")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "mi tio me pega")
    stage.advance(minutes=31)
    assert len(stage.texts(ON_CALL)) >= 2


def test_wrong_word_twice_asks_nothing_and_becomes_a_call(due: Due) -> None:
    stage = due("en")
    stage.say(CHILD, "hello who")
    stage.say(CHILD, "tree")
    stage.say(CHILD, "car")
    assert answers(stage) == []
    assert first_part(stage, Role.CHILD) == ("not_completed", "identity_failed")
    assert ("call", "identity_failed") in tasks(stage)


def test_two_days_of_silence_end_with_a_call_task(due: Due) -> None:
    stage = due("es")
    stage.advance(days=2, hours=1)
    assert first_part(stage, Role.CHILD) == ("not_completed", "no_answer")
    assert first_part(stage, Role.SPONSOR) == ("not_completed", "no_answer")
    assert tasks(stage) == {("call", "no_answer")}
    assert [key for key, _ in deliveries(stage)] == ["first.check_word"] * 2 + ["reminder"] * 2


def test_later_is_asked_once_more_the_next_day(due: Due) -> None:
    stage = due("es")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "2")
    before = len(stage.texts(CHILD))
    stage.advance(hours=20)
    assert len(stage.texts(CHILD)) == before
    stage.advance(hours=6)
    assert len(stage.texts(CHILD)) == before + 1


def test_stopping_before_safety_is_not_reached(due: Due) -> None:
    stage = due("es")
    for words in ("mariposa", "1", "1"):
        stage.say(CHILD, words)
    stage.advance(days=2, hours=1)
    assert first_part(stage, Role.CHILD) == ("not_completed", "stopped_before_safety")
    assert ("call", "stopped_before_safety") in tasks(stage)


def test_a_reply_at_night_is_answered_and_a_first_text_at_night_waits(stage: Stage) -> None:
    import_family(stage, family())
    stage.advance(days=9, hours=-9)
    assert stage.clock.now().hour == 6  # 01:00 in Chicago, on the due day
    assert stage.texts(CHILD) == []
    stage.advance(hours=9)
    assert len(stage.texts(CHILD)) == 1
    stage.advance(hours=14)  # 00:00, and the family writes
    told = len(stage.texts(CHILD))
    stage.say(CHILD, "mariposa")
    assert len(stage.texts(CHILD)) == told + 1


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"birth_date": "2017-01-01"}, "call", "child_under_age"),
        ({"child_phone": ""}, "call", "no_phone"),
        ({"child_owner": "household"}, "call", "no_private_channel"),
        ({"child_owner": "sponsor", "child_phone": SPONSOR}, "call", "no_private_channel"),
        ({"permission": ""}, "enrol", "no_permission"),
        ({"child_word": ""}, "enrol", "no_identity_word"),
    ],
)
def test_who_cannot_be_texted_becomes_a_task_and_gets_no_text(
    due: Due, changes: dict[str, str], kind: str, reason: str
) -> None:
    stage = due("es", **changes)
    assert (kind, reason) in tasks(stage)
    assert stage.texts(CHILD) == []
    assert first_part(stage, Role.CHILD)[0] == "call"


def test_no_check_in_opens_while_nobody_is_on_call(database_url: str) -> None:
    from tests.bot.stages import MONDAY, settings_for

    stage = Stage(settings_for(database_url), MONDAY)
    import_family(stage, family())
    stage.advance(days=9, hours=1)
    assert deliveries(stage) == []
    stage.close()


def test_a_day_that_can_be_read_two_ways_is_asked_back_in_the_language_of_the_phone(due: Due) -> None:
    stage = due("es")
    for words in ("mariposa", "1", "1", "1", "1", "1", "1", "1", "4/6"):
        stage.say(CHILD, words)
    named = {"first": "6 de abril", "second": "4 de junio"}
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "which_day", **named)
    stage.say(CHILD, "2")
    days = rows(stage, AnswerRow.date, AnswerRow.unclear, where=AnswerRow.question == Question.COURT_DATE)
    assert days == [(dt.date(2026, 6, 4), False)]
    assert tasks(stage) == {("check_notice", "court_date_differs")}
