"""After a disclosure, through the whole service: what the phone shows, what staff see, what rings (6.8.6)."""

import datetime as dt

from bot.desk.care import Care, care_of
from bot.desk.threads import look
from bot.desk.viewer import Viewer
from bot.simulation.stage import Stage
from flows.vocabulary import Answer, ConcernSource, ConcernStatus, Question
from storage.models import ConcernEvidence, ConcernRow, Outbound, Person, Staff
from tests.bot.inbound.posts import check_in
from tests.bot.looks import answers, concerns, rows, tasks
from tests.bot.stages import CHILD, SPONSOR
from tests.bot.test_concerns import acknowledge

AFRAID = "me da miedo mi tio"
WARM = ["care.believed", "care.danger_now"]


def disclose(stage: Stage) -> None:
    """A child who is known and alone tells."""
    check_in(stage)
    for words in ("mariposa", "1", AFRAID):
        stage.say(CHILD, words)


def keys(stage: Stage) -> list[str]:
    """Keys of all texts to the child since the disclosure."""
    found = [key for (key,) in rows(stage, Outbound.text_key, order=(Outbound.created_at))]
    return [key for key in found if key.startswith("care.") or key == "neutral"]


def seen(stage: Stage) -> Care | None:
    """What the concern page shows of the questions."""
    with stage.runtime.work() as work:
        concern = work.session.query(ConcernRow).one()
        return care_of(work, concern, {})


def test_the_child_is_believed_and_asked_and_the_page_tells_the_caller_to_wait(stage: Stage) -> None:
    disclose(stage)
    assert keys(stage) == WARM
    care = seen(stage)
    assert care is not None
    assert care.asked is Question.DANGER_NOW
    assert care.wait_until is not None
    asked_at = rows(stage, Outbound.created_at, where=Outbound.text_key == "care.danger_now")[0][0]
    assert care.wait_until == asked_at + dt.timedelta(hours=2)


def test_12_yes_to_danger_now_joins_as_an_emergency_and_sounds_again(stage: Stage) -> None:
    disclose(stage)
    acknowledge(stage)
    stage.say(CHILD, "1")
    ((urgency, status, rings),) = concerns(stage)
    assert (urgency, status) == ("emergency", "open")
    assert rings > 1
    assert [row[0] for row in rows(stage, ConcernEvidence.source, order=ConcernEvidence.at)] == [
        ConcernSource.READING,
        ConcernSource.ANSWER,
    ]
    assert keys(stage) == [*WARM, "neutral"]
    care = seen(stage)
    assert care is not None
    assert (care.in_danger, care.asked, care.wait_until) == (Answer.YES, None, None)


def test_no_asks_when_it_is_safe_and_the_answer_stands_on_the_page_unread_by_the_machine(
    stage: Stage,
) -> None:
    disclose(stage)
    stage.say(CHILD, "2")
    stage.say(CHILD, "despues de las cinco")
    assert keys(stage) == [*WARM, "care.safe_time", "neutral"]
    assert ("danger_now", "no") in answers(stage)
    assert ("call_back", "safe_time_said") in tasks(stage)
    care = seen(stage)
    assert care is not None
    assert care.in_danger is Answer.NO
    (bubble,) = care.when
    assert "".join(piece.text for piece in bubble.pieces) == "despues de las cinco"


def test_the_chips_of_the_thread_show_both_answers(stage: Stage) -> None:
    disclose(stage)
    stage.say(CHILD, "2")
    stage.say(CHILD, "despues de las cinco")
    with stage.runtime.work() as work:
        staff = work.session.query(Staff).one()
        person = work.session.query(Person).filter(Person.person_ref == "c-1").one()
        case_id = person.cases[0].case_id
        thread = look(work, Viewer(staff.id, staff.name, staff.role), person.id, case_id, {})
    read = [bubble.understood for bubble in thread.bubbles if bubble.understood]
    assert (Question.DANGER_NOW, Answer.NO) in [pair for found in read for pair in found.answers]
    assert [found.tells_when for found in read][-1] is True
    assert read[-1].answers == ()


def test_two_hours_without_an_answer_leave_the_decision_to_a_person(stage: Stage) -> None:
    disclose(stage)
    stage.advance(hours=2, minutes=1)
    assert ("call_back", "concern") in tasks(stage)
    assert keys(stage) == WARM
    assert seen(stage) is None


def test_5_6_no_care_text_ever_goes_to_the_sponsor(stage: Stage) -> None:
    check_in(stage)
    for words in ("luna", "1", "mi esposo me pega"):
        stage.say(SPONSOR, words)
    assert keys(stage) == ["neutral"]


def test_6_the_agreed_word_is_silent_on_the_phone_and_an_emergency_for_staff(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "1", "si, traigo el paraguas"):
        stage.say(CHILD, words)
    assert keys(stage) == ["neutral"]
    assert rows(stage, ConcernRow.source) == [(ConcernSource.AGREED_WORD,)]
    assert concerns(stage)[0][:2] == ("emergency", "open")


def test_11_whoever_has_taken_over_speaks_alone_so_nothing_warm_is_waited_for(stage: Stage) -> None:
    from bot.desk.takeover import take_over

    check_in(stage)
    for words in ("mariposa", "1"):
        stage.say(CHILD, words)
    with stage.runtime.work() as work:
        staff = work.session.query(Staff).one()
        person = work.session.query(Person).filter(Person.person_ref == "c-1").one()
        take_over(work, Viewer(staff.id, staff.name, staff.role), person.id)
    stage.say(CHILD, AFRAID)
    assert keys(stage) == []
    assert rows(stage, ConcernRow.status) == [(ConcernStatus.OPEN,)]
    assert seen(stage) is None
