"""A thread that a caseworker has taken over: the machine asks nothing, so nothing is its answer (11, 2)."""

import pytest

from bot.desk.takeover import hand_back, take_over
from bot.desk.viewer import Viewer
from bot.simulation.stage import Stage
from storage.models import Outbound, Person, Staff
from tests.bot.inbound.posts import check_in
from tests.bot.looks import answers, concerns, dispositions, rows
from tests.bot.stages import CHILD


@pytest.fixture
def asked(stage: Stage) -> Stage:
    """The child is known and has been asked how things are where they live."""
    check_in(stage)
    for words in ("mariposa", "1"):
        stage.say(CHILD, words)
    return stage


def staff_does(stage: Stage, act) -> None:  # type: ignore[no-untyped-def]
    with stage.runtime.work() as work:
        staff = work.session.query(Staff).one()
        person = work.session.query(Person).filter(Person.person_ref == "c-1").one()
        act(work, Viewer(staff.id, staff.name, staff.role), person.id)


def keys(stage: Stage) -> list[str]:
    found = rows(stage, Outbound.text_key, order=Outbound.created_at)
    return [key for (key,) in found if key.startswith("child.")]


def test_11_nothing_is_recorded_while_a_caseworker_has_the_thread(asked: Stage) -> None:
    before = answers(asked)
    staff_does(asked, take_over)
    for _ in range(2):
        asked.say(CHILD, "1")
    assert answers(asked) == before
    assert dispositions(asked)[-2:] == ["escalated", "escalated"]


def test_11_after_the_hand_back_what_was_open_is_asked_again_privacy_first(asked: Stage) -> None:
    staff_does(asked, take_over)
    asked.say(CHILD, "1")
    sent = len(keys(asked))
    staff_does(asked, hand_back)
    asked.advance(minutes=1)
    assert keys(asked)[sent:] == ["child.consent"]
    asked.say(CHILD, "1")
    assert keys(asked)[-1] == "child.residence"
    assert ("residence", "yes") not in answers(asked)
    asked.say(CHILD, "1")
    assert ("residence", "yes") in answers(asked)
    assert ("health", "yes") not in answers(asked)


def test_11_where_nothing_was_said_meanwhile_nothing_is_asked_twice(asked: Stage) -> None:
    sent = keys(asked)
    staff_does(asked, take_over)
    staff_does(asked, hand_back)
    asked.advance(minutes=1)
    assert keys(asked) == sent


def test_2_a_no_to_the_question_that_was_asked_last_is_danger_all_the_same(asked: Stage) -> None:
    staff_does(asked, take_over)
    asked.say(CHILD, "2")
    assert [(urgency, status) for urgency, status, _ in concerns(asked)] == [("concern", "open")]
    assert ("residence", "no") not in answers(asked)
