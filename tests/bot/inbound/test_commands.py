"""Stop, start, help, who and wrong number, at any time and in any reasonable wording."""

import datetime as dt

import pytest

from bot.simulation.stage import Stage
from flows.vocabulary import Role
from tests.bot.inbound.posts import STRANGER, check_in, inbound, opted_out, post
from tests.bot.looks import concerns, deliveries, dispositions, first_part, tasks
from tests.bot.stages import CHILD, SPONSOR

STOPS = (
    "STOP", "stop", " Stop! ", "STOPALL", "Unsubscribe", "cancel", "quit", "end", "please stop",
    "no more texts", "take me off your list", "ALTO", "alto por favor", "Parar", "PARE", "cancelar",
    "ya no me escriban", "no quiero mas mensajes", "dejen de escribirme por favor", "baja",
    "\u202ealto\u202c",
)  # fmt: skip


def test_every_reasonable_wording_of_stop_takes_effect(stage: Stage) -> None:
    """47 CFR 64.1200: any reasonable means. Each comes from a number of its own."""
    for at, words in enumerate(STOPS):
        post(stage.app, inbound(words, sender=f"+120255501{at + 10}", sid=str(at)))
    assert opted_out(stage) == [True] * len(STOPS)


def test_stop_ends_the_check_in_with_one_confirmation_and_a_welfare_task(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "alto")
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "stopped", public_name="Maple Street")
    assert first_part(stage, Role.CHILD) == ("not_completed", "opted_out")
    assert ("welfare", "opted_out") in tasks(stage)
    assert dispositions(stage)[-1] == "answered"
    before = len(stage.texts(CHILD))
    stage.advance(days=3)
    assert len(stage.texts(CHILD)) == before


def test_a_stop_that_the_provider_answered_gets_no_second_text(stage: Stage) -> None:
    check_in(stage)
    before = deliveries(stage)
    stage.say(CHILD, "STOP")
    assert deliveries(stage) == before
    assert opted_out(stage) == [True]
    assert ("welfare", "opted_out") in tasks(stage)


def test_stop_of_one_person_leaves_the_other_thread_alone(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "alto")
    stage.say(SPONSOR, "luna")
    assert len(stage.texts(SPONSOR)) == 2


def test_start_undoes_a_stop(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "alto")
    stage.say(CHILD, "START")
    assert opted_out(stage) == [True, False]


def test_2_a_stop_that_tells_of_danger_shows_nothing_takes_effect_and_pages(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "1"):
        stage.say(CHILD, words)
    before = stage.texts(CHILD)
    stage.say(CHILD, "ya no me escriban, el lee mi telefono y me pega")
    assert opted_out(stage) == [True]
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage)[-1] == "escalated"
    stage.clock.move(stage.clock.now() + dt.timedelta(days=1))
    stage.tick()
    assert stage.texts(CHILD) == before


def test_2_words_of_stop_inside_a_disclosure_are_a_disclosure(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mi tio no para de pegarme")
    assert opted_out(stage) == []
    assert concerns(stage) == [("concern", "open", 1)]


def test_2_stop_with_danger_from_an_unknown_number_shows_nothing(stage: Stage) -> None:
    stage.say(STRANGER, "ya no me escriban, el lee mi telefono y me pega")
    assert stage.texts(STRANGER) == []
    assert (opted_out(stage), concerns(stage)) == ([True], [("concern", "open", 1)])


def test_2_the_distress_word_is_an_emergency_in_any_text_and_looks_like_any_hand_over(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "1", "si todo bien, traigo mi paraguas"):
        stage.say(CHILD, words)
    assert concerns(stage) == [("emergency", "open", 1)]
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "neutral", phone="+12025550100")


def test_help_tells_a_person_and_the_open_question_stays_open(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "ayuda")
    assert ("call_back", "asked_help") in tasks(stage)
    expected = stage.runtime.texts.text("es", "help", public_name="Maple Street", phone="+12025550100")
    assert stage.texts(CHILD)[-1] == expected
    stage.say(CHILD, "1")
    assert first_part(stage, Role.CHILD)[0] == "open"
    assert len(stage.texts(CHILD)) > 3


def test_6_who_is_this_is_answered_with_the_neutral_name_and_a_number(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "who is this")
    expected = stage.runtime.texts.text("en", "who", public_name="Maple Street", phone="+12025550100")
    assert stage.texts(CHILD)[-1] == expected
    stage.say(CHILD, "mariposa")
    assert first_part(stage, Role.CHILD)[0] == "open"


@pytest.mark.parametrize("words", ["wrong number", "numero equivocado", "you have the wrong person"])
def test_somebody_else_on_the_phone_is_asked_nothing_and_a_person_calls(stage: Stage, words: str) -> None:
    check_in(stage, "en")
    stage.say(CHILD, words)
    assert first_part(stage, Role.CHILD) == ("not_completed", "wrong_person")
    assert ("call", "wrong_person") in tasks(stage)
    after = len(stage.texts(CHILD))
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("en", "wrong_person")
    stage.advance(hours=60)
    assert len(stage.texts(CHILD)) == after
