"""The pages of a NOC: draft, review, submission and the checklist, on paper too; nothing typed is lost."""

import datetime as dt
import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.notices.pdf import NoPdf, as_pdf
from bot.runtime import Runtime
from bot.web.console import STATIC, notice_words
from flows import vocabulary as v
from flows.policy.notices import rules
from storage.models import AuditRow, ConcernRow, Duty, Notice
from tests.bot.notices import sheets
from tests.bot.web.builder import Builder
from tests.bot.web.conftest import SignIn, token_of
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import AFRAID, Seed
from tests.bot.web.test_console_pages import text_of

__all__ = ["database_url"]

CONTACTS = "/settings/state-contacts"
DRAFT = {
    "reasons": ["abuse_neglect", "trafficking"],
    "custody": "no",
    "safe_now": "no",
    "facts": "The uncle hits when he drinks.\r\nShe is at school until 3.",
    "actions": "Called 911 at 10:05 <at once>.",
    "plan": "Visit.",
}
NUMBER = {
    "state": "VA",
    "kind": "cps",
    "name": "State hotline",
    "number": "202-555-0130",
    "source": "dss.example.gov",
    "seen_on": "2026-02-27",
    "law_hours": "0",
}


def path_of(caseload: Seed, more: str = "") -> str:
    return f"/concerns/{caseload.emergency.id}/notice{more}"


def post(client: FlaskClient, path: str, **form: object) -> TestResponse:
    """Post a form of somebody signed in, with its token; a list is a field that stands several times."""
    return client.post(path, data={"csrf_token": token_of(client, "/cases"), **form})


def duty_path(runtime: Runtime, caseload: Seed, kind: v.DutyKind) -> str:
    with runtime.look() as work:
        duty = work.session.scalars(
            select(Duty.id).where(Duty.concern_id == caseload.emergency.id, Duty.kind == kind)
        ).one()
    return f"/concerns/{caseload.emergency.id}/duties/{duty}"


def status(runtime: Runtime, caseload: Seed) -> str:
    return sheets.status(runtime, caseload.emergency).value


@pytest.fixture
def sam(sign_in: SignIn) -> FlaskClient:
    """The supervisor, signed in."""
    return sign_in("sam")


def test_the_draft_shows_what_is_known_and_every_reason_in_the_words_of_the_guide(
    dana: FlaskClient, caseload: Seed
) -> None:
    page = dana.get(path_of(caseload))
    text = html.unescape(text_of(page.text))
    for reason in v.NocReason:
        assert rules().reasons[reason].words in text
    checked = re.findall(r'name="reasons" value="(\w+)" checked', page.text)
    assert checked == ["abuse_neglect"]
    assert AFRAID in html.unescape(page.text)
    assert "Ana , child" in text
    assert "Marta , sponsor (aunt), category 2A" in text
    assert "due in 21 h 50" in text
    assert "Your duty to report is your own; this page is not a report." in text
    assert "The service sends nothing to ORR or to anybody" in text
    assert "Look this up: the State's child abuse reporting number" in text


def test_from_draft_to_submission_by_three_pages(
    dana: FlaskClient, sam: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    assert post(dana, path_of(caseload), go="review", edited="0", **DRAFT).status_code == 303
    waiting = text_of(dana.get(path_of(caseload)).text)
    assert "Waiting for a supervisor’s review" in waiting
    assert "Only a supervisor reviews a NOC (6.9.4)." in waiting
    assert post(sam, path_of(caseload, "/review"), go="approve").status_code == 303
    page = dana.get(path_of(caseload)).text
    day, time = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("day", "time"))  # type: ignore[index]
    assert (day, time) == ("2026-03-02", "10:00")
    form = {"day": day, "time": time, "via": "case_system", "reference": "ORR-4711"}
    assert post(dana, path_of(caseload, "/submitted"), **form).status_code == 303
    done = text_of(dana.get(path_of(caseload)).text)
    assert "Mon, Mar 2, 10:00 AM , by ORR’s online case system. Written down by Dana Reyes" in done
    assert "Version 4 : Submitted to ORR" in done
    content = sheets.content(runtime, caseload.emergency)
    assert content.written.facts == "The uncle hits when he drinks.\nShe is at school until 3."
    assert v.NocReason.TRAFFICKING in content.written.reasons


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    answer = post(dana, path_of(caseload), go="review", edited="0", **DRAFT | {"reasons": [], "facts": " "})
    assert answer.status_code == 422
    text = html.unescape(text_of(answer.text))
    assert "Tick at least one reason. Write down the facts." in text
    assert 'href="#field-reason"' in answer.text
    assert "Called 911 at 10:05 &lt;at once&gt;." in answer.text
    assert sheets.steps(runtime, caseload.emergency) == [("drawn", None, None)]


