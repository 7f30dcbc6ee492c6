"""A sponsor with several released children: one conversation, and a record in the case of each (6.3)."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from bot.delivery.scenes import scene_of
from bot.desk.calls import CallEntry, CallResult, calls_to_make, enter_call
from bot.desk.reaching import CallGiven, enter_concern_call
from bot.desk.viewer import Viewer
from bot.records.contacts import Given, Spoken
from bot.runtime import Work
from bot.siblings import ENDED, end_talk
from bot.simulation.people import viewer_of
from bot.simulation.stage import Stage
from bot.why import What, find_case, why
from flows.vocabulary import Answer, DeliveryState, Question, Role
from storage.models import (
    AnswerRow,
    Attempt,
    Case,
    CheckIn,
    CheckInPart,
    ChildContact,
    ConcernRow,
    Conversation,
    Delivery,
    Outbound,
    Task,
)
from tests.bot.looks import rows
from tests.bot.stages import DUE_DAY, SPONSOR, import_family

HEADER = (
    "case_number,release_date,state,zip,person_id,role,first_name,language,birth_date,sponsor_category,"
    "phone,phone_owner,child_label,permission_on,permission_by,check_word,distress_word,court_date\n"
)
ELDER, YOUNGER = "older one", "younger one"
VITAL = ("residence", "health", "safety")


def siblings(*children: tuple[str, str], language: str = "en") -> str:
    """CSV of one sponsor with a case for each (day of release, label); nobody else has a phone."""
    text = HEADER
    for place, (released, label) in enumerate(children, start=1):
        case = f"S-{place},{released},IL,60601"
        text += f"{case},c-{place},child,Ana,{language},2010-05-01,,,,,,,,,2026-04-2{place}\n"
        text += (
            f"{case},s-1,sponsor,Luz,{language},,2A,{SPONSOR},own,{label},2026-03-01,CW,moon,umbrella,"
            f"2026-04-2{place}\n"
        )
    return text


def begin(stage: Stage, csv: str, at: dt.datetime = DUE_DAY) -> Stage:
    import_family(stage, csv)
    stage.advance(seconds=(at - stage.clock.now()).total_seconds())
    return stage


@pytest.fixture
def both(stage: Stage) -> Stage:
    """Two children with labels, released on one day; the conversation is open."""
    return begin(stage, siblings(("2026-03-02", ELDER), ("2026-03-02", YOUNGER)))


def say(stage: Stage, *words: str) -> None:
    for one in words:
        stage.say(SPONSOR, one)


def sponsor_parts(stage: Stage, number: int = 1) -> dict[str, tuple[str, str | None]]:
    """Status and outcome of the sponsor's part in each case."""
    query = (
        select(Case.case_number, CheckInPart.status, CheckInPart.outcome)
        .join(CheckIn, CheckIn.case_id == Case.id)
        .join(CheckInPart, CheckInPart.check_in_id == CheckIn.id)
        .where(CheckInPart.role == Role.SPONSOR, CheckIn.number == number)
        .order_by(Case.case_number)
    )
    with stage.runtime.look() as work:
        found = work.session.execute(query).all()
    return {case: (status.value, outcome.value if outcome else None) for case, status, outcome in found}


def given(stage: Stage, case_number: str) -> list[tuple[str, str]]:
    """What is on file in a case, in order."""
    query = (
        select(AnswerRow.question, AnswerRow.answer)
        .join(CheckInPart, CheckInPart.id == AnswerRow.part_id)
        .join(CheckIn, CheckIn.id == CheckInPart.check_in_id)
        .join(Case, Case.id == CheckIn.case_id)
        .where(Case.case_number == case_number)
        .order_by(AnswerRow.at)
    )
    with stage.runtime.look() as work:
        return [(question.value, answer.value) for question, answer in work.session.execute(query)]


def cases_of(stage: Stage, model: type[ChildContact | ConcernRow | Task]) -> list[str]:
    query = select(Case.case_number).join(model, model.case_id == Case.id)
    with stage.runtime.look() as work:
        return sorted(work.session.scalars(query))


