"""A caseworker sees own and covered cases, whoever was paged sees that case, supervisors see all."""

import datetime as dt
import uuid

import pytest

from bot.desk.cases import cases
from bot.desk.concerns import look
from bot.desk.today import concern_lines, today
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus
from storage.models import ConcernRow, Cover, Staff
from storage.queries.today import find_concern
from tests.bot.web.seed import Seed

DANAS = ["C-1001", "C-1002", "C-1003", "C-1004"]


def numbers(runtime: Runtime, viewer: Viewer) -> list[str]:
    with runtime.work() as work:
        return sorted(line.case_number for line in cases(work, viewer))


def cover(runtime: Runtime, who: Staff, for_whom: Staff, starts: float, ends: float | None) -> None:
    """Cover from `starts` to `ends`, in hours from now."""
    with runtime.work() as work:
        until = work.now + dt.timedelta(hours=ends) if ends is not None else None
        row = Cover(
            **work.owned(), staff_id=who.id, for_staff_id=for_whom.id,
            starts_at=work.now + dt.timedelta(hours=starts), ends_at=until,
        )  # fmt: skip
        work.session.add(row)


def test_a_caseworker_sees_own_cases_only(runtime: Runtime, dana: Viewer) -> None:
    assert numbers(runtime, dana) == DANAS


def test_a_supervisor_sees_all_cases_of_the_provider(runtime: Runtime, sam: Viewer) -> None:
    assert numbers(runtime, sam) == [*DANAS, "C-2001"]


def test_who_was_paged_sees_the_case_until_the_concern_is_closed(
    runtime: Runtime, caseload: Seed, lee: Viewer
) -> None:
    assert numbers(runtime, lee) == ["C-1001", "C-2001"]
    with runtime.work() as work:
        assert find_concern(work.session, lee.scope(work), work.now, caseload.emergency.id) is not None
        work.session.get_one(ConcernRow, caseload.emergency.id).status = ConcernStatus.CLOSED
    assert numbers(runtime, lee) == ["C-2001"]
    with runtime.work() as work, pytest.raises(NotHere):
        look(work, lee, caseload.emergency.id)


@pytest.mark.parametrize(
    ("starts", "ends", "covered"),
    [(-1, 1, True), (-1, None, True), (1, 2, False), (-2, -1, False), (0, 0, False)],
)
def test_a_covered_case_is_seen_while_the_cover_lasts(
    runtime: Runtime, caseload: Seed, dana: Viewer, starts: float, ends: float | None, covered: bool
) -> None:
    cover(runtime, caseload.dana, caseload.lee, starts, ends)
    assert ("C-2001" in numbers(runtime, dana)) is covered


def test_today_holds_nothing_of_other_caseloads(runtime: Runtime, dana: Viewer) -> None:
    with runtime.work() as work:
        found = today(work, dana)
    people = {line.who.case_number for line in (*found.concerns, *found.tasks, *found.under_way)}
    assert people <= {*DANAS, None}


def test_unknown_numbers_are_seen_by_everybody(
    runtime: Runtime, caseload: Seed, dana: Viewer, lee: Viewer
) -> None:
    for viewer in (dana, lee):
        with runtime.work() as work:
            found = today(work, viewer)
        assert caseload.unknown_concern.id in {line.id for line in found.concerns}
        assert caseload.unknown_task.id in {line.id for line in found.tasks}


def test_another_provider_sees_nothing(runtime: Runtime, caseload: Seed, sam: Viewer) -> None:
    with runtime.work() as work:
        scope = sam.scope(work)
    assert scope.sees_all
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.unknown_concern.id)
        row.provider_id = uuid.UUID(int=7)
    with runtime.work() as work:
        assert caseload.unknown_concern.id not in {line.id for line in concern_lines(work, sam)}
