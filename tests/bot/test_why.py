"""`why` says what the scheduler will do: each answer is then compared with what really happens."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.cli.why import tell_why
from bot.simulation.stage import Stage
from bot.why import Next, What, find_case, why
from flows.vocabulary import Role
from storage.models import CheckInPart
from tests.bot.looks import first_part
from tests.bot.stages import CHILD, MONDAY, family, import_family, settings_for

Due = Callable[..., Stage]


def ahead(stage: Stage, role: Role = Role.CHILD) -> tuple[Next, ...]:
    with stage.runtime.look() as work:
        case = find_case(work, "S-1")
        assert case is not None
        return next(person.steps for person in why(work, case).persons if person.role is role)


def test_a_check_in_opens_at_the_very_moment_that_was_told(stage: Stage) -> None:
    import_family(stage, family())
    told = ahead(stage)
    assert [(step.what, step.check_in) for step in told] == [(What.OPENS, n) for n in (1, 2, 3)]
    assert told[0].at == dt.datetime(2026, 3, 11, 14, 0, tzinfo=dt.UTC)
    stage.advance(days=9)
    with stage.runtime.look() as work:
        opened = work.session.scalars(
            select(CheckInPart.opened_at).where(CheckInPart.opened_at.is_not(None))
        ).first()
    assert opened == told[0].at


def test_an_open_check_in_waits_and_ends_at_the_moment_that_was_told(due: Due) -> None:
    stage = due("es")
    waits = ahead(stage)[0]
    assert (waits.what, waits.question) == (What.WAITS, "identity")
    assert waits.at is not None
    stage.advance(seconds=(waits.at - stage.clock.now()).total_seconds() - 60)
    assert first_part(stage, Role.CHILD)[0] == "open"
    stage.advance(seconds=61)
    assert first_part(stage, Role.CHILD) == ("not_completed", "no_answer")


def test_the_reminder_to_come_is_told_with_its_moment(due: Due) -> None:
    stage = due("es")
    reminds = ahead(stage)[1]
    assert reminds.what is What.REMINDS
    assert reminds.at == dt.datetime(2026, 3, 11, 18, 0, tzinfo=dt.UTC)  # opened at 14:00
    stage.advance(hours=3, minutes=2)
    assert len(stage.texts(CHILD)) == 2
    assert What.REMINDS not in {step.what for step in ahead(stage)}


def test_the_command_says_clocks_in_words(due: Due, capsys: pytest.CaptureFixture[str]) -> None:
    tell_why(due("es").runtime, "S-1")
    said = capsys.readouterr().out
    assert "Check-in 1: running, Wed 2026-03-11. 7 business days from release (6.3)." in said
    assert "Contact with the child: running, Wed 2026-04-01. 30 calendar days from release (6.8.6)." in said
    assert "the one reminder goes, if there is no answer by then" in said


def test_a_promised_question_is_told_with_its_hour(due: Due) -> None:
    stage = due("es")
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "2")
    again = ahead(stage)[0]
    assert again.what is What.ASKS_AGAIN
    assert again.at is not None
    assert dt.timedelta(hours=23) < again.at - stage.clock.now() <= dt.timedelta(hours=24)


def test_who_cannot_be_texted_is_called_for_every_reason(stage: Stage) -> None:
    import_family(stage, family(birth_date="2017-01-01", permission=""))
    first = ahead(stage)[0]
    assert (first.what, first.on) == (What.CALLS, dt.date(2026, 3, 11))
    assert first.reasons == ("child_under_age", "no_permission", "no_identity_word")[: len(first.reasons)]
    assert len(first.reasons) >= 2


def test_what_a_person_has_is_in_hand(due: Due) -> None:
    stage = due("es", birth_date="2017-01-01")
    assert ahead(stage)[0].what is What.IN_HAND
    stage.say("+12025550121", "luna")
    stage.say("+12025550121", "1")
    stage.say("+12025550121", "no, ya no vive aqui")
    assert ahead(stage, Role.SPONSOR)[0].what is What.IN_HAND


def test_without_anybody_on_call_nothing_opens_and_the_reason_is_said(database_url: str) -> None:
    stage = Stage(settings_for(database_url), MONDAY)
    import_family(stage, family())
    held = ahead(stage)[0]
    assert (held.what, held.reasons) == (What.HELD, ("nobody_on_call",))
    stage.close()


def test_when_all_is_over_nothing_is_left(due: Due) -> None:
    stage = due("es")
    stage.say(CHILD, "mariposa")  # the child is reached: the thirty days stop
    stage.advance(days=60)
    assert [step.what for step in ahead(stage)] == [What.NOTHING]
