"""Both are asked when they can talk together; what they say stands on the task of the joint call (6.1)."""

from collections.abc import Callable

from sqlalchemy import select

from bot.desk.calls import calls_to_make
from bot.records.joint import may_ask_time
from bot.scene import Scene
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from flows.vocabulary import Role, TaskReason
from storage.models import AuditRow, CheckInPart
from tests.bot.looks import concerns, first_part, tasks
from tests.bot.stages import CHILD, SPONSOR

Due = Callable[..., Stage]
CHILD_SAYS = ("mariposa", "1", "1", "1", "1", "1", "1", "no", "no gracias")
SPONSOR_SAYS = ("luna", "1", "si", "si", "si", "si", "si", "si", "20 de abril", "no gracias")


def both_answer(stage: Stage) -> None:
    for words in CHILD_SAYS:
        stage.say(CHILD, words)
    for words in SPONSOR_SAYS:
        stage.say(SPONSOR, words)


def test_what_both_say_is_a_hint_on_the_call_and_each_look_at_it_is_audited(due: Due) -> None:
    stage = due()
    both_answer(stage)
    stage.say(CHILD, "los sabados a las 10")
    stage.say(SPONSOR, "despues de las 6")
    with stage.runtime.work() as work:
        found = calls_to_make(work, viewer_of(work, "oncall@example.org"))
        joint = next(call for call in found if call.task.reason is TaskReason.JOINT_CONTACT)
        assert [(said.role, said.words) for said in joint.times] == [
            (Role.CHILD, "los sabados a las 10"),
            (Role.SPONSOR, "despues de las 6"),
        ]
        looks = select(AuditRow.subject).where(AuditRow.action == "look")
        assert list(work.session.scalars(looks)) == ["message", "message"]
    assert stage.texts(CHILD)[-1] == stage.runtime.texts.text("es", "phrase.thanks")


def test_silence_changes_nothing_no_reminder_and_no_call_because_of_it(due: Due) -> None:
    stage = due()
    both_answer(stage)
    before, open_tasks = len(stage.texts(CHILD)), tasks(stage)
    stage.advance(days=3)
    assert (len(stage.texts(CHILD)), tasks(stage)) == (before, open_tasks)
    assert first_part(stage, Role.CHILD) == ("reached", "completed")


def test_5_a_concern_of_the_child_keeps_only_the_child_from_being_asked(due: Due) -> None:
    stage = due()
    for words in CHILD_SAYS[:4]:
        stage.say(CHILD, words)
    stage.say(CHILD, "no, mi tio me pega")
    assert concerns(stage)
    with stage.runtime.look() as work:
        asked = {
            part.role: may_ask_time(work, Scene(None, part.person, part.check_in.case, part.role, part))
            for part in work.session.scalars(select(CheckInPart)).all()
        }
    assert asked == {Role.CHILD: False, Role.SPONSOR: True}
