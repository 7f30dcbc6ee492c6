"""Words that change things: a stop for all who share a number, a later hour, a new number, a complaint."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.simulation.stage import Stage
from flows.vocabulary import NumberState, Role, TaskReason
from storage.models import (
    CasePerson,
    Conversation,
    Grievance,
    NumberProposal,
    OptOut,
    Person,
    PersonAddress,
    Task,
)
from tests.bot.inbound.posts import STRANGER, check_in, inbound, opted_out, post
from tests.bot.looks import concerns, dispositions, first_part, rows, tasks
from tests.bot.stages import CHILD, SPONSOR, family, import_family

NEW = "+12025550143"


def of_sponsor(stage: Stage, category: str) -> Stage:
    """The first check-in of a family whose sponsor is of this category."""
    import_family(stage, family("es").replace(",,2A,", f",,{category},"))
    stage.clock.move(dt.datetime(2026, 3, 11, 15, 0, tzinfo=dt.UTC))
    stage.tick()
    return stage


def asked_call(stage: Stage) -> tuple[str, dt.datetime]:
    """The moment that was named for the call, and when it is due."""
    ((detail, due_at),) = rows(
        stage, Task.detail, Task.due_at, where=Task.reason == TaskReason.WANTS_CALL.value
    )
    return detail["named_at"], due_at


def on_the_second_day(stage: Stage) -> None:
    """10:00 in Chicago on the day of the second check-in."""
    stage.clock.move(dt.datetime(2026, 3, 20, 15, 0, tzinfo=dt.UTC))
    stage.tick()
    stage.settle()


def test_two_persons_on_one_number_both_stop_with_a_row_and_a_task_each(stage: Stage) -> None:
    check_in(stage, sponsor_phone=CHILD)
    before = stage.texts(CHILD)
    stage.say(CHILD, "alto")
    assert opted_out(stage) == [True, True]
    people = {person for (person,) in rows(stage, OptOut.person_id)}
    assert people == {person for (person,) in rows(stage, Person.id)}
    cared = rows(stage, Task.person_id, where=Task.kind == "welfare")
    assert sorted(cared, key=str) == sorted(((person,) for person in people), key=str)
    assert len(stage.texts(CHILD)) == len(before) + 1
    assert dispositions(stage) == ["answered"]


@pytest.mark.parametrize(
    ("category", "reason"),
    [
        ("1", "sponsor_stopped"),
        ("2A", "project_officer"),
        ("2B", "project_officer"),
        ("3", "project_officer"),
    ],
)
def test_the_stop_of_a_sponsor_is_no_end_and_asks_a_person(stage: Stage, category: str, reason: str) -> None:
    """6.1, 6.3: category 1 ends a case by a person's decision; otherwise the child may go on."""
    of_sponsor(stage, category)
    stage.say(SPONSOR, "no quiero mas mensajes")
    assert {("welfare", "opted_out"), ("closing", reason)} <= tasks(stage)
    stage.say(CHILD, "mariposa")
    assert first_part(stage, Role.CHILD)[0] == "open"


def test_where_the_child_has_stopped_too_a_person_decides(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "alto")
    stage.say(SPONSOR, "alto")
    assert ("closing", "sponsor_stopped") in tasks(stage)
    assert ("closing", "project_officer") not in tasks(stage)


def test_a_stop_of_the_child_asks_nothing_about_the_sponsor(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "alto")
    assert {kind for kind, _ in tasks(stage)} == {"welfare"}


def test_a_word_that_only_the_provider_takes_for_a_stop_is_one(stage: Stage) -> None:
    """Keywords can be added at the provider, which then sends nothing any more."""
    check_in(stage)
    before = stage.texts(CHILD)
    post(stage.app, inbound("chega", OptOutType="STOP"))
    stage.settle()
    assert opted_out(stage) == [True]
    assert stage.texts(CHILD) == before


def test_help_that_the_provider_answered_gets_no_second_text(stage: Stage) -> None:
    check_in(stage)
    before = stage.texts(CHILD)
    post(stage.app, inbound("HELP", OptOutType="HELP"))
    stage.settle()
    assert stage.texts(CHILD) == before
    assert ("call_back", "asked_help") in tasks(stage)


def test_start_goes_on_where_the_stop_had_ended_it_and_asks_for_privacy_again(stage: Stage) -> None:
    check_in(stage, "en")
    for words in ("mariposa", "1", "1", "no more texts", "START"):
        stage.say(CHILD, words)
    assert opted_out(stage) == [True, False]
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("en", "child.consent")
    stage.say(CHILD, "1")
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("en", "child.health")


def test_yes_means_start_only_where_texts_were_stopped(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "mariposa")
    post(stage.app, inbound("yes", sid="71", OptOutType="START"))
    stage.settle()
    assert opted_out(stage) == []


def asks_again_at(stage: Stage) -> str | None:
    states = rows(stage, Conversation.state, where=Conversation.waiting_for.is_not(None))
    found = [state["ask_again_at"] for (state,) in states if state["ask_again_at"]]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("language", "words", "at"),
    [
        ("es", "mañana a las 5", "2026-03-12T22:00:00+00:00"),
        ("es", "si, mañana a las 5", "2026-03-12T22:00:00+00:00"),
        ("es", "el lunes por la tarde", "2026-03-16T19:00:00+00:00"),
        ("en", "later, at 7", "2026-03-12T00:00:00+00:00"),
    ],
)
def test_the_conversation_waits_until_the_moment_that_was_named(
    stage: Stage, language: str, words: str, at: str
) -> None:
    check_in(stage, language)
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, words)
    assert asks_again_at(stage) == at
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text(language, "later.then")
    before = len(stage.texts(CHILD))
    named = dt.datetime.fromisoformat(at)
    stage.advance(seconds=(named - stage.clock.now()).total_seconds() - 60)
    assert len(stage.texts(CHILD)) == before
    stage.advance(minutes=2)
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text(language, "child.consent")


