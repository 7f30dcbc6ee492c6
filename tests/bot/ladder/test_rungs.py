"""The machine's rungs: a text, one reminder after four hours, the other channel on the next day (6.3)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.ladder.rungs import climb_ladder
from bot.runtime import Work
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from flows.vocabulary import Channel, PhoneOwner, Role
from storage.models import Address, Attempt, Conversation, Person, PersonAddress
from storage.queries import addresses
from tests.bot.looks import first_part, rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, SPONSOR, family, import_family

SECOND = "+12025550151"
FIRST, REMINDER = "first.check_word", "reminder"


@pytest.fixture
def due(stage: Stage) -> Stage:
    """The family's first check-in has just been opened, on Wednesday at 10:00 in Chicago."""
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    stage.tick()
    return stage


def second_number(stage: Stage, ref: str = "c-1") -> None:
    """The person has another number too."""
    with stage.runtime.work() as work:
        person = work.session.scalars(select(Person).where(Person.person_ref == ref)).one()
        address = _address(work)
        link = PersonAddress(
            **work.owned(), person_id=person.id, address_id=address.id, owner=PhoneOwner.OWN,
            since=work.now - dt.timedelta(days=20),
        )  # fmt: skip
        work.session.add(link)
    stage.network.add_phone(SECOND)


def _address(work: Work) -> Address:
    return addresses.find_or_add(
        work.session, work.vault, work.settings.provider_id, Channel.SMS, SECOND,
        new_id=work.new_id, now=work.now,
    )  # fmt: skip


def keys(stage: Stage, number: str) -> list[str]:
    """The texts that a phone received, first text or reminder, by their words."""
    texts = stage.runtime.texts
    known = {
        texts.text("es", key, public_name="Maple Street", phone="", child="", question=""): key
        for key in (FIRST, REMINDER)
    }
    return [known.get(body, "?") for body in stage.texts(number)]


def attempts(stage: Stage) -> list[str]:
    """Results of all attempts, oldest first."""
    return sorted(result for (result,) in rows(stage, Attempt.result))


def test_nobody_answers_for_four_hours_one_reminder_and_never_a_second(due: Stage) -> None:
    due.advance(hours=3, minutes=59)
    assert keys(due, CHILD) == [FIRST]
    due.advance(minutes=2)
    assert keys(due, CHILD) == [FIRST, REMINDER]
    due.advance(days=2)
    assert keys(due, CHILD) == [FIRST, REMINDER]
    assert attempts(due) == ["reminder_queued"] * 2 + ["text_queued"] * 2


def test_after_48_hours_a_person_rings(due: Stage) -> None:
    due.advance(hours=48, minutes=1)
    assert tasks(due) == {("call", "no_answer")}
    assert first_part(due, Role.CHILD) == ("not_completed", "no_answer")


def test_who_answers_before_is_not_reminded(due: Stage) -> None:
    for words in ("mariposa", "1", "1", "1", "1", "1", "1", "no", "no gracias"):
        due.say(CHILD, words)
    told = len(due.texts(CHILD))
    due.advance(days=1)
    assert len(due.texts(CHILD)) == told


def test_who_stops_half_way_is_reminded_four_hours_after_the_last_word(due: Stage) -> None:
    due.advance(hours=3)
    due.say(CHILD, "mariposa")
    told = len(due.texts(CHILD))
    due.advance(hours=3, minutes=59)
    assert len(due.texts(CHILD)) == told
    due.advance(minutes=2)
    assert keys(due, CHILD)[told:] == [REMINDER]


def test_a_reminder_that_falls_into_the_night_waits_for_the_morning(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY + dt.timedelta(hours=8))  # 18:00 in Chicago
    stage.tick()
    stage.advance(hours=14)
    assert keys(stage, CHILD) == [FIRST]
    stage.advance(hours=1, minutes=1)
    assert keys(stage, CHILD) == [FIRST, REMINDER]


def test_who_was_promised_another_time_gets_that_and_no_reminder_beside_it(due: Stage) -> None:
    due.say(CHILD, "mariposa")
    due.say(CHILD, "2")
    due.advance(hours=23)
    assert REMINDER not in keys(due, CHILD)
    due.advance(days=3)
    assert REMINDER not in keys(due, CHILD)
    assert ("call", "wants_later") in tasks(due)


class TestTheOtherChannel:
    """Known and nobody else's: the first text goes there on the day after the last one."""

    def test_it_is_tried_on_the_next_day_and_once(self, due: Stage) -> None:
        second_number(due)
        due.advance(hours=4, minutes=1)
        # Planned with the second number from the next look on.
        assert keys(due, CHILD) == [FIRST, REMINDER]
        due.advance(hours=12)
        assert due.texts(SECOND) == []
        due.advance(hours=7)
        assert keys(due, SECOND) == [FIRST]
        due.advance(days=2)
        assert keys(due, SECOND) == [FIRST]
        assert "other_channel_queued" in attempts(due)

    @pytest.mark.parametrize("number", [SECOND, CHILD])
    def test_an_answer_at_either_number_goes_on_there(self, due: Stage, number: str) -> None:
        second_number(due)
        due.advance(days=1, hours=1)
        told = len(due.texts(number))
        due.say(number, "mariposa")
        assert len(due.texts(number)) == told + 1
        assert (
            rows(due, Conversation.waiting_for, where=Conversation.moved_at.is_not(None))[0][0] == "consent"
        )
        due.advance(days=1)
        assert ("call", "no_answer") not in {
            (kind, reason) for kind, reason in tasks(due) if reason != "no_answer"
        }

    def test_a_number_that_somebody_else_uses_too_is_no_other_channel(self, due: Stage) -> None:
        second_number(due)
        second_number(due, "s-1")
        due.advance(days=2)
        assert due.texts(SECOND) == []

    def test_who_was_heard_on_one_phone_is_not_asked_on_another(self, due: Stage) -> None:
        second_number(due)
        due.say(CHILD, "mariposa")
        due.advance(days=2, hours=1)
        assert due.texts(SECOND) == []


def test_the_ladder_climbs_no_rung_twice(due: Stage) -> None:
    due.clock.move(DUE_DAY + dt.timedelta(hours=4, minutes=1))
    assert [climb_ladder(due.runtime) for _ in range(3)] == [2, 0, 0]


def test_a_caseworker_who_has_taken_over_is_the_only_one_who_writes(due: Stage) -> None:
    with due.runtime.work() as work:
        for talk in work.session.scalars(select(Conversation)):
            talk.taken_over_at = work.now
            talk.taken_over_by = viewer_of(work, "oncall@example.org").staff_id
    due.advance(days=1)
    assert keys(due, CHILD) == [FIRST]
    assert keys(due, SPONSOR) == [FIRST]