def test_of_two_who_write_at_once_the_second_sees_both(
    dana: FlaskClient, sam: FlaskClient, caseload: Seed
) -> None:
    dana.get(path_of(caseload))
    assert post(sam, path_of(caseload), go="save", edited="0", **DRAFT).status_code == 303
    answer = post(dana, path_of(caseload), go="save", edited="0", **DRAFT | {"plan": "Only mine"})
    assert answer.status_code == 422
    assert "a colleague saved another version while you wrote" in answer.text
    assert "Only mine" in answer.text
    again = re.search(r'name="edited" value="(\d+)"', answer.text)
    assert again is not None
    assert post(dana, path_of(caseload), go="save", edited=again[1], **DRAFT).status_code == 303


def test_a_supervisors_own_draft_is_refused_plainly(
    sam: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    post(sam, path_of(caseload), go="review", edited="0", **DRAFT)
    page = text_of(sam.get(path_of(caseload)).text)
    assert "another supervisor has to, also when you are the only one (6.9.4)" in page
    assert "Approve" not in page
    assert post(sam, path_of(caseload, "/review"), go="approve").status_code == 422
    assert status(runtime, caseload) == "in_review"


def test_a_returned_draft_shows_the_remark(dana: FlaskClient, sam: FlaskClient, caseload: Seed) -> None:
    post(dana, path_of(caseload), go="review", edited="0", **DRAFT)
    answer = post(sam, path_of(caseload, "/review"), go="return", remark=" ")
    assert answer.status_code == 422
    assert "Say why in your own words" in answer.text
    post(sam, path_of(caseload, "/review"), go="return", remark="Which police station?")
    assert "Returned by Sam Okafor : Which police station?" in text_of(dana.get(path_of(caseload)).text)


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"time": "25:00"}, "Give the day and the time of day"),
        ({"time": "23:00"}, "This time is still to come"),
        ({"day": "2026-02-01"}, "This time is before the first suspicion"),
        ({"reference": ""}, "Write ORR’s reference"),
        ({"via": "pigeon"}, "Choose one of the answers"),
    ],
)
def test_a_submission_that_cannot_be_comes_back_as_it_was_typed(
    dana: FlaskClient,
    sam: FlaskClient,
    runtime: Runtime,
    caseload: Seed,
    changed: dict[str, str],
    remedy: str,
) -> None:
    post(dana, path_of(caseload), go="review", edited="0", **DRAFT)
    post(sam, path_of(caseload, "/review"), go="approve")
    form = {"day": "2026-03-02", "time": "09:30", "via": "email", "reference": "R-77"} | changed
    answer = post(dana, path_of(caseload, "/submitted"), **form)
    assert answer.status_code == 422
    assert remedy in answer.text
    for name in ("day", "time", "reference"):
        assert f'value="{form[name]}"' in answer.text
    assert status(runtime, caseload) == "approved"