def sponsor_tasks(stage: Stage) -> list[tuple[str, str, bool]]:
    """Case, reason, and whether a sibling's part is in it, of tasks about the sponsor."""
    query = (
        select(Case.case_number, Task.reason, Task.detail)
        .join(Case, Case.id == Task.case_id)
        .join(CheckInPart, CheckInPart.id == Task.part_id)
        .where(CheckInPart.role == Role.SPONSOR)
        .order_by(Task.created_at, Case.case_number)
    )
    with stage.runtime.look() as work:
        found = work.session.execute(query).all()
    return [(case, reason, bool(detail.get("siblings"))) for case, reason, detail in found]


def asked(stage: Stage, of: str) -> list[str]:
    """Texts that name a label."""
    return [text for text in stage.texts(SPONSOR) if of in text]


def talks(stage: Stage) -> int:
    return len(rows(stage, Conversation.id))


ALL_OF_ONE = ("1", "1", "1")


def test_one_conversation_asks_about_each_child_by_its_label(both: Stage) -> None:
    say(both, "moon", "1", *ALL_OF_ONE, *ALL_OF_ONE)
    assert talks(both) == 1
    texts = both.texts(SPONSOR)
    assert f"Does {ELDER} still live with you?" in texts[3]
    assert [label for text in texts[3:9] for label in (ELDER, YOUNGER) if label in text] == [
        *[ELDER] * 3,
        *[YOUNGER] * 3,
    ]
    assert f"{ELDER}, {YOUNGER} may be in danger" in texts[2]
    assert not [text for text in texts if "Ana" in text]


def test_answers_and_held_are_recorded_in_each_case(both: Stage) -> None:
    rest = ("1", "1", "1", "April 21", "1", "1", "1", "April 22")
    say(both, "moon", "1", *ALL_OF_ONE, *ALL_OF_ONE, *rest, "2")
    assert sponsor_parts(both) == {"S-1": ("reached", "completed"), "S-2": ("reached", "completed")}
    for case in ("S-1", "S-2"):
        questions = [question for question, _ in given(both, case)]
        assert questions[:4] == ["consent", *VITAL]
        assert questions[-1] == "support"
        assert len(questions) == 9


def test_the_first_text_is_an_attempt_in_each_case_and_one_try_on_the_list(both: Stage) -> None:
    attempts = rows(both, Attempt.part_id, Attempt.outbound_id, where=Attempt.result == "text_queued")
    assert len({part for part, _ in attempts}) == 2
    assert len({outbound for _, outbound in attempts}) == 1


def test_silence_is_one_call_for_the_sponsor_about_both(both: Stage) -> None:
    both.advance(days=2, hours=1)
    assert sponsor_tasks(both) == [("S-1", "no_answer", True)]
    silent = ("not_completed", "no_answer")
    assert sponsor_parts(both) == {"S-1": silent, "S-2": silent}
    assert len([text for text in both.texts(SPONSOR)]) == 2  # the first text and the one reminder


def test_who_stops_after_the_first_childs_safety_has_stopped_before_the_seconds(both: Stage) -> None:
    say(both, "moon", "1", *ALL_OF_ONE)
    both.advance(days=2, hours=1)
    assert sponsor_parts(both) == {
        "S-1": ("not_completed", "stopped_after_safety"),
        "S-2": ("not_completed", "stopped_before_safety"),
    }
    assert sponsor_tasks(both) == [("S-2", "stopped_before_safety", True)]


def test_a_late_answer_goes_on_for_both(both: Stage) -> None:
    say(both, "moon", "1", *ALL_OF_ONE)
    both.advance(days=2, hours=1)
    say(both, "1", "1")
    assert sponsor_parts(both) == {"S-1": ("open", None), "S-2": ("open", None)}
    assert given(both, "S-2") == [("consent", "yes"), ("residence", "yes"), ("health", "yes")]
    assert rows(both, Task.result, where=Task.reason == "stopped_before_safety") == [("answered",)]


def test_no_to_the_safety_of_one_is_a_concern_of_that_case(both: Stage) -> None:
    say(both, "moon", "1", *ALL_OF_ONE, "1", "1", "2")
    assert cases_of(both, ConcernRow) == ["S-2"]
    assert sponsor_parts(both)["S-1"][0] == "handed_over"
    assert ("S-2", "concern", True) in sponsor_tasks(both)


def test_words_that_may_be_about_either_are_a_concern_of_both_cases(both: Stage) -> None:
    say(both, "moon", "my brother hits them")
    assert cases_of(both, ConcernRow) == ["S-1", "S-2"]
    assert [reason for _, reason, _ in sponsor_tasks(both)] == ["concern"]


