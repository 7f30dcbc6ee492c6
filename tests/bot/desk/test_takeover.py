"""A person stops the machine, and lets it go on (invariant 11)."""

import pytest
from sqlalchemy import select

from bot.desk.case import view_case
from bot.desk.next_text import Next
from bot.desk.takeover import hand_back, take_over
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from flows.vocabulary import ConversationStatus
from storage.models import AuditRow, Conversation
from tests.bot.web.seed import Seed


def talk(runtime: Runtime, caseload: Seed) -> Conversation:
    with runtime.work() as work:
        return work.session.get_one(Conversation, caseload.luis_talk.id)


def test_take_over_and_hand_back_are_kept_and_audited(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    taken = talk(runtime, caseload)
    assert (taken.taken_over_by, taken.taken_over_at) == (dana.staff_id, runtime.clock.now())
    with runtime.work() as work:
        hand_back(work, dana, caseload.luis.id)
    back = talk(runtime, caseload)
    assert (back.taken_over_by, back.taken_over_at) == (None, None)
    with runtime.work() as work:
        actions = work.session.scalars(
            select(AuditRow.action).where(AuditRow.subject == "conversation").order_by(AuditRow.action)
        ).all()
    assert actions == ["hand_back", "take_over"]


def test_taking_over_changes_no_clock(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    before = talk(runtime, caseload)
    with runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    after = talk(runtime, caseload)
    assert (after.wake_at, after.status, after.waiting_for) == (
        before.wake_at, before.status, before.waiting_for
    )  # fmt: skip


def test_the_page_says_that_no_text_goes_out(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    with runtime.work() as work:
        luis = view_case(work, dana, caseload.luis_case.id).members[0]
    assert luis.next_text.what is Next.TAKEN_OVER
    assert (luis.taken_over_by, luis.can_take_over) == ("Dana Reyes", False)


def test_the_second_to_take_over_is_told(runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer) -> None:
    with runtime.work() as work:
        take_over(work, sam, caseload.luis.id)
    with pytest.raises(Refused) as refused, runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    assert refused.value.why is Why.TAKEN_BY_OTHER
    assert talk(runtime, caseload).taken_over_by == sam.staff_id


def test_a_colleague_may_hand_back_when_the_other_is_away(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    with runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    with runtime.work() as work:
        hand_back(work, sam, caseload.luis.id)
    assert talk(runtime, caseload).taken_over_at is None


def test_a_conversation_with_a_person_can_be_taken_over_so_that_later_check_ins_wait(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        ended = ConversationStatus.HANDED_OVER
        work.session.get_one(Conversation, caseload.luis_talk.id).status = ended
        take_over(work, dana, caseload.luis.id)
    with runtime.work() as work:
        luis = view_case(work, dana, caseload.luis_case.id).members[0]
    assert luis.next_text.what is Next.TAKEN_OVER


def test_there_must_be_something_to_take_over_or_to_hand_back(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    for act, person, why in (
        (take_over, caseload.mirlande, Why.NO_CONVERSATION),
        (hand_back, caseload.luis, Why.NOT_TAKEN_OVER),
    ):
        with pytest.raises(Refused) as refused, runtime.work() as work:
            act(work, dana, person.id)
        assert refused.value.why is why


def test_nobody_stops_a_conversation_outside_the_caseload(
    runtime: Runtime, caseload: Seed, lee: Viewer
) -> None:
    with pytest.raises(NotHere), runtime.work() as work:
        take_over(work, lee, caseload.luis.id)
