"""Pages of signing, reports, referrals and closing: what they show, and what their buttons do."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.desk.tasks import CALL_KINDS, TRAY_KINDS
from bot.desk.threads import add_seen
from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from flows.vocabulary import (
    ClosureState,
    Item,
    Outcome,
    PartStatus,
    ReferralState,
    ReportStatus,
    TaskKind,
)
from storage.models import AnswerRow, CheckIn, Closure, Contact, Referral, Report
from storage.queries import threads
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.seed import Seed


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


def test_reports_list_what_waits_for_a_signature(dana: FlaskClient, caseload: Seed) -> None:
    page = dana.get("/reports")
    assert page.status_code == 200
    assert "To sign" in page.text


def test_the_form_says_all_that_is_missing_and_keeps_what_was_typed(
    dana: FlaskClient, caseload: Seed
) -> None:
    path = f"/cases/{caseload.ana_case.id}/check-ins/1/sign"
    assert "still under way" in dana.get(path).text
    answer = post(dana, path, item_safe="yes", remarks="Met at school.")
    assert answer.status_code == 422
    assert "Choose a finding for every item." in answer.text
    assert "Messages that nobody has seen" in answer.text
    assert "Met at school." in answer.text


def test_a_call_entered_with_answers_records_them(
    dana: FlaskClient, caseload: Seed, runtime: Runtime
) -> None:
    assert "Are you enrolled in school?" in dana.get("/calls").text
    answer = post(
        dana, f"/calls/{caseload.call_task.id}", result="spoke_with_child", spoken="1", individually="1",
        alone="1", medium="video", language="es", interpreting="not_needed", answer_school_enrolled="no",
    )  # fmt: skip
    assert answer.status_code == 303
    with runtime.look() as work:
        contact = work.session.scalars(select(Contact)).one()
        rows = work.session.scalars(select(AnswerRow).where(AnswerRow.staff_id.is_not(None))).all()
        assert contact.alone
        assert [(row.question, row.answer) for row in rows] == [("school_enrolled", "no")]
        assert work.session.scalars(select(Referral)).one().needs == ["school"]


def test_a_referral_is_proposed_and_not_made_only_with_a_reason(
    dana: FlaskClient, caseload: Seed, runtime: Runtime
) -> None:
    case = f"/cases/{caseload.ana_case.id}"
    assert post(dana, f"{case}/referrals", needs="legal").status_code == 303
    with runtime.look() as work:
        referral_id = work.session.scalars(select(Referral.id)).one()
    path = f"{case}/referrals/{referral_id}"
    assert "Say why no referral is made" in post(dana, path, to="refused").text
    assert post(dana, path, to="refused", words="Has a lawyer.").status_code == 303
    with runtime.look() as work:
        assert work.session.scalars(select(Referral)).one().state is ReferralState.REFUSED


def test_closing_is_proposed_decided_and_reported(
    dana: FlaskClient, caseload: Seed, runtime: Runtime
) -> None:
    case = f"/cases/{caseload.luis_case.id}"
    form = {"reason": "lawful_status", "ends_on": "2026-03-02", "words": "Saw the notice."}
    assert post(dana, f"{case}/closing", **form).status_code == 303
    assert "Close the case" in dana.get(f"{case}/records").text
    assert post(dana, f"{case}/closing/decide", go="close", words="Decided.").status_code == 303
    with runtime.look() as work:
        assert work.session.scalars(select(Closure)).one().state is ClosureState.CLOSED
    assert post(dana, f"{case}/closing/report", words="The family is well.").status_code == 303
    with runtime.look() as work:
        report_id = work.session.scalars(select(Report.id)).one()
    assert "Closing report" in dana.get(f"/reports/{report_id}").text


def test_a_signed_report_is_read_printed_copied_reviewed_and_uploaded(
    dana: FlaskClient, sign_in: SignIn, caseload: Seed, runtime: Runtime
) -> None:
    _hold(runtime, caseload)
    form = {f"item_{item.value}": "yes" for item in Item} | {
        "item_higher_level": "no",
        "joint_reason": "Away.",
    }
    signed = post(dana, f"/cases/{caseload.luis_case.id}/check-ins/1/sign", **form)
    assert signed.status_code == 303, signed.text
    path = signed.headers["Location"]
    for view in (path, f"{path}/print", f"{path}/text"):
        page = dana.get(view)
        assert page.status_code == 200
        assert "The child is safe" in page.text
        assert "Away." in page.text
    assert "<" not in dana.get(f"{path}/text").text
    sam = sign_in("sam")
    assert post(sam, f"{path}/review", go="approve").status_code == 303
    assert post(dana, f"{path}/uploaded").status_code == 303
    with runtime.look() as work:
        assert work.session.scalars(select(Report)).one().status is ReportStatus.UPLOADED


def _hold(runtime: Runtime, caseload: Seed) -> None:
    """Both parts of Luis' first check-in were held, and all that he wrote was read."""
    with runtime.work() as work:
        dana = Viewer(caseload.dana.id, "Dana", caseload.dana.role)
        query = select(CheckIn).where(CheckIn.case_id == caseload.luis_case.id, CheckIn.number == 1)
        for part in work.session.scalars(query).one().parts:
            part.status, part.outcome = PartStatus.REACHED, Outcome.COMPLETED
            for message in threads.inbound_of_person(work.session, part.person_id):
                add_seen(work, dana, message)


def test_the_kinds_of_tasks_of_this_page_are_worked_on_at_the_case() -> None:
    assert not {TaskKind.SIGN, TaskKind.REPORT, TaskKind.CLOSING} & (CALL_KINDS | TRAY_KINDS)


def test_texts_rest_until_a_day_and_go_again(dana: FlaskClient, caseload: Seed) -> None:
    page = f"/cases/{caseload.luis_case.id}"
    target = f"{page}/people/{caseload.luis.id}"
    assert post(dana, f"{target}/pause", until="soon").status_code == 303
    assert "Choose a day to come" in dana.get(page).text
    post(dana, f"{target}/pause", until="2026-03-05")
    assert "<b>Texts rest</b> until Thursday, March 5" in dana.get(page).text
    post(dana, f"{target}/resume")
    assert "<b>Texts rest</b>" not in dana.get(page).text


def test_unable_to_contact_is_refused_before_all_was_tried(dana: FlaskClient, caseload: Seed) -> None:
    assert "Document “unable to contact”" not in dana.get("/calls").text
    answer = post(dana, f"/calls/{caseload.call_task.id}/unable")
    assert answer.status_code == 303
    assert "several calls on different days" in dana.get("/calls").text
