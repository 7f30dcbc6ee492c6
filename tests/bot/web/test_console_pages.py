"""The pages: what they show, what they never show, and what their buttons do."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bot.desk.calls import note_of
from bot.runtime import Runtime
from bot.web.console.times import form_parts
from flows.vocabulary import ConcernStatus, Question, Role, TaskKind, TaskReason
from storage.models import Attempt, AuditRow, ConcernRow, Conversation, Person, Seen, Task
from tests.bot.web.builder import Builder
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

__all__ = ["database_url"]

NAMES = ("Ana", "Marta", "Luis", "Jorge", "Mirlande", "Jean", "Yusuf", "Amina", "Kevin")


def text_of(html: str) -> str:
    """A page as read, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def pages(caseload: Seed) -> list[str]:
    return [
        "/", "/today/list", "/strip", "/cases", f"/cases/{caseload.ana_case.id}",
        f"/concerns/{caseload.emergency.id}", "/calls", "/tray",
    ]  # fmt: skip


def test_today_says_the_word_the_person_and_the_clocks(dana: FlaskClient) -> None:
    page = text_of(dana.get("/").text)
    assert (
        "Emergency Ana , child · C-1001 Physical abuse said 2 h 10 ago · report (NOC) due in 21 h 50" in page
    )
    assert "Check-in by phone Mirlande , child · C-1003" in page
    assert "overdue by 50 min" in page
    assert page.index("Emergency") < page.index("To do") < page.index("Check-ins under way")


def test_today_of_a_quiet_caseload_says_that_all_is_well(
    runtime: Runtime, caseload: Seed, sign_in: SignIn
) -> None:
    with runtime.work() as work:
        for row in work.session.scalars(select(ConcernRow)):
            row.status = ConcernStatus.CLOSED
        for task in work.session.scalars(select(Task)):
            task.done_at = work.now
    page = text_of(sign_in("dana").get("/").text)
    assert "All is well" in page
    assert "Nothing burns and nothing is overdue" in page


def test_other_caseloads_show_nowhere(dana: FlaskClient, caseload: Seed) -> None:
    for path in pages(caseload):
        page = dana.get(path)
        assert page.status_code == 200, path
        assert "Kevin" not in page.text, path
        assert "C-2001" not in page.text, path
    assert dana.get(f"/cases/{caseload.kevin_case.id}").status_code == 404


def test_no_title_and_no_address_holds_anything_about_a_person(dana: FlaskClient, caseload: Seed) -> None:
    for path in pages(caseload):
        html = dana.get(path).text
        titles = re.findall(r"<title>(.*?)</title>", html)
        links = re.findall(r'(?:href|action|data-poll)="((?!tel:)[^"]*)"', html)
        for text in (*titles, *links):
            assert not [name for name in NAMES if name in text], (path, text)
            assert "C-1001" not in text
            assert "555" not in text


def test_pages_hold_no_inline_script_or_style(dana: FlaskClient, caseload: Seed) -> None:
    for path in pages(caseload):
        html = dana.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=|javascript:", html), path


def test_headers_keep_pages_private(dana: FlaskClient) -> None:
    headers = dana.get("/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_strip_answers_304_until_something_changes(
    dana: FlaskClient, caseload: Seed, clock: FixedClock
) -> None:
    for path in ("/strip", "/today/list"):
        first = dana.get(path)
        again = dana.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    etag = dana.get("/strip").headers["ETag"]
    post(dana, f"/concerns/{caseload.emergency.id}/acknowledge")
    changed = dana.get("/strip", headers={"If-None-Match": etag})
    assert (changed.status_code, "emergenc" in changed.text) == (200, False)


