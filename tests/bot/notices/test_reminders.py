"""6.8.6: a NOC that nobody has decided is brought to mind after 12, 20 and 23 hours, and then is overdue."""

import json

from sqlalchemy import select

from bot.desk.viewer import Viewer
from bot.notices.export import export
from bot.notices.reminders import remind
from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus, DutyKind
from storage.models import ConcernRow, Notice, PageRow, Staff
from storage.queries import notices
from storage.queries import today as queries
from tests.bot.notices import sheets
from tests.bot.web.builder import Builder
from tests.bot.web.seed import AFRAID, Seed
from tests.conftest import FixedClock


def reminded(runtime: Runtime) -> list[str]:
    """Whom reminders went to, by name."""
    with runtime.look() as work:
        rows = work.session.scalars(
            select(Staff.name)
            .join(PageRow, PageRow.staff_id == Staff.id)
            .where(PageRow.text_key == "page.reminder")
        )
        return sorted(rows)


def only_anas(runtime: Runtime, caseload: Seed) -> None:
    """Close all concerns but Ana's, and give everybody a phone."""
    with runtime.work() as work:
        for row in work.session.scalars(select(ConcernRow).where(ConcernRow.id != caseload.emergency.id)):
            row.status = ConcernStatus.CLOSED
        for n, staff in enumerate(work.session.scalars(select(Staff).order_by(Staff.email))):
            staff.address_id = Builder(work).address(f"+1202555016{n}").id


def test_reminders_go_to_the_owner_and_the_supervisors_three_times_and_never_twice(
    runtime: Runtime, caseload: Seed, clock: FixedClock
) -> None:
    only_anas(runtime, caseload)  # said 2 h 10 ago
    given = []
    for _ in range(25):
        clock.advance(hours=1)
        given.append(remind(runtime))
        assert remind(runtime) == 0
    assert [hour + 3 for hour, count in enumerate(given) if count] == [12, 20, 23]
    assert reminded(runtime) == ["Dana Reyes"] * 3 + ["Sam Okafor"] * 3


def test_whoever_has_the_concern_is_reminded_and_a_reminder_holds_nothing_of_the_case(
    runtime: Runtime, caseload: Seed, clock: FixedClock
) -> None:
    only_anas(runtime, caseload)
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.emergency.id)
        row.acknowledged_by, row.acknowledged_at = caseload.lee.id, work.now
    clock.advance(hours=22)
    assert remind(runtime) == 1  # of those that were missed only the last
    assert reminded(runtime) == ["Lee Park", "Sam Okafor"]
    body = runtime.texts.text("en", "page.reminder", link="http://localhost:8000/concerns/1")
    assert "http://localhost:8000/concerns/1" in body
    assert not [word for word in ("child", "NOC", "abuse", "Ana", "concern of") if word in body]


def test_a_decided_notice_is_not_brought_to_mind(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, clock: FixedClock
) -> None:
    only_anas(runtime, caseload)
    sheets.submitted(runtime, caseload.emergency, dana, sam)
    clock.advance(hours=30)
    assert remind(runtime) == 0
    assert reminded(runtime) == []


def test_every_concern_gets_its_worksheet_also_when_nobody_looks(runtime: Runtime, caseload: Seed) -> None:
    remind(runtime)
    with runtime.look() as work:
        concerns = set(work.session.scalars(select(ConcernRow.id)))
        assert set(work.session.scalars(select(Notice.concern_id))) == concerns


def test_overdue_counts_notices_and_duties_until_a_person_has_decided(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer, clock: FixedClock
) -> None:
    only_anas(runtime, caseload)
    every = ConcernRow.provider_id == runtime.settings.provider_id

    def overdue() -> tuple[int, int]:
        with runtime.look() as work:
            found = notices.overdue(work.session, every, work.now)
            burning = queries.burning(work.session, dana.scope(work), work.now)
        assert burning.overdue_nocs == found.notices
        return found.notices, found.duties

    assert overdue() == (0, 0)
    clock.advance(hours=22)
    assert overdue() == (1, 0)  # nobody drew it yet, and its clock runs
    remind(runtime)
    assert overdue() == (1, 3)
    sheets.submitted(runtime, caseload.emergency, dana, sam)
    assert overdue() == (0, 2)


def test_the_export_holds_everything_in_the_original(
    runtime: Runtime, caseload: Seed, dana: Viewer, sam: Viewer
) -> None:
    sheets.submitted(runtime, caseload.emergency, dana, sam)
    with runtime.work() as work:
        found = json.loads(json.dumps(export(work, *sheets.of(work, caseload.emergency))))
    assert found["format"] == "prs-checkin.notice/1"
    assert found["status"] == "submitted"
    assert found["reasons"] == [
        {"code": "abuse_neglect", "words": "Abuse (including sexual abuse), abandonment, and neglect"}
    ]
    assert found["content"]["on_file"]["words"][0]["text"] == AFRAID
    assert [v["step"] for v in found["versions"]] == ["drawn", "sent_to_review", "approved", "submitted"]
    assert found["versions"][-1]["remark"] == "ORR-4711"
    assert {d["kind"]: d["state"] for d in found["duties"]}[DutyKind.ORR_NOC] == "done"