def test_children_whose_check_ins_fall_due_within_three_business_days_are_asked_about_together(
    stage: Stage,
) -> None:
    """Released on Monday and Thursday: due on Wednesday and, three business days later, on Monday."""
    begin(stage, siblings(("2026-03-05", YOUNGER), ("2026-03-02", ELDER)))
    assert sponsor_parts(stage) == {"S-1": ("open", None), "S-2": ("open", None)}
    assert talks(stage) == 1
    say(stage, "moon", "1")
    assert ELDER in stage.texts(SPONSOR)[-1]  # whose day is the earliest comes first


def test_a_child_whose_check_in_is_later_has_a_conversation_of_its_own(stage: Stage) -> None:
    """Released on Monday and Friday: four business days apart."""
    begin(stage, siblings(("2026-03-02", ELDER), ("2026-03-06", YOUNGER)))
    assert sponsor_parts(stage) == {"S-1": ("open", None), "S-2": ("scheduled", None)}
    say(stage, "moon", "1", "1", "1", "1", "1", "1", "1", "April 21", "2")
    assert sponsor_parts(stage)["S-1"] == ("reached", "completed")
    assert not asked(stage, YOUNGER)
    stage.advance(days=6)
    assert sponsor_parts(stage)["S-2"] == ("open", None)
    say(stage, "moon", "1")
    assert YOUNGER in stage.texts(SPONSOR)[-1]


@pytest.mark.parametrize(
    ("labels", "ways"),
    [
        ((ELDER, ""), ["open", "call"]),
        (("", ""), ["call", "call"]),
        ((ELDER, ELDER.upper()), ["call", "call"]),
    ],
    ids=["one has none", "none has any", "both have the same"],
)
def test_a_child_that_no_text_can_tell_apart_is_a_call(
    stage: Stage, labels: Sequence[str], ways: list[str]
) -> None:
    begin(stage, siblings(*(("2026-03-02", label) for label in labels)))
    assert [status for status, _ in sponsor_parts(stage).values()] == ways


def test_an_only_child_needs_no_label(stage: Stage) -> None:
    begin(stage, siblings(("2026-03-02", "")))
    assert sponsor_parts(stage) == {"S-1": ("open", None)}
    say(stage, "moon", "1")
    assert "the child you care for" in stage.texts(SPONSOR)[-1]


def test_why_says_that_a_sibling_is_asked_about_on_the_earlier_day(stage: Stage) -> None:
    import_family(stage, siblings(("2026-03-02", ELDER), ("2026-03-05", YOUNGER)))
    with stage.runtime.look() as work:
        days = []
        for number in ("S-1", "S-2"):
            case = find_case(work, number)
            assert case is not None
            sponsor = next(person for person in why(work, case).persons if person.role is Role.SPONSOR)
            first = sponsor.steps[0]
            assert first.what is What.OPENS
            days.append(first.at)
    assert days[0] == days[1]


def test_why_says_of_each_case_what_is_waited_for(both: Stage) -> None:
    with both.runtime.look() as work:
        for number in ("S-1", "S-2"):
            case = find_case(work, number)
            assert case is not None
            sponsor = next(person for person in why(work, case).persons if person.role is Role.SPONSOR)
            assert sponsor.steps[0].what is What.WAITS


def staff(stage: Stage) -> Viewer:
    with stage.runtime.look() as work:
        return viewer_of(work, "oncall@example.org")


def ring(stage: Stage, result: CallResult, spoken: Spoken | None = None) -> None:
    """Somebody rings the sponsor about the check-in of both."""
    with stage.runtime.work() as work:
        viewer = viewer_of(work, "oncall@example.org")
        call = next(call for call in calls_to_make(work, viewer) if call.siblings)
        enter_call(work, viewer, CallEntry(call.task.id, result, None, finish=True, spoken=spoken))


