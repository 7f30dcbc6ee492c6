"""Which text goes out next to a person, or why none does."""

import datetime as dt

from bot.desk.case import CaseView, Member, view_case
from bot.desk.next_text import Next
from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from flows.vocabulary import PartStatus, Question, TaskReason
from storage.models import Case, CheckInPart, Person
from tests.bot.web.builder import Builder
from tests.bot.web.seed import Seed


def view(runtime: Runtime, dana: Viewer, case: Case) -> CaseView:
    with runtime.work() as work:
        return view_case(work, dana, case.id)


def child(runtime: Runtime, dana: Viewer, caseload: Seed) -> Member:
    return view(runtime, dana, caseload.luis_case).members[0]


def test_an_open_question_is_waited_for(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    following = child(runtime, dana, caseload).next_text
    assert (following.what, following.question) == (Next.WAITING, Question.HEALTH)
    assert following.at == caseload.luis_talk.wake_at


def test_a_check_in_that_will_be_a_call_says_why(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        work.session.get_one(Person, caseload.ana.id).permission_on = None
    following = view(runtime, dana, caseload.ana_case).members[0].next_text
    assert (following.what, following.reasons) == (Next.CALL_PLANNED, (TaskReason.NO_PERMISSION,))


def test_a_planned_text_keeps_the_hours_where_the_family_lives(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    following = view(runtime, dana, caseload.ana_case).members[0].next_text
    assert following.at == dt.datetime(2026, 3, 11, 19, 30, tzinfo=dt.UTC)  # 3:30 PM, after school


def test_after_a_hand_over_the_next_check_in_stands_next(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    following = view(runtime, dana, caseload.ana_case).members[0].next_text
    assert (following.what, following.number, following.on) == (Next.SCHEDULED, 2, dt.date(2026, 3, 11))


def test_a_stop_is_the_reason_why_nothing_goes_out(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        Builder(work).address_of(caseload.luis).opted_out_at = work.now
    assert child(runtime, dana, caseload).next_text.what is Next.OPTED_OUT


def test_a_part_that_is_called_gets_no_text(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        Builder(work).part(caseload.ana, 2, status=PartStatus.CALL)
    following = view(runtime, dana, caseload.ana_case).members[0].next_text
    assert (following.what, following.number) == (Next.CALL_INSTEAD, 2)


def test_later_holds_a_part_back(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        later = work.now + dt.timedelta(days=1)
        Builder(work).part(caseload.ana, 2, not_before=later)
    following = view(runtime, dana, caseload.ana_case).members[0].next_text
    assert (following.what, following.at) == (Next.HELD_BACK, later)


def test_a_part_is_due_by_the_day_where_the_family_lives(
    runtime: Runtime, caseload: Seed, dana: Viewer, clock
) -> None:
    clock.time = dt.datetime(2026, 3, 11, 3, 0, tzinfo=dt.UTC)  # still March 10 in Virginia
    assert view(runtime, dana, caseload.ana_case).members[0].next_text.what is Next.SCHEDULED
    clock.advance(hours=3)
    assert view(runtime, dana, caseload.ana_case).members[0].next_text.what is Next.DUE


def test_a_closed_case_writes_to_nobody(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        work.session.get_one(Case, caseload.luis_case.id).closed_at = work.now
    assert child(runtime, dana, caseload).next_text.what is Next.CASE_CLOSED


def test_when_all_is_done_nothing_is_left(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        for part in work.session.query(CheckInPart).filter_by(person_id=caseload.ana.id):
            part.status = PartStatus.REACHED
    assert view(runtime, dana, caseload.ana_case).members[0].next_text.what is Next.NOTHING_LEFT
