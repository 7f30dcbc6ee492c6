"""Numbers that nobody knows, and messages that were not meant for us."""

import pytest

from bot.simulation.stage import Stage
from tests.bot.inbound.posts import STRANGER, bodies, check_in, inbound, post
from tests.bot.looks import concerns, deliveries, dispositions, tasks
from tests.bot.stages import CHILD, ON_CALL, SPONSOR


def test_1_an_unknown_number_is_stored_laid_in_the_tray_and_answered_neutrally(stage: Stage) -> None:
    stage.say(STRANGER, "hola quien es")
    assert bodies(stage) == ["hola quien es"]
    assert tasks(stage) == {("tray", "unknown_number")}
    assert dispositions(stage) == ["tray"]
    expected = stage.runtime.texts.text(
        "es", "unknown_number", public_name="Maple Street", phone="+12025550100"
    )
    assert stage.texts(STRANGER) == [expected]


def test_an_unknown_number_gets_one_neutral_answer_a_day(stage: Stage) -> None:
    for words in ("hola", "hay alguien?", "??"):
        stage.say(STRANGER, words)
    assert len(stage.texts(STRANGER)) == 1
    assert dispositions(stage) == ["tray", "tray", "tray"]
    stage.advance(days=1)
    stage.say(STRANGER, "hola")
    assert len(stage.texts(STRANGER)) == 2


def test_2_an_unknown_number_that_tells_of_danger_pages_a_person(stage: Stage) -> None:
    stage.say(STRANGER, "hola mi tio me pega")
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage) == ["escalated"]
    assert ("tray", "unknown_number") in tasks(stage)
    assert len(stage.texts(ON_CALL)) == 1


@pytest.mark.parametrize(
    "changes", [{"AccountSid": "AC" + "f" * 32}, {"To": "+12025550166", "MessagingServiceSid": ""}]
)
def test_1_what_was_not_meant_for_us_is_quarantined_and_never_answered(
    stage: Stage, changes: dict[str, str]
) -> None:
    check_in(stage)
    before = deliveries(stage)
    assert post(stage.app, inbound("mariposa", **changes)).status_code == 200
    stage.settle()
    assert bodies(stage) == ["mariposa"]
    assert tasks(stage) == {("tray", "wrong_account")}
    assert dispositions(stage) == ["tray"]
    assert deliveries(stage) == before


def test_2_danger_is_seen_in_a_quarantined_message_too(stage: Stage) -> None:
    check_in(stage)
    before = stage.texts(CHILD)
    post(stage.app, inbound("me da miedo mi tio", AccountSid="AC" + "f" * 32))
    stage.settle()
    assert concerns(stage) == [("concern", "open", 1)]
    assert dispositions(stage) == ["escalated"]
    assert ("tray", "wrong_account") in tasks(stage)
    assert (stage.texts(CHILD), len(stage.texts(ON_CALL))) == (before, 1)


def test_a_family_that_writes_without_a_conversation_reaches_a_person(stage: Stage) -> None:
    from tests.bot.stages import family, import_family

    import_family(stage, family("en"))
    stage.say(SPONSOR, "we have a new apartment")
    assert tasks(stage) == {("tray", "no_open_conversation")}
    assert len(stage.texts(SPONSOR)) == 1
