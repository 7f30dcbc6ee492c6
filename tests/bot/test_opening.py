"""Opening check-ins: once, on their day, by text or by a person, and with texts that somebody reviewed."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.delivery.send import deliver
from bot.inbound.form import parse_form
from bot.inbound.process import process_address
from bot.inbound.store import store
from bot.opening import open_due
from bot.reviews import approve_texts
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds, VirtualClock
from flows.vocabulary import PartStatus, Role
from storage.models import Attempt, CheckIn, CheckInPart, Conversation, Delivery, Task
from tests.bot.delivery.senders import FakeSender
from tests.bot.inbound.posts import STRANGER, check_in, inbound
from tests.bot.inbound.test_failures import together
from tests.bot.looks import deliveries, first_part, rows, tasks
from tests.bot.stages import (
    CHILD,
    DUE_DAY,
    HEADER,
    MONDAY,
    SPONSOR,
    family,
    import_family,
    settings_for,
)

QUIET = ("mariposa", "1", "1", "1", "1", "1", "1", "no", "no gracias")


def test_3_two_workers_never_open_one_check_in_twice(stage: Stage, database_url: str) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    others = [Runtime.open(settings_for(database_url), stage.clock, SeededIds(seed)) for seed in (7, 8, 9)]
    together(*[lambda own=own: open_due(own) for own in others])
    for own in others:
        own.close()
    assert len(rows(stage, Conversation.id)) == 2
    assert deliveries(stage) == [("first.check_word", "queued")] * 2
    assert len(rows(stage, Attempt.id)) == 2


def test_opening_again_changes_nothing(stage: Stage) -> None:
    import_family(stage, family())
    stage.clock.move(DUE_DAY)
    assert [open_due(stage.runtime) for _ in range(3)] == [2, 0, 0]


def test_the_second_check_in_opens_on_its_day_and_says_the_same_first_words(stage: Stage) -> None:
    check_in(stage)
    for words in QUIET:
        stage.say(CHILD, words)
    assert first_part(stage, Role.CHILD) == ("reached", "completed")
    first, told = stage.texts(CHILD)[0], len(stage.texts(CHILD))
    second = dt.datetime(2026, 3, 20, 15, 0, tzinfo=dt.UTC)  # 14 business days after release
    stage.clock.move(second - dt.timedelta(days=1))
    stage.tick()
    assert len(stage.texts(CHILD)) == told
    stage.clock.move(second)
    stage.tick()
    assert stage.texts(CHILD)[told:] == [first]


def test_9_after_an_outage_only_the_newest_check_in_is_asked_and_the_older_was_not_held_in_time(
    stage: Stage,
) -> None:
    import_family(stage, family())
    late = dt.datetime(2026, 3, 23, 15, 0, tzinfo=dt.UTC)
    stage.clock.move(late)
    stage.tick()
    assert len(stage.texts(CHILD)) == 1
    assert first_part(stage, Role.CHILD) == ("not_completed", "not_held_in_time")
    found = rows(stage, CheckIn.number, CheckInPart.status, where=CheckIn.id == CheckInPart.check_in_id)
    assert {number for number, status in found if status is PartStatus.OPEN} == {2}
    for words in QUIET:
        stage.say(CHILD, words)
    told = len(stage.texts(CHILD))
    stage.advance(days=2)
    assert len(stage.texts(CHILD)) == told


@pytest.mark.parametrize(
    ("level", "tvpra", "bridge"), [("2", "no", "no"), ("3", "no", "no"), ("1", "yes", "no")]
)
def test_level_two_level_three_and_tvpra_cases_have_no_automatic_check_ins(
    stage: Stage, level: str, tvpra: str, bridge: str
) -> None:
    import_family(stage, with_level(level, tvpra, bridge))
    stage.clock.move(DUE_DAY)
    stage.tick()
    assert (deliveries(stage), tasks(stage), rows(stage, CheckInPart.id)) == ([], set(), [])


def test_a_level_two_case_that_level_one_bridges_has_them(stage: Stage) -> None:
    import_family(stage, with_level("2", "no", "yes"))
    stage.clock.move(DUE_DAY)
    assert open_due(stage.runtime) == 2


def with_level(level: str, tvpra: str, bridge: str) -> str:
    head, child, sponsor = family().splitlines()
    more = f",{level},{tvpra},{bridge}"
    return "\n".join([head + ",level,tvpra,bridge_level_one", child + more, sponsor + more]) + "\n"


def test_two_persons_on_one_number_are_called(stage: Stage) -> None:
    import_family(stage, family(sponsor_phone=CHILD))
    stage.clock.move(DUE_DAY)
    stage.tick()
    assert stage.texts(CHILD) == []
    assert tasks(stage) == {("call", "shared_number")}
    assert {status for (status,) in rows(stage, CheckInPart.status)} == {
        PartStatus.CALL, PartStatus.SCHEDULED,
    }  # fmt: skip


def test_2_danger_from_a_shared_number_is_of_both_and_nobody_is_guessed(stage: Stage) -> None:
    from storage.models import ConcernRow

    import_family(stage, family(sponsor_phone=CHILD))
    stage.say(CHILD, "me da miedo mi tio")
    concerned = {person for (person,) in rows(stage, ConcernRow.person_id)}
    assert len(concerned) == 2
    assert None not in concerned
    stage.say(CHILD, "traigo el paraguas")
    assert [u.value for (u,) in rows(stage, ConcernRow.urgency)] == ["emergency", "emergency"]


def test_several_children_with_one_sponsor_make_a_call_for_the_sponsor_and_threads_for_the_children(
    stage: Stage,
) -> None:
    second = family().replace("S-1,", "S-2,").replace("c-1,", "c-2,").replace(CHILD, STRANGER)
    import_family(stage, family() + second.removeprefix(HEADER))
    stage.clock.move(DUE_DAY)
    stage.tick()
    assert (len(stage.texts(CHILD)), len(stage.texts(STRANGER)), stage.texts(SPONSOR)) == (1, 1, [])
    assert tasks(stage) == {("call", "several_children")}


def test_a_call_task_says_every_question_that_a_person_has_to_ask(stage: Stage) -> None:
    check_in(stage, child_phone="")
    (detail,) = (detail for (detail,) in rows(stage, Task.detail))
    assert detail["not_asked"][:3] == ["residence", "health", "safety"]
    assert "identity" not in detail["not_asked"]


@pytest.fixture
def real_twilio(database_url: str) -> Iterator[Runtime]:
    """A service that would send by the real Twilio; the tests give it a sender of their own."""
    from tests.bot.stages import add_on_call

    settings = settings_for(database_url, TWILIO_API_BASE_URL="https://api.twilio.com")
    runtime = Runtime.open(settings, VirtualClock(MONDAY), SeededIds(1))
    add_on_call(Backstage(runtime))  # type: ignore[arg-type]
    yield runtime
    runtime.close()


class Backstage:
    """As much of a stage as importing and looking need; a stage itself refuses the real Twilio."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.clock = runtime.clock