def test_opening_a_concern_changes_nothing_and_the_button_acts(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    path = f"/concerns/{caseload.emergency.id}"
    page = dana.get(path).text
    assert "Your duty to report is your own; this page is not a report." in text_of(page)
    assert '<mark class="grave" title="physical abuse">me pega</mark>' in page
    assert dana.get(f"{path}/acknowledge").status_code == 405
    with runtime.look() as work:
        assert work.session.get_one(ConcernRow, caseload.emergency.id).status is ConcernStatus.OPEN
    answer = post(dana, f"{path}/acknowledge")
    assert (answer.status_code, answer.location) == (303, path)
    assert "You have it now. The pages have stopped." in dana.get(path).text


def test_the_second_to_acknowledge_is_told(caseload: Seed, sign_in: SignIn) -> None:
    path = f"/concerns/{caseload.emergency.id}"
    post(sign_in("lee"), f"{path}/acknowledge")
    sam = sign_in("sam")
    post(sam, f"{path}/acknowledge")
    page = text_of(sam.get(path).text)
    assert "A colleague acknowledged this before you." in page
    assert "Lee Park" in page


def test_a_case_shows_track_threads_and_story(dana: FlaskClient, caseload: Seed) -> None:
    html = dana.get(f"/cases/{caseload.ana_case.id}").text
    page = text_of(html)
    assert "Check-in 1 Monday, March 2 Child: with a person , a person goes on Sponsor: under way" in page
    assert "feels safe at home: no" in page
    assert "reads as: physical abuse" in page
    assert "Answered “feels safe at home”: no" in page
    child, sponsor = html.index("Child: <bdi>Ana"), html.index("Sponsor: <bdi>Marta")
    assert child < html.index("me pega") < sponsor
    assert html.index("girasol") > sponsor


def test_what_a_family_writes_is_shown_as_written_and_never_run(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        body = "<script>alert(1)</script>\n  \x00 \ud83d ‮ok"
        Builder(work).came(caseload.ana, body, work.now, number="+12025550101")
    html = dana.get(f"/cases/{caseload.ana_case.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n  \ufffd \ufffd" in html
    assert 'class="body" dir="auto"' in html


def test_what_did_not_arrive_says_why(sign_in: SignIn, runtime: Runtime) -> None:
    with runtime.look() as work:
        case_id = work.session.scalars(select(Task.case_id).where(Task.outbound_id.is_not(None))).one()
    page = text_of(sign_in("dana").get(f"/cases/{case_id}").text)
    assert "not delivered: the phone is switched off or out of reach" in page
    assert "not known whether it left" in page


def test_mark_as_seen_take_over_and_hand_back(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    base = f"/cases/{caseload.luis_case.id}/people/{caseload.luis.id}"
    page = dana.get(f"/cases/{caseload.luis_case.id}").text
    up_to = re.search(r'name="up_to" value="([^"]+)"', page)[1]
    post(dana, f"{base}/seen", up_to=up_to)
    answer = post(dana, f"{base}/take-over")
    assert answer.location == f"/cases/{caseload.luis_case.id}#thread-{caseload.luis.id}"
    page = text_of(dana.get(f"/cases/{caseload.luis_case.id}").text)
    assert "Dana Reyes has taken over" in page
    assert "seen by Dana Reyes" in page
    with runtime.look() as work:
        assert work.session.get_one(Conversation, caseload.luis_talk.id).taken_over_by == caseload.dana.id
        assert len(work.session.scalars(select(Seen)).all()) == 1
    post(dana, f"{base}/hand-back")
    assert "Take over" in dana.get(f"/cases/{caseload.luis_case.id}").text
    post(dana, f"{base}/hand-back")
    assert "The machine is going on already." in dana.get("/").text


@pytest.mark.parametrize("up_to", ["", "nonsense"])
def test_a_broken_mark_is_refused(dana: FlaskClient, caseload: Seed, up_to: str) -> None:
    path = f"/cases/{caseload.luis_case.id}/people/{caseload.luis.id}/seen"
    assert post(dana, path, up_to=up_to).status_code == 400


def test_a_search_stands_in_no_address(dana: FlaskClient) -> None:
    page = post(dana, "/cases", wanted="mirl")
    assert (page.status_code, "C-1003" in page.text, "C-1001" in page.text) == (200, True, False)
    assert "C-1001" in dana.get("/cases?wanted=mirl").text


def test_calls_say_whom_to_ring_and_what_to_ask(dana: FlaskClient) -> None:
    page = text_of(dana.get("/calls").text)
    assert "+1 305-555-0105 phone of the household: others may hear" in page
    assert "Haitian Creole , with an interpreter" in page
    assert "Mon-Fri 17:00-20:00; Sat 10:00-18:00" in page
    assert "There now 10:00 AM EST" in page
    assert "Do you feel safe at home?" in page
    assert "Left a message saying only “please call”" in page


def test_a_call_is_saved_with_its_result(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    answer = post(dana, f"/calls/{caseload.call_task.id}", result="no_answer", note=" rang twice ")
    assert (answer.status_code, answer.location) == (303, "/calls")
    with runtime.look() as work:
        row = work.session.scalars(select(Attempt).where(Attempt.task_id == caseload.call_task.id)).one()
        assert (row.result, row.staff_id) == ("no_answer", caseload.dana.id)
        assert note_of(work, row) == "rang twice"
    post(dana, f"/calls/{caseload.call_task.id}", result="spoke_with_child", finish="1")
    again = post(dana, f"/calls/{caseload.call_task.id}", result="no_answer")
    assert again.status_code == 303
    assert "A colleague has finished this already." in dana.get("/calls").text


@pytest.mark.parametrize(
    ("form", "remedy"),
    [
        ({"note": "what she said"}, "Choose how it went"),
        ({"result": "invented", "note": "what she said"}, "Choose how it went"),
        ({"result": "other"}, "Say in the note what happened"),
    ],
)
def test_a_call_that_cannot_be_saved_comes_back_as_filled_in(
    dana: FlaskClient, caseload: Seed, form: dict[str, str], remedy: str
) -> None:
    answer = post(dana, f"/calls/{caseload.call_task.id}", **form)
    assert answer.status_code == 422
    assert remedy in answer.text
    assert form.get("note", "") in answer.text


def when(caseload: Seed, clock: FixedClock, **ago: float) -> dict[str, str]:
    """The fields of a moment before now, on the clocks of the family."""
    day, time = form_parts(clock.now() - dt.timedelta(**ago), caseload.ana_case.time_zone)
    return {"call_day": day, "call_time": time}


def test_a_call_is_saved_with_its_hour_and_its_number(
    dana: FlaskClient, runtime: Runtime, caseload: Seed, clock: FixedClock
) -> None:
    with runtime.work() as work:
        work.session.get_one(Task, caseload.call_task.id).created_at = clock.now() - dt.timedelta(hours=2)
        (link,) = work.session.get_one(Person, caseload.ana.id).addresses
        number = link.address_id
    page = dana.get("/calls").text
    assert f'<option value="{number}"' in page
    assert f'value="{when(caseload, clock)["call_time"]}"' in page
    form = when(caseload, clock, minutes=40) | {"address_id": str(number)}
    assert post(dana, f"/calls/{caseload.call_task.id}", result="no_answer", **form).status_code == 303
    with runtime.look() as work:
        row = work.session.scalars(select(Attempt).where(Attempt.task_id == caseload.call_task.id)).one()
        assert (row.at, row.address_id) == (clock.now() - dt.timedelta(minutes=40), number)


@pytest.mark.parametrize(
    ("form", "remedy"),
    [
        ({"minutes": -5}, "A call is written down after it was made"),
        ({"days": 300}, "was not asked for before then"),
        ({}, "Give the day and the time of day"),
    ],
    ids=["to come", "before its task", "not clear"],
)
def test_a_call_at_an_impossible_hour_comes_back_as_filled_in(
    dana: FlaskClient,
    runtime: Runtime,
    caseload: Seed,
    clock: FixedClock,
    form: dict[str, float],
    remedy: str,
) -> None:
    given = when(caseload, clock, **form) if form else {"call_day": "yesterday", "call_time": "10:00"}
    answer = post(dana, f"/calls/{caseload.call_task.id}", result="no_answer", note="rang twice", **given)
    assert answer.status_code == 422
    assert remedy in answer.text
    assert "rang twice" in answer.text
    assert f'value="{given["call_day"]}"' in answer.text
    with runtime.look() as work:
        kept = select(Attempt.id).where(Attempt.task_id == caseload.call_task.id)
        assert work.session.scalars(kept).all() == []


def test_a_tray_item_is_finished_with_a_result(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    assert "mi primo no llego a la casa anoche" in dana.get("/tray").text
    path = f"/tasks/{caseload.unknown_task.id}/finish"
    assert post(dana, path, result="invented").status_code == 400
    answer = post(dana, path, result="nothing_needed", next="/tray")
    assert (answer.status_code, answer.location) == (303, "/tray")
    assert "mi primo no llego" not in dana.get("/tray").text


def test_every_page_with_bodies_is_audited_and_no_other(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    for path in pages(caseload):
        dana.get(path)
    with runtime.look() as work:
        looks = work.session.scalars(select(AuditRow.subject).where(AuditRow.action == "look")).all()
    assert sorted(looks) == ["concern", "thread", "thread", "thread", "tray"]


def statements(client: FlaskClient, runtime: Runtime, path: str) -> int:
    """How many statements a page needs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(runtime.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_larger_caseload_needs_no_more_statements(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    paths = ("/", "/cases", "/calls", "/strip")
    before = {path: statements(dana, runtime, path) for path in paths}
    with runtime.work() as work:
        builder = Builder(work)
        for n in range(5):
            case = builder.case(f"X-{n}", caseload.dana, dt.date(2026, 2, 19))
            child = builder.person(case, Role.CHILD, "Child", f"+1202555018{n}")
            builder.conversation(child, Question.HEALTH)
            builder.task(TaskKind.CALL, TaskReason.NO_ANSWER, work.now, case=case, person=child)
    assert {path: statements(dana, runtime, path) for path in paths} == before