def test_a_moment_outside_the_hours_of_texts_waits_for_the_next_good_one(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "at 10 pm")
    before = len(stage.texts(CHILD))
    stage.advance(hours=14)
    assert len(stage.texts(CHILD)) == before
    stage.advance(hours=9)
    assert len(stage.texts(CHILD)) == before + 1


def test_a_moment_answers_no_other_question(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "1", "mañana a las 5"):
        stage.say(CHILD, words)
    assert asks_again_at(stage) == "2026-03-12T22:00:00+00:00"


def test_call_me_after_six_is_a_call_of_today_that_says_when(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "call me after 6")
    tonight = dt.datetime(2026, 3, 12, 1, 0, tzinfo=dt.UTC)
    assert asked_call(stage) == ("2026-03-11T23:00:00+00:00", tonight)


def test_call_me_tomorrow_is_due_then(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "please call me tomorrow at 5")
    at = dt.datetime(2026, 3, 12, 22, 0, tzinfo=dt.UTC)
    assert asked_call(stage) == (at.isoformat(), at)


def wrong(stage: Stage) -> list[bool]:
    """Whether each phone of the family is said to be wrong, the child's first."""
    query = (
        select(PersonAddress.wrong_since)
        .join(CasePerson, CasePerson.person_id == PersonAddress.person_id)
        .order_by(CasePerson.role)
    )
    with stage.runtime.look() as work:
        return [since is not None for since in work.session.scalars(query)]


def test_a_wrong_number_gets_no_text_in_later_check_ins_either(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "wrong number")
    assert wrong(stage) == [True, False]
    after = len(stage.texts(CHILD))
    on_the_second_day(stage)
    assert len(stage.texts(CHILD)) == after
    assert {("call", "wrong_person"), ("call", "wrong_number")} <= tasks(stage)


def test_a_stranger_who_wants_no_texts_stops_the_number_and_leaves_it_to_be_found(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "wrong number, stop texting me")
    assert opted_out(stage) == [True]
    assert {("welfare", "opted_out"), ("call", "wrong_person")} <= tasks(stage)


def test_danger_leaves_the_number_as_it_is(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "numero equivocado, pero mi tio me pega")
    assert concerns(stage)
    assert wrong(stage) == [False, False]


def proposals(stage: Stage) -> list[tuple[NumberState, str]]:
    from bot.numbers import number_of

    with stage.runtime.look() as work:
        return [(row.state, number_of(work, row)) for row in work.session.scalars(select(NumberProposal))]


@pytest.mark.parametrize("words", ["my new number is 202-555-0143", "text me at (202) 555-0143 please"])
def test_a_number_in_a_reply_is_kept_for_a_person_and_never_texted(stage: Stage, words: str) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, words)
    assert proposals(stage) == [(NumberState.PROPOSED, NEW)]
    assert ("call", "new_number") in tasks(stage)
    on_the_second_day(stage)
    assert stage.texts(NEW) == []


def test_a_number_outside_of_a_check_in_is_kept_too(stage: Stage) -> None:
    import_family(stage, family("es"))
    stage.say(SPONSOR, "ahora este es mi teléfono: ٢٠٢٥٥٥٠١٤٣")
    assert proposals(stage) == [(NumberState.PROPOSED, NEW)]
    assert ("call", "new_number") in tasks(stage)


def test_known_numbers_and_dates_are_no_new_numbers(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, f"i write from {CHILD}, you are +12025550100, my hearing is 04/20/2026 at 9:30")
    stage.say(STRANGER, "call 202-555-0143")
    assert proposals(stage) == []


def test_a_complaint_is_recorded_and_the_open_question_stays_open(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "quiero poner una queja de la trabajadora")
    assert rows(stage, Grievance.from_whom, Grievance.way) == [("child", "text")]
    neutral = stage.runtime.texts.text("es", "neutral", phone="+12025550100")
    assert stage.texts(CHILD)[-1] == neutral
    stage.say(CHILD, "1")
    assert len(stage.texts(CHILD)) > 4
    assert first_part(stage, Role.CHILD)[0] == "open"


@pytest.mark.parametrize("words", ["no tengo ninguna queja", "no quiero poner una queja", "todo bien"])
def test_no_complaint_is_none(stage: Stage, words: str) -> None:
    check_in(stage)
    stage.say(CHILD, words)
    assert rows(stage, Grievance.id) == []


def test_a_complaint_without_a_check_in_is_recorded(stage: Stage) -> None:
    import_family(stage, family("en"))
    stage.say(SPONSOR, "I want to file a complaint")
    assert rows(stage, Grievance.from_whom) == [("sponsor",)]
    assert len(stage.texts(SPONSOR)) == 1


def test_another_language_stays_for_later_check_ins_of_whoever_was_known(stage: Stage) -> None:
    check_in(stage, "en")
    for words in ("mariposa", "español"):
        stage.say(CHILD, words)
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "child.consent")
    query = select(Person.language).join(CasePerson).where(CasePerson.role == Role.CHILD)
    with stage.runtime.look() as work:
        assert work.session.scalars(query).one() == "es"


def test_a_stranger_does_not_change_the_language_on_file(stage: Stage) -> None:
    check_in(stage, "en")
    stage.say(CHILD, "español")
    assert {language for (language,) in rows(stage, Person.language)} == {"en"}
