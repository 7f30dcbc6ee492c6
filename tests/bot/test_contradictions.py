"""Child and sponsor answered differently: a concern for review, of which neither hears anything."""

import datetime as dt

from bot.desk.concerns import look
from bot.desk.viewer import Viewer
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernSource, Question, Role
from storage.models import ConcernEvidence, ConcernRow, InboundProcessing, Outbound, Person, Staff, Task
from tests.bot.inbound.posts import check_in
from tests.bot.looks import rows, tasks
from tests.bot.stages import CHILD, SPONSOR

SPONSOR_SAYS_NO_SCHOOL = ("luna", "1", "1", "1", "1", "2")
CHILD_SAYS_SCHOOL = ("mariposa", "1", "1", "1", "1", "1")


def contradict(stage: Stage) -> None:
    """The sponsor says that the child has no school; the child says that it has."""
    check_in(stage)
    for words in SPONSOR_SAYS_NO_SCHOOL:
        stage.say(SPONSOR, words)
    for words in CHILD_SAYS_SCHOOL:
        stage.say(CHILD, words)


def test_different_answers_about_school_are_a_concern_of_its_own_kind_at_the_child(stage: Stage) -> None:
    contradict(stage)
    found = rows(stage, ConcernRow.source, ConcernRow.urgency, ConcernRow.codes, ConcernRow.person_id)
    ((source, urgency, codes, person_id),) = found
    assert (source, urgency.value, codes) == (ConcernSource.CONTRADICTION, "concern", [])
    assert rows(stage, Person.person_ref, where=Person.id == person_id) == [("c-1",)]
    assert ("call_back", "contradiction") in tasks(stage)


def test_it_rests_on_the_question_alone_and_keeps_no_words_of_either(stage: Stage) -> None:
    contradict(stage)
    found = rows(stage, ConcernEvidence.inbound_id, ConcernEvidence.note_sealed, ConcernEvidence.detail)
    assert found == [(None, None, {"question": "school_enrolled", "check_in": 1})]


def test_the_clock_runs_from_the_arrival_of_the_second_answer(stage: Stage) -> None:
    contradict(stage)
    ((since, due),) = rows(stage, ConcernRow.first_suspected_at, ConcernRow.noc_due_at)
    arrivals = [at for (at,) in rows(stage, InboundProcessing.received_at)]
    assert since in arrivals
    assert due == since + dt.timedelta(hours=24)


def test_the_page_says_whom_to_call_first_and_quotes_nobody(stage: Stage) -> None:
    contradict(stage)
    with stage.runtime.work() as work:
        staff = work.session.query(Staff).one()
        concern_id = work.session.query(ConcernRow.id).scalar()
        view = look(work, Viewer(staff.id, staff.name, staff.role), concern_id)
    assert view.source is ConcernSource.CONTRADICTION
    (said,) = view.said
    assert (said.question, said.check_in, said.bubble, said.note) == (
        Question.SCHOOL_ENROLLED, 1, None, None
    )  # fmt: skip
    assert view.line.who.role is Role.CHILD


def test_5_neither_thread_shows_anything_of_it(stage: Stage) -> None:
    check_in(stage)
    for words in SPONSOR_SAYS_NO_SCHOOL:
        stage.say(SPONSOR, words)
    for words in CHILD_SAYS_SCHOOL[:-1]:
        stage.say(CHILD, words)
    before = len(stage.texts(SPONSOR))
    stage.say(CHILD, CHILD_SAYS_SCHOOL[-1])
    assert len(stage.texts(SPONSOR)) == before
    last = rows(stage, Outbound.text_key, order=Outbound.created_at.desc())
    assert "child.school_attending" in {key for (key,) in last}
    assert not rows(stage, Task.id, where=Task.reason == "concern")


def test_it_is_raised_once_for_one_question_of_one_check_in(stage: Stage) -> None:
    contradict(stage)
    stage.say(CHILD, "1")
    stage.advance(minutes=1)
    assert len(rows(stage, ConcernEvidence.id)) == 1


def test_what_the_child_discloses_later_is_another_concern(stage: Stage) -> None:
    contradict(stage)
    stage.say(CHILD, "me da miedo mi tio")
    sources = {source for (source,) in rows(stage, ConcernRow.source)}
    assert sources == {ConcernSource.CONTRADICTION, ConcernSource.READING}