def approve(runtime: Runtime, language: str) -> None:
    with runtime.work() as work:
        approve_texts(work, language, "A. Reviewer", runtime.clock.now().date())


def heard(runtime: Runtime, words: str, number: str = CHILD) -> None:
    form = parse_form(inbound(words, sender=number, sid=str(len(words))), runtime.settings)
    process_address(runtime, store(runtime, form).address_id)


def test_10_texts_that_nobody_reviewed_go_to_no_family(real_twilio: Runtime) -> None:
    back = Backstage(real_twilio)
    import_family(back, family("es"))  # type: ignore[arg-type]
    real_twilio.clock.move(DUE_DAY)  # type: ignore[attr-defined]
    sender = FakeSender(real_twilio)
    assert open_due(real_twilio) == 0
    assert deliver(real_twilio, sender) == 0
    assert tasks(back) == {("call", "texts_not_reviewed")}  # type: ignore[arg-type]


def test_10_after_a_review_of_these_very_texts_they_go(real_twilio: Runtime) -> None:
    import_family(Backstage(real_twilio), family("es"))  # type: ignore[arg-type]
    approve(real_twilio, "es")
    real_twilio.clock.move(DUE_DAY)  # type: ignore[attr-defined]
    sender = FakeSender(real_twilio)
    assert open_due(real_twilio) == 2
    sent = deliver(real_twilio, sender)
    real_twilio.clock.move(DUE_DAY + dt.timedelta(seconds=5))  # type: ignore[attr-defined] # the line has a pace
    assert sent + deliver(real_twilio, sender) == 2


def test_10_a_review_of_another_language_or_of_other_texts_does_not_count(real_twilio: Runtime) -> None:
    from storage.models import TextReview

    import_family(Backstage(real_twilio), family("es"))  # type: ignore[arg-type]
    approve(real_twilio, "en")
    with real_twilio.work() as work:
        work.session.add(
            TextReview(
                **work.owned(),
                language="es",
                texts_version="an older one",
                reviewer="A. Reviewer",
                reviewed_on=work.now.date(),
                recorded_at=work.now,
            )
        )
    real_twilio.clock.move(DUE_DAY)  # type: ignore[attr-defined]
    assert open_due(real_twilio) == 0


@pytest.mark.parametrize("words", ["hola quien es", "ayuda", "tengo una pregunta de la escuela", "alto"])
def test_10_answers_without_a_conversation_are_texts_too_and_a_person_answers_instead(
    real_twilio: Runtime, words: str
) -> None:
    back = Backstage(real_twilio)
    import_family(back, family("es"))  # type: ignore[arg-type]
    heard(real_twilio, words)
    heard(real_twilio, words, number=STRANGER)
    assert deliver(real_twilio, FakeSender(real_twilio)) == 0
    assert {state.value for (state,) in rows(back, Delivery.state)} == {"cancelled"}  # type: ignore[arg-type]
    assert ("call", "texts_not_reviewed") in tasks(back)  # type: ignore[arg-type]


def test_10_a_page_to_staff_needs_no_review(real_twilio: Runtime) -> None:
    heard(real_twilio, "mi tio me pega", number=STRANGER)
    assert deliver(real_twilio, FakeSender(real_twilio)) == 1


def test_10_nobody_has_reviewed_anything_in_a_new_database(stage: Stage) -> None:
    from storage.models import TextReview

    with stage.runtime.look() as work:
        assert work.session.scalars(select(TextReview)).all() == []