def test_not_filing_bears_a_name_and_a_reason_and_can_be_taken_back(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    path = path_of(caseload, "/not-filed")
    answer = post(dana, path, words="It was a film")
    assert answer.status_code == 422
    assert "It was a film" in answer.text
    assert post(dana, path, reason="did_not_happen", words="It was a film").status_code == 303
    page = text_of(dana.get(path_of(caseload)).text)
    assert "What was suspected did not happen. Decided by Dana Reyes" in page
    assert "It was a film" in page
    assert post(dana, path_of(caseload, "/reopen")).status_code == 303
    assert status(runtime, caseload) == "draft"


def test_a_disrupted_placement_alone_asks_for_the_safety_concern(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    assert "Is there a safety concern?" not in dana.get(path_of(caseload)).text
    with runtime.work() as work:
        work.session.get_one(ConcernRow, caseload.emergency.id).codes = ["placement_disruption"]
    page = text_of(dana.get(path_of(caseload)).text)
    assert "Until a person has said that there is none, the 24 hours run." in page
    answer = post(dana, path_of(caseload, "/not-filed"), reason="no_safety_concern", words="")
    assert answer.status_code == 422
    post(dana, path_of(caseload, "/not-filed"), reason="no_safety_concern", words="Spoke with both.")
    assert status(runtime, caseload) == "not_filed"
    assert "Referral to Level Two or Three to be done" in text_of(dana.get(path_of(caseload)).text)


def test_a_duty_is_ticked_with_its_time(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    dana.get(path_of(caseload))
    path = duty_path(runtime, caseload, v.DutyKind.POLICE)
    empty = post(dana, path, go="done", day="2026-03-02", time="09:58", note="")
    assert empty.status_code == 422
    assert 'value="09:58"' in empty.text
    answer = post(dana, path, go="done", day="2026-03-02", time="09:58", note="Report 12-345")
    assert (answer.status_code, answer.location) == (303, f"{path_of(caseload)}#duty-{path.split('/')[-1]}")
    assert "Mon, Mar 2, 9:58 AM , Dana Reyes : Report 12-345" in text_of(dana.get(path_of(caseload)).text)
    assert post(dana, path, go="reopen").status_code == 303
    assert post(dana, path, go="invented").status_code == 400


def test_5_the_number_for_the_sponsor_of_a_missing_child_shows_after_the_question(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        work.session.get_one(ConcernRow, caseload.emergency.id).codes = ["missing"]
    before = dana.get(path_of(caseload)).text
    assert "First: is the sponsor thought to be the danger?" in before
    assert "1-800-843-5678" not in before
    post(dana, duty_path(runtime, caseload, v.DutyKind.NCMEC), go="no_danger")
    after = dana.get(path_of(caseload)).text
    assert 'href="tel:18008435678">1-800-843-5678</a>' in after
    assert "Source: ORR policy guide 6.8.6, revised 01/13/2025" in after


def test_no_number_is_shown_but_those_with_a_source(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        row = work.session.get_one(ConcernRow, caseload.emergency.id)
        row.codes = [code.value for code in v.Concern]
    shown = set(re.findall(r'href="tel:([^"]+)"', dana.get(path_of(caseload)).text))
    allowed = {n.number.replace("-", "") for rule in rules().duties.values() for n in rule.numbers}
    family = {"+12025550101", "+12025550102"}
    assert shown <= allowed | family
    assert "911" in shown


def test_a_number_of_a_state_is_entered_with_source_and_shows_on_the_worksheet(
    dana: FlaskClient, sam: FlaskClient, caseload: Seed
) -> None:
    assert "None is entered yet" in dana.get(CONTACTS).text
    assert 'name="number"' not in dana.get(CONTACTS).text
    assert post(dana, CONTACTS, **NUMBER).status_code == 403
    assert "<option selected>VA</option>" in sam.get(f"{CONTACTS}?state=VA&kind=cps").text
    assert post(sam, CONTACTS, **NUMBER).status_code == 303
    listed = text_of(sam.get(CONTACTS).text)
    assert "VA , child protective services +1 202-555-0130 State hotline State law: at once" in listed
    assert "dss.example.gov seen February 27, 2026 Sam Okafor" in listed
    page = text_of(dana.get(path_of(caseload)).text)
    assert "+1 202-555-0130 State hotline Source: dss.example.gov, seen February 27, 2026" in page
    assert post(sam, f"{CONTACTS}/withdraw", state="VA", kind="cps").status_code == 303
    assert "dss.example.gov" not in dana.get(path_of(caseload)).text
    assert post(dana, f"{CONTACTS}/withdraw", state="VA", kind="cps").status_code == 403


def test_a_wrong_number_comes_back_with_its_remedies(sam: FlaskClient) -> None:
    answer = post(sam, CONTACTS, **NUMBER | {"number": "911", "seen_on": "2027-01-01"})
    assert answer.status_code == 422
    for field in ("number", "seen_on"):
        assert f'aria-describedby="problem-{field}"' in answer.text
    assert "Write the whole number with its area code" in answer.text
    assert 'value="dss.example.gov"' in answer.text
    assert post(sam, CONTACTS, **NUMBER | {"kind": "taxi"}).status_code == 400


def test_the_print_view_holds_everything_and_says_that_it_is_no_submission(
    dana: FlaskClient, caseload: Seed
) -> None:
    post(dana, path_of(caseload), go="save", edited="0", **DRAFT)
    text = html.unescape(text_of(dana.get(path_of(caseload, "/print")).text))
    for wanted in ("Version 2", "This sheet is not a submission.", AFRAID, "Ticked: Human trafficking",
                   "She is at school until 3.", "Marta", "2009-05-04",
                   "Saved, Monday, March 2, 2026, 10:00 AM EST, Dana Reyes"):  # fmt: skip
        assert wanted in text
    old = text_of(dana.get(path_of(caseload, "/print?version=1")).text)
    assert "Version 1 (there is a newer one)" in old
    assert "Ticked: Human trafficking" not in old
    assert dana.get(path_of(caseload, "/print?version=9")).status_code == 404


def test_the_export_is_json_with_all_versions(dana: FlaskClient, caseload: Seed) -> None:
    post(dana, path_of(caseload), go="save", edited="0", **DRAFT)
    answer = dana.get(path_of(caseload, ".json"))
    assert answer.mimetype == "application/json"
    assert "noc-worksheet.json" in answer.headers["Content-Disposition"]
    assert [row["step"] for row in answer.json["versions"]] == ["drawn", "saved"]  # type: ignore[index]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_server_without_a_pdf_library_says_how_to_print(
    dana: FlaskClient, caseload: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(_name: str) -> None:
        raise OSError("cannot load library 'libpango'")

    monkeypatch.setattr("bot.notices.pdf.importlib.import_module", absent)
    answer = dana.get(path_of(caseload, ".pdf"))
    assert (answer.status_code, answer.location) == (303, path_of(caseload))
    assert "choose “Save as PDF” in the browser" in dana.get(path_of(caseload)).text
    with pytest.raises(NoPdf):
        as_pdf("<p>", STATIC / "notice.css")


def test_a_server_with_the_library_makes_a_pdf(dana: FlaskClient, caseload: Seed) -> None:
    pytest.importorskip("weasyprint", reason="the optional extra pdf is not installed")
    answer = dana.get(path_of(caseload, ".pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_pages_hold_nothing_of_a_person_in_titles_or_addresses(dana: FlaskClient, caseload: Seed) -> None:
    for path in (path_of(caseload), path_of(caseload, "/print"), CONTACTS):
        page = dana.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=|javascript:", page), path
        titles = re.findall(r"<title>(.*?)</title>", page)
        links = re.findall(r'(?:href|action)="((?!tel:)[^"]*)"', page)
        for text in (*titles, *links):
            assert not [word for word in ("Ana", "Marta", "C-1001", "555") if word in text], (path, text)


def test_each_look_and_each_export_is_audited(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    for more in ("", "/print", ".json"):
        dana.get(path_of(caseload, more))
    with runtime.look() as work:
        rows = work.session.scalars(
            select(AuditRow).where(AuditRow.subject == "notice", AuditRow.action.in_(("look", "export")))
        )
        found = [(row.action, row.staff_id) for row in rows]
    assert sorted(found) == [
        ("export", caseload.dana.id),
        ("look", caseload.dana.id),
        ("look", caseload.dana.id),
    ]


def test_other_caseloads_worksheets_are_not_there(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        b = Builder(work)
        said = b.came(caseload.kevin, "x", work.now)
        concern = b.concern(caseload.kevin_case, caseload.kevin, said, sheets.reading("neglect")).id
    for more in ("", "/print", ".json", ".pdf"):
        assert dana.get(f"/concerns/{concern}/notice{more}").status_code == 404
    with runtime.look() as work:
        assert work.session.scalars(select(Notice.id).where(Notice.concern_id == concern)).all() == []


def test_an_overdue_notice_is_red_and_a_late_submission_says_so(
    dana: FlaskClient, sam: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    post(dana, path_of(caseload), go="review", edited="0", **DRAFT)
    post(sam, path_of(caseload, "/review"), go="approve")
    with runtime.work() as work:
        notice = work.session.scalars(select(Notice)).one()
        notice.due_at = work.now - dt.timedelta(minutes=40)
    page = dana.get(path_of(caseload)).text
    assert "card-red" in page
    assert "overdue by 40 min" in page
    form = {"day": "2026-03-02", "time": "09:50", "via": "phone", "reference": "none given"}
    post(dana, path_of(caseload, "/submitted"), **form)
    assert "late by 30 min" in text_of(dana.get(path_of(caseload)).text)


TABLES = [
    (v.NocReason, notice_words.REASON),
    (v.DutyKind, notice_words.DUTY),
    (v.DutyState, notice_words.DUTY_STATE),
    (v.NoticeStatus, notice_words.STATUS),
    (v.NoticeStep, notice_words.STEP),
    (v.NotFiled, notice_words.NOT_FILED),
    (v.NoticeVia, notice_words.VIA),
    (v.Custody, notice_words.CUSTODY),
    (v.SafeNow, notice_words.SAFE_NOW),
    (v.ContactKind, notice_words.CONTACT),
]


@pytest.mark.parametrize(("kind", "table"), TABLES, ids=[kind.__name__ for kind, _ in TABLES])
def test_every_word_of_the_worksheet_is_said(kind: type, table: dict[object, str]) -> None:
    assert set(table) == set(kind)  # type: ignore[call-overload]
    assert len(set(table.values())) == len(table)