def test_one_call_asks_about_both_and_is_kept_in_each_case(both: Stage) -> None:
    both.advance(days=2, hours=1)
    with both.runtime.work() as work:
        call = next(call for call in calls_to_make(work, staff(both)) if call.siblings)
    (sibling,) = call.siblings
    assert (sibling.label, sibling.case_number) == (YOUNGER, "S-2")
    assert Question.SUPPORT in call.to_ask
    assert Question.SUPPORT not in sibling.to_ask
    of_one = tuple(
        Given(question, Answer.YES) for question in call.to_ask if question is not Question.SUPPORT
    )
    unsafe = (Given(Question.RESIDENCE, Answer.YES), Given(Question.SAFETY, Answer.NO))
    spoken = Spoken(
        answers=(*of_one, Given(Question.SUPPORT, Answer.NO)), of_siblings={sibling.part_id: unsafe}
    )
    ring(both, CallResult.SPOKE_WITH_SPONSOR, spoken)
    assert {status for status, _ in sponsor_parts(both).values()} == {"reached"}
    assert ("support", "no") in given(both, "S-2")
    assert cases_of(both, ConcernRow) == ["S-2"]
    spoke = rows(both, Attempt.part_id, where=Attempt.result == "spoke_with_sponsor")
    assert len(set(spoke)) == 2


def test_calls_that_reach_nobody_are_attempts_in_each_case_and_one_try_on_the_list(both: Stage) -> None:
    both.advance(days=2, hours=1)
    ring(both, CallResult.NO_ANSWER)
    assert len(rows(both, Attempt.part_id, where=Attempt.result == "no_answer")) == 2
    with both.runtime.work() as work:
        call = next(call for call in calls_to_make(work, staff(both)) if call.siblings)
    assert [tried.result for tried in call.tried].count("no_answer") == 1


def test_when_one_case_closes_the_other_child_is_left_to_a_person(both: Stage) -> None:
    say(both, "moon", "1")
    with both.runtime.work() as work:
        case = find_case(work, "S-1")
        assert case is not None
        case.closed_at = work.now
        (talk,) = work.session.scalars(select(Conversation)).all()
        end_talk(work, talk, talk.outcome)
    assert sponsor_parts(both)["S-2"][0] == "handed_over"
    assert ("S-2", "several_children", False) in sponsor_tasks(both)


def test_a_conversation_that_ends_without_a_text_takes_its_waiting_texts_with_it(both: Stage) -> None:
    with both.runtime.work() as work:
        (talk,) = work.session.scalars(select(Conversation)).all()
        wait_again(work, talk)
        end_talk(work, talk, talk.outcome)
    assert rows(both, Delivery.state, Delivery.reason, where=Delivery.reason.is_not(None)) == [
        (DeliveryState.CANCELLED, ENDED)
    ]


def wait_again(work: Work, talk: Conversation) -> None:
    """The texts of a conversation have not left yet."""
    of_talk = select(Outbound.id).where(Outbound.conversation_id == talk.id)
    work.session.execute(
        update(Delivery).where(Delivery.outbound_id.in_(of_talk)).values(state=DeliveryState.QUEUED)
    )


def newest_is_the_second(stage: Stage) -> None:
    """The case of the second child came to us later."""
    with stage.runtime.work() as work:
        case = find_case(work, "S-2")
        assert case is not None
        case.created_at = work.now


def test_a_call_about_the_concern_of_one_counts_for_that_child(both: Stage) -> None:
    newest_is_the_second(both)
    say(both, "moon", "1", "1", "1", "2")
    assert cases_of(both, ConcernRow) == ["S-1"]
    with both.runtime.work() as work:
        viewer = viewer_of(work, "oncall@example.org")
        concern = work.session.scalars(select(ConcernRow)).one()
        assert concern.case is not None
        sponsor = next(m.person_id for m in concern.case.members if m.role is Role.SPONSOR)
        given = CallGiven(sponsor, CallResult.SPOKE_WITH_CHILD, None)
        enter_concern_call(work, viewer, concern.id, given)
    assert cases_of(both, ChildContact) == ["S-1"]


def test_a_text_of_no_conversation_is_about_the_case_that_is_open(both: Stage) -> None:
    with both.runtime.work() as work:
        case = find_case(work, "S-1")
        assert case is not None
        case.closed_at = work.now
    with both.runtime.look() as work:
        text = work.session.scalars(select(Outbound).order_by(Outbound.created_at)).first()
        assert text is not None
        loose = Outbound(address_id=text.address_id, person_id=text.person_id)
        case = scene_of(work, loose).case
        assert case is not None
        assert case.case_number == "S-2"
