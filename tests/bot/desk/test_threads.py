"""Threads: never mixed, every look audited, every body marked as seen by whoever saw it (invariant 1)."""

import pytest
from sqlalchemy import select

from bot.desk.case import view_case
from bot.desk.threads import mark_seen
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Runtime
from flows.vocabulary import Role
from storage.models import AuditRow, Seen
from tests.bot.web.builder import Builder
from tests.bot.web.seed import AFRAID, Seed


def bodies(thread: object) -> list[str]:
    return ["".join(p.text for p in b.pieces) for b in thread.bubbles if b.incoming]


def test_the_two_threads_of_a_case_are_never_mixed(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        view = view_case(work, dana, caseload.ana_case.id)
    threads = {member.role: bodies(member.thread) for member in view.members}
    assert threads == {Role.CHILD: ["colibri", "si", AFRAID], Role.SPONSOR: ["girasol"]}


def test_every_look_at_a_thread_is_an_audit_row(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        view_case(work, dana, caseload.ana_case.id)
    with runtime.work() as work:
        looks = work.session.scalars(select(AuditRow).where(AuditRow.action == "look")).all()
    assert {(a.subject, a.subject_id, a.staff_id, a.case_id) for a in looks} == {
        ("thread", person.id, dana.staff_id, caseload.ana_case.id)
        for person in (caseload.ana, caseload.marta)
    }


def test_a_case_of_somebody_else_is_not_there_and_leaves_no_trace(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with pytest.raises(NotHere), runtime.work() as work:
        view_case(work, dana, caseload.kevin_case.id)


def test_what_came_after_the_page_was_opened_stays_unseen(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        later = Builder(work).came(caseload.ana, "ayuda", work.now, number="+12025550101")
    with runtime.work() as work:
        assert mark_seen(work, dana, caseload.ana.id, caseload.afraid.id) == 3
    with runtime.work() as work:
        seen = set(work.session.scalars(select(Seen.inbound_id)))
    assert len(seen) == 3
    assert later.id not in seen


def test_marking_twice_adds_nothing(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    for count in (3, 0):
        with runtime.work() as work:
            assert mark_seen(work, dana, caseload.ana.id, caseload.afraid.id) == count


def test_nobody_marks_what_is_outside_the_caseload(runtime: Runtime, caseload: Seed, lee: Viewer) -> None:
    with pytest.raises(NotHere), runtime.work() as work:
        mark_seen(work, lee, caseload.luis.id, caseload.afraid.id)


def test_a_message_of_another_thread_marks_nothing(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(NotHere), runtime.work() as work:
        mark_seen(work, dana, caseload.marta.id, caseload.afraid.id)
